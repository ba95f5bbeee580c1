"""How many clips the choices of a session need, counted from its lines before any is compiled."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from math import prod

from sivoice.compile.resolve import Bound
from sivoice.script import nodes
from sivoice.script.library import LoadedScript
from sivoice.session.choices.axes import uses_of
from sivoice.session.choices.reach import Reach

MOST = 600
"""The most clips that a page has of lines that say a dose or the length of the session."""


def is_too_much(scripts: LoadedScript, bound: Sequence[Bound], reach: Reach, longest: int) -> bool:
    """Return whether a page would need too many clips to say what was chosen.

    Every line counts as heard, with each combination of what it says.
    """
    own = {
        "hold": len(reach.hold_ranges),
        "sets": len(reach.sets_ranges),
        "minutes": longest,
    }
    script = scripts.session.script
    count = _count([line for one in script.sections for line in one.spoken], own)
    counted = set()
    for one, doses in zip(bound, reach.doses, strict=True):
        if (one.name, one.variant) in counted:
            continue
        counted.add((one.name, one.variant))
        said = {
            "hold": len(doses.all_holds),
            "sets": len(doses.sets),
            "set": max(doses.sets),
            "reps": len(doses.all_reps),
            "rep": max(doses.all_reps),
        }
        lines = [line for section in one.script.sections for line in section.spoken]
        count += _count(lines, said)
        count += _product(uses_of((), one.announce or ()).blanks, said)
    return count > MOST


def _count(lines: Iterable[nodes.Line], sizes: dict[str, int]) -> int:
    return sum(len(line.spans) * _product(uses_of([line]).blanks, sizes) for line in lines)


def _product(blanks: Iterable[str], sizes: dict[str, int]) -> int:
    """Return how many texts there are with these blanks; 0 without any."""
    found = [sizes[name] for name in blanks if name in sizes]
    return prod(found) if found else 0
