"""Timeline -> tags and chapters in ffmpeg's metadata format, as each audio format needs them."""

from __future__ import annotations

import re
from collections.abc import Iterable

from sivoice.export.tags import ALBUM, ENCODED_BY, Track
from sivoice.export.transcript import description
from sivoice.schedule.timeline import TimedChapter, Timeline
from sivoice.units import SAMPLE_RATE, seconds

_AUDIOBOOK = "2"
"""The iTunes media kind of an audiobook."""


def mp4_tags(timeline: Timeline, track: Track, *, is_audiobook: bool = False) -> str:
    """Return the metadata for MP4, which has native chapters.

    Book players list only audiobooks; music players list everything else.
    """
    common = _common(timeline, track)
    # Book and podcast players show `desc`, others the comment.
    tags = common | {"description": common["comment"], "encoding_tool": ENCODED_BY}
    if is_audiobook:
        tags["media_type"] = _AUDIOBOOK
    return _ffmetadata(tags, timeline.chapters)


def vorbis_comments(timeline: Timeline, track: Track) -> str:
    """Return the metadata for Ogg, Opus and FLAC, which store chapters as comments.

    `CHAPTER001=00:01:09.068` and `CHAPTER001NAME=Hip adductor` make one chapter. ffmpeg converts
    chapters to such comments only for Opus.
    """
    tags = _common(timeline, track) | {"encoded_by": ENCODED_BY}
    for number, chapter in enumerate(timeline.chapters):
        tags[f"CHAPTER{number:03d}"] = _clock_ms(round(seconds(chapter.start) * 1000))
        tags[f"CHAPTER{number:03d}NAME"] = chapter.title
    return _ffmetadata(tags, ())


def _common(timeline: Timeline, track: Track) -> dict[str, str]:
    return {
        "title": timeline.title,
        "album": track.album,
        "artist": ALBUM,
        "album_artist": ALBUM,
        "track": str(track),
        "comment": description(timeline),
    }


def _ffmetadata(tags: dict[str, str], chapters: Iterable[TimedChapter]) -> str:
    lines = [";FFMETADATA1", *(f"{name}={_escaped(value)}" for name, value in tags.items())]
    for chapter in chapters:
        lines += [
            "[CHAPTER]",
            f"TIMEBASE=1/{SAMPLE_RATE}",
            f"START={chapter.start}",
            f"END={chapter.end}",
        ]
        lines.append(f"title={_escaped(chapter.title)}")
    return "\n".join([*lines, ""])


def _escaped(text: str) -> str:
    # ffmpeg takes a backslash at the end of a line, even an escaped one, as a continuation.
    ended = re.sub(r"\\+$", "", text, flags=re.MULTILINE)
    return re.sub(r"([=;#\\\n])", r"\\\1", ended)


def _clock_ms(ms: int) -> str:
    """Format a time as `hh:mm:ss.mmm`."""
    secs, ms = divmod(ms, 1000)
    return f"{secs // 3600:02d}:{secs // 60 % 60:02d}:{secs % 60:02d}.{ms:03d}"
