"""Text -> speech: the Voice protocol, the voices, and the clips they make."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from sivoice.audio import Wave


@dataclass(frozen=True, slots=True)
class Speech:
    """What a voice said, as it said it."""

    samples: Wave
    """One channel, shape (n,), full scale at 1.0."""
    rate: int
    """Hz."""


class Voice(Protocol):
    """Something that can speak, to several threads at once."""

    @property
    def name(self) -> str:
        """As a listener knows it."""

    @property
    def fingerprint(self) -> str:
        """Changes whenever the voice may say the same text with another sound; known without loading the voice."""

    def synthesise(self, text: str, speech_rate: float) -> Speech:
        """The text spoken at `speech_rate`, 1.0 being calm, near 150 words a minute. Raises VoiceError."""
