"""`sivoice handout`: write a session as a printable handout."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from sivoice.cli.arguments import (
    DEFAULT_SCRIPT,
    Force,
    NoSource,
    Quiet,
    ScriptName,
    asked_options,
)
from sivoice.cli.prepare import print_fit, read, time_session, warn_half_replaced
from sivoice.cli.screen import warn_all
from sivoice.cli.terminal import echo
from sivoice.errors import UsageError
from sivoice.export.formats import HANDOUTS, PDF, described
from sivoice.export.handout.paper import Layout, Paper, Sheet

_LINK_LIMIT = 300
"""Characters. The QR code of a longer address would be too fine to scan from paper."""


def handout_command(
    ctx: typer.Context,
    script: ScriptName = DEFAULT_SCRIPT,
    output: Annotated[
        Path | None,
        typer.Option(
            "--output",
            "-o",
            metavar="FILE",
            help=f"The file to write: {described(HANDOUTS)}.  [default: SCRIPT{PDF.ending}]",
        ),
    ] = None,
    link: Annotated[
        str | None,
        typer.Option(
            "--link", metavar="URL", help="Print this address, with a code to scan with a phone."
        ),
    ] = None,
    paper: Annotated[Paper, typer.Option("--paper", help="The paper size.")] = Paper.A4,
    large: Annotated[bool, typer.Option("--large", help="Set the text in large print.")] = False,
    one_page: Annotated[
        bool,
        typer.Option(
            "--one-page",
            help="Put all stretches on one page, with at most four steps each, and the cautions on "
            "its back.",
        ),
    ] = False,
    calendar: Annotated[
        str | None,
        typer.Option(
            "--calendar",
            metavar="TIMES",
            help="Also write a calendar file with reminders, such as 'Mon Wed Fri 18:00'.",
        ),
    ] = None,
    no_source: NoSource = False,
    force: Force = False,
    quiet: Quiet = False,
) -> None:
    """Make a handout to print: a card for each stretch with its figure, dose and steps.

    The handout has all the words and cautions, even if fewer are spoken. If there is a file
    SCRIPT.handout next to the script, its text is printed too.

    **Examples**

    `sivoice handout` makes si-joint.pdf

    `sivoice handout --hold 20 --skip quadriceps --paper letter`

    `sivoice handout --one-page --link https://example.org/si-joint.mp3 -o ann.pdf`

    `sivoice handout --large --calendar "Mon Wed Fri 18:00"` makes si-joint.ics, too
    """
    from datetime import datetime, timedelta

    from msgspec.structs import replace

    from sivoice.export.handout.calendar import CALENDAR, read_times
    from sivoice.export.handout.calendar import calendar as calendar_file
    from sivoice.export.handout.content import handout
    from sivoice.export.handout.writer import check_target, write_handout
    from sivoice.export.handout.written import read_written
    from sivoice.export.source import pack, source_of
    from sivoice.session.estimate import estimated_minutes
    from sivoice.session.session import open_session

    asked = asked_options(ctx)
    if link is not None:
        _check_link(link)
    sheet = Sheet(paper, _layout(large=large, one_page=one_page))
    times = None if calendar is None else read_times(calendar)
    path, scripts = read(script, quiet=quiet)
    target = output or Path(f"{scripts.name}{PDF.ending}")
    check_target(target, has_calendar=times is not None, force=force)
    warn_half_replaced(target.parent, quiet=quiet)
    session = open_session(scripts, asked)
    passages = read_written(path)
    if session.options.fit is not None:
        session = time_session(session, quiet=quiet).session
    else:
        warn_all(session.warnings, quiet=quiet)
    paper_content = handout(scripts, session.options, passages, link)
    if not no_source:
        packed = pack(source_of(scripts, session.options))
        paper_content = replace(paper_content, source=packed)
    reminders = None
    if times is not None:
        length = timedelta(minutes=estimated_minutes(scripts, session.options))
        reminders = calendar_file(paper_content, times, length, datetime.now().astimezone())
    write_handout(paper_content, target, sheet, reminders, force=force)
    if not quiet:
        echo(f"{target}: {target.stat().st_size / 1000:.0f} kB")
        if reminders is not None:
            echo(f"{target.with_suffix(CALENDAR.ending)}: open it on the phone that should remind")
        print_fit(session)


def _layout(*, large: bool, one_page: bool) -> Layout:
    if large and one_page:
        raise UsageError(
            "--large and --one-page exclude each other\nLarge print needs more than one page."
        )
    return Layout.LARGE if large else Layout.ONE_PAGE if one_page else Layout.CARDS


def _check_link(link: str) -> None:
    """Raise UsageError for an address that a phone cannot open or scan from paper."""
    if len(link) > _LINK_LIMIT:
        raise UsageError(
            f"--link: an address of more than {_LINK_LIMIT} characters makes a code too fine to "
            "scan\nUse a shorter address."
        )
    if not link.startswith(("http://", "https://")) or not link.isprintable() or " " in link:
        raise UsageError(
            f"--link: `{link[:80]}` is not an address\n"
            "Use an address such as https://example.org/si-joint.mp3."
        )
