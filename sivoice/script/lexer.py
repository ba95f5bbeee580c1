"""A line of a script -> its pieces: text, blanks and directions, each with its span."""

from __future__ import annotations

from typing import TypeAlias

from msgspec import Struct

from sivoice.script.diagnostics import Code, Fault, Report
from sivoice.script.markers import read_blank, read_direction
from sivoice.script.nodes import Blank, Choice, Text
from sivoice.script.rows import Direction
from sivoice.script.source import Span

ESCAPABLE = "\\#[]{}"
_SPECIAL = "\\[]{}"
_CLOSES = {"[": "]", "{": "}"}
_OPENS = {"]": "[", "}": "{"}
_STRAY = {"]": Code.STRAY_BRACKET, "}": Code.STRAY_BRACE}
_UNCLOSED = {"[": Code.UNCLOSED_BRACKET, "{": Code.UNCLOSED_BRACE}


class Broken(Struct, frozen=True):
    """The span of something that could not be read and has been reported."""

    span: Span


Piece: TypeAlias = Text | Blank | Choice | Direction | Broken


class _Cursor(Struct):
    line: str
    number: int
    at: int
    end: int

    def span(self, start: int, end: int) -> Span:
        return Span(self.number, start + 1, end + 1)


def pieces(line: str, number: int, start: int, end: int, report: Report) -> list[Piece]:
    """Split `line[start:end]` into pieces, with a Broken for each fault that is reported."""
    cursor = _Cursor(line, number, start, end)
    found: list[Piece] = []
    while cursor.at < end:
        char = line[cursor.at]
        if char in _CLOSES:
            found.append(_marker(cursor, report))
        elif char in "]}":
            span = cursor.span(cursor.at, cursor.at + 1)
            report.add(
                _STRAY[char],
                f"there is no `{_OPENS[char]}` before this `{char}`",
                span,
                f"to have it spoken, write `\\{char}`",
            )
            cursor.at += 1
            found.append(Broken(span))
        else:
            found.append(_text(cursor, report))
    return found


def _text(cursor: _Cursor, report: Report) -> Text:
    """Read text up to the next marker, and resolve its escapes."""
    start, said = cursor.at, []
    while cursor.at < cursor.end:
        char = cursor.line[cursor.at]
        if char == "\\":
            following = (
                cursor.line[cursor.at + 1 : cursor.at + 2] if cursor.at + 1 < cursor.end else ""
            )
            if following and following in ESCAPABLE:
                said.append(following)
                cursor.at += 2
                continue
            report.add(
                Code.BAD_ESCAPE,
                f"a backslash before `{following}` means nothing"
                if following
                else "a backslash at the end of the line means nothing",
                cursor.span(cursor.at, cursor.at + 1 + len(following)),
                "use it only before \\ # [ ] { }; to have a backslash spoken, write `\\\\`",
            )
        elif char in _SPECIAL:
            break
        else:
            said.append(char)
        cursor.at += 1
    return Text(cursor.span(start, cursor.at), "".join(said))


def _marker(cursor: _Cursor, report: Report) -> Piece:
    """Read a `[direction]` or a `{blank}`."""
    opening, start = cursor.line[cursor.at], cursor.at
    stop = start + 1
    while stop < cursor.end and cursor.line[stop] not in _SPECIAL:
        stop += 1
    if stop == cursor.end or cursor.line[stop] != _CLOSES[opening]:
        span = cursor.span(start, stop)
        report.add(
            _UNCLOSED[opening],
            f"`{opening}` is never closed",
            span,
            f"close it with `{_CLOSES[opening]}`; to have it spoken, write `\\{opening}`",
        )
        cursor.at = stop
        return Broken(span)
    cursor.at = stop + 1
    span = cursor.span(start, cursor.at)
    inner = cursor.line[start + 1 : stop]
    read: Direction | Blank | Choice | Fault
    read = read_direction(inner, span) if opening == "[" else read_blank(inner, span)
    if isinstance(read, Fault):
        report.add(read.code, read.message, span, read.help)
        return Broken(span)
    return read
