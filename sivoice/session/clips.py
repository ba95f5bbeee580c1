"""Where a session's clips come from: its voice, its chimes, and what sounds through its holds."""

from __future__ import annotations

import hashlib
from functools import cache
from pathlib import Path

from msgspec import Struct

from sivoice.compile.compiler import pad_of
from sivoice.compile.plan import Pad
from sivoice.errors import VoiceError
from sivoice.folders import clip_cache
from sivoice.options.options import CHIME_SETS, Options
from sivoice.schedule.timeline import Clip
from sivoice.script.vocabulary import ChimeKind
from sivoice.sound.cache import ClipCache
from sivoice.sound.chimes import Chimes, read_chimes
from sivoice.sound.mix import PadMixer
from sivoice.units import Samples
from sivoice.voices import Voice, speaks
from sivoice.voices.clips import SilentClips, SpeechClips, SpokenClips, guessed_length

PADS = "pads 1"
"""Part of every pad's digest: a change of how they are made encodes them anew."""


class SessionClips(Struct, frozen=True):
    """The clips of one session."""

    speech: SpeechClips
    chimes: Chimes
    warnings: tuple[str, ...] = ()
    """What to tell a listener about the voice."""

    def length(self, clip: Clip) -> Samples:
        """Samples of a clip, synthesised if need be. Raises VoiceError."""
        if isinstance(clip, ChimeKind):
            return self.chimes.length(clip)
        return self.speech.length(clip.spoken)

    def known_or_guessed(self, clip: Clip) -> Samples:
        """Samples of a clip without synthesis: from the cache, or guessed from the text."""
        if isinstance(clip, ChimeKind):
            return self.chimes.length(clip)
        known = self.speech.known_length(clip.spoken)
        return known if known is not None else guessed_length(clip.spoken, self.speech.speech_rate)

    def samples(self, clip: Clip) -> bytes:
        """A clip, 16-bit little-endian, synthesised if need be. Raises VoiceError."""
        if isinstance(clip, ChimeKind):
            return self.chimes.samples(clip)
        return self.speech.samples(clip.spoken)

    def digest(self, clip: Clip) -> str:
        """A hash of a clip's samples. Raises VoiceError."""
        if isinstance(clip, ChimeKind):
            return self.chimes.digest(clip)
        return self.speech.digest(clip.spoken)

    def pad(self, pad: Pad) -> PadMixer:
        """The sound of a pad. Raises OptionError if the listener's own sound cannot be used."""
        return _bed(pad)

    def pad_digest(self, pad: Pad) -> str:
        """A hash of a pad's sound. Raises OSError if the listener's own sound cannot be read."""
        return _pad_digest(pad)


def session_chimes(options: Options) -> Chimes:
    """The chimes that a session has. Raises OptionError, SivoiceError."""
    name = options.chimes or CHIME_SETS[0]
    if options.volume_chimes is None:
        return read_chimes(name)
    return read_chimes(name, options.volume_chimes)


def check_pad_sound(options: Options) -> None:
    """Read the listener's own sound, if there is one, so that it fails before anything is spoken.

    Raises OptionError.
    """
    pad = pad_of(options)
    if pad is not None and pad.sound is not None:
        _bed(pad)


def session_voice(options: Options, language: str) -> Voice | None:
    """The voice that speaks a session in a language, not loaded yet; None for none.

    If the listener names none, it is the default voice, or a system voice if that does not speak
    the language. Raises OptionError if there is no such voice, VoiceError if there are no system
    voices, or none that speaks the language.
    """
    if options.voice is not None:
        from sivoice.voices.choose import choose

        return choose(options.voice, language)
    voice = default_voice()
    if speaks(voice, language):
        return voice
    from sivoice.voices.choose import instead_of

    reason = f"the voice {voice.name} does not speak the language {language}"
    return instead_of(VoiceError(reason), language)


def default_voice() -> Voice:
    """The voice that speaks if no other is asked for, and if it speaks the session's language."""
    from sivoice.voices.hibari import HibariVoice

    return HibariVoice()


def speech_clips(voice: Voice | None, options: Options) -> SpeechClips:
    """The clips of a voice; silent ones for None. Raises VoiceError if the voice is not there."""
    rate = options.speech_rate or 1.0
    return SilentClips(rate) if voice is None else SpokenClips(voice, rate, ClipCache(clip_cache()))


@cache
def _pad_digest(pad: Pad) -> str:
    own = b"" if pad.sound is None else Path(pad.sound).expanduser().read_bytes()
    return hashlib.sha256(f"{PADS} {pad.tone} {pad.breath}\n".encode() + own).hexdigest()


@cache
def _bed(pad: Pad) -> PadMixer:
    from sivoice.sound.pads import PadSound

    return PadSound(pad)
