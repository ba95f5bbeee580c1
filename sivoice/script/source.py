"""The text of a script, its lines, and spans in it."""

from __future__ import annotations

import re

from msgspec import Struct

from sivoice.files import TEXT_LIMIT

SIZE_LIMIT = TEXT_LIMIT
"""The most bytes in a script file: some 20 000 lines, far more than a session can use."""

LINE_LIMIT = 2_000
"""The most characters in a line: two minutes of speech."""
LINE_END = re.compile(r"\r\n|\n|\r")


class Span(Struct, frozen=True):
    """A range of characters in one line of a script."""

    line: int
    """Counted from 1."""
    start: int
    """Column of the first character, counted from 1 in characters."""
    end: int
    """Column after the last character; equal to `start` for an empty span."""


class SourceText:
    """The text of a script, and the name under which it is shown."""

    __slots__ = ("lines", "name", "text")

    def __init__(self, name: str, text: str) -> None:
        """Split the text into lines; `name` is a path with forward slashes, as it is shown."""
        self.name = name
        self.text = text
        self.lines = tuple(LINE_END.split(text.removeprefix("\ufeff")))

    def line(self, number: int) -> str:
        """Return line `number`, counted from 1; empty after the last line."""
        return self.lines[number - 1] if number <= len(self.lines) else ""

    def words(self, span: Span) -> str:
        """Return the characters of a span."""
        return self.line(span.line)[span.start - 1 : span.end - 1]

    def at(self, span: Span) -> str:
        """Format the place of a span as `file:line`, as the timeline names a cue's source."""
        return f"{self.name}:{span.line}"
