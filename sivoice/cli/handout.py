"""`sivoice handout`: write a session as a printable handout."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from sivoice.cli.arguments import DEFAULT_SCRIPT, Force, Quiet, ScriptName, asked_options
from sivoice.cli.prepare import print_fit, read, time_session, warn_half_replaced
from sivoice.cli.screen import warn_all
from sivoice.errors import UsageError
from sivoice.export.formats import HANDOUTS, PDF, described
from sivoice.export.handout.paper import Paper

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
    force: Force = False,
    quiet: Quiet = False,
) -> None:
    """Make a handout to print: the stretches, holds and cautions of a session on a page or two.

    The handout has all the words and cautions, even if fewer are spoken. If there is a file
    SCRIPT.handout next to the script, its text is printed too.

    **Examples**

    `sivoice handout` makes si-joint.pdf

    `sivoice handout --hold 20 --skip quadriceps --paper letter`

    `sivoice handout --link https://example.org/si-joint.mp3 -o ann.pdf`
    """
    from sivoice.export.handout.content import handout
    from sivoice.export.handout.writer import check_target, write_handout
    from sivoice.export.handout.written import read_written
    from sivoice.session.session import open_session

    asked = asked_options(ctx)
    if link is not None:
        _check_link(link)
    path, scripts = read(script, quiet=quiet)
    target = output or Path(f"{scripts.name}{PDF.ending}")
    check_target(target, force=force)
    warn_half_replaced(target.parent, quiet=quiet)
    session = open_session(scripts, asked)
    passages = read_written(path)
    if session.options.fit is not None:
        session = time_session(session, quiet=quiet).session
    else:
        warn_all(session.warnings, quiet=quiet)
    write_handout(handout(scripts, session.options, passages, link), target, paper, force=force)
    if not quiet:
        typer.echo(f"{target}: {target.stat().st_size / 1000:.0f} kB")
        print_fit(session)


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
