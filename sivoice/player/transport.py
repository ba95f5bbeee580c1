"""The transport: the position in a session, what is heard next, and the controls.

The output calls `pull` for samples in a thread of its own. Another thread calls `prepare_next` to
stay ahead of it, and further threads use the controls. The position is counted only in samples
pulled, never in elapsed time. A control first takes back what the output has queued.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from msgspec.structs import replace

from sivoice.compile.plan import Phase, PlannedStep
from sivoice.compile.steps import Hold
from sivoice.player import route
from sivoice.player.holds import resized, without_coaching
from sivoice.player.now import Now, now_in
from sivoice.player.prepare import Prepare
from sivoice.player.pulled import NoQueue, Queue
from sivoice.player.tape import Tape
from sivoice.units import SAMPLE_RATE, SECOND, Milliseconds, Samples

AHEAD: Samples = 60 * SAMPLE_RATE
"""How far ahead of the sound steps are prepared, at least."""
STEP_OF_HOLD: Milliseconds = 5 * SECOND
"""How much a key makes a hold longer or shorter."""
AGAIN_FROM: Samples = 5 * SAMPLE_RATE
"""A hold with at least this much left starts again after a pause."""
LONG_PAUSE: Samples = 60 * SAMPLE_RATE
"""After a pause of at least this length, the words that lead into the hold are said again, too."""


class Transport:
    """A session being played. Every method can be called from any thread."""

    def __init__(
        self,
        steps: Sequence[PlannedStep],
        prepare: Prepare,
        *,
        coaching: bool = True,
        first: int = 0,
        before: Sequence[PlannedStep] = (),
        again: str = "Again.",
    ) -> None:
        """Play `before`, then the steps from index `first` on.

        `again` is said when a hold starts again after a pause.
        """
        self._steps = list(steps)
        self._prepare = prepare
        self._coaching = coaching
        self._again = again
        self._lock = threading.RLock()
        self._wanted = threading.Condition(self._lock)
        self._tape = Tape()
        self._paused = False
        self._paused_for: Samples = 0
        """How long the last pause has lasted."""
        self.queue: Queue = NoQueue()
        """What the output has pulled and not played."""
        self._before = list(before)
        """Extra steps to prepare before step `_next`."""
        self._next = first
        self._generation = 0
        """Incremented when the next steps change, to drop a step that is still being prepared."""

    @property
    def steps(self) -> Sequence[PlannedStep]:
        """The steps, with the current lengths of the holds."""
        return self._steps

    @property
    def pulled(self) -> Samples:
        """How many samples have been pulled in all and were not taken back."""
        with self._lock:
            return self._tape.pulled

    @property
    def is_over(self) -> bool:
        """Whether everything has been played, or will be within the output's own delay."""
        with self._lock:
            is_pulled = not self._tape.ready and self.is_prepared
            return is_pulled and self._heard()[0] >= self._tape.at

    @property
    def is_prepared(self) -> bool:
        """Whether everything has been prepared."""
        with self._lock:
            return not self._before and self._next >= len(self._steps)

    def now(self) -> Now:
        """Return what is heard at this moment."""
        with self._lock:
            return self._now(*self._heard())

    # Called by the output and by the preparing thread.

    def prepare_next(self) -> bool:
        """Prepare one more step if one is needed. Returns whether one was.

        It can take as long as the voice takes to speak.
        """
        with self._lock:
            start = self._tape.end
            if self.is_prepared or start - self._tape.at > AHEAD:
                return False
            generation, index = self._generation, self._next
            is_extra = bool(self._before)
            planned = self._before[0] if is_extra else self._effective(index)
            before = self._tape.before_next
            later = (*self._before[1:], *self._steps[index + (not is_extra) :])
        prepared = self._prepare(index, planned, start, before, later)
        prepared = replace(prepared, is_extra=is_extra)
        with self._lock:
            is_wanted = generation == self._generation
            is_awaited = is_wanted and not self._tape.ready
            if is_wanted:
                self._generation += 1  # another thread may be preparing the same step
                self._tape.ready.append(prepared)
                if is_extra:
                    self._before.pop(0)
                else:
                    self._next += 1
        if is_awaited:
            with self._control():  # the silence in the queue is taken back
                self._tape.go_on()
        return True

    def wait_until_wanted(self, seconds: float) -> None:
        """Wait until a control changes the next steps, but at most `seconds`."""
        with self._wanted:
            self._wanted.wait(seconds)

    def pull(self, count: Samples) -> bytes:
        """Return the next `count` samples, 16-bit little-endian.

        They are silent during a pause, after the end and while the next step is not ready. There
        can be a wait before a step, but never inside one.
        """
        with self._lock:
            self._paused_for += count if self._paused else 0
            return self._tape.pull(count, is_paused=self._paused)

    def rewind(self, samples: Samples) -> None:
        """Go back by samples that were pulled but not heard, and to the start of a cue they cut."""
        with self._lock:
            self._tape.go_back(samples)
            self._tape.to_start_of_cue()

    # The controls.

    def pause(self) -> None:
        """Pause."""
        with self._control():
            self._cut()
            self._paused_for = self._paused_for if self._paused else 0
            self._paused = True

    def slept(self, seconds: float) -> None:
        """Count time in which the computer slept, or this process was stopped, as a pause."""
        with self._lock:
            self._paused_for += round(seconds * SAMPLE_RATE)

    def resume(self) -> None:
        """Resume after a pause. A cue that was cut off is said again.

        A hold with at least AGAIN_FROM left starts again in full, after an announcement and the
        time to get ready. After LONG_PAUSE, the words that lead into it come first, also if the
        pause was in these words.
        """
        with self._control():
            if not self._paused:
                return
            self._paused = False
            now = self._now(self._tape.at)
            planned = now.planned
            in_hold = planned is not None and isinstance(planned.step, Hold)
            holds_again = in_hold and now.into > 0 and now.remaining >= AGAIN_FROM
            leads_in = planned is not None and planned.place.phase is Phase.LEAD_IN
            if self._paused_for >= LONG_PAUSE and (holds_again or leads_in):
                self._start_again(now.index, route.turn_start(self._steps, now.index))
            elif holds_again:
                self._start_again(now.index, now.index)
            elif in_hold:
                self._tape.mend()
            else:
                self._tape.to_start_of_cue()

    def toggle(self) -> None:
        """Pause or resume."""
        with self._lock:
            is_paused = self._paused
        (self.resume if is_paused else self.pause)()

    def interrupted(self, seconds: float) -> None:
        """Go on as after a pause of that length, because the sound was missing."""
        was_playing = self.now().playing
        self.pause()
        self.slept(seconds)
        if was_playing:
            self.resume()

    def next_stretch(self) -> None:
        """Skip to the next chapter, or from the last one to the end."""
        with self._control():
            self._jump(route.next_chapter(self._steps, self._now(self._tape.at).index))

    def previous_stretch(self) -> None:
        """Go back to the start of this chapter, or of the one before if it has only just begun."""
        with self._control():
            self._jump(route.previous_chapter(self._steps, self._now(self._tape.at).index))

    def this_side_again(self) -> None:
        """Go back to the first words of this side, or of this stretch if no side has begun."""
        with self._control():
            self._jump(route.pass_start(self._steps, self._now(self._tape.at).index))

    def change_hold(self, by: Milliseconds) -> None:
        """Make this hold, or the next one of this stretch, longer or shorter within the limits."""
        with self._control():
            now = self._now(self._tape.at)
            is_over = isinstance(now.step, Hold) and now.remaining == 0
            index = route.hold_from(self._steps, now.index + is_over)
            if index is None:
                return
            planned = self._steps[index]
            hold = planned.step
            assert isinstance(hold, Hold)
            in_hold = index == now.index and isinstance(now.step, Hold)
            held = now.into if in_hold else 0
            self._steps[index] = replace(planned, step=resized(hold, by, held))
            self._plan_again(index)

    def toggle_coaching(self) -> None:
        """Turn the words inside holds off or on."""
        with self._lock:
            now = self.now()
            are_new = isinstance(now.step, Hold) and not self._coaching
        if now.planned is not None and are_new:
            # The voice speaks them without the lock, while the sound goes on.
            self._prepare(now.index, self._steps[now.index], 0)
        with self._control():
            self._coaching = not self._coaching
            now = self._now(self._tape.at)
            in_hold = isinstance(now.step, Hold) and now.remaining
            is_extra = bool(self._tape.ready) and self._tape.ready[0].is_extra
            self._plan_again(now.index if in_hold or is_extra else now.index + 1)

    @contextmanager
    def _control(self) -> Iterator[None]:
        """Act at the first sample that the output has not played, while holding the lock."""
        with self.queue.take_back() as samples, self._lock:
            self._tape.go_back(samples)
            yield

    # Internals. The caller holds the lock.

    def _heard(self) -> tuple[Samples, str]:
        """Return the position that is heard, and the last words that were."""
        return self._tape.heard(self.queue.queued())

    def _now(self, at: Samples, words: str = "") -> Now:
        """Return what is heard at a sample."""
        state = (words, not self._paused, self._coaching)
        step = self._tape.step_at(at)
        if step is not None:
            return now_in(step, at, *state)
        planned = self._steps[self._next] if self._next < len(self._steps) else None
        return Now(self._next, planned, 0, 0, *state)

    def _effective(self, index: int) -> PlannedStep:
        """Return a step as it will be heard: with coaching off, a hold has only its countdown."""
        planned = self._steps[index]
        if isinstance(planned.step, Hold) and not self._coaching:
            return replace(planned, step=without_coaching(planned.step))
        return planned

    def _jump(self, index: int) -> None:
        """Go to step `index` at once, ending a pause."""
        self._cut()
        self._paused = False
        self._go_to(index, [])

    def _start_again(self, index: int, first: int) -> None:
        """Say so, give time to get ready for step `index`, and go on at step `first`."""
        self._go_to(first, route.back_into_position(self._steps, index, self._again))

    def _go_to(self, index: int, before: Sequence[PlannedStep]) -> None:
        """Play `before`, then the steps from `index` on."""
        self._generation += 1
        self._tape.clear()
        self._before = list(before)
        self._next = index
        self._wanted.notify_all()

    def _plan_again(self, index: int) -> None:
        """Prepare the steps from `index` on again because they have changed.

        A hold that is playing continues, and its pad glides to the new length.
        """
        ready = self._tape.ready
        if ready and ready[0].is_hold_at(index):
            step, later = self._effective(index), self._steps[index + 1 :]
            again = self._prepare(index, step, ready[0].start, ready[0].before, later)
            ready[0] = ready[0].continued(self._tape.at, again)
            index += 1
        while ready and ready[-1].index >= index and not ready[-1].is_extra:
            self._next = ready.pop().index
        self._generation += 1
        self._wanted.notify_all()

    def _cut(self) -> None:
        """Fade out the sound that is about to be cut off, unless it is paused already."""
        if not self._paused:
            self._tape.cut()
