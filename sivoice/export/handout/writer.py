"""A handout -> a PDF or HTML file to print, complete under its name or not there at all."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from sivoice import __version__
from sivoice.errors import UsageError, listed
from sivoice.export.handout.content import Handout
from sivoice.export.handout.html import html
from sivoice.export.handout.pdf import pdf
from sivoice.export.kinds import Paper
from sivoice.export.preflight import check_place, failures_of
from sivoice.files import replaced

MADE_BY = f"sivoice {__version__}"


_WRITERS: dict[str, Callable[[Handout, Paper, str], bytes]] = {".pdf": pdf, ".html": html}
_MARKS = (b"<pdf:Keywords>sivoice ", b'<meta name="generator" content="sivoice ')
"""What stands in a PDF and in an HTML file that sivoice wrote."""


def check_target(path: Path, *, force: bool) -> None:
    """Raise OutputError where a file must not be written, UsageError for a format we do not write, before any work."""
    if path.suffix.lower() not in _WRITERS:
        raise UsageError(f"cannot write {path}: the name must end in {listed(_WRITERS)}")
    check_place(path, _is_ours, force=force)


def write_handout(handout: Handout, path: Path, paper: Paper) -> None:
    """Write a handout to `path` in the format of its ending. Raises OutputError."""
    data = _WRITERS[path.suffix.lower()](handout, paper, MADE_BY)
    with failures_of(path), replaced(path) as file:
        file.write(data)


def _is_ours(path: Path) -> bool:
    data = path.read_bytes()
    return any(mark in data for mark in _MARKS)
