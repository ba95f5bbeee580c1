"""The faults of a script: their codes, the report, and its three output formats."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from enum import StrEnum
from typing import NoReturn, Self

from msgspec import Struct

from sivoice.script.limits import (
    FAULTS_LIMIT,
    LINES_LIMIT,
    NAMES_LIMIT,
    PLAYS_LIMIT,
    SECTIONS_LIMIT,
    SHOWN_FAULTS,
)
from sivoice.script.source import SourceText, Span
from sivoice.visible import visible


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
    MISPLACED_DIRECTION = (
        "misplaced-direction",
        "a stage direction in the wrong place on its line, or an `[or]` without a line above it",
    )
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
    NOTHING_GUARDED = (
        "nothing-guarded",
        "guards, moments or an `[or]` with nothing after them on the line",
    )
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
    TOO_MUCH = (
        "too-much",
        (
            f"a file with more than {LINES_LIMIT} lines, {SECTIONS_LIMIT} sections or "
            f"{FAULTS_LIMIT} faults; more than {NAMES_LIMIT} variants or extras; more than "
            f"{PLAYS_LIMIT} `[play …]`, or stretches that are larger together than one file can be"
        ),
    )
    TEXT_AFTER_HOLD = "text-after-hold", "something after `[hold]` on its line"
    TEXT_AFTER_PLAY = "text-after-play", "something after `[play …]` on its line"
    TEXT_DIRECTION = (
        "text-direction",
        "a hidden character that shows the text in another order than it has",
    )
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

    BEYOND_RANGE = "beyond-range", "a joint that bends further than a person's, or the wrong way"
    DUPLICATE_POSE = "duplicate-pose", "a pose that is drawn twice"
    MALFORMED_FIGURE = "malformed-figure", "a line of a figure that cannot be read"
    MISSING_POSE = "missing-pose", "a figure without a pose, or without `Hold` for some variant"
    NOT_GROUNDED = "not-grounded", "feet that leave the floor, or a body that floats or sinks in"
    OUT_OF_FRAME = "out-of-frame", "a pose that would be drawn too small"
    OUT_OF_REACH = "out-of-reach", "an arm or a leg that is too short for what it touches"
    UNKNOWN_POSE = "unknown-pose", "a pose that does not exist"

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


FIGURE_CODES = (
    Code.BEYOND_RANGE,
    Code.DUPLICATE_POSE,
    Code.MALFORMED_FIGURE,
    Code.MISSING_POSE,
    Code.NOT_GROUNDED,
    Code.OUT_OF_FRAME,
    Code.OUT_OF_REACH,
    Code.UNKNOWN_POSE,
)
"""The faults that only a figure can have."""
UNREAD = (
    Code.MALFORMED_DIRECTION,
    Code.MISSING_UNIT,
    Code.STRAY_BRACKET,
    Code.UNCLOSED_BRACKET,
    Code.UNKNOWN_DIRECTION,
)
"""The errors that leave a direction out of the tree, so that it seems to be missing."""
_FRAME_WIDTH = 200
"""The most characters of a line that a frame shows. Of a longer line, it shows the place."""
_BEFORE_PLACE = 60
"""How many of them come before the place."""
_MESSAGE_WIDTH = 400
"""The most characters of a message, which can quote what is written."""
_CUT = "\u2026"


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


class FullError(Exception):
    """Raised by a report that takes no more faults: the rest of the file is not checked."""


class Report:
    """Collects the faults of one script, each once, in the order in which they are found."""

    def __init__(self, source: SourceText) -> None:
        self.source = source
        self.found: list[Diagnostic] = []
        self.is_full = False
        self._seen: set[tuple[Code, str, Span]] = set()

    def add(self, code: Code, message: str, span: Span, help: str) -> None:
        """Add a fault. Raises FullError if there are FAULTS_LIMIT already."""
        if (code, message, span) in self._seen:
            return
        if len(self.found) >= FAULTS_LIMIT:
            more = f"there are more than {FAULTS_LIMIT} faults, so the rest was not checked"
            self.refuse(more, span, "correct the faults above first")
        self._seen.add((code, message, span))
        self.found.append(Diagnostic(code, message, help, self.source, span))

    def refuse(self, message: str, span: Span, help: str) -> NoReturn:
        """Add a fault because of which the rest of the file is not checked. Raises FullError."""
        if not self.is_full:
            self.found.append(Diagnostic(Code.TOO_MUCH, message, help, self.source, span))
            self.is_full = True
        raise FullError


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
    # A picture or a Word file is full of control characters. One for one: the carets stay in place.
    line, span = _excerpt(visible(d.source.line(d.span.line)), d.span)
    number = str(d.span.line)
    margin = " " * len(number)
    return "\n".join(
        (
            f"{d.severity}[{d.code}]: {_shortened(d.message)}",
            f"{margin}--> {d.source.name}:{d.span.line}:{d.span.start}",
            f"{margin} |",
            f"{number} | {line}".rstrip(),
            f"{margin} | {_underline(line, span)}",
            f"help: {_shortened(d.help)}",
        )
    )


def concise(d: Diagnostic) -> str:
    """Format a fault on one line, as editors and `grep` expect it."""
    place = f"{d.source.name}:{d.span.line}:{d.span.start}"
    return f"{place}: {d.severity}[{d.code}]: {_shortened(d.message)}"


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


def listing(
    diagnostics: Iterable[Diagnostic],
    form: Callable[[Diagnostic], str] = frame,
    between: str = "\n\n",
) -> str:
    """Format at most SHOWN_FAULTS faults of each file, and count the others.

    If a file has more, its errors come before its warnings.
    """
    of_file: dict[str, list[Diagnostic]] = {}
    for one in diagnostics:
        of_file.setdefault(one.source.name, []).append(one)
    shown: list[str] = []
    for name, found in of_file.items():
        errors = [at for at, one in enumerate(found) if one.severity is Severity.ERROR]
        warnings = [at for at, one in enumerate(found) if one.severity is not Severity.ERROR]
        shown += [form(found[at]) for at in sorted([*errors, *warnings][:SHOWN_FAULTS])]
        if (more := len(found) - SHOWN_FAULTS) > 0:
            shown.append(f"and {more} more in {name}")
    return between.join(shown)


FORMATS: dict[str, Callable[[Diagnostic], str]] = {"text": frame, "concise": concise}


def _excerpt(line: str, span: Span) -> tuple[str, Span]:
    """Return the part of a long line around a span, and where the span is in it."""
    if len(line) <= _FRAME_WIDTH:
        return line, span
    start = max(0, min(span.start - 1 - _BEFORE_PLACE, len(line) - _FRAME_WIDTH))
    end = start + _FRAME_WIDTH
    before, after = _CUT if start else "", _CUT if end < len(line) else ""
    shift = len(before) - start
    place = Span(span.line, span.start + shift, min(span.end, end + 1) + shift)
    return f"{before}{line[start:end]}{after}", place


def _shortened(text: str) -> str:
    return text if len(text) <= _MESSAGE_WIDTH else text[:_MESSAGE_WIDTH] + _CUT


def _underline(line: str, span: Span) -> str:
    """Return carets that align with a span: tabs stay tabs, wide characters take two columns."""
    from rich.cells import cell_len

    before, marked = line[: span.start - 1], line[span.start - 1 : span.end - 1]
    lead = "".join("\t" if char == "\t" else " " * cell_len(char) for char in before)
    return lead + "^" * max(1, cell_len(marked))
