"""Finding scripts by name or path, and reading a session with all the stretches that it plays."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from pathlib import Path

from msgspec import Struct

from sivoice.errors import ScriptError, UsageError, did_you_mean, listed
from sivoice.folders import own_scripts, shipped
from sivoice.script import nodes
from sivoice.script.checker import check
from sivoice.script.diagnostics import Code, Diagnostic, Report, has_errors, in_order
from sivoice.script.headers import CheckedScript, Header
from sivoice.script.holds import check_hold
from sivoice.script.nodes import Script
from sivoice.script.parser import parse
from sivoice.script.source import LINE_END, SIZE_LIMIT, SourceText, Span
from sivoice.script.vocabulary import EACH_REP, EVERYWHERE, STRETCHES, Kind

_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
_START = Span(1, 1, 1)
_SEE_LIST = "`sivoice list` shows the scripts that have a name."


class LoadedScript(Struct, frozen=True):
    """A session and the stretches that it plays."""

    name: str
    session: CheckedScript
    stretches: Mapping[str, CheckedScript]
    """By name, which is the file's name without its ending."""


def kind_of(path: Path) -> Kind:
    """The kind of script, by the ending of its file. Raises UsageError for another ending."""
    try:
        return Kind(path.suffix.removeprefix("."))
    except ValueError:
        raise UsageError(
            f"{path}: the name of a script must end in .session or .stretch\n"
            "Rename the file so that sivoice knows which it is."
        ) from None


def examples() -> Path:
    """The folder of the programmes that are shipped as examples."""
    return shipped("scripts") / "examples"


def shipped_and_own() -> Iterator[Path]:
    """Every script that has a name: the listener's own, the shipped ones, and the examples."""
    for folder in _named():
        for kind in Kind:
            for place in (folder, folder / "stretches"):
                try:
                    found = sorted(place.glob(f"*.{kind}"), key=lambda path: path.stem)
                except OSError:  # a folder that must not be read has no scripts for us
                    continue
                yield from filter(_is_file, found)


def find(wanted: str) -> Path:
    """The file of a script, by its name or its path.

    A bare name is that of a script, whatever else is called that here. Raises UsageError if there
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


def read_script(path: Path) -> tuple[CheckedScript, list[Diagnostic]]:
    """One script, checked by itself, and its faults. Raises ScriptError for an unreadable file."""
    try:
        # One byte past the limit is enough to know.
        with path.open("rb") as file:
            data = file.read(SIZE_LIMIT + 1)
    except OSError as error:
        raise ScriptError(f"cannot read {path}: {error.strerror or error}") from error
    too_large = len(data) > SIZE_LIMIT
    source = SourceText(shown(path), "" if too_large else data.decode("utf-8", errors="replace"))
    unusable = Report(source)
    if too_large:
        unusable.add(
            Code.FILE_TOO_LARGE,
            "the file is larger than 1 MiB",
            _START,
            "a script should be no more than a few pages of text",
        )
    else:
        _check_text(data, unusable)
    script, report = parse(source, kind_of(path))
    if unusable.found:
        return CheckedScript(script, {None: Header()}), unusable.found
    return check(script, report), report.found


def shown(path: Path) -> str:
    """A path as a person would write it: with forward slashes, and relative if it is below here."""
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
    """A session and what it plays, or one stretch as a session of its own, and every fault in them.

    Raises ScriptError if a file cannot be read.
    """
    checked, faults = read_script(path)
    script = checked.script
    if script.kind is Kind.STRETCH:
        session = _session_of(script, path.stem)
        return LoadedScript(path.stem, session, {path.stem: checked}), in_order(faults)
    report = Report(script.source)
    stretches: dict[str, CheckedScript] = {}
    below: list[Diagnostic] = []
    faulty: set[str] = set()
    for play in plays(script):
        if play.name not in stretches:
            found = _find_stretch(play.name, path.parent)
            if found is None:
                _report_unknown(play, path.parent, report)
                continue
            stretches[play.name], more = read_script(found)
            faulty |= {play.name} if has_errors(more) else set()
            below += more
        if play.name not in faulty:
            _check_play(play, stretches[play.name], report)
    if not faulty:
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
        report.add(Code.NOT_TEXT, "the file is not text in UTF-8", place, help)
        return
    if match := _CONTROL.search(text):
        place = _place(text[: match.start()])
        report.add(Code.NOT_TEXT, f"a control character (U+{ord(match[0]):04X})", place, help)


def _place(before: str) -> Span:
    """The place of the character that follows a text."""
    lines = LINE_END.split(before.removeprefix("\ufeff"))
    return Span(len(lines), len(lines[-1]) + 1, len(lines[-1]) + 2)


def _session_of(stretch: Script, name: str) -> CheckedScript:
    """A session that plays one stretch and says nothing of its own."""
    span = stretch.title_span
    line = nodes.Line(span, (), (), nodes.Play(span, name, ()))
    section = nodes.Section(span, STRETCHES, None, None, (line,))
    script = Script(stretch.source, Kind.SESSION, stretch.title, span, (), (section,), ())
    return CheckedScript(script, {None: Header()})


def _named() -> tuple[Path, ...]:
    """The folders whose scripts have a name, the strongest first."""
    return (own_scripts(), shipped("scripts"), examples())


def _folders(beside: Path) -> tuple[Path, ...]:
    return tuple(place for one in (beside, *_named()) for place in (one, one / "stretches"))


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
        else f"put `{play.name}.stretch` beside the session, or in `stretches/`",
    )


def _check_play(play: nodes.Play, stretch: CheckedScript, report: Report) -> None:
    """Report a variant or extra that a stretch does not have, and a hold that does not suit it."""
    header = stretch.header()
    asked = [s.value for s in play.settings if s.key == "variant" and s.value in header.variants]
    variant = next(iter((*asked, *header.variants)), None)
    safe = stretch.header(None if variant is None else str(variant)).safe_hold
    for setting in play.settings:
        match setting.key:
            case "hold":
                check_hold(int(setting.value), safe, setting.span, report)
            case "reps" if not stretch.script.sections_for(EACH_REP, None):
                report.add(
                    Code.MISSING_SECTION,
                    f"`{play.name}` has no reps",
                    setting.span,
                    f"remove it, or give the stretch a section `{EACH_REP}`",
                )
            case "variant":
                _check_known(play, setting, header.variants, Code.UNKNOWN_VARIANT, report)
            case "extra":
                _check_known(play, setting, header.extras, Code.UNKNOWN_EXTRA, report)


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
    """Report an `[if …]` in a session's own lines that names nothing its stretches have."""
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
                        f"did you mean `{near}`?"
                        if near
                        else f"the names are {listed(sorted(known))}",
                    )
