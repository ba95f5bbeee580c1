"""Where in a session the sound is: what is heard next, and what the controls do to it.

The output asks for samples with `pull`, from a thread of its own. Another thread calls
`prepare_next` to stay ahead of it, and a third has the controls. Position is counted in samples
pulled, and in nothing else.
"""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Sequence

from msgspec import Struct
from msgspec.structs import replace

from sivoice.compile.plan import Hold, PlannedStep, Rest, Say, Step
from sivoice.player import route
from sivoice.player.prepare import Prepare, Prepared
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
    planned: PlannedStep | None
    """None when the session is over."""
    into: Samples
    """Since the step began."""
    remaining: Samples
    """Of the hold, or of the step if it is not a hold."""
    words: str
    """The cue being spoken, or spoken last."""
    playing: bool
    coaching: bool

    @property
    def step(self) -> Step | None:
        """The step itself."""
        return None if self.planned is None else self.planned.step


class Transport:
    """A session being played. Every method may be called from any thread."""

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
        """Play from step `first` on, with `before` said first.

        `again` is what is said when a hold is held again after a pause.
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
        self._past: Prepared | None = None
        self._before = list(before)
        """What is to be prepared before step `_next`."""
        self._next = first
        self._generation = 0
        """Counts how often what comes next has changed: what is prepared for nothing is dropped."""
        self._tail = b""
        """The sound that a control cut off, to be faded out."""
        self._fade_in = False
        """Whether the next sound begins in the middle of something, and is to be faded in."""

    @property
    def steps(self) -> Sequence[PlannedStep]:
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
            state = (self._words, not self._paused, self._coaching)
            if not self._ready:
                planned = self._steps[self._next] if self._next < len(self._steps) else None
                return Now(self._next, planned, 0, 0, *state)
            current = self._ready[0]
            remaining = max(0, current.hold_end - self._at)
            into = self._at - current.start
            return Now(current.index, current.planned, into, remaining, *state)

    # What the output and the preparing thread do.

    def prepare_next(self) -> bool:
        """Prepare one more step if there is need of one, and return whether there was.

        It may take as long as a voice needs.
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
            if generation == self._generation:
                self._ready.append(prepared)
                if is_extra:
                    self._before.pop(0)
                else:
                    self._next += 1
        return True

    def wait_until_wanted(self, seconds: float) -> None:
        """Wait until a control has changed what comes next, or for `seconds`."""
        with self._wanted:
            self._wanted.wait(seconds)

    def pull(self, count: Samples) -> bytes:
        """The next `count` samples, 16-bit little-endian.

        They are silent while paused, after the end, and while the next step is not prepared: the
        time before a step stretches, but nothing inside one ever does.
        """
        with self._lock:
            heard = bytearray(faded(self._tail))
            self._tail = b""
            while not self._paused and self._ready and len(heard) < 2 * count:
                current = self._ready[0]
                if self._at >= current.end:
                    self._past = self._ready.popleft()
                    continue
                sound = self._read(current, count - len(heard) // 2)
                heard += risen(sound) if self._fade_in else sound
                self._fade_in = False
            del heard[2 * count :]
            return bytes(heard) + bytes(2 * count - len(heard))

    def rewind(self, samples: Samples) -> None:
        """Go back by what was pulled and never heard, and to the beginning of words that it cut."""
        with self._lock:
            target = self._at - samples
            crosses = not self._ready or target < self._ready[0].start
            if self._past is not None and crosses:
                self._ready.appendleft(self._past)
                self._past = None
            if not self._ready:
                return
            current = self._ready[0]
            cut = current.sounding_at(target)
            in_hold = isinstance(current.planned.step, Hold)
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
        """Go on, with a cue from its beginning.

        A hold of which much was left is held again in full, announced and chimed.
        """
        with self._lock:
            if not self._paused:
                return
            self._paused = False
            now = self.now()
            planned = now.planned
            if planned is None or not isinstance(planned.step, Hold):
                self.rewind(0)
            elif now.into > 0 and now.remaining >= AGAIN_FROM:
                again = Say((self._again,), planned.step.source)
                before = [PlannedStep(planned.place, step) for step in (again, Rest(SECOND))]
                self._go_to(now.index, before)
            else:
                # If nothing was pulled since the pause, the sound goes on as if there were none.
                self._fade_in = not self._tail
                self._tail = b""

    def toggle(self) -> None:
        """Pause or resume."""
        with self._lock:
            (self.resume if self._paused else self.pause)()

    def next_stretch(self) -> None:
        """Skip to the next chapter; from the last one, to the end."""
        with self._lock:
            self._jump(route.next_chapter(self._steps, self.now().index))

    def previous_stretch(self) -> None:
        """Back to the start of this chapter, or of the one before if this one has barely begun."""
        with self._lock:
            self._jump(route.previous_chapter(self._steps, self.now().index))

    def this_side_again(self) -> None:
        """Back to the first words of this side, or of this stretch before its first side."""
        with self._lock:
            self._jump(route.pass_start(self._steps, self.now().index))

    def change_hold(self, ms: Milliseconds) -> None:
        """Make this hold, or the next one of this stretch, longer or shorter within the limits."""
        with self._lock:
            now = self.now()
            is_over = isinstance(now.step, Hold) and now.remaining == 0
            index = route.hold_from(self._steps, now.index + is_over)
            if index is None:
                return
            planned = self._steps[index]
            hold = planned.step
            assert isinstance(hold, Hold)
            low, high = HOLD_LIMITS
            if index == now.index and now.into:
                done = -(-now.into * SECOND // SAMPLE_RATE) + SECOND
                low = max(low, min(done, hold.ms))
            changed = replace(hold, ms=min(max(hold.ms + ms, low), high))
            self._steps[index] = replace(planned, step=changed)
            self._plan_again(index)

    def toggle_coaching(self) -> None:
        """Words inside the holds, or none."""
        with self._lock:
            self._coaching = not self._coaching
            now = self.now()
            in_hold = isinstance(now.step, Hold) and now.remaining
            self._plan_again(now.index if in_hold else now.index + 1)

    # How they do it.

    def _effective(self, index: int) -> PlannedStep:
        """A step as it is to be heard: with coaching off, a hold says only its countdown."""
        planned = self._steps[index]
        hold = planned.step
        if isinstance(hold, Hold) and not self._coaching:
            countdown = tuple(cue for cue in hold.cues if cue.moment.countdown)
            return replace(planned, step=replace(hold, cues=countdown))
        return planned

    def _jump(self, index: int) -> None:
        """A control goes somewhere: it is heard at once, also out of a pause."""
        self._cut()
        self._paused = False
        self._go_to(index, [])

    def _go_to(self, index: int, before: list[PlannedStep]) -> None:
        """Play from step `index` on, with other steps before it."""
        self._generation += 1
        self._ready.clear()
        self._past = None
        self._before = before
        self._next = index
        self._at = on_grid(self._at)
        self._fade_in = False
        self._words = ""
        self._wanted.notify_all()

    def _plan_again(self, index: int) -> None:
        """Steps from `index` on have changed: prepare them again.

        What is being heard of a hold goes on, and its pad glides to the new length.
        """
        current = self._ready[0] if self._ready else None
        if (
            current is not None
            and current.index == index
            and isinstance(current.planned.step, Hold)
            and not current.is_extra
        ):
            again = self._prepare(index, self._effective(index), current.start)
            self._ready[0] = current.continued(self._at, again)
            index += 1
        while self._ready and self._ready[-1].index >= index and not self._ready[-1].is_extra:
            self._next = self._ready.pop().index
        self._generation += 1
        self._wanted.notify_all()

    def _read(self, current: Prepared, count: Samples) -> bytes:
        """The next samples of the current step, at most `count`, and the words that begin there."""
        count = min(count, current.end - self._at)
        pcm = current.mix.read(self._at, count)
        for event in current.events:
            is_heard = event.start < self._at + count and event.end > self._at
            if event.kind is Kind.SPEECH and event.text and is_heard:
                self._words = event.text
        self._at += count
        return pcm

    def _cut(self) -> None:
        """The sound is about to be cut off: keep its next samples, to fade them instead of a click."""
        if self._paused or not self._ready:
            return
        current = self._ready[0]
        count = max(0, min(RAMP, current.end - self._at))
        self._tail = current.mix.read(self._at, count)
