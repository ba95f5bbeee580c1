"""Text -> speech: the Voice protocol, the voices and the clips they make."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from msgspec import Struct

if TYPE_CHECKING:
    from sivoice.sound.samples import Wave

UNKNOWN_LANGUAGE = "und"
"""The tag of an undetermined language (ISO 639-2)."""
BETWEEN_SENTENCES = 0.55
"""Seconds of silence between two sentences of a cue. The voices' own pauses last over a second."""


class Speech(Struct, frozen=True):
    """The unprocessed output of a voice."""

    samples: Wave
    """One channel, shape (n,), full scale at 1.0."""
    rate: int
    """Hz."""


class Voice(Protocol):
    """A text-to-speech voice. Its methods can be called from several threads at once."""

    @property
    def name(self) -> str:
        """The name that listeners see and `--voice` accepts."""

    @property
    def language(self) -> str:
        """The language tag of what it speaks; `und` if that is unknown."""

    @property
    def fingerprint(self) -> str:
        """A part of the cache key that changes whenever the same text could sound different.

        It is known without any synthesis. Raises VoiceError if the voice is not available.
        """

    def load(self) -> None:
        """Get ready to speak. Raises VoiceError if that fails."""

    def synthesise(self, text: str, speech_rate: float) -> Speech:
        """Speak a text. Raises VoiceError.

        A `speech_rate` of 1.0 is calm, near 140 words a minute.
        """


def speaks(voice: Voice, language: str) -> bool:
    """Return whether a voice speaks a language, in any regional variety.

    A voice whose language is unknown counts as speaking all of them.
    """
    return voice.language == UNKNOWN_LANGUAGE or _primary(voice.language) == _primary(language)


def _primary(tag: str) -> str:
    return tag.partition("-")[0].casefold()
