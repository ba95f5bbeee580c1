"""Position of the sound -> what to show the listener, independent of the screen."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import accumulate

from msgspec import Struct

from sivoice.compile.captions import following, where_in
from sivoice.compile.plan import Phase, Place, Plan, PlannedStep
from sivoice.compile.steps import Hold, Rest, Step, Timer
from sivoice.language import Language
from sivoice.player.now import Now
from sivoice.schedule.scheduler import Length, schedule_step
from sivoice.units import SAMPLE_RATE, SECOND, Samples


class Display(Struct, frozen=True):
    """Everything shown at one moment of a session."""

    title: str
    chapter: str
    number: int
    """Number of the stretch, from 1; 0 in the session's own chapters."""
    of: int
    """How many stretches the session has."""
    where: str
    """Side, set, and which time it is of those that something is done."""
    label: str
    """The label of the countdown; empty if nothing is counted down."""
    countdown: int
    """Whole seconds left, rounded up."""
    words: str
    following: str
    """What comes next."""
    elapsed: int
    """Whole seconds since the start of the session."""
    total: int
    """The length of the session in whole seconds, as far as it is known."""
    paused: bool
    coaching: bool
    counted: int = 0
    """The whole seconds that the countdown starts from; 0 if nothing is counted down."""
    stretches: tuple[str, ...] = ()
    """The titles of all stretches, in order."""


class Guide:
    """Works out what to show at each moment of a session."""

    def __init__(
        self, plan: Plan, steps: Sequence[PlannedStep], length: Length, words: Language
    ) -> None:
        """`steps` are those of the plan, with the current lengths of the holds."""
        self._plan = plan
        self._steps = steps
        self._words = words
        durations = [schedule_step(step, 0, length, 1)[1] for step in steps]
        self._starts: list[Samples] = [0, *accumulate(durations)]
        stretches = [i for i, one in enumerate(plan.chapters) if one.stretch is not None]
        self._numbers = {chapter: number for number, chapter in enumerate(stretches, start=1)}
        self._stretches = tuple(plan.chapters[chapter].title for chapter in stretches)
        self._times = _times(plan, steps)

    def display(self, now: Now) -> Display:
        """Return what to show at this moment."""
        last = self._steps[-1].place
        place = last if now.planned is None else now.planned.place
        into = 0 if now.is_extra else now.into
        elapsed = min(self._starts[now.index] + into, self._starts[-1])
        label = self._label(now)
        return Display(
            title=self._plan.title,
            chapter=self._plan.chapters[place.chapter].title,
            number=self._numbers.get(place.chapter, 0),
            of=len(self._numbers),
            where=self._where(now.index, place),
            label=label,
            countdown=_countdown(now) if label else 0,
            words=now.words,
            following=following(self._plan, place, self._words),
            elapsed=elapsed // SAMPLE_RATE,
            total=self._starts[-1] // SAMPLE_RATE,
            paused=not now.playing,
            coaching=now.coaching,
            counted=-(-_length(now.step) // SECOND) if label else 0,
            stretches=self._stretches,
        )

    def _where(self, index: int, place: Place) -> str:
        """Return side and set, and which time it is: `right side, 2 of 4`."""
        time = self._times.get(index)
        number = [self._words.shown.of.format(number=time[0], total=time[1])] if time else []
        return ", ".join(filter(None, [where_in(place, self._words), *number]))

    def _label(self, now: Now) -> str:
        shown = self._words.shown
        match now.step:
            case Hold() if now.remaining:
                return shown.hold
            case Timer():
                return shown.timer
            case Rest(to_get_ready=True):
                return shown.get_ready
            case _:
                return ""


def _times(plan: Plan, steps: Sequence[PlannedStep]) -> dict[int, tuple[int, int]]:
    """Return which time it is, and of how many, for the steps of what is done several times."""
    found: dict[int, tuple[int, int]] = {}
    numbers: Iterator[int] = iter(())
    begun: tuple[int, int] | None = None
    for index, planned in enumerate(steps):
        place = planned.place
        if place.pass_number is None or place.phase is not Phase.HOLD:
            continue
        practice = plan.chapters[place.chapter].passes[place.pass_number].practice
        if begun != (place.chapter, place.pass_number):
            begun = (place.chapter, place.pass_number)
            numbers = iter([n for n, one in enumerate(practice, start=1) for _ in one])
        if len(practice) > 1:
            found[index] = (next(numbers), len(practice))
    return found


def _countdown(now: Now) -> int:
    """Return whole seconds left. The grid makes a 30 s hold slightly longer: never show 31."""
    most = -(-_length(now.step) // SECOND)
    return min(most, -(-now.remaining // SAMPLE_RATE))


def _length(step: Step | None) -> int:
    """Return the length of a step that is counted down, in ms; 0 for any other step."""
    return step.ms if isinstance(step, Hold | Timer | Rest) else 0
