"""The syntax tree of a script; each node has its span."""

from __future__ import annotations

from collections.abc import Iterable
from enum import StrEnum
from typing import TypeAlias

from msgspec import Struct

from sivoice.script.source import SourceText, Span
from sivoice.script.vocabulary import Kind
from sivoice.units import Milliseconds


class Text(Struct, frozen=True, tag=True):
    """Words to speak, with escapes resolved."""

    span: Span
    text: str


class Blank(Struct, frozen=True, tag=True):
    """`{name}`, which the compiler fills in."""

    span: Span
    name: str


class Choice(Struct, frozen=True, tag=True):
    """`{A|B}`: A on the right side, B on the left."""

    span: Span
    right: str
    left: str


class Pause(Struct, frozen=True, tag=True):
    """`[pause]` or `[pause 3 s]`."""

    span: Span
    ms: Milliseconds | None


class Breaths(Struct, frozen=True, tag=True):
    """`[breath]` or `[breaths 3]`."""

    span: Span
    count: int


class ChimeMark(Struct, frozen=True, tag=True):
    """`[chime]` or `[chime soft]`."""

    span: Span
    sound: str | None


class Move(Struct, frozen=True, tag=True):
    """`[move]` or `[move 8 s]` at the end of a line."""

    span: Span
    ms: Milliseconds | None


Inline: TypeAlias = Pause | Breaths | ChimeMark
Part: TypeAlias = Text | Blank | Choice | Inline


def is_side(part: Part) -> bool:
    """Return whether this is a blank or a choice that depends on the side."""
    return isinstance(part, Choice) or (
        isinstance(part, Blank) and part.name in ("side", "Side", "other side", "Other side")
    )


class Word(StrEnum):
    """The guards that are fixed words."""

    FIRST_SET = "first set"
    LATER_SETS = "later sets"
    ANOTHER_SET = "another set"
    LAST_SET = "last set"
    FIRST_REP = "first rep"
    LATER_REPS = "later reps"
    LAST_REP = "last rep"
    FIRST_TIME = "first time"
    LATER_TIMES = "later times"
    ANOTHER_SIDE = "another side"
    LAST_SIDE = "last side"
    ANOTHER_ROUND = "another round"
    LAST_ROUND = "last round"
    FULL = "full"
    BRIEF = "brief"


class WordGuard(Struct, frozen=True, tag=True):
    """A guard such as `[first set]`."""

    span: Span
    word: Word


class IfGuard(Struct, frozen=True, tag=True):
    """`[if NAME]` or `[if not NAME]`."""

    span: Span
    name: str
    wanted: bool


class HoldGuard(Struct, frozen=True, tag=True):
    """`[hold from 20 s]` or `[hold under 20 s]`."""

    span: Span
    ms: Milliseconds
    at_least: bool


Guard: TypeAlias = WordGuard | IfGuard | HoldGuard


class FractionMoment(Struct, frozen=True, tag=True):
    """`[halfway]` or `[at 1/3]`."""

    span: Span
    over: int
    under: int


class AfterMoment(Struct, frozen=True, tag=True):
    """`[after 10 s]`."""

    span: Span
    ms: Milliseconds


class LastMoment(Struct, frozen=True, tag=True):
    """`[last 5 s]`."""

    span: Span
    ms: Milliseconds


Moment: TypeAlias = FractionMoment | AfterMoment | LastMoment


class Hold(Struct, frozen=True, tag=True):
    """`[hold]` or `[hold 20 s]`."""

    span: Span
    ms: Milliseconds | None


class Setting(Struct, frozen=True, tag=True):
    """A setting of `[play …]`."""

    span: Span
    key: str
    """`hold`, `rest`, `sets`, `reps`, `side`, `first side`, `variant` or `extra`."""
    value: str | int
    """Milliseconds for `hold` and `rest`, a number for `sets` and `reps`, otherwise a word."""


class Play(Struct, frozen=True, tag=True):
    """`[play NAME, hold 25 s]`."""

    span: Span
    name: str
    settings: tuple[Setting, ...]


class Timer(Struct, frozen=True, tag=True):
    """`[timer]` or `[timer 5 min]`, and the words that are spoken when it starts."""

    span: Span
    ms: Milliseconds | None
    parts: tuple[Part, ...]


class Or(Struct, frozen=True, tag=True):
    """`[or]`, and the words that are an alternative to those of the line above."""

    span: Span
    parts: tuple[Part, ...] = ()
    move: Move | None = None


class Cue(Struct, frozen=True, tag=True):
    """A spoken line, with its pauses, breaths and chimes, and its alternatives."""

    span: Span
    parts: tuple[Part, ...]
    move: Move | None = None
    """Whether the listener needs time to move after it, and how much."""
    alternatives: tuple[Or, ...] = ()
    """Other wordings of the line, from the lines below it, which are used in turn with it."""

    @property
    def wordings(self) -> tuple[Wording, ...]:
        """The line itself and its alternatives."""
        return (self, *self.alternatives)


Wording: TypeAlias = Cue | Or
"""One way to say a line."""


class Note(Struct, frozen=True, tag=True):
    """`[note] …`, for readers of the script."""

    span: Span
    text: str


Body: TypeAlias = Hold | Play | Timer | Cue


def parts_of(body: Body) -> tuple[Part, ...]:
    """Return the parts of what a line says, in all its wordings; none for a hold or a play."""
    if isinstance(body, Timer):
        return body.parts
    wordings = body.wordings if isinstance(body, Cue) else ()
    return tuple(part for wording in wordings for part in wording.parts)


class Line(Struct, frozen=True, tag=True):
    """A line of a section: its guards, its moments, and its content."""

    span: Span
    guards: tuple[Guard, ...]
    moments: tuple[Moment, ...]
    body: Body

    @property
    def spans(self) -> tuple[Span, ...]:
        """Of the line, and of the `[or]` of each of its alternatives."""
        others = self.body.alternatives if isinstance(self.body, Cue) else ()
        return (self.span, *(other.span for other in others))


class Field(Struct, frozen=True, tag=True):
    """`key (variant): value`."""

    span: Span
    """Of the key."""
    key: str
    variant: str | None
    value: tuple[Text | Blank, ...]
    value_span: Span

    @property
    def text(self) -> str:
        """The value, with its blanks as written."""
        return "".join(p.text if isinstance(p, Text) else f"{{{p.name}}}" for p in self.value)


class Section(Struct, frozen=True, tag=True):
    """`## name, N times (variant)` and its lines."""

    span: Span
    name: str
    times: int | None
    variant: str | None
    lines: tuple[Line | Note, ...]

    @property
    def spoken(self) -> tuple[Line, ...]:
        """The lines, without the notes."""
        return tuple(line for line in self.lines if isinstance(line, Line))


def times_of(sections: Iterable[Section]) -> int:
    """Return how often the sections of one name are done together: once if none says it."""
    return next((section.times for section in sections if section.times), 1)


class Script(Struct, frozen=True, tag=True):
    """One script file."""

    source: SourceText
    kind: Kind
    title: str
    title_span: Span
    fields: tuple[Field, ...]
    sections: tuple[Section, ...]
    notes: tuple[Note, ...]
    """The notes before the first section."""

    def sections_for(self, name: str, variant: str | None) -> tuple[Section, ...]:
        """Return the sections of this name that apply to a variant, in the order of the file."""
        return tuple(s for s in self.sections if s.name == name and s.variant in (None, variant))
