"""The faults of a script: their codes, the report, and its three output formats."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from enum import StrEnum
from typing import Self

from msgspec import Struct

from sivoice.script.source import SourceText, Span


class Severity(StrEnum):
    """An error prevents compiling the script; a warning does not."""

    ERROR = "error"
    WARNING = "warning"


class Code(StrEnum):
    """The faults a script can have. The values are stable, because people search for them."""

    severity: Severity
    explanation: str
    """One line for the format page."""

    def __new__(cls, value: str, explanation: str, severity: Severity = Severity.ERROR) -> Self:
        """Create a code with its explanation and severity."""
        code = str.__new__(cls, value)
        code._value_ = value
        code.explanation = explanation
        code.severity = severity
        return code

    BAD_ESCAPE = "bad-escape", "a backslash before anything but `\\ # [ ] { }`"
    DUPLICATE_FIELD = "duplicate-field", "a field given twice"
    DUPLICATE_NAME = "duplicate-name", "a variant or extra whose name is already taken"
    DUPLICATE_SECTION = "duplicate-section", "a section that appears twice"
    DUPLICATE_SETTING = "duplicate-setting", "a setting of `[play …]` given twice"
    EXPECTED_PLAY = "expected-play", "a line in `Stretches` before the first `[play …]`"
    FILE_TOO_LARGE = "file-too-large", "a file of more than 1 MiB"
    LINE_TOO_LONG = "line-too-long", "a line of more than 2000 characters"
    MALFORMED_BLANK = "malformed-blank", "a choice between more than two texts"
    MALFORMED_DIRECTION = "malformed-direction", "a stage direction that is not written correctly"
    MALFORMED_FIELD = "malformed-field", "a field that cannot be read, or has an invalid value"
    MALFORMED_HEADING = "malformed-heading", "a heading that cannot be read"
    MISPLACED_BLANK = "misplaced-blank", "a blank that cannot be used in this place"
    MISPLACED_DIRECTION = "misplaced-direction", "a stage direction in the wrong place on its line"
    MISPLACED_GUARD = "misplaced-guard", "a guard that cannot be used in this place"
    MISPLACED_HOLD = "misplaced-hold", "a `[hold]` in a section that cannot have one"
    MISPLACED_PLAY = "misplaced-play", "a `[play …]` outside `Stretches`"
    MISPLACED_TIMER = "misplaced-timer", "a `[timer]` in a section that cannot have one"
    MISPLACED_TIMES = (
        "misplaced-times",
        "`N times` on a section that cannot have it, or with two different numbers",
    )
    MISSING_HOLD = "missing-hold", "a stretch without a hold, or without one for some variant"
    MISSING_SECTION = (
        "missing-section",
        "`First side` without `Next side`, or a session without `Stretches`",
    )
    MISSING_TIME = "missing-time", "a `[timer]` without a time, outside `Warm-up`"
    MISSING_TITLE = "missing-title", "a script that does not start with its title"
    MISSING_UNIT = "missing-unit", "a time without its unit"
    MOMENT_OUTSIDE_HOLD = "moment-outside-hold", "a moment outside of holds and timers"
    NOT_A_SCRIPT = "not-a-script", "a file without a title and without sections"
    NOT_TEXT = "not-text", "a file that is not UTF-8 text, or has a control character in it"
    NOTHING_GUARDED = "nothing-guarded", "guards or moments with nothing after them on the line"
    NOTHING_TO_SAY = "nothing-to-say", "a line without any words"
    NUMBER_OUT_OF_RANGE = (
        "number-out-of-range",
        "a number outside its limits, such as 21 sets, or a pause of more than 10 min",
    )
    SECOND_HOLD = "second-hold", "a second `[hold]` in a section, for the same variant"
    SECOND_MOMENT = "second-moment", "a second moment on the same line"
    SECOND_TITLE = "second-title", "a second title"
    SECTION_ORDER = "section-order", "a section that comes too late in the script"
    SIDE_WITHOUT_SIDES = "side-without-sides", "a word for a side in a section without sides"
    STRAY_BRACE = "stray-brace", "a `}` without its `{`"
    STRAY_BRACKET = "stray-bracket", "a `]` without its `[`"
    TEXT_AFTER_HOLD = "text-after-hold", "something after `[hold]` on its line"
    TEXT_AFTER_PLAY = "text-after-play", "something after `[play …]` on its line"
    TWO_KINDS_OF_HOLD = "two-kinds-of-hold", "two sections with holds that cannot be combined"
    UNCLOSED_BRACE = "unclosed-brace", "a `{` without its `}`"
    UNCLOSED_BRACKET = "unclosed-bracket", "a `[` without its `]`"
    UNEQUAL_HOLDS = "unequal-holds", "two sides with different holds"
    UNGUARDED_BLANK = "unguarded-blank", "`{listener}` on a line without `[if listener]`"
    UNKNOWN_BLANK = "unknown-blank", "a blank that does not exist"
    UNKNOWN_DIRECTION = "unknown-direction", "a stage direction that does not exist"
    UNKNOWN_EXTRA = "unknown-extra", "an extra that the stretch does not have"
    UNKNOWN_FIELD = "unknown-field", "a field that does not exist"
    UNKNOWN_POSITION = "unknown-position", "a position that does not exist"
    UNKNOWN_SECTION = "unknown-section", "a section that does not exist"
    UNKNOWN_SOUND = "unknown-sound", "a chime that does not exist"
    UNKNOWN_STRETCH = "unknown-stretch", "a stretch that cannot be found"
    UNKNOWN_VARIANT = "unknown-variant", "a variant that the stretch does not have"
    UNUSED_SETTING = "unused-setting", "a setting of `[play …]` that the stretch cannot use"
    UNSUPPORTED_VERSION = "unsupported-version", "a script for a newer version of sivoice"

    BARE_SIDE = (
        "bare-side",
        '"left" or "right" written out in a section with sides, in the language of the script',
        Severity.WARNING,
    )
    HOLD_LENGTH = (
        "hold-length",
        "a hold that is shorter or longer than usual; only `check` and `show` say so",
        Severity.WARNING,
    )
    IMPOSSIBLE_GUARD = (
        "impossible-guard",
        "guards that can never all be true",
        Severity.WARNING,
    )
    MOMENTS_OUT_OF_ORDER = (
        "moments-out-of-order",
        "a moment that comes before the one above it",
        Severity.WARNING,
    )
    SIDE_NOT_NAMED = (
        "side-not-named",
        "a section that does not name the side before the hold",
        Severity.WARNING,
    )
    UNUSED_VARIANT = (
        "unused-variant",
        "a variant or an extra that changes nothing",
        Severity.WARNING,
    )


UNREAD = (
    Code.MALFORMED_DIRECTION,
    Code.MISSING_UNIT,
    Code.STRAY_BRACKET,
    Code.UNCLOSED_BRACKET,
    Code.UNKNOWN_DIRECTION,
)
"""The errors that leave a direction out of the tree, so that it seems to be missing."""
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f]")


class Diagnostic(Struct, frozen=True):
    """One fault of a script, with its span and one line of help."""

    code: Code
    message: str
    help: str
    source: SourceText
    span: Span

    @property
    def severity(self) -> Severity:
        """Whether it prevents compiling the script."""
        return self.code.severity


class Fault(Struct, frozen=True):
    """What is wrong with a part of a script, before its span is known."""

    code: Code
    message: str
    help: str


class Report:
    """Collects the faults of one script, in the order in which they are found."""

    def __init__(self, source: SourceText) -> None:
        self.source = source
        self.found: list[Diagnostic] = []

    def add(self, code: Code, message: str, span: Span, help: str) -> None:
        """Add a fault."""
        self.found.append(Diagnostic(code, message, help, self.source, span))


def errors_among(diagnostics: Iterable[Diagnostic]) -> list[Diagnostic]:
    """Return the errors, without the warnings."""
    return [d for d in diagnostics if d.severity is Severity.ERROR]


def without_advice(diagnostics: Iterable[Diagnostic]) -> list[Diagnostic]:
    """Return faults without advice about a dose, which only `check` and `show` give."""
    return [one for one in diagnostics if one.code is not Code.HOLD_LENGTH]


def in_order(diagnostics: Iterable[Diagnostic]) -> list[Diagnostic]:
    """Sort by file (in order of appearance), line and column, and remove duplicates."""
    unique = {(d.source.name, d.span, d.code, d.message): d for d in diagnostics}.values()
    files = {name: i for i, name in enumerate(dict.fromkeys(d.source.name for d in unique))}
    return sorted(
        unique, key=lambda d: (files[d.source.name], d.span.line, d.span.start, d.span.end)
    )


def frame(d: Diagnostic) -> str:
    """Format a fault with its line, the span underlined, and the help."""
    # A picture or a Word file is full of characters that would upset the terminal.
    line = _CONTROL.sub("\ufffd", d.source.line(d.span.line))
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
    """Format a fault on one line, as editors and `grep` expect it."""
    return f"{d.source.name}:{d.span.line}:{d.span.start}: {d.severity}[{d.code}]: {d.message}"


def as_json(d: Diagnostic) -> dict[str, str | int]:
    """Convert a fault for JSON. Columns count characters from 1; `end_column` is exclusive."""
    return {
        "code": d.code.value,
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
    """Return carets that align with a span: tabs stay tabs, wide characters take two columns."""
    from rich.cells import cell_len

    before, marked = line[: span.start - 1], line[span.start - 1 : span.end - 1]
    lead = "".join("\t" if char == "\t" else " " * cell_len(char) for char in before)
    return lead + "^" * max(1, cell_len(marked))
