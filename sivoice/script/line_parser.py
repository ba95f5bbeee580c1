"""A line of a section -> its node: guards, moments and content, each in its place."""

from __future__ import annotations

import re

from msgspec.structs import replace

from sivoice.script import nodes
from sivoice.script.diagnostics import Code, Report
from sivoice.script.directions import nodes_of, row_of
from sivoice.script.lexer import Broken, Piece, pieces
from sivoice.script.rows import Role
from sivoice.script.source import SourceText, Span

_NOTE = re.compile(r"\[\s*note\s*\]")
_GUARDS, _MOMENTS, _INLINE = nodes_of(Role.GUARD), nodes_of(Role.MOMENT), nodes_of(Role.INLINE)
_PLACES = {Role.ALONE: "must be alone on its line", Role.END: "must be at the end of its line"}
"""Where a direction belongs that cannot stand between the words; all others start their line."""


def is_note(text: str) -> bool:
    """Return whether a line, without the space around it, is a note."""
    return _NOTE.match(text) is not None


def escape_help(marker: str) -> str:
    """Say how to have the text of a marker spoken."""
    return f"to have it spoken, write `\\{marker[:-1]}\\{marker[-1]}`"


class LineParser:
    """Reads the lines of one script."""

    def __init__(self, source: SourceText, report: Report) -> None:
        """Read from `source`; what is wrong goes into `report`."""
        self.source = source
        self.report = report

    def read(
        self, line: str, at: int, start: int, end: int
    ) -> nodes.Line | nodes.Note | nodes.Or | None:
        """Parse `line[start:end]`, line `at` of the script; None if there is nothing to keep."""
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
        if isinstance(first, nodes.Hold | nodes.Play | nodes.Timer):
            others = self._without_move(others)
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

    def _without_move(self, found: list[Piece]) -> list[Piece]:
        """Return what stands after a hold, a timer or a `[play …]`, none of which can have one."""
        others: list[Piece] = []
        for piece in found:
            if isinstance(piece, nodes.Move):
                self.report.add(
                    Code.MISPLACED_DIRECTION,
                    "only a line of words can end with `[move]`",
                    piece.span,
                    "end a line above or below this one with it",
                )
            else:
                others.append(piece)
        return others

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
            f"move it; {escape_help(self.source.words(span))}",
        )


def _is_empty(piece: Piece) -> bool:
    """Return whether a piece is only space, or Broken."""
    return isinstance(piece, Broken) or (isinstance(piece, nodes.Text) and not piece.text.strip())
