"""What is played: the prepared steps, the place that is pulled next, and the one that is heard."""

from __future__ import annotations

from collections import deque

from sivoice.compile.steps import Hold
from sivoice.player.prepare import Prepared
from sivoice.player.pulled import KEPT, Pulled
from sivoice.player.seams import Seams
from sivoice.schedule.timeline import Kind
from sivoice.sound.arrangement import NOTHING_BEFORE, Before
from sivoice.sound.ramps import RAMP
from sivoice.units import Samples, on_grid


class Tape:
    """The steps that are ready, and the sound pulled from them. The caller holds a lock."""

    def __init__(self) -> None:
        self.at: Samples = 0
        """The position in the session of the next sample."""
        self.words = ""
        """The last cue of which anything was pulled."""
        self.ready: deque[Prepared] = deque()
        """The step that is pulled, and those after it."""
        self._past: deque[Prepared] = deque()
        """The steps that were pulled last, to go back to."""
        self._pulled = Pulled()
        self._heard_until: Samples = 0
        """How many of the samples pulled have been heard."""
        self._seams = Seams()
        self._has_run_out = False
        """Whether the pad or a ringing chime was cut off because no other step was ready."""

    @property
    def end(self) -> Samples:
        """Where the next step to prepare starts."""
        return self.ready[-1].end if self.ready else self.at

    @property
    def before_next(self) -> Before:
        """What goes on when the next step to prepare starts."""
        last = self.ready or self._past
        return last[-1].mix.arrangement.before_next if last else NOTHING_BEFORE

    @property
    def pulled(self) -> Samples:
        """How many samples have been pulled in all and were not taken back."""
        return self._pulled.total

    def pull(self, count: Samples, *, is_paused: bool) -> bytes:
        """Return the next `count` samples, 16-bit little-endian; silence if there are none."""
        heard = bytearray(self._seams.tail(self.pulled)[: 2 * count])
        self._pulled.add(self.at, len(heard) // 2, self.words, moves=False)
        while not is_paused and self.ready and len(heard) < 2 * count:
            if self.at >= self.ready[0].end:
                self._leave()
                continue
            at = self.pulled
            heard += self._seams.faded_in(self._read(count - len(heard) // 2), at)
        tail = self._seams.tail(self.pulled)[: 2 * count - len(heard)]
        self._pulled.add(self.at, len(tail) // 2, self.words, moves=False)
        heard += tail
        silent = count - len(heard) // 2
        self._pulled.add(self.at, silent, self.words, moves=False)
        return bytes(heard) + bytes(2 * silent)

    def heard(self, queued: Samples) -> tuple[Samples, str]:
        """Return the position that is heard, and the last words that were.

        `queued` samples have been pulled and not been heard.
        """
        # The queue is estimated, so what is heard could seem to go back.
        self._heard_until = min(self.pulled, max(self._heard_until, self.pulled - queued))
        return self._pulled.before(self.pulled - self._heard_until) or (self.at, self.words)

    def step_at(self, at: Samples) -> Prepared | None:
        """Return the step at a position, or None if it is not ready."""
        steps = [one for one in self._past if at < one.end] or self.ready
        return steps[0] if steps else None

    def go_back(self, samples: Samples) -> None:
        """Go back by samples that were pulled and will not be heard."""
        if samples == 0:
            return
        target, words = self._pulled.before(samples) or (self.at, self.words)
        self._pulled.take_back(samples)
        while self._past and (not self.ready or target < self.ready[0].start):
            self.ready.appendleft(self._past.pop())
        self.at = max(target, self.ready[0].start) if self.ready else target
        self.words = words
        self._seams.take_back(self.pulled)

    def to_start_of_cue(self) -> None:
        """Go back to the start of a cue that was cut. Cues in holds go on, because time does."""
        if not self.ready:
            return
        current = self.ready[0]
        cut = current.sounding_at(self.at)
        in_hold = isinstance(current.planned.step, Hold)
        again = cut is not None and cut.kind is Kind.SPEECH and not in_hold
        if cut is not None and again:
            self.at = max(current.start, cut.start)
        self._seams.fade_in_next(due=not again)

    def cut(self) -> None:
        """Fade out the sound that is about to be cut off."""
        if not self.ready or self._seams.tail(self.pulled):
            return
        current = self.ready[0]
        count = max(0, min(RAMP, current.end - self.at))
        self._seams.cut(current.mix.read(self.at, count), self.pulled)

    def mend(self) -> None:
        """Go on after a cut."""
        self._seams.mend(self.pulled)

    def go_on(self) -> None:
        """Go on after a wait for the next step."""
        if self._has_run_out and self._seams.is_cut:
            self.mend()
        self._has_run_out = False

    def clear(self) -> None:
        """Forget all steps, because the sound jumps to another one."""
        self.ready.clear()
        self._past.clear()
        self._pulled.clear()
        self.at = on_grid(self.at)
        self.words = ""
        self._has_run_out = False
        self._seams.fade_in_next(due=False)

    def _leave(self) -> None:
        """Go from a step to the next one. If that is not ready, what goes on fades out."""
        last = self.ready.popleft()
        self._past.append(last)
        if not self.ready and any(sound := last.mix.read(self.at, RAMP)):
            self._seams.cut(sound, self.pulled)
            self._has_run_out = True
        while self._past[0].end < self.at - KEPT:
            self._past.popleft()

    def _read(self, count: Samples) -> bytes:
        """Read at most `count` samples of the current step, and note the words spoken in them."""
        current = self.ready[0]
        count = min(count, current.end - self.at)
        pcm = current.mix.read(self.at, count)
        self.words = current.words_in(self.at, count) or self.words
        self._pulled.add(self.at, count, self.words, moves=True)
        self.at += count
        return pcm
