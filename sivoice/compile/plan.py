"""The untimed steps of one session: options bound, sides, sets and repeats expanded, nothing measured yet."""

from __future__ import annotations

from typing import TypeAlias

from msgspec import Struct

from sivoice.script.vocabulary import ChimeKind, Side
from sivoice.units import Milliseconds


class Place(Struct, frozen=True, tag=True):
    """Where in the session a step stands."""

    stretch: str | None = None
    """The stretch's name; None in the session's own sections."""
    side: Side | None = None
    set: int | None = None
    """Counted from 1."""


class Chapter(Struct, frozen=True, tag=True):
    """A new part of the session begins: the welcome, a stretch, the close."""

    place: Place
    title: str


class Chime(Struct, frozen=True, tag=True):
    """A chime sounds, and is left to fade."""

    place: Place
    sound: ChimeKind


class Say(Struct, frozen=True, tag=True):
    """A cue."""

    place: Place
    parts: tuple[str, ...]
    """The words; between two parts stands the session's length in minutes, known when it is scheduled."""
    source: str
    """`file:line` of the script."""
    pronounce: tuple[tuple[str, str], ...] = ()
    """Words of the cue, and how a voice is to be given them."""

    def text(self, minutes: int) -> str:
        """The words, with the session's length filled in."""
        first, *rest = self.parts
        unit = [
            part.replace(" minutes", " minute", 1) if _singular(part, minutes) else part
            for part in rest
        ]
        return str(minutes).join([first, *unit])


class Rest(Struct, frozen=True, tag=True):
    """Nothing sounds for a time."""

    place: Place
    ms: Milliseconds
    to_get_ready: bool = False
    """Whether the listener gets into a position meanwhile."""


SimpleStep: TypeAlias = Say | Chime | Rest


class Moment(Struct, frozen=True, tag=True):
    """When a cue is said inside a hold or a timer."""

    ms: Milliseconds
    from_end: bool
    """Whether `ms` counts back from the end."""
    countdown: bool = False
    """One of the last five seconds, which may be counted until the end itself."""
    opening: bool = False
    """What a timer says when it begins, which comes before everything else said in it."""


class TimedCue(Struct, frozen=True, tag=True):
    """A line said inside a hold or a timer, or left out if it does not fit."""

    moment: Moment
    steps: tuple[SimpleStep, ...]
    source: str
    """`file:line` of the script."""


class Pad(Struct, frozen=True, tag=True):
    """What sounds softly through a hold."""

    tone: bool
    """Our own tone."""
    sound: str | None = None
    """The path of a sound file instead."""
    breath: bool = False
    """Whether a tone swells and fades in it, as one breathes."""


class Hold(Struct, frozen=True, tag=True):
    """A position is held, between a start and an end chime, for a time that nothing lengthens."""

    place: Place
    ms: Milliseconds
    cues: tuple[TimedCue, ...]
    source: str
    pad: Pad | None = None


class Timer(Struct, frozen=True, tag=True):
    """A time in which something is done to the words said inside it."""

    place: Place
    ms: Milliseconds
    cues: tuple[TimedCue, ...]
    source: str


Step: TypeAlias = Chapter | Chime | Say | Rest | Hold | Timer


class Plan(Struct, frozen=True, tag=True):
    """One session, ready to be scheduled."""

    name: str
    """The script's name, which is also the file's."""
    title: str
    steps: tuple[Step, ...]
    speech_rate: float
    """1.0 is the voice's calm pace."""
    language: str = "en"
    """The language tag of the words."""
    options: str = ""
    """The listener's wishes, as the command line takes them."""


def _singular(part: str, minutes: int) -> bool:
    return minutes == 1 and part.startswith(" minutes")
