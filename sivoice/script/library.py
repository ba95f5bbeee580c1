"""Reads a session with all the stretches that it plays, and checks that they fit together."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from pathlib import Path

from msgspec import Struct

from sivoice.errors import ScriptError, did_you_mean, listed
from sivoice.script import nodes
from sivoice.script.checker import check
from sivoice.script.diagnostics import UNREAD, Code, Diagnostic, Report, errors_among, in_order
from sivoice.script.fields import FIELDS
from sivoice.script.headers import CheckedScript, Header
from sivoice.script.holds import check_hold
from sivoice.script.names import find_stretch, kind_of, stretch_folders
from sivoice.script.nodes import Script
from sivoice.script.parser import parse
from sivoice.script.source import LINE_END, SIZE_LIMIT, SourceText, Span
from sivoice.script.vocabulary import (
    DEFAULT_LANGUAGE,
    EACH_REP,
    EACH_SIDE,
    EVERYWHERE,
    IN_EACH_SET,
    MOVE,
    SIDED,
    STRETCHES,
    Kind,
)

_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
_START = Span(1, 1, 1)
_NAMED = {"rest": "sets", "side": "sides", "first side": "sides"}


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
        with path.open("rb") as file:
            return file.read(SIZE_LIMIT + 1)
    except OSError as error:
        raise ScriptError(f"cannot read {shown(path)}: {error.strerror or error}") from error


def check_data(
    data: bytes, name: str, kind: Kind, session_language: str = DEFAULT_LANGUAGE
) -> tuple[CheckedScript, list[Diagnostic]]:
    """Parse and check the bytes of one script, and return it with its faults."""
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
        _check_text(data, unusable)
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
    report = Report(script.source)
    session_language = checked.header().language or DEFAULT_LANGUAGE
    stretches: dict[str, CheckedScript] = {}
    below: list[Diagnostic] = []
    faulty: set[str] = set()
    for play in plays(script):
        if play.name not in stretches:
            found = find_stretch(play.name, path.parent)
            if found is None:
                _report_unknown(play, path.parent, report)
                continue
            stretches[play.name], more = read_script(found, session_language)
            if errors_among(more):
                faulty.add(play.name)
            below += more
        if play.name not in faulty:
            _check_play(play, stretches[play.name], report)
    if not faulty and all(fault.code not in UNREAD for fault in faults):
        _check_names(script, stretches.values(), report)
    loaded = LoadedScript(path.stem, checked, stretches)
    return loaded, in_order([*faults, *report.found, *below])


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


def _check_text(data: bytes, report: Report) -> None:
    """Report the first byte that is not UTF-8, or else the first control character."""
    help = "save the file as plain text in UTF-8"
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as error:
        place = _place(data[: error.start].decode("utf-8"))
        report.add(Code.NOT_TEXT, "the file is not UTF-8 text", place, help)
        return
    if match := _CONTROL.search(text):
        place = _place(text[: match.start()])
        problem = f"the file has a control character (U+{ord(match[0]):04X})"
        report.add(Code.NOT_TEXT, problem, place, help)


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


def _report_unknown(play: nodes.Play, session_folder: Path, report: Report) -> None:
    folders = stretch_folders(session_folder)
    known = sorted({path.stem for folder in folders for path in folder.glob("*.stretch")})
    near = did_you_mean(play.name, known)
    report.add(
        Code.UNKNOWN_STRETCH,
        f"there is no stretch `{play.name}`",
        play.span,
        f"did you mean `{near}`?"
        if near
        else f"put `{play.name}.stretch` next to the session, or in `stretches/` there",
    )


def _check_play(play: nodes.Play, stretch: CheckedScript, report: Report) -> None:
    """Report a variant or extra that the stretch does not have, or a hold that does not suit it."""
    header = stretch.header()
    variant = header.variants[0] if header.variants else None
    for setting in play.settings:
        if setting.key == "variant" and setting.value in header.variants:
            variant = str(setting.value)
            break
    safe = stretch.header(variant).safe_hold
    for setting in play.settings:
        match setting.key:
            case "hold" if _has(stretch.script, "hold"):
                check_hold(int(setting.value), safe, setting.span, report)
            case "variant":
                _check_known(play, setting, header.variants, Code.UNKNOWN_VARIANT, report)
            case "extra":
                _check_known(play, setting, header.extras, Code.UNKNOWN_EXTRA, report)
            case key if not _has(stretch.script, key):
                report.add(
                    Code.UNUSED_SETTING,
                    f"`{play.name}` has no {_NAMED.get(key, key)}",
                    setting.span,
                    "remove it here, or add what it needs to the stretch",
                )


def _has(stretch: Script, setting: str) -> bool:
    """Return whether a stretch has what a setting of `[play …]` is about."""
    names = {section.name for section in stretch.sections}
    match setting:
        case "hold":
            lines = (line for section in stretch.sections for line in section.spoken)
            return any(isinstance(line.body, nodes.Hold) for line in lines)
        case "reps":
            return EACH_REP in names
        case "sets" | "rest":
            return bool(names & IN_EACH_SET)
        case "side":
            return bool(names & {*SIDED})
        case _:
            return bool(names & {*SIDED, MOVE})


def _check_known(
    play: nodes.Play, setting: nodes.Setting, known: Collection[str], code: Code, report: Report
) -> None:
    if setting.value not in known:
        near = did_you_mean(str(setting.value), known)
        report.add(
            code,
            f"`{play.name}` has no {setting.key} `{setting.value}`",
            setting.span,
            f"did you mean `{near}`?" if near else f"it has {listed(known or ['none'])}",
        )


def _check_names(session: Script, stretches: Iterable[CheckedScript], report: Report) -> None:
    """Report an `[if …]` in a session's own lines with a name that none of its stretches has."""
    known = {*EVERYWHERE}
    for stretch in stretches:
        known |= {*stretch.header().extras, *stretch.header().variants}
    for section in session.sections:
        for line in section.spoken:
            for guard in line.guards:
                if isinstance(guard, nodes.IfGuard) and guard.name not in known:
                    near = did_you_mean(guard.name, known)
                    report.add(
                        Code.UNKNOWN_VARIANT,
                        f"no stretch of this session has a variant or extra `{guard.name}`",
                        guard.span,
                        f"did you mean `{near}`?" if near else f"use {listed(sorted(known))}",
                    )
