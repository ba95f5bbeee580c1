"""`sivoice play`: the session, now, hands-free."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated

import typer

from sivoice.cli.arguments import DEFAULT_SCRIPT, Quiet, ScriptName, spoken_words, with_wishes
from sivoice.errors import UsageError
from sivoice.options.options import Options, options_from

_GO_ON = "Stopped. Go on from here with: sivoice play --resume"


class OutputName(StrEnum):
    """What plays the sound."""

    MINIAUDIO = "miniaudio"
    SIMPLEAUDIO = "simpleaudio"


@with_wishes
def play_command(
    ctx: typer.Context,
    asked: Options,
    script: ScriptName = DEFAULT_SCRIPT,
    resume: Annotated[
        bool,
        typer.Option(
            "--resume", help="Go on where the last session was left, as it was asked for."
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
    from sivoice.player.bookmark import Bookmark, recall
    from sivoice.player.outputs import MiniaudioOutput, SimpleaudioOutput
    from sivoice.session.session import open_session

    quiet = quiet or bool(ctx.obj)
    words = spoken_words(ctx)
    if resume and (script != DEFAULT_SCRIPT or asked != Options()):
        raise UsageError(
            "--resume goes on with the session as it was asked for\nLeave the script and its options out."
        )
    left = recall(bookmark()) if resume else None
    if left is not None:
        script, words = left.script, left.words
        asked = options_from(words)
    path, scripts = read(script, quiet=quiet)
    session = open_session(scripts, asked)
    try:
        to_the_end = play_session(
            session,
            left,
            lambda now, plan: Bookmark(str(path.resolve()), words, now.index, plan, now.coaching),
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
