"""`sivoice play`: play a session live, hands-free."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING, Annotated

import typer

from sivoice.cli.arguments import DEFAULT_SCRIPT, Quiet, ScriptName, given_options
from sivoice.cli.terminal import echo
from sivoice.errors import UsageError
from sivoice.options.options import options_from

if TYPE_CHECKING:
    from sivoice.player.outputs import Output

_STOPPED = "Stopped. To continue from here: sivoice play --resume"
_NOT_KEPT = "this session is already being played, so this player does not keep its place"


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
            "--resume",
            help="Continue where you stopped, in SCRIPT or else in the last session, with the same "
            "options.",
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

    `sivoice play desk-break --resume` continues this session, even if you have played others since
    """
    from sivoice.cli.live import play_session
    from sivoice.cli.prepare import read
    from sivoice.cli.screen import warn_all
    from sivoice.folders import bookmarks
    from sivoice.player.bookmark import Request, claimed, file_of, latest, recall
    from sivoice.script.names import find
    from sivoice.session.session import open_session

    given = dict(given_options(ctx))
    source = ctx.get_parameter_source("script")
    is_named = source is not None and source.name != "DEFAULT"
    if resume and given:
        raise UsageError("--resume continues with the same options\nLeave them out.")
    if device is not None and output is OutputName.SIMPLEAUDIO:
        raise UsageError(
            "--device: simpleaudio plays on the default device only\n"
            "Leave out --device or --output."
        )
    left_at = None
    if resume:
        own = file_of(bookmarks(), str(find(script).resolve())) if is_named else None
        left_at = recall(own or latest(bookmarks()))
        script, given = left_at.request.script, left_at.request.words
    asked = options_from(given)
    path, scripts = read(script, quiet=quiet)
    session = open_session(scripts, asked)
    request = Request(str(path.resolve()), given)
    place = file_of(bookmarks(), request.script)
    with claimed(place) as is_ours:
        stopped = _STOPPED if is_ours else "Stopped."
        if not is_ours:
            warn_all([_NOT_KEPT], quiet=quiet)
        try:
            to_the_end = play_session(
                session,
                request,
                left_at,
                _output(output, device),
                place=place if is_ours else None,
                plain=plain,
                quiet=quiet,
            )
        except KeyboardInterrupt:
            if not quiet:
                echo(stopped)
            raise
        if not (to_the_end or quiet):
            echo(stopped)


def _output(name: OutputName | None, device: str | None) -> Output:
    from sivoice.player.outputs import MiniaudioOutput, SystemOutput
    from sivoice.player.simpleaudio import SimpleaudioOutput

    match name:
        case None:
            return SystemOutput(device)
        case OutputName.MINIAUDIO:
            return MiniaudioOutput(device)
        case OutputName.SIMPLEAUDIO:
            return SimpleaudioOutput()
