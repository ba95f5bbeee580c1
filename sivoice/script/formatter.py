"""Script -> its text in the canonical layout: spaces, empty lines, and the order of the fields.

The meaning never changes: parsed again, the text gives the same tree apart from the places, the
order of the fields and notes under the title, and the space before the first word of a line.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from sivoice.script import nodes
from sivoice.script.diagnostics import Report
from sivoice.script.fields import FIELDS
from sivoice.script.lexer import Piece, pieces
from sivoice.script.limits import LINE_LIMIT
from sivoice.script.source import SourceText, Span

_ORDER = {row.name: place for place, row in enumerate(FIELDS)}
_BETWEEN_NUMBER_AND_UNIT = re.compile(r"(?<=[0-9])(?=[a-z])|(?<=[a-z])(?=[0-9])")
_TIMED = (
    nodes.Hold,
    nodes.Timer,
    nodes.Pause,
    nodes.Move,
    nodes.HoldGuard,
    nodes.AfterMoment,
    nodes.LastMoment,
)
"""The directions that end in a time, if they have a value."""


def formatted(script: nodes.Script) -> str:
    """Return the text of a script in the canonical layout.

    The script must have no errors. Words and notes stay as they are written.
    """
    formatter = _Formatter(script.source)
    lines = list(formatter.header(script))
    for section in script.sections:
        lines += ["", *formatter.section(section)]
    return "\n".join(lines) + "\n"


class _Formatter:
    """Writes the lines of one script."""

    def __init__(self, source: SourceText) -> None:
        self.source = source

    def header(self, script: nodes.Script) -> Iterator[str]:
        """Yield the title, the fields in their order, and the notes.

        A note that stands before a field moves with it; those before the first one stay there.
        """
        title = script.title_span
        above = [note for note in script.notes if note.span.line < title.line]
        below: list[nodes.Note | nodes.Field] = [*script.notes[len(above) :], *script.fields]
        below.sort(key=lambda item: item.span.line)
        yield from map(self._note, above)
        yield self._fitting(f"# {self.source.words(title)}", title.line)
        notes: list[str] = []
        fields: list[tuple[int, list[str]]] = []
        for item in below:
            if isinstance(item, nodes.Note):
                notes.append(self._note(item))
                continue
            if not fields:
                yield from notes
                notes = []
            place = _ORDER.get(item.key, len(_ORDER))
            fields.append((place, [*notes, self._field(item)]))
            notes = []
        for _, lines in sorted(fields, key=lambda field: field[0]):
            yield from lines
        yield from notes

    def section(self, section: nodes.Section) -> Iterator[str]:
        """Yield a heading and the lines under it, with at most one empty line between two."""
        times = "" if section.times is None else f", {section.times} times"
        if section.times == 1:
            times = ", 1 time"
        variant = f" ({section.variant})" if section.variant else ""
        yield self._fitting(f"## {section.name}{times}{variant}", section.span.line)
        before = None
        for line in section.lines:
            if before is not None and line.span.line > before + 1:
                yield ""
            before = line.span.line
            if isinstance(line, nodes.Note):
                yield self._note(line)
                continue
            yield self._line(line)
            for alternative in line.body.alternatives if isinstance(line.body, nodes.Cue) else ():
                before = alternative.span.line
                yield self._alternative(alternative)

    def _note(self, note: nodes.Note) -> str:
        return self._fitting(f"[note] {note.text}".rstrip(), note.span.line)

    def _field(self, field: nodes.Field) -> str:
        variant = f" ({field.variant})" if field.variant else ""
        value = "".join(map(self._written, self._pieces(field.value_span)))
        return self._fitting(f"{field.key}{variant}: {value}", field.span.line)

    def _line(self, line: nodes.Line) -> str:
        before = [self._written(piece) for piece in (*line.guards, *line.moments)]
        body = [p for p in self._pieces(line.span) if p.span.start >= line.body.span.start]
        if isinstance(line.body, nodes.Timer):
            before.append(self._written(body.pop(0)))
        words = "".join(map(self._written, body)).strip()
        return self._fitting(" ".join([*before, *([words] if words else [])]), line.span.line)

    def _alternative(self, alternative: nodes.Or) -> str:
        number = alternative.span.line
        text = self.source.line(number)
        mark = alternative.span
        rest = Span(number, mark.end, len(text.rstrip()) + 1)
        words = "".join(map(self._written, self._pieces(rest))).strip()
        return self._fitting(f"{self._written(alternative)} {words}", number)

    def _pieces(self, span: Span) -> list[Piece]:
        line = self.source.line(span.line)
        return pieces(line, span.line, span.start - 1, span.end - 1, Report(self.source))

    def _written(self, piece: Piece) -> str:
        """Return words as they are, and a marker with the spaces that the format's page shows."""
        words = self.source.words(piece.span)
        match piece:
            case nodes.Text() | nodes.Choice():
                return words
            case nodes.Blank():
                return f"{{{piece.name}}}"
            case nodes.Play():
                first, *settings = words[1:-1].split(",")
                return f"[{', '.join([_spaced(first), *map(_setting, settings)])}]"
            case _:
                inner = _spaced(words[1:-1])
                return f"[{_with_units(inner) if isinstance(piece, _TIMED) else inner}]"

    def _fitting(self, line: str, number: int) -> str:
        """Return a line, or what is written there if it would become too long to be read."""
        return line if len(line) <= LINE_LIMIT else self.source.line(number).strip()


def _spaced(text: str) -> str:
    return " ".join(text.split())


def _with_units(text: str) -> str:
    """Put a space between each number of a time and its unit: `hold 1min30s`."""
    return _spaced(_BETWEEN_NUMBER_AND_UNIT.sub(" ", text))


def _setting(text: str) -> str:
    """Return a setting of `[play …]`."""
    spaced = _spaced(text)
    return _with_units(spaced) if spaced.startswith(("hold ", "rest ")) else spaced
