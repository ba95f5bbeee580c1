"""Where the sound is -> what a listener is shown of it, in words and numbers, before anything is drawn."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import accumulate

from msgspec import Struct

from sivoice.compile.plan import Chapter, Hold, Place, Rest, Say, Step, Timer
from sivoice.player.transport import Now
from sivoice.schedule.scheduler import Length, schedule_step
from sivoice.units import SAMPLE_RATE, Samples, written


class Display(Struct, frozen=True):
    """One look at a session being played."""

    title: str
    chapter: str
    number: int
    """Of the stretch, from 1; 0 in the session's own sections."""
    of: int
    """Stretches in the session."""
    where: str
    """Side and set."""
    label: str
    """What is counted down; empty where nothing is."""
    countdown: int
    """Whole seconds left of it, rounded up."""
    words: str
    following: str
    """What comes after this side."""
    elapsed: int
    """Whole seconds."""
    total: int
    """Whole seconds of the session, as far as it is known."""
    paused: bool
    coaching: bool


class Route:
    """The way through a session: where each step stands in it, and what follows."""

    def __init__(self, title: str, steps: Sequence[Step], length: Length) -> None:
        self._title = title
        self._steps = steps
        durations = [schedule_step(step, 0, length, 1)[1] for step in steps]
        self._starts: list[Samples] = [0, *accumulate(durations)]
        self._titles = {i: step.title for i, step in enumerate(steps) if isinstance(step, Chapter)}
        self._stretches = [
            i for i, step in enumerate(steps) if isinstance(step, Chapter) and step.place.stretch
        ]

    def display(self, now: Now) -> Display:
        """What to show at this moment."""
        index = min(now.index, len(self._steps) - 1)
        chapter = max((i for i in self._titles if i <= index), default=0)
        elapsed = min(self._starts[now.index] + now.into, self._starts[-1])
        label = _label(now)
        return Display(
            title=self._title,
            chapter=self._titles.get(chapter, ""),
            number=self._stretches.index(chapter) + 1 if chapter in self._stretches else 0,
            of=len(self._stretches),
            where=_where(now.step.place if now.step else Place(), self._has_sets(index)),
            label=label,
            countdown=-(-now.remaining // SAMPLE_RATE) if label else 0,
            words=now.words,
            following=self._following(index),
            elapsed=elapsed // SAMPLE_RATE,
            total=self._starts[-1] // SAMPLE_RATE,
            paused=not now.playing,
            coaching=now.coaching,
        )

    def _has_sets(self, index: int) -> bool:
        name = self._steps[index].place.stretch
        return any(step.place.stretch == name and (step.place.set or 1) > 1 for step in self._steps)

    def _following(self, index: int) -> str:
        """The next side or set, the next hold, the next chapter, or the end."""
        here = self._steps[index].place
        for step in self._steps[index + 1 :]:
            if isinstance(step, Chapter):
                return step.title
            if isinstance(step, Hold) and step.place == here:
                return f"hold {written(step.ms)}"
            if step.place.set is not None and step.place != here and isinstance(step, Say | Hold):
                return _where(step.place, self._has_sets(index)) or "the hold"
        return "the end"


def _label(now: Now) -> str:
    match now.step:
        case Hold() if now.remaining:
            return "Hold"
        case Timer():
            return "Keep going"
        case Rest(to_get_ready=True):
            return "Get ready"
        case _:
            return ""


def _where(place: Place, has_sets: bool) -> str:
    side = f"{place.side} side" if place.side else ""
    number = f"set {place.set}" if place.set and has_sets else ""
    return ", ".join(part for part in (side, number) if part)
