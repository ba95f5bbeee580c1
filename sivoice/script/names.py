"""Name -> the file of a script: beside a session, in the current folder, or among all others."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from sivoice.errors import UsageError, did_you_mean, listed
from sivoice.files import check_name, special_file
from sivoice.folders import own_scripts, shipped
from sivoice.script.vocabulary import Kind
from sivoice.visible import is_on_one_line

_SEE_LIST = "`sivoice list` shows the scripts that you can use by name."


def kind_of(path: Path) -> Kind:
    """Return the kind of a script by its file's ending. Raises UsageError for any other ending."""
    try:
        return Kind(path.suffix.removeprefix("."))
    except ValueError:
        raise UsageError(
            f"{path}: the name of a script must end in .session or .stretch\n"
            "Rename the file, or name another one."
        ) from None


def examples() -> Path:
    """Return the folder of the programmes that are shipped as examples."""
    return shipped("scripts") / "examples"


def named_scripts(*kinds: Kind) -> dict[str, Path]:
    """Return the scripts that can be used by name, of these kinds or of all.

    The scripts in the current folder come first, then the listener's own, then the shipped ones.
    The first of a name hides the others. A name with a control character in it cannot be used.
    """
    scripts: dict[str, Path] = {}
    for folder in (Path(), *_named_folders()):
        for kind in kinds or Kind:
            for place in (folder, folder / "stretches"):
                try:
                    found = sorted(place.glob(f"*.{kind}"), key=lambda path: path.stem)
                except OSError:  # the folder cannot be read
                    continue
                for path in filter(_is_file, found):
                    if is_on_one_line(path.stem):
                        scripts.setdefault(path.stem, path)
    return scripts


def is_here(path: Path) -> bool:
    """Return whether a script that is used by name is in the current folder."""
    return path.parent in (Path(), Path("stretches"))


def find(wanted: str) -> Path:
    """Return the file of a script, given its name or path.

    A bare name is always a script's name, even if a file or folder here has the same one. Raises
    UsageError if there is no such script.
    """
    check_name(wanted)
    path = Path(wanted)
    is_path = path.suffix in (".session", ".stretch") or path.name != wanted
    by_name = {} if is_path else named_scripts()
    if wanted in by_name:
        return by_name[wanted]
    if wanted and _is_folder(path):
        raise UsageError(f"{wanted} is a folder, not a script\n{_SEE_LIST}")
    if is_path:
        kind_of(path)
        if other := special_file(path):
            raise UsageError(f"{wanted} is {other}, not a script\n{_SEE_LIST}")
        if not _is_file(path):
            raise UsageError(f"there is no script {wanted}\n{_SEE_LIST}")
        return path
    if path.suffix and _is_file(path):
        kind_of(path)
    near = did_you_mean(wanted, by_name)
    help = f"Did you mean {near}?" if near else f"Choose {listed(by_name)}."
    raise UsageError(
        f"there is no script called {wanted}\n{help} To use a file, include its ending."
    )


def stretch_folders(session_folder: Path) -> Iterator[Path]:
    """Yield the folders in which the stretches of a session are looked for, in order."""
    for folder in (session_folder, *_named_folders()):
        yield folder
        yield folder / "stretches"


def find_stretch(name: str, session_folder: Path) -> Path | None:
    """Return the file of a stretch that a session in this folder plays, if there is one."""
    for folder in stretch_folders(session_folder):
        path = folder / f"{name}.stretch"
        if _is_file(path):
            return path
    return None


def _named_folders() -> tuple[Path, ...]:
    """Return the folders whose scripts have a name, the strongest first."""
    return (own_scripts(), shipped("scripts"), examples())


def _is_file(path: Path) -> bool:
    """Return whether this is a file; False if the system does not allow the name."""
    try:
        return path.is_file()
    except OSError:
        return False


def _is_folder(path: Path) -> bool:
    """Return whether this is a folder; False if the system does not allow the name."""
    try:
        return path.is_dir()
    except OSError:
        return False
