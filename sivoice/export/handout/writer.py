"""Handout -> a printable file. No partial file ever appears under its final name."""

from __future__ import annotations

from pathlib import Path

from sivoice.export.formats import HANDOUTS, format_of
from sivoice.export.handout.content import Handout
from sivoice.export.handout.paper import Sheet
from sivoice.export.preflight import check_file, check_special, owner_check
from sivoice.staging import staged
from sivoice.version import __version__

MADE_BY = f"sivoice {__version__}"


def check_target(path: Path, *, force: bool) -> None:
    """Check that a handout can be written to `path`.

    Raises OutputError if the file cannot or must not be written, UsageError for an unknown format.
    """
    check_special(path)  # first, because /dev/null has no ending
    check_file(path, format_of(path, HANDOUTS), force=force)


def write_handout(handout: Handout, path: Path, sheet: Sheet, *, force: bool = False) -> None:
    """Write a handout to `path` in the format of its extension.

    Raises OutputError, also if the file exists and sivoice did not write it, unless `force`.
    """
    format = format_of(path, HANDOUTS)
    data = format.content(handout, sheet, MADE_BY)
    with staged() as files, files.file(path, owner_check(path, format, force=force)) as file:
        file.write(data)
