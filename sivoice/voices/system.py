"""The voices of the operating system, through pyttsx3: SAPI5 on Windows, NSSpeech on macOS, eSpeak NG on Linux.

On macOS pyttsx3 writes AIFF, which the worker has converted by the system's own afconvert; that and SAPI5 are written
after pyttsx3's source and have not been run.
"""

from __future__ import annotations

import re
from importlib.metadata import version

from msgspec import Struct

from sivoice.errors import VoiceError
from sivoice.voices import BETWEEN_SENTENCES, UNKNOWN_LANGUAGE, Speech, speaks
from sivoice.voices.engine import Engine, EngineError
from sivoice.voices.lexicon import lexicon

CALM_RATE = {"espeak": 133}
"""pyttsx3's words a minute for near 150 that are heard, measured over the SI joint session."""
_RATE = 150
"""For engines that were not measured."""
ENGINES = {"espeak": "eSpeak NG", "sapi5": "Windows", "nsss": "macOS"}
"""What pyttsx3's drivers are to a listener."""
_SENTENCE_END = re.compile(r"(?<=[.!?…])(?<!\b\w\.)\s+(?![a-zß-öø-ÿ0-9])")
"""Not after `z. B.`, `ca.` and the like: one letter, or a small letter or digit after it."""


class SystemVoice(Struct, frozen=True):
    """One voice of the engine of this computer."""

    engine: Engine
    id: str
    """As the engine knows it."""
    name: str
    """Short, where the engine's own name is long."""
    title: str
    """The engine's name for it."""
    language: str

    @property
    def fingerprint(self) -> str:
        """The engine, its version and the voice, and how they are used."""
        found = self.engine.greeting
        rate = CALM_RATE.get(found.driver, _RATE)
        engine = f"pyttsx3 {version('pyttsx3')} {found.driver} {found.version}"
        return f"{engine} {self.id} rate={rate} pause={BETWEEN_SENTENCES}"

    def load(self) -> None:
        """Start the engine. Raises VoiceError where it does not start."""
        _ = self.engine.greeting

    def synthesise(self, text: str, speech_rate: float) -> Speech:
        """The text spoken sentence by sentence; empty where it has no words. Raises VoiceError."""
        import numpy as np

        from sivoice.sound.samples import join

        words_a_minute = round(CALM_RATE.get(self.engine.greeting.driver, _RATE) * speech_rate)
        words = lexicon().as_letters(text) if speaks(self, "en") else text
        sentences = [part for part in _SENTENCE_END.split(words) if re.search(r"\w", part)]
        try:
            said = [self.engine.speak(sentence, self.id, words_a_minute) for sentence in sentences]
        except EngineError as error:
            raise VoiceError(
                f"the system voice {self.title} failed on `{text}`: {error}"
            ) from error
        if not said:
            return Speech(np.zeros(0, np.float32), 1)
        rate = said[0].rate
        return Speech(
            join([speech.samples for speech in said], rate, BETWEEN_SENTENCES / speech_rate), rate
        )


def system_voices(engine: Engine) -> tuple[SystemVoice, ...]:
    """The voices of an engine, its default first. Raises VoiceError where there is none."""
    found = engine.greeting
    voices = [
        SystemVoice(
            engine, one.id, _short(one.id, one.name, found.driver), one.name, _tag(one.language)
        )
        for one in found.voices
    ]
    return tuple(sorted(voices, key=lambda voice: voice.id != found.voice))


def _short(id: str, name: str, driver: str) -> str:
    """A name that can be typed: eSpeak's `gmw/en-us` is `en-us`, while its name for it is `English (America)`."""
    return id.rpartition("/")[2] if driver == "espeak" else name


def _tag(language: str) -> str:
    """A language tag; UNKNOWN_LANGUAGE for anything else."""
    tag = language.replace("_", "-")
    return tag if re.fullmatch(r"[A-Za-z]{2,8}(-[A-Za-z0-9]+)*", tag) else UNKNOWN_LANGUAGE
