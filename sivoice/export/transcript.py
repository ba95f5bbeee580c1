"""Timeline -> all that is said and held, by chapter, side and set: what people read, as text or as Markdown."""

from __future__ import annotations

import re
import textwrap
from collections.abc import Iterator
from itertools import groupby

from msgspec import Struct

from sivoice import __version__
from sivoice.compile.plan import Place
from sivoice.schedule.timeline import Event, Kind, Timeline
from sivoice.units import SAMPLE_RATE, Samples, clock

MADE_WITH = "Made with sivoice"
"""How a transcript of ours is known."""
_WIDTH, _INDENT = 96, 8
"""Columns of a text, and of the times before its lines: fits a printed page."""
_MARKDOWN = re.compile(r"([\\`*_\[\]<>#&|~])")


class Line(Struct, frozen=True):
    """A cue, a hold or a timer, in words."""

    event: Event
    text: str
    inside: bool
    """Whether it is said inside a hold or a timer."""

    @property
    def is_said(self) -> bool:
        """Whether these are words that are heard."""
        return self.event.kind is Kind.SPEECH


class Pass(Struct, frozen=True):
    """What is heard of a chapter on one side in one set, or outside both."""

    start: Samples
    where: str
    """`Right side, set 2`; empty where a chapter has neither."""
    is_again: bool
    """Whether it is one time through a stretch's hold."""
    lines: tuple[Line, ...]

    @property
    def hold(self) -> Line | None:
        """Its hold, if it has one."""
        return next((line for line in self.lines if line.event.kind is Kind.HOLD), None)


class Chapter(Struct, frozen=True):
    """A stretch, or one of the session's own parts."""

    start: Samples
    end: Samples
    title: str
    number: int
    """Of the stretch, from 1; 0 in the session's own parts."""
    passes: tuple[Pass, ...]


def transcript(timeline: Timeline) -> tuple[Chapter, ...]:
    """A session's chapters with all their words, in order."""
    chapters: list[Chapter] = []
    number = 0
    for event in timeline.chapters:
        heard = [
            one
            for one in timeline.events
            if event.start <= one.start < event.end and one.kind is not Kind.CHAPTER
        ]
        number += event.place.stretch is not None
        passes = tuple(_passes(heard))
        chapters.append(
            Chapter(
                event.start,
                event.end,
                event.text or "",
                number if event.place.stretch else 0,
                passes,
            )
        )
    return tuple(chapters)


def lasting(samples: Samples) -> str:
    """A length in words: `30 seconds`, `1 minute 30 seconds`."""
    # The grid makes a time up to 26 ms longer than it was asked for.
    minutes, rest = divmod(samples * 10 // SAMPLE_RATE, 600)
    named = [_counted(minutes, "minute")] if minutes else []
    return " ".join([*named, _counted(rest / 10, "second")] if rest or not minutes else named)


def as_text(timeline: Timeline) -> str:
    """A transcript to read or to print: every line with its time."""
    lines = [timeline.title, f"{clock(timeline.samples)} long. {_made_with(timeline)}"]
    for chapter in transcript(timeline):
        lines += ["", "", f"{clock(chapter.start):>{_INDENT - 2}}  {chapter.title.upper()}"]
        for one in chapter.passes:
            lines += ["", f"{' ' * _INDENT}{one.where}"] if one.where else [""]
            for line in one.lines:
                indent = _INDENT + (4 if line.inside else 0)
                time = f"{clock(line.event.start):>{_INDENT - 2}}".ljust(indent)
                lines.append(
                    textwrap.fill(
                        line.text, _WIDTH, initial_indent=time, subsequent_indent=" " * indent
                    )
                )
    return "\n".join(lines) + "\n"


def as_markdown(timeline: Timeline) -> str:
    """The same as Markdown: a heading for each chapter, the lines as lists."""
    lines = [
        f"# {_escaped(timeline.title)}",
        "",
        f"{clock(timeline.samples)} long. {_escaped(_made_with(timeline))}",
    ]
    for chapter in transcript(timeline):
        lines += ["", f"## {_escaped(chapter.title)} ({clock(chapter.start)})"]
        for one in chapter.passes:
            lines += ["", f"**{_escaped(one.where)}**", ""] if one.where else [""]
            for line in one.lines:
                text = _escaped(line.text)
                shown = text if line.is_said else f"**{text}**"
                lines.append(f"{'  ' if line.inside else ''}- {clock(line.event.start)} {shown}")
    return "\n".join(lines) + "\n"


def _passes(events: list[Event]) -> Iterator[Pass]:
    has_sets = any((event.place.set or 1) > 1 for event in events)
    for place, group in groupby(events, lambda event: event.place):
        heard = list(group)
        lines = tuple(_lines(heard))
        if lines:
            yield Pass(
                heard[0].start, _where(place, has_sets=has_sets), place.set is not None, lines
            )


def _lines(events: list[Event]) -> Iterator[Line]:
    free = 0
    for event in events:
        inside = event.start < free
        match event.kind:
            case Kind.SPEECH:
                yield Line(event, event.text or "", inside)
            case Kind.HOLD:
                yield Line(event, f"Hold {lasting(event.length)}", inside)
                free = event.end
            case Kind.TIMER:
                yield Line(event, f"Keep going for {lasting(event.length)}", inside)
                free = event.end
            case _:
                pass


def _where(place: Place, *, has_sets: bool) -> str:
    side = f"{place.side} side" if place.side else ""
    number = f"set {place.set}" if place.set and has_sets else ""
    where = ", ".join(part for part in (side, number) if part)
    return where[:1].upper() + where[1:]


def _counted(number: float, unit: str) -> str:
    return f"{number:g} {unit}{'' if number == 1 else 's'}"


def _made_with(timeline: Timeline) -> str:
    return (
        f"{MADE_WITH} {__version__}{f', options {timeline.options}' if timeline.options else ''}."
    )


def _escaped(text: str) -> str:
    return _MARKDOWN.sub(r"\\\1", text)
