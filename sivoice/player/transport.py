"""Where in a session the sound is: what is heard next, and what pause, skip, repeat and longer do to it.

The output asks for samples with `pull`, from a thread of its own; another thread calls `prepare_next` to stay ahead of
it; a third one has the controls. Position is counted in samples pulled, nothing else.
"""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Sequence

from msgspec import Struct
from msgspec.structs import replace

from sivoice.compile.plan import Chapter, Hold, Rest, Say, Step
from sivoice.player.prepared import Prepare, Prepared
from sivoice.schedule.timeline import Kind
from sivoice.script.vocabulary import HOLD_LIMITS
from sivoice.sound.ramps import RAMP, faded, risen
from sivoice.units import SAMPLE_RATE, SECOND, Milliseconds, Samples, on_grid

AHEAD: Samples = 60 * SAMPLE_RATE
"""How far preparing goes ahead of what is heard, at least."""
STEP_OF_HOLD: Milliseconds = 5 * SECOND
AGAIN_FROM: Samples = 5 * SAMPLE_RATE
"""A hold with at least this much left is held again from its start after a pause."""


class Now(Struct, frozen=True):
    """What is heard at this moment."""

    index: int
    """Of the step in the plan; the number of steps when the session is over."""
    step: Step | None
    into: Samples
    """Since the step began."""
    remaining: Samples
    """Of the hold, or of the step where it is none."""
    words: str
    """The cue being spoken, or spoken last."""
    playing: bool
    coaching: bool


class Transport:
    """A session being played. Every method may be called from any thread."""

    def __init__(
        self,
        steps: Sequence[Step],
        prepare: Prepare,
        *,
        coaching: bool = True,
        first: int = 0,
        before: Sequence[Step] = (),
    ) -> None:
        self._steps = list(steps)
        self._prepare = prepare
        self._coaching = coaching
        self._lock = threading.RLock()
        self._wanted = threading.Condition(self._lock)
        self._at: Samples = 0
        self._paused = False
        self._words = ""
        self._ready: deque[Prepared] = deque()
        self._past: Prepared | None = None
        self._before = list(before)
        """What is to be prepared before step `_next`."""
        self._next = first
        self._generation = 0
        """Counts the times that what comes next has changed, so that what is prepared for nothing is dropped."""
        self._tail = b""
        """The sound that a control cut off, to be faded out."""
        self._hold_was: Samples | None = None
        """The length of the hold being held until it was changed, for its pad."""
        self._fade_in = False
        """Whether the next sound begins in the middle of something, and is to be faded in."""

    @property
    def steps(self) -> Sequence[Step]:
        """The steps, with the holds as long as they have been made."""
        return self._steps

    @property
    def is_over(self) -> bool:
        """Whether everything has been pulled."""
        with self._lock:
            return not self._ready and self.is_prepared

    @property
    def is_prepared(self) -> bool:
        """Whether nothing is left to prepare."""
        with self._lock:
            return not self._before and self._next >= len(self._steps)

    def now(self) -> Now:
        """Where the sound is."""
        with self._lock:
            if not self._ready:
                step = self._steps[self._next] if self._next < len(self._steps) else None
                return Now(self._next, step, 0, 0, self._words, not self._paused, self._coaching)
            current = self._ready[0]
            remaining = max(0, current.hold_end - self._at)
            into = self._at - current.start
            return Now(
                current.index,
                current.step,
                into,
                remaining,
                self._words,
                not self._paused,
                self._coaching,
            )

    # What the output and the preparing thread do.

    def prepare_next(self) -> bool:
        """Prepare one more step if there is need of one; whether there was. May take as long as a voice needs."""
        with self._lock:
            queued = self._ready[-1].end if self._ready else self._at
            if self.is_prepared or queued - self._at > AHEAD:
                return False
            generation, index = self._generation, self._next
            is_before = bool(self._before)
            step = self._before[0] if is_before else self._effective(index)
        prepared = replace(self._prepare(index, step, queued), is_before=is_before)
        with self._lock:
            if generation == self._generation:
                self._ready.append(prepared)
                if is_before:
                    self._before.pop(0)
                else:
                    self._next += 1
        return True

    def wait_until_wanted(self, seconds: float) -> None:
        """Wait until a control has changed what comes next, or so long."""
        with self._wanted:
            self._wanted.wait(seconds)

    def pull(self, count: Samples) -> bytes:
        """The next `count` samples, 16-bit little-endian.

        Silence while paused, after the end, and while the next step is not prepared: the time before a step stretches,
        but nothing inside one ever does.
        """
        with self._lock:
            heard = bytearray(faded(self._tail))
            self._tail = b""
            while not self._paused and self._ready and len(heard) < 2 * count:
                current = self._ready[0]
                if self._at >= current.end:
                    self._past = self._ready.popleft()
                    continue
                sound = self._sound(current, min(current.end - self._at, count - len(heard) // 2))
                heard += risen(sound) if self._fade_in else sound
                self._fade_in = False
            del heard[2 * count :]
            return bytes(heard) + bytes(2 * count - len(heard))

    def rewind(self, samples: Samples) -> None:
        """Go back by what was pulled and never heard, and to the beginning of words that it cut."""
        with self._lock:
            target = self._at - samples
            if self._past is not None and self._ready and target < self._ready[0].start:
                self._ready.appendleft(self._past)
                self._past = None
            if not self._ready and self._past is not None:
                self._ready.append(self._past)
                self._past = None
            if not self._ready:
                return
            current = self._ready[0]
            cut = next(
                (s.event for s in current.sounds if s.event.start <= target < s.event.end), None
            )
            in_hold = isinstance(current.step, Hold)
            again = cut is not None and cut.kind is Kind.SPEECH and not in_hold
            self._at = max(current.start, cut.start if cut and again else target)
            self._fade_in = not again

    # The controls.

    def pause(self) -> None:
        """Fall silent."""
        with self._lock:
            if not self._paused:
                self._cut()
                self._paused = True

    def resume(self) -> None:
        """Go on: with a cue from its beginning; with a hold in full, said and chimed again, if much of it was left."""
        with self._lock:
            if not self._paused:
                return
            self._paused = False
            now = self.now()
            if isinstance(now.step, Hold) and now.into > 0 and now.remaining >= AGAIN_FROM:
                self._go_to(
                    now.index,
                    Say(now.step.place, ("Again.",), now.step.source),
                    Rest(now.step.place, SECOND),
                )
            elif not isinstance(now.step, Hold):
                self.rewind(0)
            else:
                self._fade_in = True

    def toggle(self) -> None:
        """Pause or resume."""
        with self._lock:
            (self.resume if self._paused else self.pause)()

    def next_stretch(self) -> None:
        """Skip to the next chapter; from the last one, to the end."""
        with self._lock:
            index = self.now().index
            self._jump(next((i for i in self._chapters() if i > index), len(self._steps)))

    def previous_stretch(self) -> None:
        """Back to this chapter's start, or to the one before where this one is just being announced."""
        with self._lock:
            index = self.now().index
            starts = [i for i in self._chapters() if i <= index] or [0]
            announced = any(
                isinstance(step, Say | Hold) for step in self._steps[starts[-1] : index]
            )
            self._jump(starts[-1] if announced or len(starts) == 1 else starts[-2])

    def this_side_again(self) -> None:
        """Back to the first words of this side, or of this stretch where it has no side yet."""
        with self._lock:
            now = self.now()
            index = now.index
            if now.step is None or now.step.place.set is None:
                self._jump(max((i for i in self._chapters() if i <= index), default=0))
                return
            while index > 0 and self._steps[index - 1].place == now.step.place:
                index -= 1
            self._jump(index)

    def change_hold(self, ms: Milliseconds) -> None:
        """Make this hold, or the one that comes next in this stretch, longer or shorter, within its limits."""
        with self._lock:
            index = self._this_hold()
            if index is None:
                return
            hold = self._steps[index]
            assert isinstance(hold, Hold)
            low, high = HOLD_LIMITS
            now = self.now()
            if index == now.index and now.into:
                done = -(-now.into * SECOND // SAMPLE_RATE) + SECOND
                low = max(low, min(done, hold.ms))
            self._steps[index] = replace(hold, ms=min(max(hold.ms + ms, low), high))
            self._plan_again(index)

    def toggle_coaching(self) -> None:
        """Words inside the holds, or none."""
        with self._lock:
            self._coaching = not self._coaching
            now = self.now()
            self._plan_again(
                now.index if isinstance(now.step, Hold) and now.remaining else now.index + 1
            )

    # How they do it.

    def _chapters(self) -> list[int]:
        return [i for i, step in enumerate(self._steps) if isinstance(step, Chapter)]

    def _this_hold(self) -> int | None:
        """The hold being held, or the next one of this stretch."""
        now = self.now()
        if now.step is None:
            return None
        over = isinstance(now.step, Hold) and now.remaining == 0
        return next(
            (
                index
                for index in range(now.index + over, len(self._steps))
                if isinstance(self._steps[index], Hold)
                and self._steps[index].place.stretch == now.step.place.stretch
            ),
            None,
        )

    def _effective(self, index: int) -> Step:
        """A step as it is to be heard: with coaching off, a hold says only its countdown."""
        step = self._steps[index]
        if isinstance(step, Hold) and not self._coaching:
            return replace(step, cues=tuple(cue for cue in step.cues if cue.moment.countdown))
        return step

    def _jump(self, index: int) -> None:
        """A control goes somewhere: it is heard at once, also out of a pause."""
        self._cut()
        self._paused = False
        self._go_to(index)

    def _go_to(self, index: int, *before: Step) -> None:
        """Play from step `index` on, other steps before it."""
        self._generation += 1
        self._ready.clear()
        self._past = None
        self._before = list(before)
        self._next = index
        self._at = on_grid(self._at)
        self._fade_in = False
        self._words = ""
        self._wanted.notify_all()

    def _plan_again(self, index: int) -> None:
        """Steps from `index` on have changed: prepare them again, going on with what is being heard of a hold."""
        if self._ready and self._ready[0].index == index and isinstance(self._ready[0].step, Hold):
            current = self._ready[0]
            self._hold_was = current.hold_end - current.start
            again = self._prepare(index, self._effective(index), current.start)
            heard = [s for s in current.sounds if s.event.start <= self._at < s.event.end]
            free = max([self._at, *(on_grid(s.event.end) for s in heard)])
            self._ready[0] = replace(
                again, sounds=(*heard, *(s for s in again.sounds if s.event.start >= free))
            )
            index += 1
        while self._ready and self._ready[-1].index >= index and not self._ready[-1].is_before:
            self._next = self._ready.pop().index
        self._generation += 1
        self._wanted.notify_all()

    def _sound(self, current: Prepared, count: Samples) -> bytes:
        """The next samples of the current step, up to `count`."""
        at = self._at
        pcm = self._words_and_chimes(current, count)
        if current.bed is None or at >= current.hold_end:
            return pcm
        before, self._hold_was = self._hold_was, None
        return current.bed.add(pcm, at - current.start, current.hold_end - current.start, before)

    def _words_and_chimes(self, current: Prepared, count: Samples) -> bytes:
        for sounding in current.sounds:
            event = sounding.event
            if self._at < event.start:
                count = min(count, event.start - self._at)
                break
            if self._at < event.end:
                if event.kind is Kind.SPEECH and event.text:
                    self._words = event.text
                first = self._at - event.start
                count = min(count, event.length - first)
                self._at += count
                return sounding.pcm[2 * first : 2 * (first + count)]
        self._at += count
        return bytes(2 * count)

    def _cut(self) -> None:
        """The sound is about to be cut off: keep its next samples, to fade them instead of a click."""
        if self._paused or not self._ready:
            return
        at, words, heard = self._at, self._words, b""
        while self._at < self._ready[0].end and len(heard) < 2 * RAMP:
            heard += self._sound(
                self._ready[0], min(self._ready[0].end - self._at, RAMP - len(heard) // 2)
            )
        self._at, self._words, self._tail = at, words, heard
