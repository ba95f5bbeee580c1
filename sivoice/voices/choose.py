"""Name of a voice -> the voice."""

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
"""The most voices that an error message names if a name matches several."""


def choose(name: str, language: str, engine: Engine | None = None) -> Voice | None:
    """Find a voice by name, ignoring case: `system` is one for `language`, `none` is None.

    Raises OptionError if no voice has that name, VoiceError if there are no system voices.
    """
    folded = name.casefold()
    if folded == NO_VOICE:
        return None
    if folded == HIBARI:
        return HibariVoice()
    voices = system_voices(engine or Engine())
    return for_language(voices, language) if folded == SYSTEM else find(voices, name)


def for_language(voices: tuple[SystemVoice, ...], language: str) -> SystemVoice:
    """Find the best voice for a language: the same tag, another variety, or the default.

    `voices` has the default voice first.
    """
    folded = language.casefold()
    same = [voice for voice in voices if voice.language.casefold() == folded]
    similar = [voice for voice in voices if speaks(voice, language)]
    return (*same, *similar, voices[0])[0]


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
    """Return the system voice to fall back to if the default voice cannot be loaded.

    Raises VoiceError if there is none either, with the advice of both errors.
    """
    try:
        return for_language(system_voices(engine or Engine()), language)
    except VoiceError as error:
        (first, *how), (second, *instead) = str(reason).splitlines(), str(error).splitlines()
        help = [
            *how,
            *instead,
            "Or do without a voice, with chimes and the words on the screen: --voice none",
        ]
        raise VoiceError("\n".join([f"{first}, and {second}", *help])) from error
