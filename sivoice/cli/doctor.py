"""`sivoice doctor`: check what works on this computer, and say how to fix the rest."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import TYPE_CHECKING, Annotated

import typer

from sivoice.cli.cache import kept
from sivoice.cli.terminal import echo
from sivoice.errors import SettingsError, SivoiceError, VoiceError, listed
from sivoice.folders import clip_cache, is_homeless, own_scripts, settings_file
from sivoice.options.options import Options
from sivoice.options.settings import naming_settings, read_settings
from sivoice.script.vocabulary import DEFAULT_LANGUAGE
from sivoice.visible import on_one_line

if TYPE_CHECKING:
    from sivoice.voices import Voice

_WITHOUT_CACHE = (
    "sivoice works without it, but takes longer, because it speaks every session again."
)

_ESSENTIAL = ("voice", "scripts", "settings", "cache")
"""What sessions cannot be made without."""


def doctor_command(
    sound: Annotated[
        bool, typer.Option("--sound", help="Play a chime to test whether you can hear sound.")
    ] = False,
) -> None:
    """Check what works on this computer, and say how to fix the rest.

    The exit code is 1 if sessions cannot be made.
    """
    from concurrent.futures import ThreadPoolExecutor

    probes = {
        "voice": _voice,
        "scripts": _scripts,
        "settings": _settings,
        "cache": _cache,
        "system": _system_voice,
        "sound": lambda: _sound(aloud=sound),
        "ffmpeg": _ffmpeg,
    }
    with ThreadPoolExecutor(len(probes)) as pool:
        results = {name: pool.submit(probe).result for name, probe in probes.items()}
        works = {name: _print(name, result) for name, result in results.items()}
    if not all(works[name] for name in _ESSENTIAL):
        raise typer.Exit(1)


def _print(name: str, result: Callable[[], str]) -> bool:
    """Print the result of a probe, or what its error says; return whether it succeeded."""
    try:
        echo(f"{name:<9} ok  {on_one_line(result())}")
    except SivoiceError as error:
        echo(f"{name:<9} --  {error.problem}")
        for line in error.advice:
            echo(f"{'':<13} {line}")
        return False
    return True


def _voice() -> str:
    """Try the voice that speaks sessions."""
    from sivoice.session.clips import session_voice
    from sivoice.voices.choose import instead_of

    try:
        name = read_settings(settings_file()).voice
    except SettingsError:  # `_settings` reports it
        name = None
    try:
        with naming_settings(settings_file(), Options()):
            voice = session_voice(name, DEFAULT_LANGUAGE)
        return _try(voice) if voice is not None else "none, as set in the settings file"
    except VoiceError as error:
        if name is not None:
            raise
        return f"{_try(instead_of(error, DEFAULT_LANGUAGE))}; {error.problem}"


def _system_voice() -> str:
    """Try the system's default voice."""
    from sivoice.voices.choose import SYSTEM, choose

    voice = choose(SYSTEM, DEFAULT_LANGUAGE)
    assert voice is not None
    return _try(voice)


def _try(voice: Voice) -> str:
    """Synthesise a sentence, and return how long that took. Raises VoiceError."""
    began = time.perf_counter()
    speech = voice.synthesise("Breathe out.", 1.0)
    took = time.perf_counter() - began
    length = len(speech.samples) / speech.rate
    return f"{voice.name} speaks ({length:.1f} s of speech in {took:.1f} s, including loading)"


def _sound(*, aloud: bool) -> str:
    from sivoice.player.devices import device_names
    from sivoice.player.once import play
    from sivoice.script.vocabulary import ChimeKind
    from sivoice.sound.chimes import read_chimes

    names = device_names()
    play(read_chimes().samples(ChimeKind.START) if aloud else b"")
    if aloud:
        return f"played a rising chime on {names[0]}"
    return f"plays on {names[0]}; to hear a chime: sivoice doctor --sound"


def _cache() -> str:
    if is_homeless():
        raise SivoiceError(f"there is no home folder to keep clips in\n{_WITHOUT_CACHE}")
    folder = clip_cache()
    try:
        folder.mkdir(parents=True, exist_ok=True)
        probe = folder / "probe"
        probe.touch()
        probe.unlink()
    except OSError as error:
        raise SivoiceError(
            f"{folder} cannot be written to: {error.strerror}\n{_WITHOUT_CACHE}"
        ) from error
    return f"{kept()}; to delete it: sivoice cache clear"


def _settings() -> str:
    path = settings_file()
    if is_homeless():
        return "none set; there is no home folder for them"
    if read_settings(path) == Options():
        return f"none set; you can put some in {path}"
    return f"read from {path}"


def _ffmpeg() -> str:
    from sivoice.export.formats import FFMPEG_SOUNDS, OWN_SOUNDS
    from sivoice.sound.ffmpeg import HOW_TO_INSTALL, ffmpeg

    made = [format.ending for format in FFMPEG_SOUNDS]
    found = ffmpeg()
    if found is None:
        own = " and ".join(format.ending for format in OWN_SOUNDS)
        raise SivoiceError(
            f"not installed: sivoice writes {own} itself, but needs it for {listed(made)}\n"
            f"{HOW_TO_INSTALL}"
        )
    for format in FFMPEG_SOUNDS:
        format.check()
    return f"{found} makes {', '.join(made)}"


def _scripts() -> str:
    from sivoice.script.diagnostics import errors_among
    from sivoice.script.library import load
    from sivoice.script.names import named_scripts

    scripts = named_scripts()
    broken = [name for name, path in scripts.items() if errors_among(load(path)[1])]
    if broken:
        raise SivoiceError(
            f"errors in {', '.join(broken)}\nTo see them: sivoice check {' '.join(broken)}"
        )
    where = "" if is_homeless() else f"; you can put your own in {own_scripts()}"
    return f"{len(scripts)} scripts{where}"
