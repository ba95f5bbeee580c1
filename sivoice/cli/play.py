"""`sivoice play`: play a session live, hands-free."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING, Annotated

import typer

from sivoice.cli.arguments import DEFAULT_SCRIPT, Quiet, ScriptName, given_options
from sivoice.errors import UsageError
from sivoice.options.options import options_from

if TYPE_CHECKING:
    from sivoice.player.outputs import Output

_STOPPED = "Stopped. To continue from here: sivoice play --resume"


class OutputName(StrEnum):
    """The libraries that can be chosen to play the sound."""

    MINIAUDIO = "miniaudio"
    SIMPLEAUDIO = "simpleaudio"


def play_command(
    ctx: typer.Context,
    script: ScriptName = DEFAULT_SCRIPT,
    resume: Annotated[
        bool,
        typer.Option(
            "--resume", help="Continue where the last session stopped, with the same options."
        ),
    ] = False,
    device: Annotated[
        str | None,
        typer.Option(
            "--device", metavar="NAME", help="The sound device; `sivoice devices` lists them."
        ),
    ] = None,
    output: Annotated[
        OutputName | None,
        typer.Option(
            "--output",
            help="The library that plays the sound. "
            "\\[default: libpulse for PulseAudio and PipeWire, otherwise miniaudio]",
        ),
    ] = None,
    plain: Annotated[
        bool, typer.Option("--plain", help="Print plain lines, for screen readers.")
    ] = False,
    quiet: Quiet = False,
) -> None:
    """Play a session now. Keys: space pauses, n and p skip, r repeats this side, ? shows all.

    **Examples**

    `sivoice play` plays the SI joint session

    `sivoice play --hold 20 --no-welcome`

    `sivoice play --resume` continues where you left off
    """
    from sivoice.cli.live import play_session
    from sivoice.cli.prepare import read
    from sivoice.folders import bookmark
    from sivoice.player.bookmark import Request, recall
    from sivoice.player.outputs import MiniaudioOutput, SimpleaudioOutput, SystemOutput
    from sivoice.session.session import open_session

    given = dict(given_options(ctx))
    source = ctx.get_parameter_source("script")
    is_named = source is not None and source.name != "DEFAULT"
    if resume and (is_named or given):
        raise UsageError(
            "--resume continues with the same script and the same options\nLeave them out."
        )
    if device is not None and output is OutputName.SIMPLEAUDIO:
        raise UsageError(
            "--device: simpleaudio plays on the default device only\n"
            "Leave out --device or --output."
        )
    left_at = recall(bookmark()) if resume else None
    if left_at is not None:
        script, given = left_at.request.script, left_at.request.words
    asked = options_from(given)
    path, scripts = read(script, quiet=quiet)
    session = open_session(scripts, asked)
    chosen: Output
    match output:
        case None:
            chosen = SystemOutput(device)
        case OutputName.MINIAUDIO:
            chosen = MiniaudioOutput(device)
        case OutputName.SIMPLEAUDIO:
            chosen = SimpleaudioOutput()
    try:
        to_the_end = play_session(
            session,
            Request(str(path.resolve()), given),
            left_at,
            chosen,
            plain=plain,
            quiet=quiet,
        )
    except KeyboardInterrupt:
        if not quiet:
            typer.echo(_STOPPED)
        raise
    if not (to_the_end or quiet):
        typer.echo(_STOPPED)
