"""The text of a script, its lines, and places in it."""

from __future__ import annotations

import re

from msgspec import Struct

SIZE_LIMIT = 1024 * 1024
"""The most bytes of a script file: some 20 000 lines, far more than a session can use."""

LINE_LIMIT = 2_000
"""The most characters of a line, which are two minutes of speech."""
LINE_END = re.compile(r"\r\n|\n|\r")


class Span(Struct, frozen=True):
    """A place in one line of a script."""

    line: int
    """Counted from 1."""
    start: int
    """Column of the first character, counted from 1 in characters."""
    end: int
    """Column after the last character; `start` if the place has no width, as at a line's end."""


class SourceText:
    """The text of a script, under the name by which it is shown."""

    __slots__ = ("lines", "name", "text")

    def __init__(self, name: str, text: str) -> None:
        """`name` is the path as a person would write it, with forward slashes."""
        self.name = name
        self.text = text
        self.lines = tuple(LINE_END.split(text.removeprefix("\ufeff")))

    def line(self, number: int) -> str:
        """Line `number`, counted from 1; empty after the last one."""
        return self.lines[number - 1] if number <= len(self.lines) else ""

    def words(self, span: Span) -> str:
        """What is written at a place."""
        return self.line(span.line)[span.start - 1 : span.end - 1]

    def at(self, span: Span) -> str:
        """`file:line`, as the timeline names where a cue comes from."""
        return f"{self.name}:{span.line}"
