"""Source -> Script: a line-by-line parser that continues after every syntax error."""

from __future__ import annotations

import re
from contextlib import suppress

from msgspec.structs import replace

from sivoice.script import nodes
from sivoice.script.diagnostics import Code, FullError, Report
from sivoice.script.directions import NAME, nodes_of, number, row_of
from sivoice.script.lexer import Broken, Piece, pieces
from sivoice.script.limits import LINE_LIMIT, SECTIONS_LIMIT
from sivoice.script.rows import Role
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
_NOTE = re.compile(r"\[\s*note\s*\]")
_SECTION_MARKS = 2
_GUARDS, _MOMENTS, _INLINE = nodes_of(Role.GUARD), nodes_of(Role.MOMENT), nodes_of(Role.INLINE)
_PLACES = {Role.ALONE: "must be alone on its line", Role.END: "must be at the end of its line"}
"""Where a direction belongs that cannot stand between the words; all others start their line."""


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
        if self.title is None and not self._is_note(text):
            self._report_missing_title(Span(at, start + 1, end + 1))
        if self.heading is None and not self._is_note(text):
            self._read_field(text, line, Span(at, start + 1, end + 1))
            return
        read = self._read_line(line, at, start, end)
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

    @staticmethod
    def _is_note(text: str) -> bool:
        return _NOTE.match(text) is not None

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
                    f"remove it; {self._escape_help(piece.span)}",
                )
        return tuple(kept)

    def _read_line(
        self, line: str, at: int, start: int, end: int
    ) -> nodes.Line | nodes.Note | nodes.Or | None:
        span = Span(at, start + 1, end + 1)
        if note := _NOTE.match(line[start:end]):
            return nodes.Note(span, line[start + note.end() : end].strip())
        found = pieces(line, at, start, end, self.report)
        guards: list[nodes.Guard] = []
        moments: list[nodes.Moment] = []
        body = found
        while body:
            if isinstance(body[0], _MOMENTS):
                moments.append(body[0])
            elif isinstance(body[0], _GUARDS):
                guards.append(body[0])
            elif not _is_empty(body[0]):
                break
            body = body[1:]
        if body and isinstance(body[0], nodes.Or):
            return self._or(body[0], [*guards, *moments], body[1:], span)
        read = self._body(body, span, broken=any(isinstance(p, Broken) for p in found))
        return None if read is None else nodes.Line(span, tuple(guards), tuple(moments), read)

    def _or(
        self, mark: nodes.Or, before: list[Piece], after: list[Piece], span: Span
    ) -> nodes.Or | None:
        """Return an alternative, given the pieces before and after its `[or]`."""
        words: list[Piece] = []
        for piece in (*before, *after):
            if isinstance(piece, (*_GUARDS, *_MOMENTS)):
                self.report.add(
                    Code.MISPLACED_DIRECTION,
                    f"`{self.source.words(piece.span)}` cannot be combined with `[or]`",
                    piece.span,
                    "remove it: the guards and the moment of the line above apply here too",
                )
            else:
                words.append(piece)
        while words and _is_empty(words[0]):
            del words[0]
        if not words:
            if not before and not after:
                self._report_nothing(span)
            return None
        parts, move = self._wording(words)
        return replace(mark, parts=parts, move=move)

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

    def _report_nothing(self, span: Span) -> None:
        self.report.add(
            Code.NOTHING_GUARDED,
            "nothing follows on this line",
            span,
            "write the words on the same line",
        )

    def _body(self, found: list[Piece], span: Span, *, broken: bool) -> nodes.Body | None:
        """Return the content of a line, given the pieces after its guards and moments."""
        if not found:
            if not broken:
                self._report_nothing(span)
            return None
        first, others = found[0], found[1:]
        if isinstance(first, nodes.Hold | nodes.Play):
            if follower := next((piece for piece in others if not _is_empty(piece)), None):
                self._report_following(first, follower.span)
            return first
        if isinstance(first, nodes.Timer):
            return replace(first, parts=self._parts(others))
        parts, move = self._wording(found)
        return nodes.Cue(Span(span.line, first.span.start, span.end), parts, move)

    def _wording(self, found: list[Piece]) -> tuple[tuple[nodes.Part, ...], nodes.Move | None]:
        """Return the parts of a line, and its `[move]` if it ends with one."""
        last = max((i for i, piece in enumerate(found) if not _is_empty(piece)), default=-1)
        move = found[last] if last >= 0 else None
        if not isinstance(move, nodes.Move):
            return self._parts(found), None
        if all(_is_empty(piece) for piece in found[:last]):
            self.report.add(
                Code.NOTHING_TO_SAY,
                "this line has no words to speak",
                move.span,
                "write `[move]` at the end of the words that it belongs to, or `[pause]` for "
                "silence",
            )
        return self._parts(found[:last]), move

    def _parts(self, found: list[Piece]) -> tuple[nodes.Part, ...]:
        parts: list[nodes.Part] = []
        for piece in found:
            match piece:
                case nodes.Text() | nodes.Blank() | nodes.Choice():
                    parts.append(piece)
                case Broken():
                    pass
                case _ if isinstance(piece, _INLINE):
                    parts.append(piece)
                case _:
                    rule = _PLACES.get(row_of(piece).role, "must be at the start of its line")
                    self._report_misplaced(piece.span, rule)
        return tuple(parts)

    def _report_following(self, alone: nodes.Hold | nodes.Play, span: Span) -> None:
        start = span.end - len(self.source.words(span).lstrip())
        following = Span(span.line, start, span.end)
        help = "put this on its own line"
        if isinstance(alone, nodes.Play):
            problem = "`[play …]` must be the last thing on its line"
            self.report.add(Code.TEXT_AFTER_PLAY, problem, following, help)
        else:
            problem = "`[hold]` must be the last thing on its line"
            help += "; to have it spoken during the hold, start that line with `[halfway]`"
            self.report.add(Code.TEXT_AFTER_HOLD, problem, following, help)

    def _report_misplaced(self, span: Span, rule: str) -> None:
        self.report.add(
            Code.MISPLACED_DIRECTION,
            f"`{self.source.words(span)}` {rule}",
            span,
            f"move it; {self._escape_help(span)}",
        )

    def _escape_help(self, span: Span) -> str:
        marker = self.source.words(span)
        return f"to have it spoken, write `\\{marker[:-1]}\\{marker[-1]}`"


def _is_empty(piece: Piece) -> bool:
    """Return whether a piece is only space, or Broken."""
    return isinstance(piece, Broken) or (isinstance(piece, nodes.Text) and not piece.text.strip())
