"""Bound stretch -> its passes in order, before their words are chosen."""

from __future__ import annotations

from collections.abc import Iterable

from msgspec import Struct

from sivoice.compile.resolve import Bound
from sivoice.script import nodes
from sivoice.script.nodes import Word
from sivoice.script.vocabulary import (
    EACH_SIDE,
    FIRST_SIDE,
    HOLD,
    IN_EACH_SET,
    NEXT_SIDE,
    PASSES,
    SIDED,
    Side,
)


class Turn(Struct, frozen=True):
    """One pass through a stretch's hold, before its words are chosen."""

    set: int
    """The number of the set, from 1."""
    side: Side | None
    """None if the stretch has no sides."""
    changes_side: bool
    """Whether the pass before it is on the other side."""
    words: frozenset[Word]
    """The fixed-word guards that are true in it."""
    in_full: bool
    """Whether it has the full words of `First side`, not the short ones of `Next side`."""
    ends_set: bool
    """Whether it is the last pass of its set."""
    index: int
    """Counted from 0 over all sets and sides."""


class Parts:
    """The lines of a section, sorted by where they stand around its hold.

    Without a hold, `before` has all of them. Moments of a timer stay with their timer.
    """

    def __init__(self, lines: Iterable[tuple[nodes.Line, bool]]) -> None:
        """Sort the lines, each with whether it belongs to a timer."""
        self.hold: nodes.Line | None = None
        self.before: list[nodes.Line] = []
        self.inside: list[nodes.Line] = []
        self.after: list[nodes.Line] = []
        for line, in_timer in lines:
            if isinstance(line.body, nodes.Hold):
                self.hold = line
            elif line.moments and not in_timer:
                self.inside.append(line)
            else:
                (self.after if self.hold else self.before).append(line)


def section_of_pass(bound: Bound, *, in_full: bool) -> str | None:
    """Name the section with the words of a pass: full ones first, short ones later.

    None if the stretch has no such section.
    """
    names = {section.name for section in bound.script.sections if section.name in PASSES}
    if FIRST_SIDE in names:
        return FIRST_SIDE if in_full else NEXT_SIDE
    if EACH_SIDE in names:
        return EACH_SIDE
    return HOLD if HOLD in names else None


def turns_of(bound: Bound) -> list[Turn]:
    """List the passes: each set goes through all sides before the next set begins.

    With one side only, every pass has the full words.
    """
    names = {section.name for section in bound.script.sections}
    if not names & IN_EACH_SET:
        return []  # a movement, and nothing else
    sides: tuple[Side | None, ...] = bound.sides if names & set(SIDED) else (None,)
    turns: list[Turn] = []
    previous: Side | None = None
    for number in range(1, bound.sets + 1):
        for side in sides:
            last = side is sides[-1]
            words = {
                Word.FIRST_SET if number == 1 else Word.LATER_SETS,
                Word.LAST_SET if number == bound.sets else Word.ANOTHER_SET,
                Word.LAST_SIDE if last else Word.ANOTHER_SIDE,
            }
            in_full = not turns or len(sides) == 1
            changes = previous not in (None, side)
            turns.append(Turn(number, side, changes, frozenset(words), in_full, last, len(turns)))
            previous = side
    return turns
