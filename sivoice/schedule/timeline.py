"""The timed events of one session on the sample grid, from which all sound and text is made."""

from __future__ import annotations

from collections.abc import Iterator
from enum import StrEnum
from itertools import groupby
from typing import TypeAlias

from msgspec import Struct

from sivoice.compile.plan import Chapter, Place, Plan
from sivoice.compile.steps import Rest, SetRest
from sivoice.script.vocabulary import ChimeKind
from sivoice.units import SAMPLE_RATE, SECOND, Milliseconds, Samples, seconds, to_samples


class Kind(StrEnum):
    """The kind of an event."""

    SPEECH = "speech"
    CHIME = "chime"
    HOLD = "hold"
    TIMER = "timer"
    SILENCE = "silence"
    CHAPTER = "chapter"


class Utterance(Struct, frozen=True):
    """The clip of a cue."""

    spoken: str
    """The text as the voice receives it."""
    calm: bool = False
    """Whether it is said slower and more quietly, inside a hold."""


Clip: TypeAlias = Utterance | ChimeKind


class Event(Struct, frozen=True):
    """Something that happens for a time."""

    kind: Kind
    start: Samples
    """A multiple of GRID."""
    length: Samples
    """For a hold, from the first sample of its start chime to that of its end chime.

    For a chapter, up to the next chapter, and 0 while that is unknown.
    """
    place: Place
    text: str | None = None
    """The words of a cue, the name of a chime, or the title of a chapter."""
    source: str | None = None
    """`file:line` of the script."""
    clip: Clip | None = None
    """The sound; None for a hold, a timer, a silence or a chapter."""
    to_get_ready: bool = False
    """Whether it is a silence in which the listener gets into position."""
    language: str | None = None
    """The language tag of the words of a cue; None for the session's."""

    @property
    def end(self) -> Samples:
        """The first sample after the event."""
        return self.start + self.length


class LeftOut(Struct, frozen=True):
    """A cue that did not fit into its hold or timer."""

    place: Place
    text: str
    """The words of the cue, or `[chime]` if it has none."""
    source: str
    """`file:line` of the script."""
    reason: str
    """Why it did not fit, as a clause that can follow a colon."""


class LongRest(Struct, frozen=True):
    """A written rest between two sets that is too short for what is said in it."""

    place: Place
    source: str
    asked: Milliseconds
    """As it is written."""
    needed: Samples
    """What the cues in it take, and how long it lasts."""


class TimedPass(Struct, frozen=True):
    """The events of a pass, of one rep of it, or of what is before or after the passes."""

    place: Place
    """The place of the first event."""
    events: tuple[Event, ...]
    """In order; at least one."""
    rest: Event | None = None
    """The rest before the next set, if it begins in this pass or rep. It can have words in it."""

    @property
    def start(self) -> Samples:
        """The start of the first event."""
        return self.events[0].start

    @property
    def is_pass(self) -> bool:
        """Whether it is a pass, not what comes before or after the passes."""
        return self.place.pass_number is not None


class TimedChapter(Struct, frozen=True):
    """A stretch, or one of the session's own parts, with its times."""

    title: str
    stretch: str | None
    """The stretch's name; None for the session's own parts."""
    number: int
    """The number of the stretch, from 1; 0 for the session's own parts."""
    start: Samples
    end: Samples
    """The start of the next chapter."""
    passes: tuple[TimedPass, ...]
    """The passes and what is before and after them, in order, without the chapter's own event."""
    language: str | None = None
    """The language tag of the title; None for the session's."""


class Timeline(Struct, frozen=True):
    """A scheduled session."""

    plan: Plan
    """The plan that was scheduled."""
    events: tuple[Event, ...]
    """In order of their starts.

    A chapter comes before its chime, a hold before its start chime, a timer before its words.
    """
    samples: Samples
    """Length of the session, a multiple of GRID."""
    minutes: int
    """The length in minutes that the welcome speaks."""
    left_out: tuple[LeftOut, ...] = ()
    long_rests: tuple[LongRest, ...] = ()

    @property
    def title(self) -> str:
        """The session's title."""
        return self.plan.title

    @property
    def language(self) -> str:
        """The language tag of the words."""
        return self.plan.language

    @property
    def options(self) -> str:
        """The session's options as command-line arguments."""
        return self.plan.options

    @property
    def chapters(self) -> tuple[TimedChapter, ...]:
        """The chapters in order, each with its passes."""
        chapters: list[TimedChapter] = []
        number = 0
        for _, group in groupby(self.events, lambda event: event.place.chapter):
            mark, *events = group
            number += mark.place.stretch is not None
            chapters.append(
                TimedChapter(
                    title=mark.text or "",
                    stretch=mark.place.stretch,
                    number=number if mark.place.stretch is not None else 0,
                    start=mark.start,
                    end=mark.end,
                    passes=tuple(_passes(events, self.plan.chapters[mark.place.chapter])),
                    language=self.plan.chapters[mark.place.chapter].language,
                )
            )
        return tuple(chapters)

    @property
    def sounding(self) -> Iterator[Event]:
        """The events that have a clip; no two overlap."""
        return (event for event in self.events if event.clip is not None)

    def as_json(self) -> dict[str, object]:
        """Return the object that `sivoice show --stage timeline --json` prints."""
        return {
            "sample_rate": SAMPLE_RATE,
            "samples": self.samples,
            "duration": round(seconds(self.samples), 6),
            "title": self.title,
            "language": self.language,
            "options": self.options,
            "events": [_event_as_json(event) for event in self.events],
            "left_out": [
                {
                    "text": cue.text,
                    "source": cue.source,
                    "reason": cue.reason,
                    "stretch": cue.place.stretch,
                }
                for cue in self.left_out
            ],
            "long_rests": [
                {
                    "source": rest.source,
                    "stretch": rest.place.stretch,
                    "asked": round(rest.asked / SECOND, 3),
                    "needed": round(seconds(rest.needed), 6),
                }
                for rest in self.long_rests
            ],
        }


def _passes(events: list[Event], chapter: Chapter) -> Iterator[TimedPass]:
    """Split the events of one chapter into its passes and what is before and after them."""
    rests = {}
    for number, events_of_pass in groupby(events, lambda event: event.place.pass_number):
        rest = None if number is None else chapter.passes[number].rest
        if rest is not None:
            rests[number] = _rest(list(events_of_pass), rest)
    for group in _groups(events):
        place = group[0].place
        before, rest_event = rests.get(place.pass_number, (None, None))
        ends = any(event is before for event in group)
        yield TimedPass(place, tuple(group), rest_event if ends else None)


def _rest(events: list[Event], rest: Rest | SetRest) -> tuple[Event, Event]:
    """Return the last event of a pass before its rest, and the rest.

    A written rest begins at the end of the last hold, or of the last words if there is no hold.
    Any other comes after all the words.
    """
    is_written = isinstance(rest, SetRest)
    holds = [event for event in events if event.kind is Kind.HOLD]
    told = [event for event in events if event.kind in (Kind.SPEECH, Kind.TIMER)]
    before = max((is_written and holds) or told or events, key=lambda event: event.end)
    start = before.end if is_written else events[-1].start
    return before, Event(Kind.SILENCE, start, to_samples(rest.ms), before.place)


def _groups(events: list[Event]) -> Iterator[list[Event]]:
    """Split the events of one chapter where the pass or the rep changes."""
    group: list[Event] = []
    for event in events:
        place = event.place
        if group and not (group[0].place.shares_pass(place) and group[0].place.rep == place.rep):
            yield group
            group = []
        group.append(event)
    if group:
        yield group


def _event_as_json(event: Event) -> dict[str, object]:
    place = event.place
    return {
        "kind": event.kind.value,
        "start": round(seconds(event.start), 6),
        "duration": round(seconds(event.length), 6),
        "samples": [event.start, event.length],
        "text": event.text,
        "chapter": place.chapter,
        "pass": place.pass_number,
        "phase": place.phase.value,
        "stretch": place.stretch,
        "side": place.side,
        "set": place.set,
        "rep": place.rep,
        "to_get_ready": event.to_get_ready,
        "source": event.source,
    }
