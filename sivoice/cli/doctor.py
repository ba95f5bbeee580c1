"""`sivoice doctor`: what works on this computer, and what to do about the rest."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import TYPE_CHECKING, Annotated

import typer

from sivoice.errors import SivoiceError, VoiceError, listed
from sivoice.folders import clip_cache, own_scripts, settings_file
from sivoice.options.options import Options
from sivoice.options.settings import naming_settings, read_settings
from sivoice.script.vocabulary import DEFAULT_LANGUAGE

if TYPE_CHECKING:
    from sivoice.voices import Voice


def doctor_command(
    sound: Annotated[
        bool, typer.Option("--sound", help="Play a chime, to hear whether sound comes out.")
    ] = False,
) -> None:
    """Say what works here, and what to do where something does not.

    Ends with 1 where sessions cannot be made.
    """
    essential = [
        _line("voice", _voice),
        _line("scripts", _scripts),
        _line("settings", _settings),
        _line("cache", _cache),
    ]
    _line("system", _system_voice)
    _line("sound", lambda: _sound(aloud=sound))
    _line("ffmpeg", _ffmpeg)
    if not all(essential):
        raise typer.Exit(1)


def _line(name: str, look: Callable[[], str]) -> bool:
    try:
        typer.echo(f"{name:<9} ok  {look()}")
    except SivoiceError as error:
        first, *rest = str(error).splitlines()
        typer.echo(f"{name:<9} --  {first}")
        for line in rest:
            typer.echo(f"{'':<13} {line}")
        return False
    return True


def _voice() -> str:
    """The voice that sessions are spoken by, tried."""
    from sivoice.session.clips import default_voice
    from sivoice.voices.choose import choose, instead_of

    wanted = read_settings(settings_file()).voice
    if wanted is not None:
        with naming_settings(settings_file(), Options()):
            voice = choose(wanted, DEFAULT_LANGUAGE)
        return _spoken(voice) if voice is not None else "none, as the settings have it"
    try:
        return _spoken(default_voice())
    except VoiceError as error:
        return f"{_spoken(instead_of(error, DEFAULT_LANGUAGE))}; {str(error).splitlines()[0]}"


def _system_voice() -> str:
    """The system's default voice, tried."""
    from sivoice.voices.choose import SYSTEM, choose

    voice = choose(SYSTEM, DEFAULT_LANGUAGE)
    assert voice is not None
    return _spoken(voice)


def _spoken(voice: Voice) -> str:
    began = time.perf_counter()
    speech = voice.synthesise("Breathe out.", 1.0)
    took = time.perf_counter() - began
    return f"{voice.name} speaks ({len(speech.samples) / speech.rate:.1f} s said in {took:.1f} s, loading included)"


def _sound(*, aloud: bool) -> str:
    from sivoice.player.once import play
    from sivoice.player.outputs import device_names
    from sivoice.script.vocabulary import ChimeKind
    from sivoice.sound.chimes import read_chimes

    names = device_names()
    play(read_chimes().samples(ChimeKind.START) if aloud else b"")
    return f"plays to {names[0]}" + (
        ", a rising chime just now" if aloud else "; hear it with: sivoice doctor --sound"
    )


def _cache() -> str:
    folder = clip_cache()
    try:
        folder.mkdir(parents=True, exist_ok=True)
        sizes = {path: path.stat().st_size for path in folder.rglob("*.*") if path.is_file()}
        probe = folder / "probe"
        probe.touch()
        probe.unlink()
    except OSError as error:
        raise SivoiceError(
            f"{folder} cannot be written: {error.strerror}\n"
            "Without it every session is spoken anew, which only takes longer."
        ) from error
    clips = sum(path.suffix == ".clip" for path in sizes)
    return (
        f"{clips} clips, {sum(sizes.values()) / 1e6:.0f} MB in {folder}; may be deleted at any time"
    )


def _settings() -> str:
    path = settings_file()
    if read_settings(path) == Options():
        return f"none set; they would go into {path}"
    return f"read from {path}"


def _ffmpeg() -> str:
    from sivoice.export.formats import FFMPEG_SOUNDS, OWN_SOUNDS
    from sivoice.sound.ffmpeg import HOW_TO_INSTALL, ffmpeg

    made = [format.ending for format in FFMPEG_SOUNDS]
    found = ffmpeg()
    if found is None:
        own = " and ".join(format.ending for format in OWN_SOUNDS)
        raise SivoiceError(
            f"not installed: sivoice writes {own} itself, and needs it for {listed(made)}\n{HOW_TO_INSTALL}"
        )
    for format in FFMPEG_SOUNDS:
        format.check()
    return f"{found} makes {', '.join(made)}"


def _scripts() -> str:
    from sivoice.script.diagnostics import has_errors
    from sivoice.script.library import load, named_scripts

    scripts = named_scripts()
    broken = [name for name, path in scripts.items() if has_errors(load(path)[1])]
    if broken:
        raise SivoiceError(
            f"faults in {', '.join(broken)}\nSee them with: sivoice check {' '.join(broken)}"
        )
    return f"{len(scripts)} scripts can be asked for by name; your own go into {own_scripts()}"
