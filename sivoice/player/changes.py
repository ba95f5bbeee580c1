"""Two plans of a script -> what to play of the later one, to hear how it differs."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from msgspec import to_builtins

from sivoice.compile.plan import PlannedStep
from sivoice.compile.steps import ChapterMark, Rest, Say, SetRest
from sivoice.player.bookmark import without_source

_SILENT = (ChapterMark, Rest, SetRest)


def from_first_words(steps: Sequence[PlannedStep]) -> range:
    """Return the indices of the steps from the first words on; all of them if there are none."""
    spoken = (index for index, planned in enumerate(steps) if isinstance(planned.step, Say))
    return range(next(spoken, 0), len(steps))


def changed_steps(before: Sequence[PlannedStep], after: Sequence[PlannedStep]) -> range:
    """Return the indices in `after` from the first step that sounds different to the last.

    If only a silence has changed, or steps were only removed, the words right before and after it
    are included, because it cannot be heard without them. Empty if nothing has changed.
    """
    old, new = [_heard(one) for one in before], [_heard(one) for one in after]
    if old == new:
        return range(0)
    shared = min(len(old), len(new))
    first = 0
    while first < shared and old[first] == new[first]:
        first += 1
    same_at_end = 0
    while same_at_end < shared - first and old[-1 - same_at_end] == new[-1 - same_at_end]:
        same_at_end += 1
    end = len(new) - same_at_end
    if all(isinstance(planned.step, _SILENT) for planned in after[first:end]):
        first = _words(after, first - 1, -1, otherwise=first)
        end = _words(after, end, 1, otherwise=end - 1) + 1
    return range(first, end)


def _words(steps: Sequence[PlannedStep], at: int, direction: int, *, otherwise: int) -> int:
    """Return the nearest words from `at` on, if there is only silence before them."""
    while 0 <= at < len(steps) and isinstance(steps[at].step, _SILENT):
        at += direction
    found = 0 <= at < len(steps) and isinstance(steps[at].step, Say)
    return at if found else otherwise


def _heard(planned: PlannedStep) -> Any:
    """Return what is heard of a step, wherever it stands in the script and in the session."""
    step = planned.step
    if isinstance(step, SetRest):  # what lies inside a rest has steps of its own
        return ("SetRest", step.ms)
    return without_source(to_builtins(step))
