"""Blocks of samples -> any other audio format, through pydub and ffmpeg, with the same tags and chapters as the MP3."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import BinaryIO

from msgspec import Struct

from sivoice.errors import OutputError
from sivoice.export.cover import cover
from sivoice.export.ffmetadata import audiobook_tags, mp4_tags, vorbis_comments
from sivoice.export.tags import ALONE, Track
from sivoice.schedule.timeline import Timeline
from sivoice.sound.ffmpeg import HOW_TO_INSTALL, encode, why_not

_WAY_OUT = f"{HOW_TO_INSTALL}\nsivoice makes .mp3 and .wav without it."


class Format(Struct, frozen=True):
    """How ffmpeg is to make one."""

    muxer: str
    encoder: str
    options: tuple[str, ...]
    """Bitrate and the like, as its command line has them."""
    tags: Callable[[Timeline, Track], str]
    """What it is tagged with, as ffmetadata."""


_MP4_MUXER = "ipod"
_MP4 = ("-b:a", "64k", "-movflags", "+faststart")
FORMATS = {
    ".m4a": Format(_MP4_MUXER, "aac", _MP4, mp4_tags),
    ".m4b": Format(_MP4_MUXER, "aac", (*_MP4, "-brand", "M4B "), audiobook_tags),
    # Where it is called ogg, pydub names a codec of its own, in the wrong place.
    ".ogg": Format("oga", "libvorbis", ("-b:a", "64k"), vorbis_comments),
    ".opus": Format("opus", "libopus", ("-b:a", "32k", "-ar", "48000"), vorbis_comments),
    ".flac": Format("flac", "flac", (), vorbis_comments),
}
"""By ending. One channel, 44.1 kHz but for Opus, and bitrates at which one voice loses nothing that is heard."""


def check_ffmpeg(ending: str) -> None:
    """Raise OutputError if ffmpeg is missing or cannot encode the format of this ending."""
    if why := why_not(FORMATS[ending].encoder):
        raise OutputError(f"{ending} files are made with ffmpeg, {why}\n{_WAY_OUT}")


def write_with_ffmpeg(
    format: Format,
    file: BinaryIO,
    timeline: Timeline,
    blocks: Iterable[bytes],
    track: Track = ALONE,
) -> None:
    """Have blocks encoded, with tags. Raises OSError."""
    encode(
        blocks,
        file,
        muxer=format.muxer,
        encoder=format.encoder,
        options=format.options,
        metadata=format.tags(timeline, track),
    )
    if format.muxer == _MP4_MUXER:
        _add_cover(file)


def _add_cover(file: BinaryIO) -> None:
    """Give an MP4 our cover, which ffmpeg would take for a film."""
    from mutagen.mp4 import MP4, MP4Cover

    file.flush()
    file.seek(0)
    sound = MP4(file)
    sound["covr"] = [MP4Cover(cover(), MP4Cover.FORMAT_PNG)]
    file.seek(0)
    sound.save(file)
