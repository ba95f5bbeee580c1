"""`sivoice share`: serve a session to a phone on the same network, which scans a QR code."""

from __future__ import annotations

from typing import Annotated

import typer

from sivoice.cli.arguments import DEFAULT_SCRIPT, NoSource, Quiet, asked_options, complete_script

_DAY = 24 * 60
"""Minutes."""


def share_command(
    ctx: typer.Context,
    what: Annotated[
        str,
        typer.Argument(
            metavar="SCRIPT|FILE",
            help="The script to make a session from, or an existing file.",
            autocompletion=complete_script,
        ),
    ] = DEFAULT_SCRIPT,
    address: Annotated[
        str | None,
        typer.Option(
            "--address",
            metavar="IP",
            help="The address of this computer to use, if the default one does not work.",
        ),
    ] = None,
    minutes: Annotated[
        int | None,
        typer.Option(
            "--minutes",
            metavar="N",
            help="Stop after this many minutes.",
            show_default="15 more than the session lasts",
            min=1,
            max=_DAY,
        ),
    ] = None,
    no_source: NoSource = False,
    quiet: Quiet = False,
) -> None:
    """Send a session to a phone on the same network: scan the code with its camera.

    The phone gets a page that plays the session. It has the sound inside, so it plays on when
    sharing has ended, and both can be kept as files. Nobody else can find it, but the connection is
    not encrypted.

    **Examples**

    `sivoice share` makes the SI joint session and shares it

    `sivoice share --hold 20 --only piriformis`

    `sivoice share evening.mp3` shares a file as it is
    """
    from sivoice.cli.sharing import share

    share(what, asked_options(ctx), address, minutes, has_source=not no_source, quiet=quiet)
