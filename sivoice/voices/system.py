"""The voices of the operating system, used through pyttsx3.

They are SAPI5 on Windows, NSSpeechSynthesizer on macOS and eSpeak NG on Linux. The code for Windows
and macOS was written from pyttsx3's source and has not been run.
"""

from __future__ import annotations

import re

from msgspec import Struct

from sivoice.errors import VoiceError
from sivoice.version import installed
from sivoice.voices import BETWEEN_SENTENCES, UNKNOWN_LANGUAGE, Speech, speaks
from sivoice.voices.engine import Engine, EngineError
from sivoice.voices.lexicon import lexicon

CALM_RATE = {"espeak": 120}
"""pyttsx3's rate, by driver, for a median of 125 words a minute in the SI joint session.

A recogniser misheard 6.1 % of the words of `en-us` at 130, and 5.1 % at this rate.
"""
_RATE = 150
"""pyttsx3's rate for drivers that were not measured."""
WORD_GAP = 1
"""The pause between the English words of eSpeak NG, in its units: about 60 ms.

Otherwise it runs words into each other, such as `hips, spine` and `both knees`.
"""
_TREATMENT = f"gap={WORD_GAP} bright 1"
"""Part of the fingerprint of eSpeak NG in English."""
ENGINES = {"espeak": "eSpeak NG", "sapi5": "Windows", "nsss": "macOS"}
"""The names of pyttsx3's drivers as listeners know them."""
_SENTENCE_END = re.compile(r"(?<=[.!?…])(?<!\b\w\.)\s+(?![a-zß-öø-ÿ0-9])")
"""Not after `z. B.`, `ca.` and the like: one letter, or a small letter or digit after it."""


class SystemVoice(Struct, frozen=True):
    """One voice of the system's speech engine."""

    engine: Engine
    id: str
    """The engine's id for it."""
    name: str
    """A short name that is easy to type."""
    title: str
    """The engine's name for it."""
    language: str
    """A language tag; `und` if it is unknown."""

    @property
    def fingerprint(self) -> str:
        """The engine, its version, the voice, and how they are used."""
        greeting = self.engine.greeting
        rate = CALM_RATE.get(greeting.driver, _RATE)
        engine = f"pyttsx3 {installed('pyttsx3')} {greeting.driver} {greeting.version}"
        how = f"{engine} {self.id} rate={rate} pause={BETWEEN_SENTENCES}"
        return f"{how} {_TREATMENT}" if self._is_treated else how

    @property
    def _is_treated(self) -> bool:
        """Whether it is a voice of eSpeak NG for English, whose words are then misheard less."""
        is_english = self.language != UNKNOWN_LANGUAGE and speaks(self, "en")
        return is_english and self.engine.greeting.driver == "espeak"

    def load(self) -> None:
        """Start the engine. Raises VoiceError if it does not start."""
        _ = self.engine.greeting

    def synthesise(self, text: str, speech_rate: float) -> Speech:
        """Speak a text, sentence by sentence. Empty if it has no words. Raises VoiceError."""
        import numpy as np

        from sivoice.sound.samples import join
        from sivoice.sound.speech import brighten

        words_a_minute = round(CALM_RATE.get(self.engine.greeting.driver, _RATE) * speech_rate)
        words = lexicon().as_letters(text) if speaks(self, "en") else text
        gap = WORD_GAP if self._is_treated else 0
        sentences = [part for part in _SENTENCE_END.split(words) if re.search(r"\w", part)]
        try:
            spoken = [self.engine.speak(part, self.id, words_a_minute, gap) for part in sentences]
        except EngineError as error:
            raise VoiceError(
                f"the system voice {self.title} failed on `{text}`: {error}"
            ) from error
        if not spoken:
            return Speech(np.zeros(0, np.float32), 1)
        rate, pause = spoken[0].rate, BETWEEN_SENTENCES / speech_rate
        joined = join([speech.samples for speech in spoken], rate, pause)
        return Speech(brighten(joined, rate) if self._is_treated else joined, rate)


def system_voices(engine: Engine) -> tuple[SystemVoice, ...]:
    """List the voices of an engine, its default first. Raises VoiceError if there are none."""
    greeting = engine.greeting
    voices = []
    for listed in greeting.voices:
        name = _short_name(listed.id, listed.name, greeting.driver)
        voices.append(SystemVoice(engine, listed.id, name, listed.name, _tag(listed.language)))
    return tuple(sorted(voices, key=lambda voice: voice.id != greeting.voice))


def _short_name(id: str, name: str, driver: str) -> str:
    """Return a name that is easy to type: `en-us` for eSpeak's id `gmw/en-us`."""
    return id.rpartition("/")[2] if driver == "espeak" else name


def _tag(language: str) -> str:
    """Convert an engine's language to a language tag; UNKNOWN_LANGUAGE if it is not one."""
    tag = language.replace("_", "-")
    return tag if re.fullmatch(r"[A-Za-z]{2,8}(-[A-Za-z0-9]+)*", tag) else UNKNOWN_LANGUAGE
