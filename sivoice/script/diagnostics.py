"""What is wrong in a script: stable codes, and the three ways a report is written."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from enum import StrEnum

from msgspec import Struct

from sivoice.script.source import SourceText, Span


class Severity(StrEnum):
    """An error stops the script from being compiled; a warning does not."""

    ERROR = "error"
    WARNING = "warning"


class Diagnostic(Struct, frozen=True):
    """One fault of a script, with its place and one line of help."""

    code: str
    """Stable, in kebab-case."""
    severity: Severity
    message: str
    help: str
    source: SourceText
    span: Span


class Report(Struct, frozen=True):
    """Collects the faults of one script; every stage of reading adds to the same list."""

    source: SourceText
    found: list[Diagnostic]

    def error(self, code: str, message: str, span: Span, help: str) -> None:
        """Note a fault that stops the script."""
        self.found.append(Diagnostic(code, Severity.ERROR, message, help, self.source, span))

    def warning(self, code: str, message: str, span: Span, help: str) -> None:
        """Note something that is probably not what the writer meant."""
        self.found.append(Diagnostic(code, Severity.WARNING, message, help, self.source, span))


def has_errors(diagnostics: Iterable[Diagnostic]) -> bool:
    """Whether any of them stops its script."""
    return any(d.severity is Severity.ERROR for d in diagnostics)


def in_order(diagnostics: Iterable[Diagnostic]) -> list[Diagnostic]:
    """By file as they come, then by line and column; the same fault is told once."""
    unique = {(d.source.name, d.span, d.code, d.message): d for d in diagnostics}.values()
    files = {name: i for i, name in enumerate(dict.fromkeys(d.source.name for d in unique))}
    return sorted(
        unique, key=lambda d: (files[d.source.name], d.span.line, d.span.start, d.span.end)
    )


def frame(d: Diagnostic) -> str:
    """The fault in its frame: the line itself with the place underlined, and the help."""
    line = d.source.line(d.span.line)
    number = str(d.span.line)
    margin = " " * len(number)
    return "\n".join(
        (
            f"{d.severity}[{d.code}]: {d.message}",
            f"{margin}--> {d.source.name}:{d.span.line}:{d.span.start}",
            f"{margin} |",
            f"{number} | {line}".rstrip(),
            f"{margin} | {_underline(line, d.span)}",
            f"help: {d.help}",
        )
    )


def concise(d: Diagnostic) -> str:
    """The fault on one line, as editors and `grep` read it."""
    return f"{d.source.name}:{d.span.line}:{d.span.start}: {d.severity}[{d.code}]: {d.message}"


def as_json(d: Diagnostic) -> dict[str, str | int]:
    """The fault as JSON; columns are counted from 1 in characters, `end_column` is the one after the last."""
    return {
        "code": d.code,
        "severity": d.severity.value,
        "message": d.message,
        "help": d.help,
        "file": d.source.name,
        "line": d.span.line,
        "column": d.span.start,
        "end_column": d.span.end,
    }


FORMATS: dict[str, Callable[[Diagnostic], str]] = {"text": frame, "concise": concise}


def _underline(line: str, span: Span) -> str:
    """Carets under a span: tabs stay tabs, a wide character takes two columns, a combining one none."""
    from rich.cells import cell_len

    before, marked = line[: span.start - 1], line[span.start - 1 : span.end - 1]
    lead = "".join("\t" if char == "\t" else " " * cell_len(char) for char in before)
    return lead + "^" * max(1, cell_len(marked))
