"""A handout -> a PDF or HTML file to print, complete under its name or not there at all."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from sivoice import __version__
from sivoice.errors import OutputError, UsageError, listed
from sivoice.export.handout.content import Handout
from sivoice.export.handout.html import html
from sivoice.export.handout.paper import Paper
from sivoice.export.handout.pdf import pdf
from sivoice.files import replaced

MADE_BY = f"sivoice {__version__}"


_WRITERS: dict[str, Callable[[Handout, Paper, str], bytes]] = {".pdf": pdf, ".html": html}
_MARKS = (b"<pdf:Keywords>sivoice ", b'<meta name="generator" content="sivoice ')
"""What stands in a PDF and in an HTML file that sivoice wrote."""


def check_target(path: Path, *, force: bool) -> None:
    """Raise OutputError where a file must not be written, UsageError for a format we do not write, before any work."""
    if path.suffix.lower() not in _WRITERS:
        raise UsageError(f"cannot write {path}: the name must end in {listed(_WRITERS)}")
    try:
        if path.is_dir():
            raise OutputError(f"cannot write {path}: there is a folder of that name")
        if not path.parent.is_dir():
            raise OutputError(f"cannot write {path}: there is no folder {path.parent}")
        if not force and path.exists() and not _is_ours(path):
            raise OutputError(
                f"{path} is there already, and sivoice did not write it\n"
                "To write over it, add --force; or give another name with -o."
            )
    except OSError as error:
        raise OutputError(f"cannot write {path}: {error.strerror or error}") from error


def write_handout(handout: Handout, path: Path, paper: Paper) -> None:
    """Write a handout to `path` in the format of its ending. Raises OutputError."""
    data = _WRITERS[path.suffix.lower()](handout, paper, MADE_BY)
    try:
        with replaced(path) as file:
            file.write(data)
    except OSError as error:
        raise OutputError(f"cannot write {path}: {error.strerror or error}") from error


def _is_ours(path: Path) -> bool:
    data = path.read_bytes()
    return any(mark in data for mark in _MARKS)
