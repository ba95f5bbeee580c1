"""The timed events of one session on the sample grid, from which everything heard and shown is made."""

from __future__ import annotations

from collections.abc import Iterator
from enum import StrEnum
from typing import TypeAlias

from msgspec import Struct

from sivoice.compile.plan import Pad, Place
from sivoice.script.vocabulary import ChimeKind
from sivoice.units import SAMPLE_RATE, Samples, seconds


class Kind(StrEnum):
    """What an event is."""

    SPEECH = "speech"
    CHIME = "chime"
    HOLD = "hold"
    TIMER = "timer"
    SILENCE = "silence"
    CHAPTER = "chapter"


class Utterance(Struct, frozen=True):
    """The clip of a cue."""

    spoken: str
    """The text as a voice is given it."""


Clip: TypeAlias = Utterance | ChimeKind


class Event(Struct, frozen=True):
    """Something that begins on the grid and lasts."""

    kind: Kind
    start: Samples
    """A multiple of GRID."""
    length: Samples
    """A hold lasts from its start chime's onset to its end chime's; a chapter to the next, 0 while that is unknown."""
    place: Place
    text: str | None = None
    """The words of a cue, the name of a chime, the title of a chapter."""
    source: str | None = None
    """`file:line` of the script."""
    clip: Clip | None = None
    """What sounds; None for a hold, a timer, a silence and a chapter."""
    pad: Pad | None = None
    """What sounds softly through a hold, under everything else."""
    to_get_ready: bool = False
    """Whether it is a silence in which the listener gets into a position."""

    @property
    def end(self) -> Samples:
        """The first sample after it."""
        return self.start + self.length


class LeftOut(Struct, frozen=True):
    """A cue that did not fit into its hold or timer."""

    place: Place
    text: str
    source: str
    reason: str


class Timeline(Struct, frozen=True):
    """All of a session."""

    title: str
    events: tuple[Event, ...]
    """In order of their starts; a chapter before its chime, a hold before its start chime, a timer before its words."""
    samples: Samples
    """Length of the session, a multiple of GRID."""
    minutes: int
    """The length as the welcome says it."""
    left_out: tuple[LeftOut, ...]
    language: str = "en"
    """The language tag of what is said."""
    options: str = ""
    """The listener's wishes, as the command line takes them."""

    @property
    def chapters(self) -> tuple[Event, ...]:
        """The chapters, in order."""
        return tuple(event for event in self.events if event.kind is Kind.CHAPTER)

    @property
    def sounding(self) -> Iterator[Event]:
        """The events that have a clip; no two overlap."""
        return (event for event in self.events if event.clip is not None)

    def as_json(self) -> dict[str, object]:
        """The timeline as `sivoice show --stage timeline --json` prints it."""
        return {
            "sample_rate": SAMPLE_RATE,
            "samples": self.samples,
            "duration": round(seconds(self.samples), 6),
            "title": self.title,
            "language": self.language,
            "options": self.options,
            "events": [
                {
                    "kind": event.kind.value,
                    "start": round(seconds(event.start), 6),
                    "duration": round(seconds(event.length), 6),
                    "samples": [event.start, event.length],
                    "text": event.text,
                    "stretch": event.place.stretch,
                    "side": event.place.side,
                    "set": event.place.set,
                    "to_get_ready": event.to_get_ready,
                    "source": event.source,
                }
                for event in self.events
            ],
            "left_out": [
                {
                    "text": cue.text,
                    "source": cue.source,
                    "reason": cue.reason,
                    "stretch": cue.place.stretch,
                }
                for cue in self.left_out
            ],
        }
