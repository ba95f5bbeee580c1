"""Finds scripts by name or path, and reads a session with all the stretches it plays."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from pathlib import Path

from msgspec import Struct

from sivoice.errors import ScriptError, UsageError, did_you_mean, listed
from sivoice.folders import own_scripts, shipped
from sivoice.script import nodes
from sivoice.script.checker import check
from sivoice.script.diagnostics import Code, Diagnostic, Report, has_errors, in_order
from sivoice.script.headers import Header, check_hold, read_header
from sivoice.script.nodes import Script
from sivoice.script.parser import parse
from sivoice.script.source import LINE_END, SIZE_LIMIT, SourceText, Span
from sivoice.script.vocabulary import EVERYWHERE, Kind

_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
_START = Span(1, 1, 1)
_SEE_LIST = "`sivoice list` shows the scripts that have a name."


class LoadedScript(Struct, frozen=True):
    """A session and the stretches it plays, all read."""

    name: str
    session: Script
    stretches: Mapping[str, Script]
    """By name: the file's name without its ending."""


def kind_of(path: Path) -> Kind:
    """The kind of script that a file's ending names. Raises UsageError for another ending."""
    try:
        return Kind(path.suffix.removeprefix("."))
    except ValueError:
        raise UsageError(
            f"{path}: a script's name ends in .session or .stretch\nRename the file, so that sivoice knows which it is."
        ) from None


def shipped_and_own() -> Iterator[Path]:
    """Every script that can be asked for by name; the listener's own come before the shipped ones."""
    for folder in (own_scripts(), shipped("scripts")):
        for kind in Kind:
            for place in (folder, folder / "stretches"):
                try:
                    found = sorted(place.glob(f"*.{kind}"))
                except OSError:  # a folder that must not be read has no scripts for us
                    continue
                yield from filter(_is_file, found)


def find(wanted: str) -> Path:
    """The file of a script, by its name or its path.

    A bare name is the name of a script, whatever else is called that here. Raises UsageError if there
    is no such script.
    """
    path = Path(wanted)
    is_path = path.suffix in (".session", ".stretch") or path.name != wanted
    by_name: dict[str, Path] = {}
    if not is_path:
        for found in shipped_and_own():
            by_name.setdefault(found.stem, found)
        if wanted in by_name:
            return by_name[wanted]
    if wanted and _is_folder(path):
        raise UsageError(f"{wanted} is a folder, not a script\n{_SEE_LIST}")
    if is_path:
        kind_of(path)
        if not _is_file(path):
            raise UsageError(f"there is no script {wanted}\n{_SEE_LIST}")
        return path
    near = did_you_mean(wanted, by_name)
    help = f"Did you mean {near}?" if near else f"The scripts are {listed(by_name)}."
    raise UsageError(
        f"there is no script called {wanted}\n{help} To name a file, write its ending too."
    )


def read_script(path: Path) -> tuple[Script, Header, list[Diagnostic]]:
    """One script, parsed and checked by itself. Raises ScriptError where the file cannot be read."""
    try:
        # One byte past the limit is enough to know.
        with path.open("rb") as file:
            data = file.read(SIZE_LIMIT + 1)
    except OSError as error:
        raise ScriptError(f"cannot read {path}: {error.strerror or error}") from error
    name = shown(path)
    if len(data) > SIZE_LIMIT:
        report = Report(SourceText(name, ""))
        report.add(
            Code.FILE_TOO_LARGE, "larger than 1 MiB", _START, "a script is a text of a few pages"
        )
        data = b"# Too large"
    else:
        report = _check_text(data, name)
    source = SourceText(name, data.decode("utf-8", errors="replace"))
    script, syntax = parse(source, kind_of(path))
    if report.found:
        return script, Header(), report.found
    header = check(script, syntax)
    return script, header, syntax.found


def shown(path: Path) -> str:
    """A path as a person would write it here: from this folder where it is below it, with forward slashes."""
    try:
        return path.resolve().relative_to(Path.cwd()).as_posix()
    except (ValueError, OSError):  # elsewhere, or this folder is gone
        return path.as_posix()


def _is_file(path: Path) -> bool:
    """Whether this is a file; False for a name that the system does not allow."""
    try:
        return path.is_file()
    except OSError:
        return False


def _is_folder(path: Path) -> bool:
    """Whether this is a folder; False for a name that the system does not allow."""
    try:
        return path.is_dir()
    except OSError:
        return False


def load(path: Path) -> tuple[LoadedScript, list[Diagnostic]]:
    """A session and what it plays, or one stretch as a session of its own, with every fault found in them."""
    script, _, faults = read_script(path)
    if script.kind is Kind.STRETCH:
        return LoadedScript(
            path.stem, _session_of(script, path.stem), {path.stem: script}
        ), in_order(faults)
    report = Report(script.source)
    stretches: dict[str, Script] = {}
    headers: dict[str, Header] = {}
    below: list[Diagnostic] = []
    faulty: set[str] = set()
    for play in plays(script):
        if play.name not in stretches:
            found = _find_stretch(play.name, path.parent)
            if found is None:
                _report_unknown(play, path.parent, report)
                continue
            stretches[play.name], headers[play.name], more = read_script(found)
            faulty |= {play.name} if has_errors(more) else set()
            below += more
        if play.name not in faulty:
            _check_play(play, stretches[play.name], headers[play.name], report)
    if not faulty:
        _check_names(script, headers, report)
    return LoadedScript(path.stem, script, stretches), in_order([*faults, *report.found, *below])


def plays(session: Script) -> Iterator[nodes.Play]:
    """The `[play …]` lines of a session, in order."""
    for section in session.sections:
        for line in section.spoken:
            if isinstance(line.body, nodes.Play):
                yield line.body


def _check_text(data: bytes, name: str) -> Report:
    """Report the first byte that is no UTF-8 text."""
    help = "save the file as plain text in UTF-8"
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as error:
        report = Report(SourceText(name, data.decode("utf-8", errors="replace")))
        report.add(
            Code.NOT_TEXT, "not a text in UTF-8", _place(data[: error.start].decode("utf-8")), help
        )
        return report
    report = Report(SourceText(name, text))
    if match := _CONTROL.search(text):
        place = _place(text[: match.start()])
        report.add(Code.NOT_TEXT, f"a control character (U+{ord(match[0]):04X})", place, help)
    return report


def _place(before: str) -> Span:
    lines = LINE_END.split(before.removeprefix("\ufeff"))
    return Span(len(lines), len(lines[-1]) + 1, len(lines[-1]) + 2)


def _session_of(stretch: Script, name: str) -> Script:
    """A session that plays one stretch and says nothing of its own."""
    span = stretch.title_span
    line = nodes.Line(span, (), (), nodes.Play(span, name, ()))
    section = nodes.Section(span, "Stretches", None, None, (line,))
    return Script(stretch.source, Kind.SESSION, stretch.title, span, (), (section,), ())


def _folders(beside: Path) -> tuple[Path, ...]:
    own, ours = own_scripts(), shipped("scripts")
    return (beside, beside / "stretches", own, own / "stretches", ours, ours / "stretches")


def _find_stretch(name: str, beside: Path) -> Path | None:
    return next((p for f in _folders(beside) if _is_file(p := f / f"{name}.stretch")), None)


def _report_unknown(play: nodes.Play, beside: Path, report: Report) -> None:
    known = sorted({p.stem for folder in _folders(beside) for p in folder.glob("*.stretch")})
    near = did_you_mean(play.name, known)
    report.add(
        Code.UNKNOWN_STRETCH,
        f"there is no stretch `{play.name}`",
        play.span,
        f"did you mean `{near}`?"
        if near
        else f"put `{play.name}.stretch` beside the session, or into `stretches/`",
    )


def _check_play(play: nodes.Play, stretch: Script, header: Header, report: Report) -> None:
    """A play's variant and extras exist, and its hold suits the stretch."""
    default = header.variants[0] if header.variants else None
    variant = next((str(s.value) for s in play.settings if s.key == "variant"), default)
    for setting in play.settings:
        if setting.key == "hold":
            safe = read_header(stretch, variant, Report(stretch.source)).safe_hold
            check_hold(int(setting.value), safe, setting.span, report)
        if setting.key not in ("variant", "extra"):
            continue
        known = header.variants if setting.key == "variant" else header.extras
        if setting.value not in known:
            near = did_you_mean(str(setting.value), known)
            report.add(
                Code.UNKNOWN_VARIANT if setting.key == "variant" else Code.UNKNOWN_EXTRA,
                f"`{play.name}` has no {setting.key} `{setting.value}`",
                setting.span,
                f"did you mean `{near}`?" if near else f"it has {listed(known)}",
            )


def _check_names(session: Script, headers: Mapping[str, Header], report: Report) -> None:
    """The `[if …]` of a session's own lines name an extra or a variant of a stretch it plays, or what is everywhere."""
    known = {*EVERYWHERE} | {name for h in headers.values() for name in (*h.extras, *h.variants)}
    for section in session.sections:
        for line in section.spoken:
            for guard in line.guards:
                if isinstance(guard, nodes.IfGuard) and guard.name not in known:
                    near = did_you_mean(guard.name, known)
                    report.add(
                        Code.UNKNOWN_VARIANT,
                        f"no stretch of this session has a variant or an extra `{guard.name}`",
                        guard.span,
                        f"did you mean `{near}`?" if near else f"known are {listed(sorted(known))}",
                    )
