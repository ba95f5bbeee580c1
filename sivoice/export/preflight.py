"""Checks made before any work, so that no time is wasted and no foreign file is overwritten."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from sivoice.errors import OutputError, UsageError
from sivoice.export.formats import MP3, PAGE, SOUNDS, Format, SidecarFormat, SoundFormat, format_of
from sivoice.export.split import numbered
from sivoice.staging import probe


def check_target(path: Path, sidecars: Sequence[SidecarFormat] = (), *, force: bool) -> None:
    """Check that a session can be written to `path` and its sidecars next to it.

    Raises OutputError if one of the files cannot or must not be written, UsageError for an unknown
    format.
    """
    format = format_of(path, SOUNDS)
    if PAGE in sidecars and format is not MP3:
        raise UsageError(
            f"cannot write a page next to {path}: a page needs an MP3\n"
            f"Choose a name that ends in {MP3.ending}."
        )
    check_file(path, format, force=force)
    for sidecar in sidecars:
        check_file(sidecar.beside(path), sidecar, force=force)


def check_file(path: Path, format: Format, *, force: bool) -> None:
    """Raise OutputError if a file of this format cannot or must not be written to `path`."""
    with failures_of(path):
        if path.is_dir():
            raise OutputError(
                f"cannot write {path}: there is already a folder with that name\n"
                "Choose another name with -o."
            )
        _check_parent(path)
        owner_check(path, format, force=force)()
        probe(path)
    format.check()


def check_folder(folder: Path, format: SoundFormat, *, force: bool) -> None:
    """Raise OutputError if a split session cannot or must not be written into a folder."""
    with failures_of(folder):
        if folder.exists() and not folder.is_dir():
            raise OutputError(
                f"cannot write into {folder}: there is already a file with that name\n"
                "Choose another name with -o."
            )
        _check_parent(folder)
        if folder.is_dir() and not force:
            for path in numbered(folder, format.ending):
                _check_ours(path, format, "write into its folder anyway")
        probe(folder / f"01{format.ending}" if folder.is_dir() else folder)
    format.check()


def owner_check(path: Path, format: Format, *, force: bool) -> Callable[[], None]:
    """Return a function that raises OutputError if a file must not be replaced.

    That is a file that exists and that sivoice did not write, unless `force`.
    """

    def check() -> None:
        if not force and path.exists():
            _check_ours(path, format, "overwrite it")

    return check


def folder_and_format(output: Path) -> tuple[Path, SoundFormat]:
    """Return a split session's folder and format: `evening.m4a` gives .m4a files in `evening`."""
    format = next((one for one in SOUNDS if one.ending == output.suffix.lower()), None)
    return (output, MP3) if format is None else (output.with_suffix(""), format)


@contextmanager
def failures_of(path: Path) -> Iterator[None]:
    """Turn an OSError in the block into an OutputError that names `path`."""
    try:
        yield
    except OSError as error:
        raise OutputError(f"cannot write {path}: {error.strerror or error}") from error


def _check_parent(path: Path) -> None:
    if not path.parent.is_dir():
        raise OutputError(
            f"cannot write {path}: there is no folder {path.parent}\n"
            "Create it, or choose another name with -o."
        )


def _check_ours(path: Path, format: Format, what: str) -> None:
    if not format.is_ours(path):
        raise OutputError(
            f"{path} already exists, and sivoice did not write it\n"
            f"To {what}, add --force. Or choose another name with -o."
        )
