"""Text -> speech: the Voice protocol, the voices, and the clips they make."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from msgspec import Struct

if TYPE_CHECKING:
    from sivoice.sound.samples import Wave

UNKNOWN_LANGUAGE = "und"
"""The tag of a language that nobody has told."""
BETWEEN_SENTENCES = 0.4
"""Seconds of silence between two sentences of a cue; the voices' own would be more than one."""


class Speech(Struct, frozen=True):
    """What a voice said, as it said it."""

    samples: Wave
    """One channel, shape (n,), full scale at 1.0."""
    rate: int
    """Hz."""


class Voice(Protocol):
    """Something that can speak, to several threads at once."""

    @property
    def name(self) -> str:
        """As a listener knows it, and --voice takes it."""

    @property
    def language(self) -> str:
        """What it speaks, as a language tag; `und` where that is not known."""

    @property
    def fingerprint(self) -> str:
        """Changes whenever the voice may say the same text with another sound; known without anything being said.

        Raises VoiceError where the voice is not there.
        """

    def load(self) -> None:
        """Get ready to speak. Raises VoiceError where it cannot."""

    def synthesise(self, text: str, speech_rate: float) -> Speech:
        """The text spoken at `speech_rate`, 1.0 being calm, near 150 words a minute. Raises VoiceError."""


def speaks(voice: Voice, language: str) -> bool:
    """Whether a voice speaks a language, of whatever country. One that says nothing of it is taken at its word."""
    return voice.language == UNKNOWN_LANGUAGE or _primary(voice.language) == _primary(language)


def _primary(tag: str) -> str:
    return tag.partition("-")[0].casefold()
