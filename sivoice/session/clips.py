"""The sources of a session's sound: its voice, its chimes, and the pad in its silences."""

from __future__ import annotations

import hashlib
from functools import cache

from msgspec import Struct

from sivoice.compile.compiler import pad_of
from sivoice.compile.steps import Pad
from sivoice.errors import VoiceError
from sivoice.folders import clip_cache
from sivoice.options.options import CHIME_SETS, Options
from sivoice.schedule.timeline import Clip, Timeline
from sivoice.script.vocabulary import ChimeKind
from sivoice.sound.cache import ClipCache
from sivoice.sound.chimes import Chimes, read_chimes
from sivoice.sound.decode import sound_data
from sivoice.sound.mix import PadMixer
from sivoice.units import Samples
from sivoice.voices import Voice, speaks
from sivoice.voices.clips import SilentClips, SpeechClips, SpokenClips, guessed_length

_PADS_VERSION = "pads 2"
"""Part of every pad's digest. Change it when pads are made differently, to encode them again."""


class SessionClips(Struct, frozen=True):
    """The clips of one session."""

    speech: SpeechClips
    chimes: Chimes
    warnings: tuple[str, ...] = ()
    """Warnings for the listener about the voice."""
    timeline: Timeline | None = None
    """The timeline of the session if all its cues were cached when these clips were opened."""

    def length(self, clip: Clip) -> Samples:
        """Return a clip's length in samples, synthesising it if necessary. Raises VoiceError."""
        if isinstance(clip, ChimeKind):
            return self.chimes.length(clip)
        return self.speech.length(clip.spoken, calm=clip.calm)

    def known_or_guessed(self, clip: Clip) -> Samples:
        """Return a clip's length in samples from the cache, or an estimate from its text."""
        if isinstance(clip, ChimeKind):
            return self.chimes.length(clip)
        known = self.speech.known_length(clip.spoken, calm=clip.calm)
        if known is not None:
            return known
        return guessed_length(clip.spoken, self.speech.speech_rate, calm=clip.calm)

    def samples(self, clip: Clip) -> bytes:
        """Return a clip as 16-bit little-endian PCM, synthesising it if necessary.

        Raises VoiceError.
        """
        if isinstance(clip, ChimeKind):
            return self.chimes.samples(clip)
        return self.speech.samples(clip.spoken, calm=clip.calm)

    def digest(self, clip: Clip) -> str:
        """Return a hash of a clip's samples. Raises VoiceError."""
        if isinstance(clip, ChimeKind):
            return self.chimes.digest(clip)
        return self.speech.digest(clip.spoken, calm=clip.calm)

    def pad(self, pad: Pad) -> PadMixer:
        """Return the sound of a pad.

        Raises OptionError if the listener's own sound cannot be used.
        """
        return _pad_sound(pad)

    def pad_digest(self, pad: Pad) -> str:
        """Return a hash of a pad's sound.

        Raises SivoiceError if the listener's own sound cannot be read.
        """
        return _pad_digest(pad)


def session_chimes(options: Options) -> Chimes:
    """Read the chimes of a session. Raises OptionError, SivoiceError."""
    name = options.chimes or CHIME_SETS[0]
    if options.volume_chimes is None:
        return read_chimes(name)
    return read_chimes(name, options.volume_chimes)


def check_pad_sound(options: Options) -> None:
    """Read the listener's own pad sound, if any, so that errors come before synthesis.

    Raises OptionError.
    """
    pad = pad_of(options)
    if pad is not None and pad.sound is not None:
        _pad_sound(pad)


def session_voice(name: str | None, language: str) -> Voice | None:
    """Return the voice of this name for a language, not loaded yet; None for the name `none`.

    Without a name it is the default voice, or a system voice if that does not speak the language.
    Raises OptionError if there is no such voice, VoiceError if there are no system voices, or none
    that speaks the language.
    """
    if name is not None:
        from sivoice.voices.choose import choose

        return choose(name, language)
    voice = default_voice()
    if speaks(voice, language):
        return voice
    from sivoice.voices.choose import instead_of

    reason = f"the voice {voice.name} does not speak the language {language}"
    return instead_of(VoiceError(reason), language)


def default_voice() -> Voice:
    """Return the voice that is used if none is requested, not loaded yet."""
    from sivoice.voices.hibari import HibariVoice

    return HibariVoice()


def speech_clips(voice: Voice | None, options: Options) -> SpeechClips:
    """Return the clips of a voice, or silent ones for None.

    Raises VoiceError if the voice is not installed.
    """
    rate = options.speech_rate or 1.0
    return SilentClips(rate) if voice is None else SpokenClips(voice, rate, ClipCache(clip_cache()))


@cache
def _pad_digest(pad: Pad) -> str:
    own = b"" if pad.sound is None else sound_data(pad.sound)
    return hashlib.sha256(f"{_PADS_VERSION} {pad.tone} {pad.breath}\n".encode() + own).hexdigest()


@cache
def _pad_sound(pad: Pad) -> PadMixer:
    from sivoice.sound.pads import PadSound

    return PadSound(pad)
