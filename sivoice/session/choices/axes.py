"""What a part of a session depends on, read from the lines of its script.

An axis is a value that decides what is heard, such as the guidance or the length of the hold, with
the values at which that changes. A table has an entry for each combination of its axes.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import product
from math import lcm
from typing import TypeAlias

from msgspec import Struct

from sivoice.script import nodes
from sivoice.script.nodes import Word

FULL, BRIEF, MINIMAL = range(3)
"""The values of `guidance`."""
ONLY, FIRST, NEXT, LAST = range(4)
"""The values of `role`: what a pass is in its set.

It is the only side; the first side of the first set, or of a later one; or the second side.
"""

Cell: TypeAlias = Mapping[str, int]
"""One value for each axis."""


class Axis(Struct, frozen=True, array_like=True):
    """A value that decides what is heard."""

    name: str
    values: tuple[int, ...]
    """In ascending order. Each stands for itself and all that follow, up to the next one.

    `turn` is taken modulo their number instead.
    """


class Table(Struct, frozen=True):
    """A table with an entry for each combination of its axes; the last axis changes fastest."""

    by: tuple[Axis, ...]
    to: tuple[int, ...]
    """Numbers of lists, or -1 for a combination that does not happen."""


def table(axes: Sequence[Axis], entry: Callable[[Cell], int]) -> Table:
    """Make a table from a function that returns each entry."""
    names = [axis.name for axis in axes]
    cells = product(*(axis.values for axis in axes))
    return Table(tuple(axes), tuple(entry(dict(zip(names, cell, strict=True))) for cell in cells))


class Uses(Struct, frozen=True):
    """What some lines depend on."""

    words: frozenset[Word]
    """The fixed-word guards."""
    names: frozenset[str]
    """The names in `[if …]`."""
    holds: frozenset[int]
    """The lengths of holds in guards, in ms."""
    blanks: frozenset[str]
    has_side: bool
    """Whether they say something else on each side."""
    wordings: int
    """After so many passes, they begin again with the same wordings."""

    @property
    def needs_guidance(self) -> bool:
        """Whether full and brief guidance differ."""
        return bool(self.words & {Word.FULL, Word.BRIEF})


def uses_of(lines: Iterable[nodes.Line], parts: Iterable[nodes.Part] = ()) -> Uses:
    """Return what some lines, and some other words, depend on."""
    lines = list(lines)
    guards = [guard for line in lines for guard in line.guards]
    said = [*parts, *(part for line in lines for part in nodes.parts_of(line.body))]
    return Uses(
        frozenset(guard.word for guard in guards if isinstance(guard, nodes.WordGuard)),
        frozenset(guard.name for guard in guards if isinstance(guard, nodes.IfGuard)),
        frozenset(guard.ms for guard in guards if isinstance(guard, nodes.HoldGuard)),
        frozenset(part.name for part in said if isinstance(part, nodes.Blank)),
        any(nodes.is_side(part) for part in said),
        lcm(*(len(line.body.wordings) for line in lines if isinstance(line.body, nodes.Cue))),
    )


def guidance_axes(uses: Uses, *, with_minimal: bool) -> Iterator[Axis]:
    """Yield the axis of the guidance, if it matters."""
    if uses.needs_guidance:
        yield Axis("guidance", (FULL, BRIEF, MINIMAL))
    elif with_minimal:
        yield Axis("guidance", (FULL, MINIMAL))


def set_axes(uses: Uses, sets: Sequence[int]) -> Iterator[Axis]:
    """Yield the axes of the number of the set, and of all sets."""
    if uses.words & {Word.FIRST_SET, Word.LATER_SETS} and "set" not in uses.blanks:
        yield Axis("firstSet", (0, 1))
    if uses.words & {Word.LAST_SET, Word.ANOTHER_SET} and not {"set", "sets"} <= uses.blanks:
        yield Axis("lastSet", (0, 1))
    if "set" in uses.blanks:
        yield Axis("set", tuple(range(1, max(sets) + 1)))
    if "sets" in uses.blanks:
        yield Axis("sets", tuple(sets))


def hold_axes(uses: Uses, holds: Sequence[int]) -> Iterator[Axis]:
    """Yield the axis of the hold: each length if it is said, or else those in guards."""
    if "hold" in uses.blanks:
        yield Axis("hold", tuple(holds))
    elif uses.holds:
        yield Axis("hold", (holds[0], *sorted(one for one in uses.holds if one > holds[0])))


def turn_axes(uses: Uses) -> Iterator[Axis]:
    """Yield the axis of the wordings that are used in turn."""
    if uses.wordings > 1:
        yield Axis("turn", tuple(range(uses.wordings)))
