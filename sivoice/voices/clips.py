"""Text -> clips: spoken by a voice, trimmed, levelled, faded and cached."""

from __future__ import annotations

from functools import lru_cache
from typing import TypeAlias

from sivoice.errors import VoiceError
from sivoice.sound.cache import ClipCache, Head, clip_key, digest_of
from sivoice.units import SAMPLE_RATE, Samples
from sivoice.voices import Speech, Voice, speaks
from sivoice.voices.lexicon import lexicon

_PREPARATION = "trim calm level -18.4/-20.9 R128 fade 5/40 pace 150/140"
"""Part of every clip's cache key. Change it when clips are prepared differently."""
WORDING = "wording 3"
"""Part of every clip's cache key. Change it when something is written out differently."""
_AS_WRITTEN = "as written"
"""Part of the key instead of WORDING and the lexicon, which are for English only."""
FADE_IN, FADE_OUT = 0.005, 0.040
"""Seconds. A fade-in of 5 ms keeps the MP3 encoder's pre-echo down."""
GUESS_START, GUESS_CHARACTER = 0.03, 0.085
"""Seconds of a cue, and of each of its characters, at a rate of 1.0.

Measured over the SI joint session.
"""
CALM_RATE = 0.93
"""The rate inside a hold, relative to other cues."""
CALM_LEVEL = -2.5
"""dB inside a hold, relative to other cues."""
_FASTEST, _FASTEST_CALM = 150.0, 140.0
"""Words a minute at a rate of 1.0 above which a cue is said again, slower; inside a hold."""
_FEWEST_WORDS = 4
"""A cue of fewer words is as fast as it comes out. Its pace is that of its longest word."""
_ATTEMPTS = 4
"""The most often that a cue is said."""
_FURTHER = 0.97
"""How much slower than would be enough it is said again, because a voice's rate acts in steps."""

_Cue: TypeAlias = tuple[str, bool]
"""A text, and whether it is said calmly."""


class SpokenClips:
    """The clips of one voice at one rate, from memory, from the cache, or synthesised now."""

    def __init__(self, voice: Voice, speech_rate: float, cache: ClipCache) -> None:
        self.voice = voice
        self.speech_rate = speech_rate
        self.cache = cache
        self._speaks_english = speaks(voice, "en")
        how = f"{WORDING} {lexicon().digest}" if self._speaks_english else _AS_WRITTEN
        self._fingerprint = f"{voice.fingerprint} | {how} | {_PREPARATION}"
        self._heads: dict[_Cue, Head] = {}
        self._uncached: dict[_Cue, bytes] = {}
        """Clips that the cache could not store."""

    def length(self, text: str, *, calm: bool = False) -> Samples:
        """Return the length of a clip in samples, synthesising it if needed. Raises VoiceError."""
        return self._head((text, calm)).size // 2

    def digest(self, text: str, *, calm: bool = False) -> str:
        """Return the SHA-256 of a clip's samples, in hex, synthesising it if needed.

        Raises VoiceError.
        """
        return self._head((text, calm)).digest

    def samples(self, text: str, *, calm: bool = False) -> bytes:
        """Return the samples of a clip, 16-bit little-endian, synthesising it if needed.

        Raises VoiceError.
        """
        cue = text, calm
        pcm = self._uncached.get(cue) or self.cache.read(self._key(cue))
        return self._make(cue) if pcm is None else self._with_known_length(cue, pcm)

    def _with_known_length(self, cue: _Cue, pcm: bytes) -> bytes:
        """Cut or pad a clip to the length that the timeline already relies on.

        Not every voice speaks the same text in the same way twice.
        """
        head = self._heads.get(cue)
        return pcm if head is None else pcm[: head.size].ljust(head.size, b"\0")

    def known_length(self, text: str, *, calm: bool = False) -> Samples | None:
        """Return the length of a clip in samples, or None if it would have to be synthesised."""
        head = self._known_head((text, calm))
        return None if head is None else head.size // 2

    def _known_head(self, cue: _Cue) -> Head | None:
        if cue not in self._heads:
            head = self.cache.head(self._key(cue))
            if head is None:
                return None
            self._heads[cue] = head
        return self._heads[cue]

    def _head(self, cue: _Cue) -> Head:
        if self._known_head(cue) is None:
            self._make(cue)
        return self._heads[cue]

    def _key(self, cue: _Cue) -> str:
        text, calm = cue
        return clip_key(self._fingerprint, text, self.speech_rate, "calm" if calm else "")

    def _make(self, cue: _Cue) -> bytes:
        from sivoice.voices.wording import written_out

        text, calm = cue
        pcm = self._spoken(written_out(text) if self._speaks_english else text, calm=calm)
        if not pcm:
            raise VoiceError(f"the voice {self.voice.name} made no sound for `{text}`")
        pcm = self._with_known_length(cue, pcm)
        if not self.cache.write(self._key(cue), pcm):
            self._uncached[cue] = pcm
        self._heads.setdefault(cue, Head(len(pcm), digest_of(pcm)))
        return pcm

    def _spoken(self, words: str, *, calm: bool) -> bytes:
        """Say a cue, again and slower if that was too fast."""
        rate = self.speech_rate * (CALM_RATE if calm else 1)
        fastest = self.speech_rate * (_FASTEST_CALM if calm else _FASTEST)
        count = len(words.split())
        for _ in range(_ATTEMPTS):
            pcm = prepare(self.voice.synthesise(words, rate), calm=calm)
            pace = 60 * count / max(1, len(pcm) // 2) * SAMPLE_RATE
            if count < _FEWEST_WORDS or not pcm or pace <= fastest:
                break
            rate *= _FURTHER * fastest / pace
        return pcm


class SilentClips:
    """The clips of no voice: each cue is a silence in which it can be read on the screen."""

    def __init__(self, speech_rate: float) -> None:
        self.speech_rate = speech_rate

    def length(self, text: str, *, calm: bool = False) -> Samples:
        """Return the length of a clip in samples."""
        return guessed_length(text, self.speech_rate, calm=calm)

    def samples(self, text: str, *, calm: bool = False) -> bytes:
        """Return the samples of a clip, 16-bit little-endian."""
        return bytes(2 * self.length(text, calm=calm))

    known_length = length

    def digest(self, text: str, *, calm: bool = False) -> str:
        """Return the SHA-256 of a clip's samples, in hex."""
        return _digest_of_silence(self.length(text, calm=calm))


SpeechClips: TypeAlias = SpokenClips | SilentClips


@lru_cache(maxsize=1024)
def _digest_of_silence(length: Samples) -> str:
    return digest_of(bytes(2 * length))


def guessed_length(text: str, speech_rate: float, *, calm: bool = False) -> Samples:
    """Estimate the length of a clip in samples."""
    rate = speech_rate * (CALM_RATE if calm else 1)
    return round((GUESS_START + GUESS_CHARACTER * len(text)) / rate * SAMPLE_RATE)


def prepare(speech: Speech, *, calm: bool = False) -> bytes:
    """Trim, resample, level and fade speech into a clip. Empty if the speech is silent."""
    from sivoice.sound.samples import SPEECH_LOUDNESS, fade, level, resample, to_pcm, trim

    trimmed = trim(speech.samples, speech.rate, breath=False)
    if not len(trimmed):
        return b""
    resampled = resample(trimmed, speech.rate)
    levelled = level(resampled, SPEECH_LOUDNESS + (CALM_LEVEL if calm else 0))
    return to_pcm(fade(levelled, FADE_IN, FADE_OUT))
