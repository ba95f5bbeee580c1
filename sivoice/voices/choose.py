"""A voice's name -> the voice."""

from __future__ import annotations

from collections.abc import Iterable

from msgspec.structs import replace

from sivoice.errors import OptionError, VoiceError, did_you_mean, listed
from sivoice.options.options import NO_VOICE, VOICE_NAMES
from sivoice.voices import UNKNOWN_LANGUAGE, Voice, speaks
from sivoice.voices.engine import Engine, more_voices
from sivoice.voices.hibari import HibariVoice
from sivoice.voices.system import SystemVoice, system_voices

HIBARI, SYSTEM, _ = VOICE_NAMES
_SHOWN = 6
"""Voices that are named where a name fits several."""


def choose(name: str, language: str, engine: Engine | None = None) -> Voice | None:
    """The voice of a name, in any case; None for `none`.

    `system` is the voice for `language`, or the system's default voice if none speaks it. A voice
    that does not say what it speaks is taken to speak `language`.

    Raises OptionError if no voice has that name, VoiceError if there are no system voices.
    """
    wanted = name.casefold()
    if wanted == NO_VOICE:
        return None
    if wanted == HIBARI:
        return HibariVoice()
    voices = system_voices(engine or Engine())
    if wanted == SYSTEM:
        return for_language(voices, language) or _taken_for(voices[0], language)
    return _taken_for(find(voices, name), language)


def for_language(voices: tuple[SystemVoice, ...], language: str) -> SystemVoice | None:
    """The voice that suits a language best; None if none speaks it.

    That is a voice of that very tag, then one of the country of the same name, such as `fr-FR` for
    `fr`, then the system's default voice or another that speaks it in some country, and then one
    that does not say what it speaks.
    """
    wanted = language.casefold()
    for tag in (wanted, f"{wanted}-{wanted}"):
        for voice in voices:
            if voice.language.casefold() == tag:
                return voice
    speaking = [voice for voice in voices if speaks(voice, language)]
    speaking.sort(key=lambda voice: voice.language == UNKNOWN_LANGUAGE)
    return _taken_for(speaking[0], language) if speaking else None


def _taken_for(voice: SystemVoice, language: str) -> SystemVoice:
    """The voice, with a language if it does not say itself what it speaks."""
    return replace(voice, language=language) if voice.language == UNKNOWN_LANGUAGE else voice


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
    """The system voice that takes over if the default voice cannot speak, for the given reason.

    Raises VoiceError, which says what to install, if no system voice speaks the language.
    """
    try:
        return _speaking(language, engine or Engine())
    except VoiceError as error:
        message = [
            f"{reason.problem}, and {error.problem}",
            *reason.advice,
            *error.advice,
            "Without a voice, with chimes and the words on the screen: --voice none",
        ]
        raise VoiceError("\n".join(message)) from error


def _speaking(language: str, engine: Engine) -> SystemVoice:
    """The system voice that speaks a language. Raises VoiceError if there is none."""
    voice = for_language(system_voices(engine), language)
    if voice is None:
        none = f"no system voice speaks the language {language}"
        raise VoiceError("\n".join([none, *more_voices()]))
    return voice
