"""The transport: the position in a session, what is heard next, and the controls.

The output calls `pull` for samples in a thread of its own. Another thread calls `prepare_next` to
stay ahead of it, and further threads use the controls. The position is counted only in samples
pulled, never in elapsed time. A control first takes back what the output has queued.
"""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from msgspec.structs import replace

from sivoice.compile.plan import PlannedStep
from sivoice.compile.steps import Hold, Rest, Say
from sivoice.player import route
from sivoice.player.holds import resized, without_coaching
from sivoice.player.now import Now, now_in
from sivoice.player.prepare import Prepare, Prepared
from sivoice.player.pulled import KEPT, NoQueue, Pulled, Queue
from sivoice.player.seams import Seams
from sivoice.schedule.timeline import Kind
from sivoice.sound.ramps import RAMP
from sivoice.units import SAMPLE_RATE, SECOND, Milliseconds, Samples, on_grid

AHEAD: Samples = 60 * SAMPLE_RATE
"""How far ahead of the sound steps are prepared, at least."""
STEP_OF_HOLD: Milliseconds = 5 * SECOND
"""How much a key makes a hold longer or shorter."""
AGAIN_FROM: Samples = 5 * SAMPLE_RATE
"""A hold with at least this much left starts again after a pause."""


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
        self._at: Samples = 0
        self._paused = False
        self._words = ""
        self._ready: deque[Prepared] = deque()
        self._past: deque[Prepared] = deque()
        """The steps that were pulled last, to go back to."""
        self._pulled = Pulled()
        self._heard_until: Samples = 0
        """How many of the samples pulled have been heard."""
        self.queue: Queue = NoQueue()
        """What the output has pulled and not played."""
        self._before = list(before)
        """Extra steps to prepare before step `_next`."""
        self._next = first
        self._generation = 0
        """Incremented when the next steps change, to drop a step that is still being prepared."""
        self._seams = Seams()

    @property
    def steps(self) -> Sequence[PlannedStep]:
        """The steps, with the current lengths of the holds."""
        return self._steps

    @property
    def is_over(self) -> bool:
        """Whether everything has been played, or will be within the output's own delay."""
        with self._lock:
            is_pulled = not self._ready and self.is_prepared
            return is_pulled and self._heard()[0] >= self._at

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
            queued = self._ready[-1].end if self._ready else self._at
            if self.is_prepared or queued - self._at > AHEAD:
                return False
            generation, index = self._generation, self._next
            is_extra = bool(self._before)
            planned = self._before[0] if is_extra else self._effective(index)
        prepared = replace(self._prepare(index, planned, queued), is_extra=is_extra)
        with self._lock:
            is_wanted = generation == self._generation
            is_awaited = is_wanted and not self._ready
            if is_wanted:
                self._ready.append(prepared)
                if is_extra:
                    self._before.pop(0)
                else:
                    self._next += 1
        if is_awaited:
            with self._control():
                pass  # the silence in the queue is taken back, and the step is heard at once
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
            heard = bytearray(self._seams.tail(self._pulled.total)[: 2 * count])
            self._pulled.add(self._at, len(heard) // 2, self._words, moves=False)
            while not self._paused and self._ready and len(heard) < 2 * count:
                current = self._ready[0]
                if self._at >= current.end:
                    self._leave()
                    continue
                at = self._pulled.total
                heard += self._seams.faded_in(self._read(current, count - len(heard) // 2), at)
            silent = count - len(heard) // 2
            self._pulled.add(self._at, silent, self._words, moves=False)
            return bytes(heard) + bytes(2 * silent)

    def rewind(self, samples: Samples) -> None:
        """Go back by samples that were pulled but not heard, and to the start of a cue they cut."""
        with self._lock:
            self._go_back(samples)
            self._to_start_of_cue()

    # The controls.

    def pause(self) -> None:
        """Pause."""
        with self._control():
            if not self._paused:
                self._cut()
                self._paused = True

    def resume(self) -> None:
        """Resume after a pause. A cue that was cut off is said again.

        A hold with at least AGAIN_FROM left starts again in full, announced and with its chime.
        """
        with self._control():
            if not self._paused:
                return
            self._paused = False
            now = self._now(self._at)
            planned = now.planned
            if planned is None or not isinstance(planned.step, Hold):
                self._to_start_of_cue()
            elif now.into > 0 and now.remaining >= AGAIN_FROM:
                again = Say((self._again,), planned.step.source)
                before = [PlannedStep(planned.place, step) for step in (again, Rest(SECOND))]
                self._go_to(now.index, before)
            else:
                self._seams.mend(self._pulled.total)

    def toggle(self) -> None:
        """Pause or resume."""
        with self._lock:
            is_paused = self._paused
        (self.resume if is_paused else self.pause)()

    def next_stretch(self) -> None:
        """Skip to the next chapter, or from the last one to the end."""
        with self._control():
            self._jump(route.next_chapter(self._steps, self._now(self._at).index))

    def previous_stretch(self) -> None:
        """Go back to the start of this chapter, or of the one before if it has only just begun."""
        with self._control():
            self._jump(route.previous_chapter(self._steps, self._now(self._at).index))

    def this_side_again(self) -> None:
        """Go back to the first words of this side, or of this stretch if no side has begun."""
        with self._control():
            self._jump(route.pass_start(self._steps, self._now(self._at).index))

    def change_hold(self, by: Milliseconds) -> None:
        """Make this hold, or the next one of this stretch, longer or shorter within the limits."""
        with self._control():
            now = self._now(self._at)
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
            now = self._now(self._at)
            in_hold = isinstance(now.step, Hold) and now.remaining
            is_extra = bool(self._ready) and self._ready[0].is_extra
            self._plan_again(now.index if in_hold or is_extra else now.index + 1)

    @contextmanager
    def _control(self) -> Iterator[None]:
        """Act at the first sample that the output has not played, while holding the lock."""
        with self.queue.take_back() as samples, self._lock:
            self._go_back(samples)
            yield

    # Internals. The caller holds the lock.

    def _heard(self) -> tuple[Samples, str]:
        """Return the position that is heard, and the last words that were."""
        total = self._pulled.total
        # The queue is estimated, so what is heard could seem to go back.
        self._heard_until = min(total, max(self._heard_until, total - self.queue.queued()))
        return self._pulled.before(total - self._heard_until) or (self._at, self._words)

    def _now(self, at: Samples, words: str = "") -> Now:
        """Return what is heard at a sample."""
        state = (words, not self._paused, self._coaching)
        steps = [one for one in self._past if at < one.end] or self._ready
        if steps:
            return now_in(steps[0], at, *state)
        planned = self._steps[self._next] if self._next < len(self._steps) else None
        return Now(self._next, planned, 0, 0, *state)

    def _leave(self) -> None:
        """Go from a step to the next one."""
        self._past.append(self._ready.popleft())
        while self._past[0].end < self._at - KEPT:
            self._past.popleft()

    def _go_back(self, samples: Samples) -> None:
        """Go back by samples that were pulled and will not be heard."""
        if samples == 0:
            return
        target, words = self._pulled.before(samples) or (self._at, self._words)
        self._pulled.take_back(samples)
        while self._past and (not self._ready or target < self._ready[0].start):
            self._ready.appendleft(self._past.pop())
        self._at = max(target, self._ready[0].start) if self._ready else target
        self._words = words
        self._seams.take_back(self._pulled.total)

    def _to_start_of_cue(self) -> None:
        """Go back to the start of a cue that was cut. Cues in holds go on, because time does."""
        if not self._ready:
            return
        current = self._ready[0]
        cut = current.sounding_at(self._at)
        in_hold = isinstance(current.planned.step, Hold)
        again = cut is not None and cut.kind is Kind.SPEECH and not in_hold
        if cut is not None and again:
            self._at = max(current.start, cut.start)
        self._seams.fade_in_next(due=not again)

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

    def _go_to(self, index: int, before: list[PlannedStep]) -> None:
        """Play `before`, then the steps from `index` on."""
        self._generation += 1
        self._ready.clear()
        self._past.clear()
        self._pulled.clear()
        self._before = before
        self._next = index
        self._at = on_grid(self._at)
        self._seams.fade_in_next(due=False)
        self._words = ""
        self._wanted.notify_all()

    def _plan_again(self, index: int) -> None:
        """Prepare the steps from `index` on again because they have changed.

        A hold that is playing continues, and its pad glides to the new length.
        """
        current = self._ready[0] if self._ready else None
        if current is not None and current.is_hold_at(index):
            again = self._prepare(index, self._effective(index), current.start)
            self._ready[0] = current.continued(self._at, again)
            index += 1
        while self._ready and self._ready[-1].index >= index and not self._ready[-1].is_extra:
            self._next = self._ready.pop().index
        self._generation += 1
        self._wanted.notify_all()

    def _read(self, current: Prepared, count: Samples) -> bytes:
        """Read at most `count` samples of the current step, and note the words spoken in them."""
        count = min(count, current.end - self._at)
        pcm = current.mix.read(self._at, count)
        self._words = current.words_in(self._at, count) or self._words
        self._pulled.add(self._at, count, self._words, moves=True)
        self._at += count
        return pcm

    def _cut(self) -> None:
        """Fade out the sound that is about to be cut off."""
        total = self._pulled.total
        if self._paused or not self._ready or self._seams.tail(total):
            return
        current = self._ready[0]
        count = max(0, min(RAMP, current.end - self._at))
        self._seams.cut(current.mix.read(self._at, count), total)
