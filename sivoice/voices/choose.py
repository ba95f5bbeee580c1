"""A voice's name -> the voice."""

from __future__ import annotations

from collections.abc import Iterable

from sivoice.errors import OptionError, VoiceError, did_you_mean, listed
from sivoice.options.options import NO_VOICE, VOICE_NAMES
from sivoice.voices import Voice, speaks
from sivoice.voices.engine import Engine
from sivoice.voices.hibari import HibariVoice
from sivoice.voices.system import SystemVoice, system_voices

HIBARI, SYSTEM, _ = VOICE_NAMES
_SHOWN = 6
"""Voices that are named where a name fits several."""


def choose(name: str, language: str, engine: Engine | None = None) -> Voice | None:
    """The voice of a name, in any case; `system` is one for `language`; None for `none`.

    Raises OptionError if no voice has that name, VoiceError if there are no system voices.
    """
    wanted = name.casefold()
    if wanted == NO_VOICE:
        return None
    if wanted == HIBARI:
        return HibariVoice()
    voices = system_voices(engine or Engine())
    return for_language(voices, language) if wanted == SYSTEM else find(voices, name)


def for_language(voices: tuple[SystemVoice, ...], language: str) -> SystemVoice:
    """The voice of that very language; or the default, or another, that speaks it in some country; or the default."""
    wanted = language.casefold()
    same = [voice for voice in voices if voice.language.casefold() == wanted]
    alike = [voice for voice in voices if speaks(voice, language)]
    return (*same, *alike, voices[0])[0]


def find(voices: Iterable[SystemVoice], name: str) -> SystemVoice:
    """The voice with this name or id, or the only one that has it as a part. Raises OptionError."""
    wanted = name.casefold()
    by_names = [
        (voice, [own.casefold() for own in (voice.name, voice.title, voice.id)]) for voice in voices
    ]
    for fitting in (
        [voice for voice, names in by_names if wanted in names],
        [voice for voice, _ in by_names if voice.language.casefold() == wanted][:1],
        [voice for voice, names in by_names if any(wanted in own for own in names)],
    ):
        if len(fitting) == 1:
            return fitting[0]
        if fitting:
            shown = [
                f"{voice.name} ({voice.title})" if voice.title != voice.name else voice.id
                for voice in fitting
            ]
            more = [f"{len(fitting) - _SHOWN} more"] if len(fitting) > _SHOWN else []
            raise OptionError(
                "voice",
                f"`{name}` fits {len(fitting)} voices\nChoose {listed([*shown[:_SHOWN], *more])}.",
            )
    known = [*VOICE_NAMES, *(own for voice, _ in by_names for own in (voice.name, voice.title))]
    near = did_you_mean(name, known)
    help = (
        f"Did you mean {near}?"
        if near
        else f"Choose {listed(VOICE_NAMES)}, or a voice that `sivoice voices` lists."
    )
    raise OptionError("voice", f"there is no voice called `{name}`\n{help}")


def instead_of(reason: VoiceError, language: str, engine: Engine | None = None) -> SystemVoice:
    """The system voice that takes over where the default one cannot be loaded. Raises VoiceError."""
    try:
        return for_language(system_voices(engine or Engine()), language)
    except VoiceError as error:
        (first, *how), (second, *instead) = str(reason).splitlines(), str(error).splitlines()
        help = [
            *how,
            *instead,
            "Without a voice, with chimes and the words on the screen: --voice none",
        ]
        raise VoiceError("\n".join([f"{first}, and {second}", *help])) from error
