"""Timeline -> a transcript of all cues and holds, by chapter and pass, as text or Markdown."""

from __future__ import annotations

import re
import textwrap
from collections.abc import Iterator

from msgspec import Struct

from sivoice.compile.captions import capitalised, where_in
from sivoice.language import Language, known_languages, language
from sivoice.schedule.timeline import Event, Kind, TimedPass, Timeline
from sivoice.units import SECOND, Milliseconds, Samples, clock, seconds
from sivoice.version import __version__

_WIDTH, _INDENT = 96, 8
"""Columns of a text, to fit a printed page, and of the times before its lines."""
_MARKDOWN = re.compile(r"([\\`*_\[\]<>#&|~])")


def marks() -> tuple[str, ...]:
    """Return what identifies our transcripts: `Made with sivoice`, in every language."""
    tables = (language(tag) for tag in known_languages())
    return tuple(table.transcript.made_with.format(version="").strip() for table in tables)


class Line(Struct, frozen=True):
    """A cue, a hold, a timer or a rest between two sets in words."""

    event: Event
    text: str
    inside: bool
    """Whether it is inside a hold or a timer."""

    @property
    def is_said(self) -> bool:
        """Whether the text is spoken, not a description of a hold, a timer or a rest."""
        return self.event.kind is Kind.SPEECH


def lines_of(one: TimedPass, words: Language) -> Iterator[Line]:
    """Yield the lines of a pass in order: its cues, its hold, its timers and the rest after it."""
    free = 0
    events = one.events if one.rest is None else (one.rest, *one.events)
    for event in sorted(events, key=lambda event: event.start):
        inside = event.start < free
        match event.kind:
            case Kind.SPEECH:
                yield Line(event, event.text or "", inside)
            case Kind.HOLD:
                yield Line(event, hold_in_words(event, words), inside)
                free = event.end
            case Kind.TIMER:
                text = words.shown.timed_timer.format(time=lasting(event.length, words))
                yield Line(event, capitalised(text), inside)
                free = event.end
            case Kind.SILENCE if event is one.rest:
                text = words.shown.timed_rest.format(time=lasting(event.length, words))
                yield Line(event, capitalised(text), inside=False)
            case _:
                pass


def hold_in_words(event: Event, words: Language) -> str:
    """Describe a hold: `Hold 30 seconds`."""
    return capitalised(words.shown.timed_hold.format(time=lasting(event.length, words)))


def lasting(samples: Samples, words: Language) -> str:
    """Write a length in words, as it was requested: the grid makes it up to 26 ms longer."""
    tenths = int(seconds(samples) * 10)
    ms: Milliseconds = tenths * SECOND // 10
    return words.lasting(ms)


def as_text(timeline: Timeline) -> str:
    """Return the transcript as plain text, to read or print: every line with its time."""
    words = language(timeline.language)
    lines = [timeline.title, f"{_length(timeline, words)} {_made_with(timeline, words)}"]
    for chapter in timeline.chapters:
        lines += ["", "", f"{clock(chapter.start):>{_INDENT - 2}}  {chapter.title.upper()}"]
        for one in chapter.passes:
            read = list(lines_of(one, words))
            where = capitalised(where_in(one.place, words))
            if read:
                lines += ["", f"{' ' * _INDENT}{where}"] if where else [""]
            for line in read:
                lines.append(_indented(line))
    return "\n".join(lines) + "\n"


def as_markdown(timeline: Timeline) -> str:
    """Return the transcript as Markdown: a heading for each chapter, the lines as lists."""
    words = language(timeline.language)
    about = f"{_length(timeline, words)} {_escaped(_made_with(timeline, words))}"
    lines = [f"# {_escaped(timeline.title)}", "", about]
    for chapter in timeline.chapters:
        lines += ["", f"## {_escaped(chapter.title)} ({clock(chapter.start)})"]
        for one in chapter.passes:
            read = list(lines_of(one, words))
            where = capitalised(where_in(one.place, words))
            if read:
                lines += ["", f"**{_escaped(where)}**", ""] if where else [""]
            for line in read:
                text = _escaped(line.text)
                shown = text if line.is_said else f"**{text}**"
                lines.append(f"{'  ' if line.inside else ''}- {clock(line.event.start)} {shown}")
    return "\n".join(lines) + "\n"


def description(timeline: Timeline) -> str:
    """Return what a player shows about a session: its length, how it was made, its chapters."""
    words = language(timeline.language)
    lines = [f"{_length(timeline, words)} {_made_with(timeline, words)}"]
    if len(timeline.chapters) > 1:
        lines += (f"{clock(chapter.start)} {chapter.title}" for chapter in timeline.chapters)
    return "\n".join(lines)


def _indented(line: Line) -> str:
    """Format a line after its time, indented further if it is inside a hold or a timer."""
    indent = _INDENT + (4 if line.inside else 0)
    time = f"{clock(line.event.start):>{_INDENT - 2}}".ljust(indent)
    return textwrap.fill(line.text, _WIDTH, initial_indent=time, subsequent_indent=" " * indent)


def _length(timeline: Timeline, words: Language) -> str:
    return words.transcript.length.format(time=clock(timeline.samples))


def _made_with(timeline: Timeline, words: Language) -> str:
    made = words.transcript.made_with.format(version=__version__)
    if timeline.options:
        made += f", {words.transcript.options.format(options=timeline.options)}"
    return f"{made}."


def _escaped(text: str) -> str:
    return _MARKDOWN.sub(r"\\\1", text)
