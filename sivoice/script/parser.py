"""Source -> Script: a line-by-line parser that continues after every syntax error."""

from __future__ import annotations

import re
from contextlib import suppress

from msgspec.structs import replace

from sivoice.script import nodes
from sivoice.script.diagnostics import Code, FullError, Report
from sivoice.script.directions import NAME, number
from sivoice.script.lexer import Broken, Piece, pieces
from sivoice.script.limits import LINE_LIMIT, SECTIONS_LIMIT
from sivoice.script.line_parser import LineParser, escape_help, is_note
from sivoice.script.source import SourceText, Span
from sivoice.script.vocabulary import REPEATED, Kind

_HEADING = re.compile(
    r"([A-Za-z](?:[A-Za-z-]| ++(?=[A-Za-z-]))*+)"
    rf"(?:\s*+,\s*+([0-9]++)\s++times?)?+(?:\s*+\(\s*+({NAME})\s*+\))?+"
)
"""Each part is matched in one way only, so in linear time."""
_FIELD = re.compile(
    rf"([A-Za-z]++(?: ++[A-Za-z]++)*+)(?:\s*+\(\s*+({NAME})\s*+\))?\s*+:\s*+(.*)", re.DOTALL
)
_SECTION_MARKS = 2


def parse(source: SourceText, kind: Kind) -> tuple[nodes.Script, Report]:
    """Parse a script as far as possible, and report every syntax error. Never raises."""
    parser = _Parser(source)
    with suppress(FullError):
        for index, line in enumerate(source.lines):
            parser.read(line, index + 1)
        parser.check_title()
    return parser.script(kind), parser.report


class _Parser:
    """The state of the parser: what has been read so far, and the current section."""

    def __init__(self, source: SourceText) -> None:
        self.source = source
        self.report = Report(source)
        self.line_parser = LineParser(source, self.report)
        self.title: nodes.Text | None = None
        self.title_reported = False
        self.prose_found = False
        self.notes: list[nodes.Note] = []
        self.fields: list[nodes.Field] = []
        self.sections: list[nodes.Section] = []
        self.heading: nodes.Section | None = None
        self.lines: list[nodes.Line | nodes.Note] = []
        self.after_unread = False

    def read(self, line: str, at: int) -> None:
        """Parse one line; `at` is its number."""
        text = line.strip()
        if not text:
            return
        if len(line) > LINE_LIMIT:
            self.report.add(
                Code.LINE_TOO_LONG,
                f"the line is longer than {LINE_LIMIT} characters",
                Span(at, LINE_LIMIT + 1, LINE_LIMIT + 1),
                "split it into several lines",
            )
            self.after_unread = True
            return
        start = len(line) - len(line.lstrip())
        end = start + len(text)
        if text.startswith("#"):
            self._read_heading(text, line, Span(at, start + 1, end + 1))
            return
        if self.title is None and not is_note(text):
            self._report_missing_title(Span(at, start + 1, end + 1))
        if self.heading is None and not is_note(text):
            self._read_field(text, line, Span(at, start + 1, end + 1))
            return
        read = self.line_parser.read(line, at, start, end)
        if isinstance(read, nodes.Note) and self.heading is None:
            self.notes.append(read)
        elif isinstance(read, nodes.Or):
            self._add_alternative(read)
        elif read is not None:
            self.lines.append(read)
            self.after_unread = False
        else:
            self.after_unread = True

    def check_title(self) -> None:
        """Report that no line was the title."""
        if self.title is None:
            self._report_missing_title(Span(1, 1, 1))

    def script(self, kind: Kind) -> nodes.Script:
        """Return the script that has been read."""
        self._close_section()
        title = self.title or nodes.Text(Span(1, 1, 1), "")
        return nodes.Script(
            self.source,
            kind,
            title.text,
            title.span,
            tuple(self.fields),
            tuple(self.sections),
            tuple(self.notes),
        )

    def _report_missing_title(self, span: Span) -> None:
        if not self.title_reported:
            self.report.add(
                Code.MISSING_TITLE,
                "a script must start with its title",
                span,
                "write `# The title` first",
            )
            self.title_reported = True

    def _close_section(self) -> None:
        if self.heading is not None:
            self.sections.append(replace(self.heading, lines=tuple(self.lines)))
        self.lines = []
        self.after_unread = False

    def _read_heading(self, text: str, line: str, span: Span) -> None:
        marks = len(text) - len(text.lstrip("#"))
        rest = text[marks:]
        if marks > _SECTION_MARKS or not rest[:1].isspace() or not rest.strip():
            self.report.add(
                Code.MALFORMED_HEADING,
                "this heading cannot be read",
                span,
                "write `# Title` or `## Section`; to have a # spoken, write `\\#`",
            )
            return
        start = span.start - 1 + marks + (len(rest) - len(rest.lstrip()))
        inner = Span(span.line, start + 1, span.end)
        if marks == 1:
            self._read_title(line, inner, span)
        else:
            self._read_section(line[start : span.end - 1], inner)

    def _read_title(self, line: str, inner: Span, span: Span) -> None:
        if self.title is not None:
            self.report.add(
                Code.SECOND_TITLE,
                "the script has a second title",
                span,
                "for a section, write `## Section`",
            )
            return
        words = self._plain(
            pieces(line, span.line, inner.start - 1, inner.end - 1, self.report), blanks=False
        )
        self.title = nodes.Text(
            inner, "".join(p.text for p in words if isinstance(p, nodes.Text)).strip()
        )

    def _read_section(self, text: str, span: Span) -> None:
        if self.title is None:
            self._report_missing_title(span)
        self._close_section()
        if len(self.sections) >= SECTIONS_LIMIT:
            more = f"the file has more than {SECTIONS_LIMIT} sections"
            self.heading = None
            self.report.refuse(more, span, "remove some of them")
        match = _HEADING.fullmatch(text)
        if match is None:
            name = text.partition(",")[0].strip()
            examples = "`## Section`, `## Move, 3 times` or `## Set up (variant)`"
            self.report.add(
                Code.MALFORMED_HEADING,
                f"the heading `{text}` cannot be read",
                span,
                f"write {f'`## {name}, 3 times`' if name in REPEATED else examples}",
            )
            self.heading = nodes.Section(span, "", None, None, ())
            return
        times = number(match[2]) if match[2] else None
        self.heading = nodes.Section(span, " ".join(match[1].split()), times, match[3], ())

    def _read_field(self, text: str, line: str, span: Span) -> None:
        match = _FIELD.fullmatch(text)
        if match is None:
            if self.prose_found:
                return  # one message is enough for a page of text
            self.prose_found = True
            self.report.add(
                Code.MALFORMED_FIELD,
                "only fields can come between the title and the first section",
                span,
                "write `name: value`, or put spoken lines under a heading such as `## Set up`",
            )
            return
        key = Span(span.line, span.start, span.start + len(match[1]))
        start = span.start - 1 + match.start(3)
        value_span = Span(span.line, start + 1, span.end)
        if not match[3]:
            self.report.add(
                Code.MALFORMED_FIELD, f"`{match[1]}` has no value", span, "write `name: value`"
            )
            return
        value = self._plain(pieces(line, span.line, start, span.end - 1, self.report), blanks=True)
        name = " ".join(match[1].split())
        self.fields.append(nodes.Field(key, name, match[2], value, value_span))

    def _plain(self, found: list[Piece], *, blanks: bool) -> tuple[nodes.Text | nodes.Blank, ...]:
        """Return the words of a title, or the words and blanks of a field; report the rest."""
        kept: list[nodes.Text | nodes.Blank] = []
        for piece in found:
            if isinstance(piece, nodes.Text) or (blanks and isinstance(piece, nodes.Blank)):
                kept.append(piece)
            elif not isinstance(piece, Broken):
                what = "a field" if blanks else "a title"
                self.report.add(
                    Code.MISPLACED_DIRECTION,
                    f"{what} cannot have a marker like this",
                    piece.span,
                    f"remove it; {escape_help(self.source.words(piece.span))}",
                )
        return tuple(kept)

    def _add_alternative(self, alternative: nodes.Or) -> None:
        """Add an alternative to the line above it."""
        above = self.lines[-1] if self.lines else None
        if isinstance(above, nodes.Line) and isinstance(above.body, nodes.Cue):
            alternatives = (*above.body.alternatives, alternative)
            body = replace(above.body, alternatives=alternatives)
            self.lines[-1] = replace(above, body=body)
        elif not self.after_unread:
            self.after_unread = True  # one message is enough for several in a row
            self.report.add(
                Code.MISPLACED_DIRECTION,
                "there is no spoken line right above this `[or]`",
                alternative.span,
                "write it below the words that it is an alternative to",
            )
