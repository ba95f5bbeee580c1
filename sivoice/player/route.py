"""Navigation in a plan: where each control leads from a step."""

from __future__ import annotations

from collections.abc import Sequence

from msgspec import Struct
from msgspec.structs import replace

from sivoice.compile.plan import Phase, Plan, PlannedStep
from sivoice.compile.steps import ChapterMark, Chime, Hold, Rest, Say, Step
from sivoice.script.vocabulary import ChimeKind
from sivoice.units import SECOND, Milliseconds

BACK_INTO_POSITION: Milliseconds = 5 * SECOND
"""The least time to get back into position after a pause."""


class WayBack(Struct, frozen=True):
    """Where to resume a session, and what to say first."""

    first: int
    """The index of the step to resume with."""
    before: tuple[PlannedStep, ...] = ()
    """Extra steps to play first."""


def next_chapter(steps: Sequence[PlannedStep], index: int) -> int:
    """Return the first step of the next chapter; in the last chapter, the number of steps."""
    for at in range(index + 1, len(steps)):
        if isinstance(steps[at].step, ChapterMark):
            return at
    return len(steps)


def chapter_start(steps: Sequence[PlannedStep], index: int) -> int:
    """Return the first step of a step's chapter."""
    at = min(index, len(steps) - 1)
    while at > 0 and not isinstance(steps[at].step, ChapterMark):
        at -= 1
    return at


def previous_chapter(steps: Sequence[PlannedStep], index: int) -> int:
    """Return the first step of this chapter, or of the one before if this one has not begun.

    A chapter has begun once something has been said in it.
    """
    start = chapter_start(steps, index)
    has_begun = any(isinstance(planned.step, Say | Hold) for planned in steps[start:index])
    return start if has_begun or start == 0 else chapter_start(steps, start - 1)


def pass_start(steps: Sequence[PlannedStep], index: int) -> int:
    """Return the first step of a step's pass, or of its chapter if it is outside the passes."""
    if index >= len(steps) or steps[index].place.pass_number is None:
        return chapter_start(steps, index)
    place, at = steps[index].place, index
    while at > 0 and steps[at - 1].place.shares_pass(place):
        at -= 1
    return at


def turn_start(steps: Sequence[PlannedStep], index: int) -> int:
    """Return the first step of a step's rep, or of its pass if it is outside the reps."""
    place, at = steps[index].place, index
    while (
        at > 0 and steps[at - 1].place.shares_pass(place) and steps[at - 1].place.rep == place.rep
    ):
        at -= 1
    return at


def back_into_position(
    steps: Sequence[PlannedStep], index: int, again: str
) -> tuple[PlannedStep, ...]:
    """Return what comes before a hold that starts again: `again`, and the time to get ready.

    That time is the longest that the stretch gives before any of its holds.
    """
    place = steps[index].place
    times = [BACK_INTO_POSITION]
    for planned in steps:
        step, there = planned.step, planned.place
        if isinstance(step, Rest) and step.to_get_ready and there.phase is Phase.LEAD_IN:
            times += [step.ms] if there.chapter == place.chapter else []
    if place.rep is None:
        place = replace(place, phase=Phase.LEAD_IN)  # the hold is what follows
    written = [one.step.source for one in steps[: index + 1] if isinstance(one.step, Say | Hold)]
    source = written[-1] if written else ""
    before: list[Step] = [Say((again,), source), Rest(max(times), to_get_ready=True)]
    return tuple(PlannedStep(place, step) for step in before)


def hold_from(steps: Sequence[PlannedStep], index: int) -> int | None:
    """Return the first hold of a step's chapter that is at or after the step, if there is one."""
    if index >= len(steps):
        return None
    chapter = steps[index].place.chapter
    for at in range(index, len(steps)):
        if steps[at].place.chapter != chapter:
            return None
        if isinstance(steps[at].step, Hold):
            return at
    return None


def way_back(plan: Plan, steps: Sequence[PlannedStep], index: int) -> WayBack:
    """Return where to resume a session, and what to say first.

    In a stretch, its announcement and the time to get ready come first. A stretch that has not
    reached that time starts again. In the session's own chapters, only the step is repeated.
    """
    place = steps[index].place
    chapter = plan.chapters[place.chapter]
    if chapter.stretch is None:
        return WayBack(index)
    start = chapter_start(steps, index)
    ready = chapter.get_ready
    if ready is None or all(planned.step is not ready for planned in steps[start:index]):
        return WayBack(start)
    announcement = [step for step in chapter.opening if isinstance(step, Say)][:1]
    before: list[Step] = [Chime(ChimeKind.SOFT), *announcement, ready]
    return WayBack(index, tuple(PlannedStep(steps[start].place, step) for step in before))
