"""Handout -> a printable file. No partial file ever appears under its final name."""

from __future__ import annotations

from pathlib import Path

from sivoice.export.formats import HANDOUTS, Format, format_of
from sivoice.export.handout.calendar import CALENDAR
from sivoice.export.handout.content import Handout
from sivoice.export.handout.paper import Sheet
from sivoice.export.preflight import check_file, check_special, owner_check
from sivoice.staging import staged
from sivoice.version import __version__

MADE_BY = f"sivoice {__version__}"


def check_target(path: Path, *, has_calendar: bool = False, force: bool) -> None:
    """Check that a handout, and if requested its calendar, can be written to `path`.

    Raises OutputError if the file cannot or must not be written, UsageError for an unknown format.
    """
    check_special(path)  # first, because /dev/null has no ending
    check_file(path, format_of(path, HANDOUTS), force=force)
    if has_calendar:
        check_file(path.with_suffix(CALENDAR.ending), CALENDAR, force=force)


def write_handout(
    handout: Handout,
    path: Path,
    sheet: Sheet,
    calendar: bytes | None = None,
    *,
    force: bool = False,
) -> None:
    """Write a handout to `path` in the format of its extension, and a calendar beside it.

    Raises OutputError, also if the file exists and sivoice did not write it, unless `force`.
    """
    format = format_of(path, HANDOUTS)
    data = format.content(handout, sheet, MADE_BY)
    contents: list[tuple[Path, Format, bytes]] = [(path, format, data)]
    if calendar is not None:
        contents.append((path.with_suffix(CALENDAR.ending), CALENDAR, calendar))
    with staged() as files:
        for target, kind, content in contents:
            with files.file(target, owner_check(target, kind, force=force)) as file:
                file.write(content)
