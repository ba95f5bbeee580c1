"""The plan of one session: its chapters and their passes, untimed.

Options are resolved, and sides, sets and repeats are expanded, but nothing has been measured yet.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from enum import StrEnum
from typing import TypeAlias

from msgspec import Struct

from sivoice.script.vocabulary import ChimeKind, Side
from sivoice.units import Milliseconds


class Chime(Struct, frozen=True, tag=True):
    """A chime."""

    kind: ChimeKind


class Say(Struct, frozen=True, tag=True):
    """A spoken cue."""

    parts: tuple[str, ...]
    """The words. The session's length in minutes goes between the parts, once it is known."""
    source: str
    """`file:line` of the script."""
    pronounce: tuple[tuple[str, str], ...] = ()
    """Words of the cue, each with the spelling that the voice receives instead."""

    def text(self, minutes: int) -> str:
        """Return the words with the session's length filled in."""
        first, *rest = self.parts
        if minutes == 1:
            rest = [_singular(part) for part in rest]
        return str(minutes).join([first, *rest])


class Rest(Struct, frozen=True, tag=True):
    """A silence."""

    ms: Milliseconds
    to_get_ready: bool = False
    """Whether the listener gets into position during it."""


SimpleStep: TypeAlias = Chime | Say | Rest
"""A step that can also happen inside a hold or a timer."""


class Moment(Struct, frozen=True):
    """When a cue is spoken inside a hold or a timer."""

    ms: Milliseconds
    from_end: bool
    """Whether `ms` counts back from the end."""
    countdown: bool = False
    """Whether it belongs to the countdown, which can run right up to the end."""
    opening: bool = False
    """Whether it is what a timer says when it starts, before anything else."""


class TimedCue(Struct, frozen=True):
    """A line spoken inside a hold or a timer, or left out if it does not fit."""

    moment: Moment
    steps: tuple[SimpleStep, ...]
    source: str
    """`file:line` of the script."""


class Pad(Struct, frozen=True):
    """A soft sound that plays through a hold."""

    tone: bool
    """Whether the built-in tone plays."""
    sound: str | None = None
    """The path of a sound file to play instead of it."""
    breath: bool = False
    """Whether a tone swells and fades, to breathe with."""


class Hold(Struct, frozen=True, tag=True):
    """A position held between a start chime and an end chime. Speech never makes it longer."""

    ms: Milliseconds
    cues: tuple[TimedCue, ...]
    source: str
    """`file:line` of the script."""
    pad: Pad | None = None


class Timer(Struct, frozen=True, tag=True):
    """A fixed time during which the listener does what the words say."""

    ms: Milliseconds
    cues: tuple[TimedCue, ...]
    source: str
    """`file:line` of the script."""


class ChapterMark(Struct, frozen=True, tag=True):
    """The start of a chapter, in the flat list of steps only."""

    title: str


ChapterStep: TypeAlias = Chime | Say | Rest | Hold | Timer
"""A step of a chapter."""
Step: TypeAlias = ChapterMark | ChapterStep
Steps: TypeAlias = tuple[ChapterStep, ...]


class Phase(StrEnum):
    """The parts of a chapter, in order."""

    BEFORE = "before"
    """Announcement, cautions, set-up and movement. In the session's own chapters, everything."""
    LEAD_IN = "lead-in"
    HOLD = "hold"
    RELEASE = "release"
    AFTER = "after"
    """The finish."""


class Place(Struct, frozen=True):
    """A place in a session."""

    chapter: int = 0
    """The index of the chapter, from 0."""
    stretch: str | None = None
    """The stretch's name; None in the session's own chapters."""
    phase: Phase = Phase.BEFORE
    pass_number: int | None = None
    """The index of the pass in its chapter, from 0; None before and after the passes."""
    side: Side | None = None
    """The working side; None outside the passes, or if the stretch has no sides."""
    set: int | None = None
    """The number of the set, from 1; None outside the passes."""
    sets: int = 1
    """The number of sets of the stretch."""

    def shares_pass(self, other: Place) -> bool:
        """Return whether both are in the same pass, or on the same side of a chapter's passes."""
        return (
            self.chapter == other.chapter
            and self.pass_number == other.pass_number
            and (self.phase is Phase.AFTER) == (other.phase is Phase.AFTER)
        )


class PlannedStep(Struct, frozen=True):
    """A step and its place in the session."""

    place: Place
    step: Step


class Pass(Struct, frozen=True):
    """One hold with its lead-in and release, on one side if the stretch has sides."""

    set: int
    """The number of the set, from 1."""
    side: Side | None
    lead_in: Steps
    hold: Hold
    release: Steps
    rest: Rest | None = None
    """The silence between this set and the next, after the last pass of a set."""


class Chapter(Struct, frozen=True):
    """A stretch, or one of the session's own parts: the welcome, the warm-up or the close."""

    title: str
    stretch: str | None = None
    """The stretch's name; None for the session's own parts."""
    section: str | None = None
    """`Welcome`, `Warm-up` or `Close` for the session's own parts; None for a stretch."""
    opening: Steps = ()
    """The chime, the announcement and the change of position, or the lines of the section."""
    cautions: Steps = ()
    get_ready: Rest | None = None
    """The silence in which the listener gets into position."""
    set_up: Steps = ()
    moves: tuple[Steps, ...] = ()
    """The steps of each repetition of the movement."""
    passes: tuple[Pass, ...] = ()
    finish: Steps = ()

    @property
    def sets(self) -> int:
        """The number of sets; 1 if the chapter has no passes."""
        return max((turn.set for turn in self.passes), default=1)

    def steps(self, index: int) -> Iterator[PlannedStep]:
        """Yield all steps in order, as chapter `index` of a plan."""
        before = Place(index, self.stretch)
        yield PlannedStep(before, ChapterMark(self.title))
        ready = () if self.get_ready is None else (self.get_ready,)
        for steps in (self.opening, self.cautions, ready, self.set_up, *self.moves):
            yield from _placed(before, steps)
        for number, turn in enumerate(self.passes):
            rest = () if turn.rest is None else (turn.rest,)
            for phase, steps in (
                (Phase.LEAD_IN, turn.lead_in),
                (Phase.HOLD, (turn.hold,)),
                (Phase.RELEASE, (*turn.release, *rest)),
            ):
                place = Place(index, self.stretch, phase, number, turn.side, turn.set, self.sets)
                yield from _placed(place, steps)
        after = Place(index, self.stretch, Phase.AFTER) if self.passes else before
        yield from _placed(after, self.finish)


class Plan(Struct, frozen=True):
    """One session, ready to be scheduled."""

    name: str
    """The script's name, which is also the default file name."""
    title: str
    chapters: tuple[Chapter, ...]
    """In order; at least one."""
    speech_rate: float = 1.0
    """1.0 is calm, near 150 words a minute."""
    language: str = "en"
    """The language tag of the words."""
    options: str = ""
    """The session's options as command-line arguments."""
    lead_in: Milliseconds = 0
    """Silence at the start of a file."""
    lead_out: Milliseconds = 0
    """Silence at the end of a file."""

    def steps(self) -> list[PlannedStep]:
        """Return all steps in order. Each chapter starts with its mark."""
        steps: list[PlannedStep] = []
        for index, chapter in enumerate(self.chapters):
            steps += chapter.steps(index)
        if self.lead_in:
            steps.insert(1, PlannedStep(steps[0].place, Rest(self.lead_in)))
        if self.lead_out:
            steps.append(PlannedStep(steps[-1].place, Rest(self.lead_out)))
        return steps

    def says(self) -> Iterator[Say]:
        """Yield all cues in order, including those inside holds and timers."""
        for planned in self.steps():
            step = planned.step
            if isinstance(step, Say):
                yield step
            elif isinstance(step, Hold | Timer):
                for cue in step.cues:
                    yield from (part for part in cue.steps if isinstance(part, Say))

    def section(self, name: str) -> Chapter | None:
        """Return the session's own chapter for a section, or None if there is none."""
        return next((chapter for chapter in self.chapters if chapter.section == name), None)

    def following(self, place: Place) -> Hold | Pass | Chapter | None:
        """Return what comes after a place: the hold of its pass, the next pass or the next chapter.

        None at the end of the session.
        """
        chapter = self.chapters[place.chapter]
        if place.pass_number is None:
            next_pass = 0 if place.phase is Phase.BEFORE else len(chapter.passes)
        elif place.phase is Phase.LEAD_IN:
            return chapter.passes[place.pass_number].hold
        else:
            next_pass = place.pass_number + 1
        if next_pass < len(chapter.passes):
            return chapter.passes[next_pass]
        rest = self.chapters[place.chapter + 1 :]
        return rest[0] if rest else None


def _placed(place: Place, steps: Iterable[Step]) -> Iterator[PlannedStep]:
    return (PlannedStep(place, step) for step in steps)


def _singular(part: str) -> str:
    return part.replace(" minutes", " minute", 1) if part.startswith(" minutes") else part
