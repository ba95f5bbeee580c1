"""The parts of the table of stage directions: rows, spellings, and the sections they fit in."""

from __future__ import annotations

from collections.abc import Callable
from enum import Enum, auto
from typing import Any, TypeAlias

from msgspec import Struct

from sivoice.errors import listed
from sivoice.script import nodes
from sivoice.script.diagnostics import Code, Fault
from sivoice.script.source import Span
from sivoice.script.vocabulary import (
    EACH_REP,
    HELD,
    MOVE,
    PASSES,
    PRACTICE,
    SECTIONS,
    SIDED,
    STRETCHES,
    Kind,
)

Direction: TypeAlias = (
    nodes.Guard
    | nodes.Moment
    | nodes.Inline
    | nodes.Move
    | nodes.Or
    | nodes.Hold
    | nodes.Play
    | nodes.Timer
    | nodes.Note
)


class Role(Enum):
    """What a direction does on its line."""

    GUARD = auto()
    """Comes before the words, and decides whether they are heard."""
    MOMENT = auto()
    """Comes before the words, and decides when in a hold or timer they are spoken."""
    ALONE = auto()
    """Is the whole line."""
    TIMER = auto()
    """Starts the line; the words after it are spoken while the timer runs."""
    INLINE = auto()
    """Comes between the words."""
    END = auto()
    """Comes after the words, at the end of the line."""
    ALTERNATIVE = auto()
    """Starts the line, and makes it an alternative to the line above."""
    NOTE = auto()
    """Starts the line, and turns the rest into a note."""


class Where(Struct, frozen=True):
    """The sections in which a direction can be used."""

    words: str
    """The same in words, for the format page and for errors."""
    sections: tuple[str, ...]
    kinds: tuple[Kind, ...] = tuple(Kind)
    """The kinds of script in which it can be used."""
    in_timer: bool = False
    """Whether it can also be used on a line that is spoken during a timer, in any section."""

    def allows(self, section: str, kind: Kind, *, in_timer: bool) -> bool:
        """Return whether a direction can be used in this section of this kind of script."""
        return kind in self.kinds and (section in self.sections or (in_timer and self.in_timer))


_ALL = tuple(dict.fromkeys(name for kind in Kind for name in SECTIONS[kind]))
ANYWHERE = Where("anywhere", _ALL)
IN_A_STRETCH = Where("in a stretch", _ALL, (Kind.STRETCH,))
REPEATED_ONLY = Where("in `Move` or `Practice`", (MOVE, PRACTICE))
IN_EACH_REP = Where("in `Each rep`", (EACH_REP,))
IN_A_SET = Where(f"in {listed(f'`{name}`' for name in (*HELD, PRACTICE))}", (*HELD, PRACTICE))
WITH_A_HOLD = Where(f"in {listed(f'`{name}`' for name in HELD)}", HELD)
WITH_SIDES = Where(f"in {listed(f'`{name}`' for name in (*SIDED, EACH_REP))}", (*SIDED, EACH_REP))
WITHOUT_A_HOLD = Where(
    "in a section without a hold, or in `Each rep`",
    tuple(name for name in _ALL if name not in PASSES),
)
IN_STRETCHES = Where("in the section `Stretches` of a session", (STRETCHES,))
IN_A_HOLD_OR_A_TIMER = Where(
    f"{WITH_A_HOLD.words}, or right after a `[timer]`", HELD, in_timer=True
)


class Spelling(Struct, frozen=True):
    """One way to write a direction: fixed words, and perhaps a value after them."""

    words: str
    build: Callable[[Span, str], Direction]
    """Makes the node from its span and its value, which is empty if there is none."""
    value: str = ""
    """Regular expression for the value; empty if the direction takes none."""
    examples: tuple[str, ...] = ("",)
    """Example values for authors, including an empty one if the value is optional."""

    @property
    def pattern(self) -> str:
        """Regular expression for the direction without brackets; group 1 is the value.

        Words are separated by single spaces.
        """
        if not self.value:
            return f"{self.words}()"
        value = f" ({self.value})"
        return self.words + (f"(?:{value})?" if "" in self.examples else value)

    @property
    def usage(self) -> tuple[str, ...]:
        """The direction as it is shown to authors, in brackets, once per example."""
        return tuple(f"[{f'{self.words} {example}'.strip()}]" for example in self.examples)


class Row(Struct, frozen=True):
    """One direction."""

    node: type[Direction]
    role: Role
    spellings: tuple[Spelling, ...]
    """Those of a word guard exclude each other."""
    help: str
    """One line for the format page."""
    where: Where = ANYWHERE
    misplaced: Code = Code.MISPLACED_DIRECTION
    """The error if it is used elsewhere."""
    check: Callable[[Any], Fault | None] = lambda node: None
    """Returns what is wrong with the value of a node, or None."""

    @property
    def usage(self) -> tuple[str, ...]:
        """All its spellings as they are shown to authors, in brackets."""
        return tuple(usage for spelling in self.spellings for usage in spelling.usage)
