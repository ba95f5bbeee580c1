"""The way through a plan: where each step stands, and where the controls lead from there."""

from __future__ import annotations

from collections.abc import Sequence

from msgspec import Struct

from sivoice.compile.plan import ChapterMark, Chime, Hold, Plan, PlannedStep, Say, Step
from sivoice.script.vocabulary import ChimeKind


class WayBack(Struct, frozen=True):
    """Where to go on after a break, and what to say before."""

    first: int
    """The step to go on with."""
    before: tuple[PlannedStep, ...] = ()


def next_chapter(steps: Sequence[PlannedStep], index: int) -> int:
    """The first step of the next chapter; the number of steps from the last chapter."""
    for at in range(index + 1, len(steps)):
        if isinstance(steps[at].step, ChapterMark):
            return at
    return len(steps)


def chapter_start(steps: Sequence[PlannedStep], index: int) -> int:
    """The first step of the chapter that a step belongs to."""
    at = min(index, len(steps) - 1)
    while at > 0 and not isinstance(steps[at].step, ChapterMark):
        at -= 1
    return at


def previous_chapter(steps: Sequence[PlannedStep], index: int) -> int:
    """The first step of this chapter, or of the one before if this one has barely begun.

    It has begun once something was said in it.
    """
    start = chapter_start(steps, index)
    has_begun = any(isinstance(planned.step, Say | Hold) for planned in steps[start:index])
    return start if has_begun or start == 0 else chapter_start(steps, start - 1)


def pass_start(steps: Sequence[PlannedStep], index: int) -> int:
    """The first step of the pass that a step belongs to, or of its chapter outside the passes."""
    if index >= len(steps) or steps[index].place.pass_number is None:
        return chapter_start(steps, index)
    place, at = steps[index].place, index
    while at > 0 and steps[at - 1].place.shares_pass(place):
        at -= 1
    return at


def hold_from(steps: Sequence[PlannedStep], index: int) -> int | None:
    """The first hold of a step's chapter at that step or after it."""
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
    """Where to go on from after a break, and what to say first.

    In a stretch that is its announcement, and the time to get ready. In the session's own
    chapters the step is simply said again; a stretch that has barely begun begins once more.
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
