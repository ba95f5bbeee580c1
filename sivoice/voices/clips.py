"""Text -> clips: spoken by a voice, trimmed, levelled, faded and cached."""

from __future__ import annotations

from typing import TypeAlias

from sivoice.errors import VoiceError
from sivoice.sound.cache import ClipCache, Head, clip_key, digest_of
from sivoice.units import SAMPLE_RATE, Samples
from sivoice.voices import Speech, Voice, speaks
from sivoice.voices.lexicon import lexicon
from sivoice.voices.wording import WORDING, written_out

_PREPARATION = "trim level -18.7 R128 fade 5/20"
"""Part of every clip's cache key. Change it when clips are prepared differently."""
_AS_WRITTEN = "as written"
"""Part of the key instead of WORDING and the lexicon, which are for English only."""
FADE_IN, FADE_OUT = 0.005, 0.020
"""Seconds. A fade-in of 5 ms keeps the MP3 encoder's pre-echo down."""
GUESS_START, GUESS_CHARACTER = 0.25, 0.066
"""Seconds of a cue, and of each of its characters, at a rate of 1.0.

Measured over the SI joint session.
"""


class SpokenClips:
    """The clips of one voice at one rate, from memory, from the cache, or synthesised now."""

    def __init__(self, voice: Voice, speech_rate: float, cache: ClipCache) -> None:
        self.voice = voice
        self.speech_rate = speech_rate
        self.cache = cache
        self._speaks_english = speaks(voice, "en")
        how = f"{WORDING} {lexicon().digest}" if self._speaks_english else _AS_WRITTEN
        self._fingerprint = f"{voice.fingerprint} | {how} | {_PREPARATION}"
        self._heads: dict[str, Head] = {}
        self._uncached: dict[str, bytes] = {}
        """Clips that the cache could not store."""

    def length(self, text: str) -> Samples:
        """Return the length of a clip in samples, synthesising it if needed. Raises VoiceError."""
        return self._head(text).size // 2

    def digest(self, text: str) -> str:
        """Return the SHA-256 of a clip's samples, in hex, synthesising it if needed.

        Raises VoiceError.
        """
        return self._head(text).digest

    def samples(self, text: str) -> bytes:
        """Return the samples of a clip, 16-bit little-endian, synthesising it if needed.

        Raises VoiceError.
        """
        pcm = self._uncached.get(text) or self.cache.read(self._key(text))
        return self._make(text) if pcm is None else self._with_known_length(text, pcm)

    def _with_known_length(self, text: str, pcm: bytes) -> bytes:
        """Cut or pad a clip to the length that the timeline already relies on.

        Not every voice speaks the same text in the same way twice.
        """
        head = self._heads.get(text)
        return pcm if head is None else pcm[: head.size].ljust(head.size, b"\0")

    def known_length(self, text: str) -> Samples | None:
        """Return the length of a clip in samples, or None if it would have to be synthesised."""
        head = self._known_head(text)
        return None if head is None else head.size // 2

    def _known_head(self, text: str) -> Head | None:
        if text not in self._heads:
            head = self.cache.head(self._key(text))
            if head is None:
                return None
            self._heads[text] = head
        return self._heads[text]

    def _head(self, text: str) -> Head:
        if self._known_head(text) is None:
            self._make(text)
        return self._heads[text]

    def _key(self, text: str) -> str:
        return clip_key(self._fingerprint, text, self.speech_rate)

    def _make(self, text: str) -> bytes:
        words = written_out(text) if self._speaks_english else text
        pcm = prepare(self.voice.synthesise(words, self.speech_rate))
        if not pcm:
            raise VoiceError(f"the voice {self.voice.name} made no sound for `{text}`")
        pcm = self._with_known_length(text, pcm)
        if not self.cache.write(self._key(text), pcm):
            self._uncached[text] = pcm
        self._heads.setdefault(text, Head(len(pcm), digest_of(pcm)))
        return pcm


class SilentClips:
    """The clips of no voice: each cue is a silence in which it can be read on the screen."""

    def __init__(self, speech_rate: float) -> None:
        self.speech_rate = speech_rate

    def length(self, text: str) -> Samples:
        """Return the length of a clip in samples."""
        return guessed_length(text, self.speech_rate)

    def samples(self, text: str) -> bytes:
        """Return the samples of a clip, 16-bit little-endian."""
        return bytes(2 * self.length(text))

    known_length = length

    def digest(self, text: str) -> str:
        """Return the SHA-256 of a clip's samples, in hex."""
        return digest_of(self.samples(text))


SpeechClips: TypeAlias = SpokenClips | SilentClips


def guessed_length(text: str, speech_rate: float) -> Samples:
    """Estimate the length of a clip in samples."""
    return round((GUESS_START + GUESS_CHARACTER * len(text)) / speech_rate * SAMPLE_RATE)


def prepare(speech: Speech) -> bytes:
    """Trim, resample, level and fade speech into a clip. Empty if the speech is silent."""
    from sivoice.sound.samples import fade, level, resample, to_pcm, trim

    trimmed = trim(speech.samples, speech.rate)
    if not len(trimmed):
        return b""
    return to_pcm(fade(level(resample(trimmed, speech.rate)), FADE_IN, FADE_OUT))
