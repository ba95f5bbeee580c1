"""What the table of stage directions is made of: rows, spellings, and places to stand."""

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
    nodes.Guard | nodes.Moment | nodes.Inline | nodes.Hold | nodes.Play | nodes.Timer | nodes.Note
)


class Role(Enum):
    """What a direction does on its line."""

    GUARD = auto()
    """It stands before the line, and says whether the line is heard."""
    MOMENT = auto()
    """It stands before the line, and says when in a hold or a timer the line is spoken."""
    ALONE = auto()
    """It is the whole line."""
    TIMER = auto()
    """It begins the line, and the words after it are spoken in its time."""
    INLINE = auto()
    """It stands among the words."""
    NOTE = auto()
    """It begins the line, and makes a note of the rest."""


class Where(Struct, frozen=True):
    """The sections in which a direction means something."""

    words: str
    """As the format's page and the help of an error put it."""
    sections: tuple[str, ...]
    kinds: tuple[Kind, ...] = tuple(Kind)
    """The kinds of script."""
    in_timer: bool = False
    """Whether it may also stand on a line that is spoken in a timer, whatever the section."""

    def allows(self, section: str, kind: Kind, *, in_timer: bool) -> bool:
        """Whether a direction may stand in a section of a kind of script."""
        return kind in self.kinds and (section in self.sections or (in_timer and self.in_timer))


_ALL = tuple(dict.fromkeys(name for kind in Kind for name in SECTIONS[kind]))
ANYWHERE = Where("anywhere", _ALL)
IN_A_STRETCH = Where("in a stretch", _ALL, (Kind.STRETCH,))
REPEATED_ONLY = Where("in `Move` or `Practice`", (MOVE, PRACTICE))
IN_EACH_REP = Where("in `Each rep`", (EACH_REP,))
WITH_A_HOLD = Where(f"in {listed(f'`{name}`' for name in HELD)}", HELD)
WITH_SIDES = Where(f"in {listed(f'`{name}`' for name in SIDED)}", SIDED)
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
    """Makes the node, given its place and the value; the value is empty if there is none."""
    value: str = ""
    """The pattern of the value; empty if there never is one."""
    examples: tuple[str, ...] = ("",)
    """Values that a writer is shown; an empty one if the value can be left out."""

    @property
    def pattern(self) -> str:
        """Matches the direction without its brackets, with single spaces; group 1 is the value."""
        if not self.value:
            return f"{self.words}()"
        value = f" ({self.value})"
        return self.words + (f"(?:{value})?" if "" in self.examples else value)

    @property
    def usage(self) -> tuple[str, ...]:
        """The direction as a writer is shown it, in brackets."""
        return tuple(f"[{f'{self.words} {example}'.strip()}]" for example in self.examples)


class Row(Struct, frozen=True):
    """One direction."""

    node: type[Direction]
    role: Role
    spellings: tuple[Spelling, ...]
    """If they are words that guard a line, they exclude each other."""
    help: str
    """One line for the format's page."""
    where: Where = ANYWHERE
    misplaced: Code = Code.MISPLACED_DIRECTION
    """The error if it stands elsewhere."""
    check: Callable[[Any], Fault | None] = lambda node: None
    """Says what is wrong with the value of a node, if anything is."""

    @property
    def usage(self) -> tuple[str, ...]:
        """All its spellings as a writer is shown them, in brackets."""
        return tuple(usage for spelling in self.spellings for usage in spelling.usage)
