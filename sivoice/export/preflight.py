"""Where a session may be written: looked at before any work, so that nothing of anybody's is lost and no time is."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from sivoice.errors import OutputError, UsageError, listed
from sivoice.export.formats import FORMATS, check_ffmpeg
from sivoice.export.sidecars import PAGE, is_our_text
from sivoice.export.split import numbered
from sivoice.export.tags import is_ours

MP3, WAV = ".mp3", ".wav"
ENDINGS = (MP3, WAV, *FORMATS)
"""Of the sound files that we write."""


def check_target(path: Path, beside: Sequence[Path] = (), *, force: bool) -> None:
    """Raise OutputError where a file must not or cannot be written, UsageError for a format we do not write."""
    ending = path.suffix.lower()
    if ending not in ENDINGS:
        raise UsageError(f"cannot write {path}: the name must end in {listed(ENDINGS)}")
    if any(one.suffix == PAGE for one in beside) and ending != MP3:
        raise UsageError(
            f"cannot write a page beside {path}: a page holds an MP3\nGive a name that ends in .mp3."
        )
    check_place(path, is_ours, force=force)
    for text in beside:
        check_place(text, is_our_text, force=force)
    if ending in FORMATS:
        check_ffmpeg(ending)


def check_place(path: Path, is_ours: Callable[[Path], bool], *, force: bool) -> None:
    """Raise OutputError where a file must not or cannot be written."""
    with failures_of(path):
        if path.is_dir():
            raise OutputError(f"cannot write {path}: there is a folder of that name")
        _check_parent(path)
        if path.exists() and not force:
            _check_ours(path, is_ours, "write over it")


def check_folder(folder: Path, ending: str, *, force: bool) -> None:
    """Raise OutputError where a session must not or cannot be written into a folder."""
    with failures_of(folder):
        if folder.exists() and not folder.is_dir():
            raise OutputError(f"cannot write into {folder}: there is a file of that name")
        _check_parent(folder)
        if folder.is_dir() and not force:
            for path in numbered(folder, {ending}):
                _check_ours(path, is_ours, "write into its folder all the same")
    if ending in FORMATS:
        check_ffmpeg(ending)


def folder_and_ending(output: Path) -> tuple[Path, str]:
    """Where a split session goes, and in which format: `evening.m4a` means .m4a files in the folder `evening`."""
    ending = output.suffix.lower()
    return (output.with_suffix(""), ending) if ending in ENDINGS else (output, MP3)


@contextmanager
def failures_of(path: Path) -> Iterator[None]:
    """What the system refuses, as an OutputError that names the place."""
    try:
        yield
    except OSError as error:
        raise OutputError(f"cannot write {path}: {error.strerror or error}") from error


def _check_parent(path: Path) -> None:
    if not path.parent.is_dir():
        raise OutputError(f"cannot write {path}: there is no folder {path.parent}")


def _check_ours(path: Path, is_ours: Callable[[Path], bool], what: str) -> None:
    if not is_ours(path):
        raise OutputError(
            f"{path} is there already, and sivoice did not write it\n"
            f"To {what}, add --force; or give another name with -o."
        )
