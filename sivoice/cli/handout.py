"""`sivoice handout`: a session on paper."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from sivoice.cli.arguments import DEFAULT_SCRIPT, Quiet, ScriptName, asked_options
from sivoice.cli.prepare import read, say_fitted, time_session
from sivoice.cli.screen import warn
from sivoice.errors import UsageError
from sivoice.export.formats import HANDOUTS, PDF, described
from sivoice.export.handout.paper import Paper

_LINK_LIMIT = 300
"""Characters. The code of a longer address is too fine to be printed small."""


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
            "--link", metavar="URL", help="Print this address, with a code to point a phone at."
        ),
    ] = None,
    paper: Annotated[Paper, typer.Option("--paper", help="The size of the paper.")] = Paper.A4,
    force: Annotated[
        bool, typer.Option("--force", help="Write over a file that sivoice did not write.")
    ] = False,
    quiet: Quiet = False,
) -> None:
    """Make a handout of a session: its stretches, holds and cautions on a page or two, to print.

    The handout has all the words and cautions, however few of them are spoken. A text beside the
    script, SCRIPT.handout, is printed too.

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
    quiet = quiet or bool(ctx.obj)
    if link is not None:
        _check_link(link)
    path, scripts = read(script, quiet=quiet)
    target = output or Path(f"{scripts.name}{PDF.ending}")
    check_target(target, force=force)
    session = open_session(scripts, asked)
    passages = read_written(path)
    if session.options.fit is not None:
        session = time_session(session, quiet=quiet).session
    elif not quiet:
        for message in session.warnings:
            warn(message)
    write_handout(handout(scripts, session.options, passages, link), target, paper)
    if not quiet:
        typer.echo(f"{target}: {target.stat().st_size / 1000:.0f} kB")
        say_fitted(session)


def _check_link(link: str) -> None:
    """Raise UsageError for an address that a phone cannot open or a printed code cannot hold."""
    if len(link) > _LINK_LIMIT:
        raise UsageError(
            f"--link: an address of more than {_LINK_LIMIT} characters makes too fine a code\n"
            "Give a shorter one."
        )
    if not link.startswith(("http://", "https://")) or not link.isprintable() or " " in link:
        raise UsageError(
            f"--link: `{link[:80]}` is not an address\n"
            "Give one like https://example.org/si-joint.mp3."
        )
