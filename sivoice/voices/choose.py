"""Name of a voice -> the voice."""

from __future__ import annotations

import re
from collections.abc import Iterable

from msgspec.structs import replace

from sivoice.errors import OptionError, VoiceError, did_you_mean, listed
from sivoice.options.options import NO_VOICE, VOICE_NAMES
from sivoice.voices import UNKNOWN_LANGUAGE, Voice, speaks
from sivoice.voices.engine import Engine, more_voices
from sivoice.voices.hibari import HibariVoice
from sivoice.voices.system import SystemVoice, system_voices

HIBARI, SYSTEM, _ = VOICE_NAMES
_BETTER = re.compile(r"\b(?:premium|natural|enhanced)\b", re.IGNORECASE)
"""What better voices have in their name or id. Untested on both systems, the names are:

`Ava (Premium)` and `com.apple.voice.enhanced.en-US.Ava` on macOS, `Microsoft Aria (Natural)` on
Windows.
"""
_CLEAREST = "gmw/en-us"
"""eSpeak NG's English voice whose words are misheard least."""
_SHOWN = 6
"""The most voices that an error message names if a name matches several."""


def choose(name: str, language: str, engine: Engine | None = None) -> Voice | None:
    """Find a voice by name, ignoring case: `none` is None.

    `system` is the voice for `language`, or the system's default voice if none speaks it. A voice
    of unknown language counts as speaking `language`.

    Raises OptionError if no voice has that name, VoiceError if there are no system voices.
    """
    folded = name.casefold()
    if folded == NO_VOICE:
        return None
    if folded == HIBARI:
        return HibariVoice()
    voices = system_voices(engine or Engine())
    if folded == SYSTEM:
        return for_language(voices, language) or _taken_for(voices[0], language)
    return _taken_for(find(voices, name), language)


def for_language(voices: tuple[SystemVoice, ...], language: str) -> SystemVoice | None:
    """Find the best voice for a language; None if no voice speaks it.

    The best is a voice of the same tag, then one of the country of the same name, such as `fr-FR`
    for `fr`, then any variety, then a voice of unknown language. Among equals, a voice that its
    maker calls better comes first, then the clearest of eSpeak NG, then the system's default.
    """
    folded = language.casefold()
    voices = tuple(sorted(voices, key=_rank))
    for tag in (folded, f"{folded}-{folded}"):
        for voice in voices:
            if voice.language.casefold() == tag:
                return voice
    speaking = [voice for voice in voices if speaks(voice, language)]
    speaking.sort(key=lambda voice: voice.language == UNKNOWN_LANGUAGE)
    return _taken_for(speaking[0], language) if speaking else None


def _rank(voice: SystemVoice) -> int:
    """Return how good a voice sounds: less is better."""
    if _BETTER.search(f"{voice.title} {voice.id}"):
        return 0
    return 1 if voice.id == _CLEAREST else 2


def _taken_for(voice: SystemVoice, language: str) -> SystemVoice:
    """Return the voice, with the given language if its own is unknown."""
    return replace(voice, language=language) if voice.language == UNKNOWN_LANGUAGE else voice


def find(voices: Iterable[SystemVoice], name: str) -> SystemVoice:
    """Find the voice with this name, id or language, or the only one whose name contains it.

    Raises OptionError if no voice matches, or more than one.
    """
    folded = name.casefold()
    names_of: list[tuple[SystemVoice, list[str]]] = []
    known = [*VOICE_NAMES]
    for voice in voices:
        names_of.append((voice, [n.casefold() for n in (voice.name, voice.title, voice.id)]))
        known += [voice.name, voice.title]
    for matches in (
        [voice for voice, names in names_of if folded in names],
        [voice for voice, _ in names_of if voice.language.casefold() == folded][:1],
        [voice for voice, names in names_of if any(folded in n for n in names)],
    ):
        if len(matches) == 1:
            return matches[0]
        if matches:
            raise OptionError("voice", _ambiguous(name, matches))
    near = did_you_mean(name, known)
    help = (
        f"Did you mean {near}?"
        if near
        else f"Choose {listed(VOICE_NAMES)}, or a voice that `sivoice voices` lists."
    )
    raise OptionError("voice", f"there is no voice called `{name}`\n{help}")


def _ambiguous(name: str, matches: list[SystemVoice]) -> str:
    shown = [
        voice.id if voice.title == voice.name else f"{voice.name} ({voice.title})"
        for voice in matches[:_SHOWN]
    ]
    if len(matches) > _SHOWN:
        shown.append(f"{len(matches) - _SHOWN} more")
    return f"`{name}` matches {len(matches)} voices\nChoose {listed(shown)}."


def instead_of(reason: VoiceError, language: str, engine: Engine | None = None) -> SystemVoice:
    """Return the system voice to fall back to if the default voice cannot speak.

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
