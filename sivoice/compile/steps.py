"""The steps of a plan: what is heard, held or waited for, one after another."""

from __future__ import annotations

from typing import TypeAlias

from msgspec import Struct

from sivoice.script.vocabulary import ChimeKind
from sivoice.units import Milliseconds


class Chime(Struct, frozen=True, tag=True):
    """A chime."""

    kind: ChimeKind


class Say(Struct, frozen=True, tag=True):
    """A spoken cue."""

    parts: tuple[str, ...]
    """The words. The session's length in minutes goes between the parts, once it is known."""
    source: str
    """`file:line` of the script."""
    pronounce: tuple[tuple[str, str], ...] = ()
    """Words of the cue, each with the spelling that the voice receives instead."""
    for_one_minute: str | None = None
    """The words if that length is one minute; None if the cue does not say the length."""
    language: str | None = None
    """The language tag of the words; None for the plan's."""
    calm: bool = False
    """Whether it is said inside a hold: slower and more quietly."""

    def text(self, minutes: int) -> str:
        """Return the words with the session's length filled in."""
        if minutes == 1 and self.for_one_minute is not None:
            return self.for_one_minute
        return str(minutes).join(self.parts)


class Rest(Struct, frozen=True, tag=True):
    """A silence."""

    ms: Milliseconds
    to_get_ready: bool = False
    """Whether the listener gets into position during it."""


SimpleStep: TypeAlias = Chime | Say | Rest
"""A step that can also happen inside a hold or a timer."""


class Moment(Struct, frozen=True):
    """When a cue is spoken inside a hold or a timer."""

    ms: Milliseconds
    from_end: bool
    """Whether `ms` counts back from the end."""
    countdown: bool = False
    """Whether it belongs to the countdown, which can run right up to the end."""
    opening: bool = False
    """Whether it is what a timer says when it starts, before anything else."""


class TimedCue(Struct, frozen=True):
    """A line spoken inside a hold or a timer, or left out if it does not fit."""

    moment: Moment
    steps: tuple[SimpleStep, ...]
    source: str
    """`file:line` of the script."""


class Pad(Struct, frozen=True):
    """A soft sound that covers the silences of a session."""

    tone: bool
    """Whether the built-in tone plays."""
    sound: str | None = None
    """The path of a sound file to play instead of it."""
    breath: bool = False
    """Whether a tone swells and fades during each hold, to breathe with."""
    covers_words: bool = False
    """Whether it sounds in the time of the words as well, because no voice speaks them."""


class Hold(Struct, frozen=True, tag=True):
    """A position held between a start chime and an end chime. Speech never makes it longer."""

    ms: Milliseconds
    cues: tuple[TimedCue, ...]
    source: str
    """`file:line` of the script."""
    light: bool = False
    """Whether it is the hold of a rep, marked by short, quiet sounds instead of chimes."""

    @property
    def marks(self) -> tuple[ChimeKind, ChimeKind]:
        """What sounds at its start and at its end."""
        if self.light:
            return ChimeKind.REP_START, ChimeKind.REP_END
        return ChimeKind.START, ChimeKind.END


class Timer(Struct, frozen=True, tag=True):
    """A fixed time during which the listener does what the words say."""

    ms: Milliseconds
    cues: tuple[TimedCue, ...]
    source: str
    """`file:line` of the script."""


ChapterStep: TypeAlias = Chime | Say | Rest | Hold | Timer
"""A step of a chapter."""
Steps: TypeAlias = tuple[ChapterStep, ...]


class SetRest(Struct, frozen=True, tag=True):
    """A written rest between two sets. What is said in it lies inside it.

    It lasts from the end of the last hold before it to the start of the first hold after it, or
    from rep to rep if the reps have no hold.
    """

    ms: Milliseconds
    source: str
    """`file:line` of the stretch."""


class RemainingRest(Struct, frozen=True, tag=True):
    """The silence that is left of a written rest, in the flat list of steps only."""

    written: SetRest
    inside: Steps
    """All else in the rest, in order; the end chime of the hold comes first, if there is one."""


class ChapterMark(Struct, frozen=True, tag=True):
    """The start of a chapter, in the flat list of steps only."""

    title: str


Step: TypeAlias = ChapterMark | RemainingRest | ChapterStep
