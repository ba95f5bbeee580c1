"""The tree of a script as it was written: every node with its place, nothing decided yet."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TypeAlias

from sivoice.script.source import SourceText, Span
from sivoice.script.vocabulary import Kind
from sivoice.units import Milliseconds


@dataclass(frozen=True, slots=True)
class Text:
    """Words to speak, escapes undone."""

    span: Span
    text: str


@dataclass(frozen=True, slots=True)
class Blank:
    """`{name}`: filled in when the session is compiled."""

    span: Span
    name: str


@dataclass(frozen=True, slots=True)
class Choice:
    """`{A|B}`: A when the working side is the right one, B when it is the left."""

    span: Span
    right: str
    left: str


@dataclass(frozen=True, slots=True)
class Pause:
    """`[pause 3 s]`; None is the usual pause."""

    span: Span
    ms: Milliseconds | None


@dataclass(frozen=True, slots=True)
class Breaths:
    """`[breath]` or `[breaths 3]`."""

    span: Span
    count: int


@dataclass(frozen=True, slots=True)
class ChimeMark:
    """`[chime]` or `[chime soft]`."""

    span: Span
    sound: str | None


Part: TypeAlias = Text | Blank | Choice | Pause | Breaths | ChimeMark


class Word(StrEnum):
    """The guards that are fixed words."""

    FIRST_SET = "first set"
    LATER_SETS = "later sets"
    FIRST_TIME = "first time"
    LATER_TIMES = "later times"
    ANOTHER_SIDE = "another side"
    LAST_SIDE = "last side"
    FULL = "full"
    BRIEF = "brief"


@dataclass(frozen=True, slots=True)
class WordGuard:
    """`[first set]` and its like."""

    span: Span
    word: Word


@dataclass(frozen=True, slots=True)
class IfGuard:
    """`[if NAME]` or `[if not NAME]`."""

    span: Span
    name: str
    wanted: bool


@dataclass(frozen=True, slots=True)
class HoldGuard:
    """`[hold from 20 s]` or `[hold under 20 s]`."""

    span: Span
    ms: Milliseconds
    at_least: bool


Guard: TypeAlias = WordGuard | IfGuard | HoldGuard


@dataclass(frozen=True, slots=True)
class FractionMoment:
    """`[halfway]` or `[at 1/3]`."""

    span: Span
    over: int
    under: int


@dataclass(frozen=True, slots=True)
class AfterMoment:
    """`[after 10 s]`."""

    span: Span
    ms: Milliseconds


@dataclass(frozen=True, slots=True)
class LastMoment:
    """`[last 5 s]`."""

    span: Span
    ms: Milliseconds


Moment: TypeAlias = FractionMoment | AfterMoment | LastMoment


@dataclass(frozen=True, slots=True)
class Hold:
    """`[hold]` or `[hold 20 s]`."""

    span: Span
    ms: Milliseconds | None


@dataclass(frozen=True, slots=True)
class Setting:
    """One of `[play …]`'s settings: `hold` (milliseconds), `sets` (a number), `variant`, `extra` (a name)."""

    span: Span
    key: str
    value: str | int


@dataclass(frozen=True, slots=True)
class Play:
    """`[play NAME, hold 25 s]`."""

    span: Span
    name: str
    settings: tuple[Setting, ...]


@dataclass(frozen=True, slots=True)
class Timer:
    """`[timer 5 min]` and the words said inside its time."""

    span: Span
    ms: Milliseconds | None
    parts: tuple[Part, ...]


@dataclass(frozen=True, slots=True)
class Cue:
    """What is spoken, with pauses, breaths and chimes in it."""

    span: Span
    parts: tuple[Part, ...]


@dataclass(frozen=True, slots=True)
class Note:
    """`[note] …`: for readers of the script."""

    span: Span
    text: str


Body: TypeAlias = Hold | Play | Timer | Cue


@dataclass(frozen=True, slots=True)
class Line:
    """A line of a section: what stands before it, and what it is."""

    span: Span
    guards: tuple[Guard, ...]
    moments: tuple[Moment, ...]
    body: Body


@dataclass(frozen=True, slots=True)
class Field:
    """`key (variant): value`."""

    span: Span
    """The key."""
    key: str
    variant: str | None
    value: tuple[Text | Blank, ...]
    value_span: Span

    @property
    def text(self) -> str:
        """The value with its blanks as they were written."""
        return "".join(p.text if isinstance(p, Text) else f"{{{p.name}}}" for p in self.value)


@dataclass(frozen=True, slots=True)
class Section:
    """`## name, N times (variant)` and its lines."""

    span: Span
    name: str
    times: int | None
    variant: str | None
    lines: tuple[Line | Note, ...]

    @property
    def spoken(self) -> tuple[Line, ...]:
        """The lines without the notes."""
        return tuple(line for line in self.lines if isinstance(line, Line))


@dataclass(frozen=True, slots=True)
class Script:
    """One script file."""

    source: SourceText
    kind: Kind
    title: str
    title_span: Span
    fields: tuple[Field, ...]
    sections: tuple[Section, ...]
    notes: tuple[Note, ...]
    """Those that stand before the first section."""

    def sections_for(self, name: str, variant: str | None) -> tuple[Section, ...]:
        """The sections of a name that stand for a variant, in the order in which they are written."""
        return tuple(s for s in self.sections if s.name == name and s.variant in (None, variant))
