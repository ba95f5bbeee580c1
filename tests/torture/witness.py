"""Listens to what is really played, and fails as soon as a promise of live play is broken."""

from __future__ import annotations

from array import array
from typing import TYPE_CHECKING

import numpy as np

from sivoice.compile.steps import Hold, Say
from sivoice.player.keys import Control
from sivoice.player.pulse import MARGIN
from sivoice.player.transport import AGAIN_FROM, Transport
from sivoice.schedule.timeline import Clip, Utterance
from sivoice.script.vocabulary import ChimeKind
from sivoice.units import SAMPLE_RATE, Samples, to_samples
from tests.conftest import fake_length
from tests.torture.world import CODES, HALF, PHASES, START_MARK

if TYPE_CHECKING:
    from tests.torture.world import World

SECOND: Samples = SAMPLE_RATE
BACK = {"previous", "again", "lost", "resume", "suspend"}
"""What may take the session back, so that something is heard again."""
LEAVES = {*BACK, "next"}
"""What may end a hold early."""
CUTS = {*LEAVES, "pause"}
"""What may cut a cue off."""
CHANGES = {"longer", "shorter", "coaching"}
"""What may move the cues of a hold."""


class BrokenPromiseError(AssertionError):
    """What was heard is not what was promised."""


class Performance:
    """A hold as it is heard, from its first sample on."""

    def __init__(self, hold: int, now: int) -> None:
        self.hold = hold
        self.began = now
        self.total: Samples = 0
        self.mark: Samples = 0
        """How many samples of its beginning were heard."""


class Witness:
    """Counts every sample of every clip and hold."""

    def __init__(self, world: World, transport: Transport) -> None:
        self.world = world
        self.transport = transport
        self._numbers: dict[Clip, int] = {}
        self._clips: dict[int, Clip] = {}
        self.failed: set[int] = set()
        """The clips that the voice has failed on."""
        self.holds: list[int] = []
        """The indexes of the holds in the plan."""
        self._order: dict[int, int] = {}
        """Clip number -> place in the order in which the plan says them."""
        self._in_hold: set[int] = set()
        for index, planned in enumerate(transport.steps):
            step = planned.step
            if isinstance(step, Say):
                self._expect(step)
            if isinstance(step, Hold):
                self.holds.append(index)
                for cue in step.cues:
                    for one in cue.steps:
                        if isinstance(one, Say):
                            self._in_hold.add(self._expect(one))
        self.samples: Samples = 0
        """How many samples have been heard."""
        self._reasons: dict[str, int] = {}
        """What happened -> how many samples had been heard when it last did."""
        self._run, self._run_count, self._run_began = 0, 0, 0
        self._whole: dict[int, int] = {}
        """Clips heard to their end -> the sample at which they ended."""
        self._said = (0, 0)
        """The last cue of the plan that began: its number, and the sample."""
        self._held: Performance | None = None
        self._paused_at: int | None = None
        self._quiet_after: Samples = 0
        self._rest_of: int | None = None
        """The hold whose end is heard again after it has ended."""
        self._is_again_due = False
        """Whether the hold must start again, because it was paused."""
        self._index = 0
        self.finished = 0
        """How many holds were heard from start to end."""
        self.repeated = 0

    def number(self, clip: Clip) -> int:
        """Return the number of a clip."""
        if clip not in self._numbers:
            self._numbers[clip] = len(self._numbers) + 1
            self._clips[self._numbers[clip]] = clip
            assert len(self._numbers) * CODES < 1 << 16
        return self._numbers[clip]

    def _expect(self, say: Say) -> int:
        text = say.parts[0]
        assert isinstance(text, str)
        number = self.number(Utterance(text))
        self._order[number] = len(self._order)
        return number

    # What happens.

    def note(self, reason: str) -> None:
        """Note something that may change what is heard next."""
        if reason in LEAVES:
            self._is_again_due = False
        self._reasons[reason] = self.samples

    def press(self, control: Control) -> None:
        """Note a key, just before it acts."""
        playing = self.transport.now().playing
        reason = str(control)
        if control is Control.TOGGLE:
            reason = "pause" if playing else "resume"
            if playing:
                world = self.world
                takes_back = world.is_deep and world.is_connected and world.is_answering
                lag = round(MARGIN * SAMPLE_RATE) if takes_back else len(world.queue)
                self._paused_at, self._quiet_after = self.samples, self.samples + lag
        if reason in LEAVES:
            self._paused_at = None
        self.note(reason)
        now = self.transport.now()
        is_long = now.into > 0 and now.remaining > AGAIN_FROM + SECOND
        if reason == "resume" and isinstance(now.step, Hold) and is_long:
            self._is_again_due = True

    def look(self) -> None:
        """Check that the position has moved only as told."""
        index = self.transport.now().index
        if index < self._index and not self._since(self.samples - SECOND, CUTS | CHANGES):
            self._fail(f"the position went back from {self._index} to {index}")
        self._index = index

    def _since(self, sample: int, reasons: set[str]) -> bool:
        """Return whether something has happened since a sample, or while it was still queued."""
        return any(self._reasons.get(one, -SECOND) >= sample - SECOND for one in reasons)

    def _fail(self, what: str) -> None:
        at = self.world.time
        raise BrokenPromiseError(f"after {at:.1f} s: {what}; happened: {self._reasons}")

    # What is heard.

    def hear(self, heard: array[int]) -> None:
        """Check the samples that are heard next."""
        sound = np.frombuffer(heard, np.uint16)
        if not len(sound):
            return
        ends = [*(np.flatnonzero(sound[1:] != sound[:-1]) + 1).tolist(), len(sound)]
        start = 0
        for end in ends:
            clip, code = divmod(int(sound[start]), CODES)
            self._hear(clip, code, end - start)
            start = end

    def _hear(self, clip: int, code: int, count: Samples) -> None:
        is_late = self.samples + count > self._quiet_after
        if self._paused_at is not None and (clip or code) and is_late:
            self._fail(f"sound {self.samples + count - self._quiet_after} samples into a pause")
        if clip != self._run:
            self._end_run()
            self._run, self._run_count, self._run_began = clip, 0, self.samples
            self._begin(clip, code)
        self._hold(code, count)
        self.samples += count
        self._run_count += count
        if self._run and self._run_count == fake_length(self._clips[self._run]):
            self._whole[self._run] = self.samples

    def _begin(self, clip: int, code: int) -> None:
        """Check that a clip may begin now."""
        if not clip:
            return
        is_end = self._clips[clip] is ChimeKind.END
        if self._held is not None and not code:
            (self._finish if is_end else self._abandon)(self._held)
        if clip not in self._order:
            return
        allowed = BACK | CHANGES if clip in self._in_hold else BACK
        if clip in self._whole:
            self.repeated += 1
            since = self._whole[clip]
            if clip in self._in_hold and self._held is not None:
                since = min(since, self._held.began)
            if not self._since(since, allowed):
                self._fail(f"{self._clips[clip]} is said twice")
        last, said_at = self._said
        # In a hold that was made shorter, its cues can come in another order.
        is_back = self._order.get(last, 0) > self._order[clip] and not {clip, last} <= self._in_hold
        if is_back and not self._since(said_at, allowed):
            self._fail(f"{self._clips[clip]} is said after {self._clips[last]}")
        if last and not self._since(said_at, LEAVES):
            between = {one for one in self._order if self._order[last] < self._order[one]}
            left_out = {one for one in between if self._order[one] < self._order[clip]}
            left_out -= self.failed | self._in_hold
            if left_out:
                self._fail(f"{[self._clips[one] for one in left_out]} are left out")
        self._said = (clip, self.samples)

    def _end_run(self) -> None:
        """Check that the clip that ends was whole, or was cut for a reason."""
        if not self._run:
            return
        length = fake_length(self._clips[self._run])
        if self._run_count > length and not self._since(self._run_began, BACK):
            self._fail(f"{self._clips[self._run]} lasts {self._run_count} of {length} samples")
        if self._run_count < length and not self._since(self._run_began, CUTS):
            self._fail(f"{self._clips[self._run]} is cut after {self._run_count} of {length}")

    def _hold(self, code: int, count: Samples) -> None:
        held = self._held
        if not code:
            return
        hold, phase = divmod(code - 1, PHASES)
        if phase == PHASES - 1:
            begins_again = held is not None and held.total > held.mark
            if held is None or held.hold != hold or begins_again:
                if held is not None:
                    self._abandon(held)
                held = self._held = Performance(hold, self.samples)
                self._is_again_due, self._rest_of = False, None
            held.mark += count
        if held is None and (self._rest_of == hold or self._since(self.samples, {"lost"})):
            # The end of a hold that had ended, heard again because the sound was lost.
            self._rest_of = hold
            return
        if held is None or held.hold != hold:
            self._fail(f"hold {hold} is heard without its start")
            return
        is_exact = not self._since(held.began, {"lost"})
        if is_exact and phase != PHASES - 1 and held.total // HALF % (PHASES - 1) != phase:
            self._fail(f"hold {hold} jumps after {held.total} samples")
        held.total += count

    def _finish(self, held: Performance) -> None:
        """Check that a hold that ends was as long as it should be."""
        self._held = None
        hold = self.transport.steps[self.holds[held.hold]].step
        assert isinstance(hold, Hold)
        length = to_samples(hold.ms)
        losses = self._since(held.began, {"lost"})
        self.finished += 1
        if self._is_again_due:
            self._fail(f"hold {held.hold} goes on after a pause instead of starting again")
        # If the sound goes back into the mark, what comes before in it was heard before the loss.
        before = max(0, START_MARK - held.mark) if losses else 0
        if losses or held.mark != START_MARK:
            if held.total + before < length:
                self._fail(f"hold {held.hold} lasts {held.total} of {length} samples")
        elif held.total != length and not self._since(self.samples, CHANGES):
            self._fail(f"hold {held.hold} lasts {held.total} samples instead of {length}")

    def _abandon(self, held: Performance) -> None:
        """Check that a hold that is not heard to its end was left for a reason."""
        self._held = None
        if not self._since(held.began, LEAVES):
            self._fail(f"hold {held.hold} ends after {held.total} samples")
