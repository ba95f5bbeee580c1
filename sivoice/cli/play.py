"""`sivoice play`: the session, now, hands-free."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated

import typer

from sivoice.cli.arguments import DEFAULT_SCRIPT, Quiet, ScriptName, given_options
from sivoice.errors import UsageError
from sivoice.options.options import options_from

_GO_ON = "Stopped. Go on from here with: sivoice play --resume"


class OutputName(StrEnum):
    """What plays the sound."""

    MINIAUDIO = "miniaudio"
    SIMPLEAUDIO = "simpleaudio"


def play_command(
    ctx: typer.Context,
    script: ScriptName = DEFAULT_SCRIPT,
    resume: Annotated[
        bool,
        typer.Option(
            "--resume", help="Go on where the last session stopped, with the same options."
        ),
    ] = False,
    device: Annotated[
        str | None,
        typer.Option(
            "--device", metavar="NAME", help="A sound device; `sivoice devices` lists them."
        ),
    ] = None,
    output: Annotated[
        OutputName, typer.Option("--output", help="What plays the sound.")
    ] = OutputName.MINIAUDIO,
    plain: Annotated[
        bool, typer.Option("--plain", help="Plain lines, for screen readers.")
    ] = False,
    quiet: Quiet = False,
) -> None:
    """Play a session now. Keys: space pauses, n and p skip, r repeats this side, ? shows all.

    **Examples**

    `sivoice play` plays the SI joint session

    `sivoice play --hold 20 --no-welcome`

    `sivoice play --resume` goes on where you left
    """
    from sivoice.cli.live import play_session
    from sivoice.cli.prepare import read
    from sivoice.folders import bookmark
    from sivoice.player.bookmark import Request, recall
    from sivoice.player.outputs import MiniaudioOutput, SimpleaudioOutput
    from sivoice.session.session import open_session

    quiet = quiet or bool(ctx.obj)
    words = dict(given_options(ctx))
    if resume and (script != DEFAULT_SCRIPT or words):
        raise UsageError(
            "--resume goes on with the same script and the same options\nLeave them out."
        )
    left = recall(bookmark()) if resume else None
    if left is not None:
        script, words = left.request.script, left.request.words
    asked = options_from(words)
    path, scripts = read(script, quiet=quiet)
    session = open_session(scripts, asked)
    try:
        to_the_end = play_session(
            session,
            Request(str(path.resolve()), words),
            left,
            MiniaudioOutput(device) if output is OutputName.MINIAUDIO else SimpleaudioOutput(),
            plain=plain,
            quiet=quiet,
        )
    except KeyboardInterrupt:
        if not quiet:
            typer.echo(_GO_ON)
        raise
    if not (to_the_end or quiet):
        typer.echo(_GO_ON)
