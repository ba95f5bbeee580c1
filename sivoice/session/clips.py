"""Where a session's clips come from: its speech, its chimes, and what sounds through its holds."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
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

    clips: SpeechClips
    chimes: Chimes
    warnings: tuple[str, ...] = ()
    """What to tell a listener about the voice."""

    def length(self, clip: Clip) -> Samples:
        """Samples of a clip, synthesised if need be. Raises VoiceError."""
        return (
            self.chimes.length(clip)
            if isinstance(clip, ChimeKind)
            else self.clips.length(clip.spoken)
        )

    def known_or_guessed(self, clip: Clip) -> Samples:
        """Samples of a clip without saying any: from the cache, or guessed by the text."""
        if isinstance(clip, ChimeKind):
            return self.chimes.length(clip)
        known = self.clips.known_length(clip.spoken)
        return known if known is not None else guessed_length(clip.spoken, self.clips.speech_rate)

    def samples(self, clip: Clip) -> bytes:
        """A clip, 16-bit little-endian, synthesised if need be. Raises VoiceError."""
        return (
            self.chimes.samples(clip)
            if isinstance(clip, ChimeKind)
            else self.clips.samples(clip.spoken)
        )

    def digest(self, clip: Clip) -> str:
        """A hash of a clip's samples. Raises VoiceError."""
        return (
            self.chimes.digest(clip)
            if isinstance(clip, ChimeKind)
            else self.clips.digest(clip.spoken)
        )

    def pad(self, pad: Pad) -> PadMixer:
        """The sound of a pad. Raises SivoiceError where the listener's own sound cannot be read."""
        return _bed(pad)

    def pad_digest(self, pad: Pad) -> str:
        """A hash of what a pad sounds like. Raises OSError where the listener's own sound cannot be read."""
        return _pad_digest(pad)


def open_clips(
    options: Options, name: str, languages: Sequence[str], is_known: Callable[[SessionClips], bool]
) -> SessionClips:
    """The clips of a session called `name`, in these languages; the first is its own.

    Where the default voice cannot be loaded, and is needed as not all is known, a system voice takes over.
    Raises VoiceError, UsageError, and SivoiceError for a sound that cannot be read.
    """
    volume, chimes = options.volume_chimes, options.chimes or CHIME_SETS[0]
    read = read_chimes(chimes) if volume is None else read_chimes(chimes, volume)
    pad = pad_of(options)
    if pad is not None and pad.sound is not None:
        _bed(pad)  # one that cannot be read is told before anything is said
    warnings: list[str] = []
    if options.voice is None:
        voice: Voice | None = default_voice()
        assert voice is not None
        try:
            clips = _spoken_by(voice, options)
            if not is_known(SessionClips(clips, read)):
                voice.load()
        except VoiceError as error:
            from sivoice.voices.choose import instead_of

            voice = instead_of(error, languages[0])
            clips = _spoken_by(voice, options)
            warnings = [
                f"{str(error).splitlines()[0]}: the system voice {voice.title} speaks instead"
            ]
    else:
        from sivoice.voices.choose import choose

        voice = choose(options.voice, languages[0])
        clips = _spoken_by(voice, options)
    if voice is not None:
        warnings += [
            f"{name} is in the language {other}, and the voice {voice.name} speaks {voice.language}"
            for other in languages
            if not speaks(voice, other)
        ]
    return SessionClips(clips, read, tuple(warnings))


def default_voice() -> Voice:
    """The voice that speaks where no other is asked for."""
    from sivoice.voices.hibari import HibariVoice

    return HibariVoice()


def _spoken_by(voice: Voice | None, options: Options) -> SpeechClips:
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
