"""Reads a session with all the stretches that it plays, and checks that they fit together."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import suppress
from functools import cached_property, lru_cache
from pathlib import Path

from msgspec import Struct

from sivoice.errors import ScriptError
from sivoice.files import open_file
from sivoice.script import nodes
from sivoice.script.checker import check
from sivoice.script.diagnostics import (
    UNREAD,
    Code,
    Diagnostic,
    FullError,
    Report,
    errors_among,
    in_order,
)
from sivoice.script.fields import FIELDS
from sivoice.script.headers import CheckedScript, Header
from sivoice.script.limits import FAULTS_LIMIT, LINES_LIMIT, PLAYS_LIMIT, SIZE_LIMIT
from sivoice.script.names import find_stretch, kind_of, stretch_folders
from sivoice.script.nodes import Script
from sivoice.script.parser import parse
from sivoice.script.plays import check_names, check_play, report_unknown, usable_settings
from sivoice.script.source import LINE_END, SourceText, Span
from sivoice.script.vocabulary import (
    DEFAULT_LANGUAGE,
    EACH_SIDE,
    STRETCHES,
    Kind,
)
from sivoice.visible import CONTROL, DIRECTION

_START = Span(1, 1, 1)


class LoadedScript(Struct, frozen=True):
    """A session and the stretches that it plays."""

    name: str
    session: CheckedScript
    stretches: Mapping[str, CheckedScript]
    """By name, which is the file name without its ending."""


def read_script(
    path: Path, session_language: str = DEFAULT_LANGUAGE
) -> tuple[CheckedScript, list[Diagnostic]]:
    """Read and check one script, without those it plays, and return it with its faults.

    Raises ScriptError if the file cannot be read.
    """
    return check_data(read_data(path), shown(path), kind_of(path), session_language)


def read_data(path: Path) -> bytes:
    """Return the bytes of a script, at most one more than the limit. Raises ScriptError."""
    try:
        # One byte past the limit shows that the file is too large.
        with open_file(path) as file:
            return file.read(SIZE_LIMIT + 1)
    except OSError as error:
        raise ScriptError(f"cannot read {shown(path)}: {error.strerror or error}") from error


def check_data(
    data: bytes, name: str, kind: Kind, session_language: str = DEFAULT_LANGUAGE
) -> tuple[CheckedScript, list[Diagnostic]]:
    """Parse and check the bytes of one script, and return it with its faults."""
    checked, faults = _checked(data, name, kind, session_language)
    return checked, list(faults)


@lru_cache(maxsize=64)
def _checked(
    data: bytes, name: str, kind: Kind, session_language: str
) -> tuple[CheckedScript, list[Diagnostic]]:
    """Do the work of `check_data`, once for scripts that several sessions have in common."""
    too_large = len(data) > SIZE_LIMIT
    source = SourceText(name, "" if too_large else data.decode("utf-8", errors="replace"))
    unusable = Report(source)
    if too_large:
        unusable.add(
            Code.FILE_TOO_LARGE,
            "the file is larger than 1 MiB",
            _START,
            "a script should be only a few pages of text",
        )
    else:
        check_text(data, unusable)
    if len(source.lines) > LINES_LIMIT:
        place = Span(LINES_LIMIT + 1, 1, 1)
        more = f"the file has more than {LINES_LIMIT} lines"
        with suppress(FullError):
            unusable.refuse(more, place, "a script should be only a few pages of text")
        script, _ = parse(SourceText(name, ""), kind)
        return CheckedScript(script, {None: Header()}), unusable.found
    script, report = parse(source, kind)
    if not unusable.found:
        _check_is_script(script, report, unusable)
    if unusable.found:
        return CheckedScript(script, {None: Header()}), unusable.found
    return check(script, report, session_language), report.found


def shown(path: Path) -> str:
    """Format a path with forward slashes, relative to the current folder if it is inside it."""
    try:
        return path.resolve().relative_to(Path.cwd()).as_posix()
    except (ValueError, OSError):  # outside it, or the current folder no longer exists
        return path.as_posix()


def load(path: Path) -> tuple[LoadedScript, list[Diagnostic]]:
    """Read a session and its stretches, or one stretch as a session, and return all their faults.

    Raises ScriptError if a file cannot be read.
    """
    checked, faults = read_script(path)
    script = checked.script
    if script.kind is Kind.STRETCH:
        session = _session_of(script, path.stem)
        return LoadedScript(path.stem, session, {path.stem: checked}), in_order(faults)
    reader = _StretchReader(checked, path.parent)
    if not any(fault.code is Code.TOO_MUCH for fault in faults):
        with suppress(FullError):
            reader.read()
            if not reader.faulty and all(fault.code not in UNREAD for fault in faults):
                check_names(script, reader.stretches.values(), reader.report)
    loaded = LoadedScript(path.stem, checked, reader.stretches)
    return loaded, in_order([*faults, *reader.report.found, *reader.below])


class _StretchReader:
    """Reads the stretches that a session plays."""

    def __init__(self, session: CheckedScript, folder: Path) -> None:
        self.session = session.script
        self.language = session.header().language or DEFAULT_LANGUAGE
        self.folder = folder
        source = self.session.source
        self.report = Report(source)
        self.stretches: dict[str, CheckedScript] = {}
        self.below: list[Diagnostic] = []
        """The faults of the stretches."""
        self.faulty: set[str] = set()
        """The stretches with errors."""
        self.usable: dict[str, frozenset[str]] = {}
        """The settings that each stretch can use."""
        self.lines = len(source.lines)
        self.characters = len(source.text)

    def read(self) -> None:
        """Read every stretch once, and check every `[play …]`. Raises FullError."""
        for number, play in enumerate(plays(self.session), start=1):
            if number > PLAYS_LIMIT:
                more = f"the session has more than {PLAYS_LIMIT} lines with a `[play …]`"
                self.report.refuse(more, play.span, "repeat stretches with `sets`, or in rounds")
            if play.name not in self.stretches:
                found = find_stretch(play.name, self.folder)
                if found is None:
                    report_unknown(play, self.known, self.report)
                    continue
                self._read(play, found)
            if play.name not in self.faulty:
                stretch = self.stretches[play.name]
                check_play(play, stretch, self.usable[play.name], self.report)

    @cached_property
    def known(self) -> list[str]:
        """The names of all stretches that this session can play."""
        folders = stretch_folders(self.folder)
        return sorted({path.stem for folder in folders for path in folder.glob("*.stretch")})

    def _read(self, play: nodes.Play, path: Path) -> None:
        checked, faults = read_script(path, self.language)
        self.stretches[play.name] = checked
        if errors_among(faults):
            self.faulty.add(play.name)
        self.usable[play.name] = usable_settings(checked.script)
        self.below += faults
        source = checked.script.source
        self.lines += len(source.lines)
        self.characters += len(source.text)
        if len(self.below) > FAULTS_LIMIT:
            self.report.refuse(
                f"there are more than {FAULTS_LIMIT} faults, so the other stretches were not read",
                play.span,
                "correct the faults of this stretch and of those above first",
            )
        if self.lines > LINES_LIMIT or self.characters > SIZE_LIMIT:
            self.report.refuse(
                f"the session and its stretches have more than {LINES_LIMIT} lines or 1 MiB",
                play.span,
                "play fewer stretches, or shorter ones",
            )


def plays(session: Script) -> Iterator[nodes.Play]:
    """The `[play …]` lines of a session, in order."""
    for play, _ in programme(session):
        yield play


def programme(session: Script) -> Iterator[tuple[nodes.Play, list[nodes.Line]]]:
    """The `[play …]` lines of a session in order, each with the lines that follow it."""
    play: nodes.Play | None = None
    following: list[nodes.Line] = []
    for section in session.sections_for(STRETCHES, None):
        for line in section.spoken:
            if isinstance(line.body, nodes.Play):
                if play is not None:
                    yield play, following
                play, following = line.body, []
            else:
                following.append(line)
    if play is not None:
        yield play, following


def check_text(data: bytes, report: Report) -> None:
    """Report the first byte that is not UTF-8, or else the first control characters."""
    help = "save the file as plain text in UTF-8"
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as error:
        place = _place(data[: error.start].decode("utf-8"))
        report.add(Code.NOT_TEXT, "the file is not UTF-8 text", place, help)
        return
    if match := CONTROL.search(text):
        place = _place(text[: match.start()])
        kind = "control character"
        if match[0] in "\u2028\u2029":
            kind, help = "line separator", "delete it, and press Enter if a new line begins here"
        problem = f"the file has a {kind} (U+{ord(match[0]):04X})"
        report.add(Code.NOT_TEXT, problem, place, help)
    if match := DIRECTION.search(text):
        place = _place(text[: match.start()])
        number, first = len(DIRECTION.findall(text)), f"U+{ord(match[0]):04X}"
        report.add(
            Code.TEXT_DIRECTION,
            f"the file has a hidden character that changes the direction of the text ({first})"
            if number == 1
            else f"the file has {number} hidden characters that change the direction of the text "
            f"(the first is {first})",
            place,
            "type the words around it again; right-to-left text is shown correctly without it",
        )


def _check_is_script(script: Script, report: Report, unusable: Report) -> None:
    """Report a file that is no script at all with one message, instead of one for every line."""
    missed = [fault.span for fault in report.found if fault.code is Code.MISSING_TITLE]
    known = {row.name for row in FIELDS}
    lines = len(script.fields) + len(report.found) - len(missed)
    if missed and lines and not script.sections and not known & {f.key for f in script.fields}:
        section = STRETCHES if script.kind is Kind.SESSION else EACH_SIDE
        unusable.add(
            Code.NOT_A_SCRIPT,
            "this is not a script: it has no title and no sections",
            missed[0],
            f"begin with `# The title`, and write what is spoken under a heading such as "
            f"`## {section}`; `sivoice new NAME` writes a script to start from",
        )


def _place(before: str) -> Span:
    """Return the span of the character that follows this text."""
    lines = LINE_END.split(before.removeprefix("\ufeff"))
    return Span(len(lines), len(lines[-1]) + 1, len(lines[-1]) + 2)


def _session_of(stretch: Script, name: str) -> CheckedScript:
    """Return a session that only plays one stretch."""
    span = stretch.title_span
    line = nodes.Line(span, (), (), nodes.Play(span, name, ()))
    section = nodes.Section(span, STRETCHES, None, None, (line,))
    script = Script(stretch.source, Kind.SESSION, stretch.title, span, (), (section,), ())
    return CheckedScript(script, {None: Header()})
