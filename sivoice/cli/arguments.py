"""The options that every command about a session shares, and how their words become Options."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Mapping
from functools import cache
from typing import Annotated, Any

import typer

from sivoice.options.options import FirstSide, Guidance, Options, Sides, options_from

_HOLDS, _CHOICE, _SPEECH, _SOUND = (
    "Holds and timing",
    "What is done",
    "What is spoken",
    "How it sounds",
)


def complete_script(incomplete: str) -> list[str]:
    """Names of scripts for the shell."""
    from sivoice.script.library import shipped_and_own

    return sorted({path.stem for path in shipped_and_own() if path.stem.startswith(incomplete)})


def _complete_stretch(incomplete: str) -> list[str]:
    from sivoice.script.library import shipped_and_own
    from sivoice.script.vocabulary import Kind

    names = {path.stem for path in shipped_and_own() if path.suffix == f".{Kind.STRETCH}"}
    return sorted(name for name in names if name.startswith(incomplete))


def _complete_voice(incomplete: str) -> list[str]:
    from sivoice.voices.choose import NAMES

    return [name for name in NAMES if name.startswith(incomplete)]


def _option(
    panel: str, help: str, *names: str, metavar: str | None = None, completion: Any = None
) -> Any:
    return typer.Option(
        *names,
        help=help,
        metavar=metavar,
        rich_help_panel=panel,
        show_default=False,
        autocompletion=completion,
    )


def wishes(
    hold: Annotated[
        list[str] | None,
        _option(
            _HOLDS,
            "How long to hold: `20`, `20s`, `1min`; for one stretch `piriformis=25`. Repeatable.",
            metavar="TIME",
        ),
    ] = None,
    sets: Annotated[
        int | None,
        _option(
            _HOLDS,
            "How many times each stretch is done; once, if nobody says otherwise.",
            metavar="N",
        ),
    ] = None,
    pace: Annotated[
        float | None,
        _option(
            _HOLDS,
            "Divides the rests and get-ready times, never the holds: 1.2 is brisker.",
            metavar="X",
        ),
    ] = None,
    fit: Annotated[
        str | None,
        _option(
            _HOLDS,
            "Make the session this long: chooses sets, holds and pace for you.",
            metavar="TIME",
        ),
    ] = None,
    warm_up: Annotated[
        str | None,
        _option(_HOLDS, "A guided warm-up of this length first, like `5min`.", metavar="TIME"),
    ] = None,
    only: Annotated[
        list[str] | None,
        _option(
            _CHOICE,
            "Only these stretches: `piriformis,quadriceps`.",
            metavar="NAMES",
            completion=_complete_stretch,
        ),
    ] = None,
    skip: Annotated[
        list[str] | None,
        _option(
            _CHOICE, "Leave these stretches out.", metavar="NAMES", completion=_complete_stretch
        ),
    ] = None,
    side: Annotated[Sides | None, _option(_CHOICE, "Stretch both sides, or one.")] = None,
    first_side: Annotated[
        FirstSide | None,
        _option(_CHOICE, "The side that begins; the right one, if nobody says otherwise."),
    ] = None,
    variant: Annotated[
        list[str] | None,
        _option(
            _CHOICE,
            "Another way to do a stretch: `hamstring=raised`. Repeatable.",
            metavar="STRETCH=NAME",
        ),
    ] = None,
    extra: Annotated[
        list[str] | None,
        _option(
            _CHOICE, "Add what is left out at first, like `deeper`. Repeatable.", metavar="NAME"
        ),
    ] = None,
    voice: Annotated[
        str | None,
        _option(
            _SPEECH,
            "Who speaks: `hibari`, `system`, one that `sivoice voices` lists, or `none`.",
            metavar="NAME",
            completion=_complete_voice,
        ),
    ] = None,
    guidance: Annotated[
        Guidance | None, _option(_SPEECH, "How much is spoken; full, if nobody says otherwise.")
    ] = None,
    speech_rate: Annotated[
        float | None, _option(_SPEECH, "How fast the voice speaks: 0.9 is slower.", metavar="X")
    ] = None,
    coaching: Annotated[
        bool | None,
        _option(_SPEECH, "Words during the holds, or none.", "--coaching/--no-coaching"),
    ] = None,
    countdown: Annotated[
        bool | None,
        _option(_SPEECH, "Count the last five seconds of each hold.", "--countdown/--no-countdown"),
    ] = None,
    welcome: Annotated[
        bool | None, _option(_SPEECH, "The words at the beginning.", "--welcome/--no-welcome")
    ] = None,
    cautions: Annotated[
        bool | None,
        _option(_SPEECH, "The safety words, and each stretch's own.", "--cautions/--no-cautions"),
    ] = None,
    chimes: Annotated[
        str | None,
        _option(
            _SOUND,
            "The chimes: `bell`, `bowl`, `wood` or `none`; or a folder with sounds named `soft`, `start` and `end`.",
            metavar="SET",
        ),
    ] = None,
    volume_chimes: Annotated[
        float | None,
        _option(_SOUND, "How loud the chimes are: 50 is half, 200 is double.", metavar="PERCENT"),
    ] = None,
    pad: Annotated[
        bool | None,
        _option(
            _SOUND,
            "A soft tone through each hold; it also keeps players from trimming holds.",
            "--pad/--no-pad",
        ),
    ] = None,
    pad_sound: Annotated[
        str | None,
        _option(_SOUND, "A sound file through each hold instead, in a loop.", metavar="FILE"),
    ] = None,
    breath: Annotated[
        bool | None,
        _option(
            _SOUND, "A tone in each hold to breathe with: 4 s in, 6 s out.", "--breath/--no-breath"
        ),
    ] = None,
) -> Options:
    """What the command line asks for. Raises UsageError."""
    return options_from(
        {
            "hold": hold,
            "sets": sets,
            "pace": pace,
            "fit": fit,
            "warm-up": warm_up,
            "only": only,
            "skip": skip,
            "side": side,
            "first-side": first_side,
            "variant": variant,
            "extra": extra,
            "voice": voice,
            "guidance": guidance,
            "speech-rate": speech_rate,
            "coaching": coaching,
            "countdown": countdown,
            "welcome": welcome,
            "cautions": cautions,
            "chimes": chimes,
            "volume-chimes": volume_chimes,
            "pad": pad,
            "pad-sound": pad_sound,
            "breath": breath,
        }
    )


def spoken_words(ctx: typer.Context) -> dict[str, Any]:
    """The session options as they were typed, under their long names."""
    return {name.replace("_", "-"): ctx.params[name] for name in _wishes()}


@cache
def _wishes() -> Mapping[str, inspect.Parameter]:
    return inspect.signature(wishes, eval_str=True).parameters


def with_wishes(command: Callable[..., None]) -> Callable[..., None]:
    """A command that takes all of `wishes`' options besides its own, and is given `asked: Options` for them."""
    shared = _wishes()
    own = inspect.signature(command, eval_str=True).parameters

    def run(**words: Any) -> None:
        asked = wishes(**{name: words.pop(name) for name in shared})
        command(asked=asked, **words)

    parameters = [parameter for name, parameter in own.items() if name != "asked"] + list(
        shared.values()
    )
    # typer reads a command's options off its signature.
    run.__signature__ = inspect.Signature(parameters)  # type: ignore[attr-defined]
    run.__annotations__ = {parameter.name: parameter.annotation for parameter in parameters}
    run.__doc__ = command.__doc__
    run.__name__ = command.__name__
    return run


ScriptName = Annotated[
    str,
    typer.Argument(
        metavar="SCRIPT",
        help="A script's name, or the path of a .session or .stretch file.",
        autocompletion=complete_script,
        show_default=True,
    ),
]
DEFAULT_SCRIPT = "si-joint"
Quiet = Annotated[bool, typer.Option("--quiet", "-q", help="Say nothing but errors.")]
