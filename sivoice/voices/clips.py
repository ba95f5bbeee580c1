"""Words -> clips: spoken by a voice, trimmed, levelled, faded, and kept in the cache."""

from __future__ import annotations

from typing import TypeAlias

from sivoice.errors import VoiceError
from sivoice.sound.cache import ClipCache, Head, clip_key, digest_of
from sivoice.units import SAMPLE_RATE, Samples
from sivoice.voices import Speech, Voice, speaks
from sivoice.voices.lexicon import lexicon
from sivoice.voices.wording import WORDING, written_out

_PREPARATION = "trim level -18.7 R128 fade 5/20"
"""Part of every clip's key: a change of how clips are prepared makes them anew."""
_AS_WRITTEN = "as written"
"""Part of the key instead of WORDING and the lexicon, which are for English."""
FADE_IN, FADE_OUT = 0.005, 0.020
"""Seconds. 5 ms in keep the MP3 encoder's pre-echo down."""
GUESS_START, GUESS_CHARACTER = 0.25, 0.066
"""Seconds of a cue, and of each of its characters, at a rate of 1.0: measured over the SI joint session."""


class SpokenClips:
    """The clips of one voice at one rate: from memory, from the cache, or spoken now."""

    def __init__(self, voice: Voice, speech_rate: float, cache: ClipCache) -> None:
        self.voice = voice
        self.speech_rate = speech_rate
        self.cache = cache
        self._speaks_english = speaks(voice, "en")
        how = f"{WORDING} {lexicon().digest}" if self._speaks_english else _AS_WRITTEN
        self._fingerprint = f"{voice.fingerprint} | {how} | {_PREPARATION}"
        self._heads: dict[str, Head] = {}
        self._unkept: dict[str, bytes] = {}
        """What the cache could not keep."""

    def length(self, text: str) -> Samples:
        """Samples of a clip, made if need be. Raises VoiceError."""
        return self._made(text).size // 2

    def digest(self, text: str) -> str:
        """SHA-256 of a clip's samples, in hex; the clip is made if need be. Raises VoiceError."""
        return self._made(text).digest

    def samples(self, text: str) -> bytes:
        """A clip, 16-bit little-endian, made if need be. Raises VoiceError."""
        pcm = self._unkept.get(text) or self.cache.read(self._key(text))
        return self._make(text) if pcm is None else self._settled(text, pcm)

    def _settled(self, text: str, pcm: bytes) -> bytes:
        """A clip as long as was told: not every voice says a text twice alike, and the timeline stands by now."""
        told = self._heads.get(text)
        return pcm if told is None else pcm[: told.size].ljust(told.size, b"\0")

    def known_length(self, text: str) -> Samples | None:
        """Samples of a clip that needs no synthesis; None for one that does."""
        head = self._known(text)
        return None if head is None else head.size // 2

    def _known(self, text: str) -> Head | None:
        if text not in self._heads:
            head = self.cache.head(self._key(text))
            if head is None:
                return None
            self._heads[text] = head
        return self._heads[text]

    def _made(self, text: str) -> Head:
        if self._known(text) is None:
            self._make(text)
        return self._heads[text]

    def _key(self, text: str) -> str:
        return clip_key(self._fingerprint, text, self.speech_rate)

    def _make(self, text: str) -> bytes:
        words = written_out(text) if self._speaks_english else text
        pcm = prepare(self.voice.synthesise(words, self.speech_rate))
        if not pcm:
            raise VoiceError(f"the voice {self.voice.name} made no sound for `{text}`")
        pcm = self._settled(text, pcm)
        if not self.cache.write(self._key(text), pcm):
            self._unkept[text] = pcm
        self._heads.setdefault(text, Head(len(pcm), digest_of(pcm)))
        return pcm


class SilentClips:
    """The clips of no voice: the time that each cue would take, in silence, for who reads the words on the screen."""

    def __init__(self, speech_rate: float) -> None:
        self.speech_rate = speech_rate

    def length(self, text: str) -> Samples:
        """Samples of a clip."""
        return guessed_length(text, self.speech_rate)

    def samples(self, text: str) -> bytes:
        """A clip, 16-bit little-endian."""
        return bytes(2 * self.length(text))

    known_length = length

    def digest(self, text: str) -> str:
        """SHA-256 of a clip's samples, in hex."""
        return digest_of(self.samples(text))


SpeechClips: TypeAlias = SpokenClips | SilentClips


def guessed_length(text: str, speech_rate: float) -> Samples:
    """How long a clip is likely to be."""
    return round((GUESS_START + GUESS_CHARACTER * len(text)) / speech_rate * SAMPLE_RATE)


def prepare(speech: Speech) -> bytes:
    """Speech as a clip: trimmed, at SAMPLE_RATE, at SPEECH_LOUDNESS, faded; empty where there is no sound."""
    from sivoice.sound.samples import fade, level, resample, to_pcm, trim

    heard = trim(speech.samples, speech.rate)
    if not len(heard):
        return b""
    return to_pcm(fade(level(resample(heard, speech.rate)), FADE_IN, FADE_OUT))
