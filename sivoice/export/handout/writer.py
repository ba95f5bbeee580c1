"""Handout -> a printable file. No partial file ever appears under its final name."""

from __future__ import annotations

from pathlib import Path

from sivoice.export.formats import HANDOUTS, format_of
from sivoice.export.handout.content import Handout
from sivoice.export.handout.paper import Paper
from sivoice.export.preflight import check_file, check_special, failures_of
from sivoice.files import replaced
from sivoice.version import __version__

MADE_BY = f"sivoice {__version__}"


def check_target(path: Path, *, force: bool) -> None:
    """Check that a handout can be written to `path`.

    Raises OutputError if the file cannot or must not be written, UsageError for an unknown format.
    """
    check_special(path)  # first, because /dev/null has no ending
    check_file(path, format_of(path, HANDOUTS), force=force)


def write_handout(handout: Handout, path: Path, paper: Paper) -> None:
    """Write a handout to `path` in the format of its extension. Raises OutputError."""
    data = format_of(path, HANDOUTS).content(handout, paper, MADE_BY)
    with failures_of(path), replaced(path) as file:
        file.write(data)
