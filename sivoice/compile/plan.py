"""The plan of one session: its chapters and their passes, untimed.

Options are resolved, and sides, sets and repeats are expanded, but nothing has been measured yet.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from enum import StrEnum

from msgspec import Struct
from msgspec.structs import replace

from sivoice.compile.steps import (
    ChapterMark,
    Chime,
    Hold,
    Pad,
    RemainingRest,
    Rest,
    Say,
    SetRest,
    Step,
    Steps,
    Timer,
)
from sivoice.script.vocabulary import HowOften, Side
from sivoice.units import Milliseconds


class Phase(StrEnum):
    """The parts of a chapter, in order."""

    BEFORE = "before"
    """Announcement, cautions, set-up and movement. In the session's own chapters, everything."""
    LEAD_IN = "lead-in"
    HOLD = "hold"
    """The hold, or the reps with theirs."""
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
    """How many sets the stretch has."""
    rep: int | None = None
    """Counted from 1 in each pass; None outside the reps."""
    reps: int = 0
    """How many reps the pass has."""

    def shares_pass(self, other: Place) -> bool:
        """Return whether both are in one pass, or both before or after the passes of a chapter."""
        return (
            self.chapter == other.chapter
            and self.pass_number == other.pass_number
            and (self.phase is Phase.AFTER) == (other.phase is Phase.AFTER)
        )


class PlannedStep(Struct, frozen=True):
    """A step and its place in the session."""

    place: Place
    step: Step


class Rep(Struct, frozen=True):
    """One repetition."""

    lead_in: Steps
    """All of it, if it has no hold."""
    hold: Hold | None = None
    release: Steps = ()

    @property
    def steps(self) -> Steps:
        """All its steps in order."""
        held = () if self.hold is None else (self.hold,)
        return (*self.lead_in, *held, *self.release)


class Pass(Struct, frozen=True):
    """Once through a hold or its reps, on one side if the stretch has sides."""

    set: int
    """The number of the set, from 1."""
    side: Side | None
    lead_in: Steps
    hold: Hold | None = None
    """None if the pass has reps instead."""
    reps: tuple[Rep, ...] = ()
    practice: tuple[Steps, ...] = ()
    """What is done for a time, once for each time it is done, if there is neither hold nor rep."""
    release: Steps = ()
    rest: Rest | SetRest | None = None
    """The silence between this set and the next, after the last pass of a set."""

    @property
    def last_hold(self) -> Hold | None:
        """The hold that ends it, if one does."""
        return self.reps[-1].hold if self.reps else self.hold

    @property
    def after_hold(self) -> Steps:
        """What comes after its last hold or rep."""
        if not self.reps:
            return self.release
        last = self.reps[-1]
        return (*(last.release if last.hold else _gap_of(last.lead_in)), *self.release)

    @property
    def before_hold(self) -> Steps:
        """What comes before its first hold or rep."""
        first = self.reps[0] if self.reps else None
        return (*self.lead_in, *(first.lead_in if first and first.hold else ()))


class Chapter(Struct, frozen=True):
    """A stretch, or one of the session's own parts: the welcome, the warm-up or the close."""

    title: str
    stretch: str | None = None
    """The stretch's name; None for the session's own parts."""
    round: int = 1
    """Counted from 1; of one stretch there is a chapter for each round."""
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
    between: Steps = ()
    """The session's own lines after the stretch, such as a rest before the next."""
    language: str | None = None
    """The language tag of the title; None for the plan's."""
    stretch_title: str | None = None
    """The title of the stretch, without its round; None for the session's own parts."""
    muscles: tuple[str, ...] = ()
    """What is stretched or worked."""
    equipment: str | None = None
    """What is needed."""
    how_often: HowOften | None = None
    """The stretch's own field, or else the session's."""
    variant: str | None = None
    """The variant of the stretch; None if it has none."""
    script: str | None = None
    """The path of the stretch's file, as in `source`; None for the session's own parts."""

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
        for number, one in enumerate(self.passes):
            place = Place(index, self.stretch, Phase.LEAD_IN, number, one.side, one.set, self.sets)
            yield from _placed(place, one.lead_in)
            held = replace(place, phase=Phase.HOLD)
            yield from _placed(held, () if one.hold is None else (one.hold,))
            for rep_number, rep in enumerate(one.reps, start=1):
                yield from _placed(replace(held, rep=rep_number, reps=len(one.reps)), rep.steps)
            for steps in one.practice:
                yield from _placed(held, steps)
            released = replace(place, phase=Phase.RELEASE)
            yield from _placed(released, one.release)
            if isinstance(one.rest, SetRest):
                yield PlannedStep(released, _remaining_rest(one.rest, one, self.passes[number + 1]))
            elif one.rest is not None:
                yield PlannedStep(released, one.rest)
        after = Place(index, self.stretch, Phase.AFTER) if self.passes else before
        yield from _placed(after, (*self.finish, *self.between))


class Plan(Struct, frozen=True):
    """One session, ready to be scheduled."""

    name: str
    """The script's name, which is also the default file name."""
    title: str
    chapters: tuple[Chapter, ...]
    """In order; at least one."""
    speech_rate: float = 1.0
    """1.0 is calm, near 140 words a minute."""
    language: str = "en"
    """The language tag of the session, and of all words that do not name another."""
    options: str = ""
    """The session's options as command-line arguments."""
    listener: str | None = None
    """The name of the person it is for; None if no one is named."""
    how_often: HowOften | None = None
    """The session's own field."""
    lead_in: Milliseconds = 0
    """Silence at the start of a file."""
    lead_out: Milliseconds = 0
    """Silence at the end of a file."""
    pad: Pad | None = None
    """What sounds softly in the silences."""

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

    def following(self, place: Place) -> Hold | Rep | Pass | Chapter | None:
        """What comes after a place: the hold or the next rep of its pass, the next pass or chapter.

        None at the end of the session.
        """
        chapter = self.chapters[place.chapter]
        if place.pass_number is None:
            next_pass = 0 if place.phase is Phase.BEFORE else len(chapter.passes)
        else:
            one = chapter.passes[place.pass_number]
            if place.phase is Phase.LEAD_IN and one.hold is not None:
                return one.hold
            next_rep = 0 if place.phase is Phase.LEAD_IN else place.rep or len(one.reps)
            if next_rep < len(one.reps):
                return one.reps[next_rep]
            next_pass = place.pass_number + 1
        if next_pass < len(chapter.passes):
            return chapter.passes[next_pass]
        rest = self.chapters[place.chapter + 1 :]
        return rest[0] if rest else None


def _placed(place: Place, steps: Iterable[Step]) -> Iterator[PlannedStep]:
    return (PlannedStep(place, step) for step in steps)


def _remaining_rest(rest: SetRest, before: Pass, after: Pass) -> RemainingRest:
    """Return what is left of a rest between two passes."""
    hold = before.last_hold
    end = () if hold is None else (Chime(hold.marks[1]),)
    return RemainingRest(rest, (*end, *before.after_hold, *after.before_hold))


def _gap_of(steps: Steps) -> Steps:
    """Return the gap that some steps end with, or nothing."""
    return steps[-1:] if steps and isinstance(steps[-1], Rest) else ()
