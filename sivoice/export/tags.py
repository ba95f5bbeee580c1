"""Timeline -> an ID3v2.3 tag with title, cover, lyrics and chapters. Also tells whose a file is."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from io import BytesIO
from pathlib import Path
from typing import Any, BinaryIO

from msgspec import Struct

from sivoice.export.cover import COVER_TYPE, cover
from sivoice.export.languages import iso_639_2
from sivoice.export.lyrics import lrc
from sivoice.schedule.timeline import TimedChapter, Timeline
from sivoice.units import Samples, seconds
from sivoice.version import __version__

ALBUM = "sivoice"
"""Album and artist of every session, so that players keep sessions together."""
_CHILDREN_LIMIT = 255
"""Chapters in the table of contents, which counts them in one byte."""
ENCODED_BY = f"{ALBUM} {__version__}"
"""In the tags of each file that sivoice wrote, which is how it is known again."""


class Track(Struct, frozen=True):
    """The place of a file among those that belong together."""

    album: str
    number: int
    """Counted from 1."""
    of: int

    def __str__(self) -> str:
        """As tags write it: `2/9`."""
        return f"{self.number}/{self.of}"


ALONE = Track(ALBUM, 1, 1)
"""A whole session in one file."""


def id3(
    timeline: Timeline,
    track: Track = ALONE,
    picture: Callable[[TimedChapter], bytes | None] = lambda chapter: None,
) -> bytes:
    """The tag, without padding. The chapters are in order of time, all in one table of contents.

    `picture` gives a chapter's own picture as PNG, or None if it has none.
    """
    from mutagen import id3 as frames

    chapters = timeline.chapters[:_CHILDREN_LIMIT]
    ids = [f"ch{number:03d}" for number in range(len(chapters))]
    plain: list[frames.Frame] = [
        frames.TIT2(text=timeline.title),
        frames.TALB(text=track.album),
        frames.TPE1(text=ALBUM),
        frames.TPE2(text=ALBUM),
        frames.TRCK(text=str(track)),
        frames.TLEN(text=str(_ms(timeline.samples))),
        frames.TENC(text=ENCODED_BY),
        frames.APIC(mime=COVER_TYPE, type=frames.PictureType.COVER_FRONT, desc="", data=cover()),
        # Players show this as they play. It is LRC, as none reads SYLT, the frame for timed words.
        frames.USLT(lang=iso_639_2(timeline.language), desc="", text=lrc(timeline)),
        frames.CTOC(
            element_id="toc",
            flags=frames.CTOCFlags.TOP_LEVEL | frames.CTOCFlags.ORDERED,
            child_element_ids=ids,
            sub_frames=[frames.TIT2(text=timeline.title)],
        ),
    ]
    if timeline.options:
        plain.append(frames.COMM(lang="eng", desc="", text=timeline.options))
    bodies = [_body(plain)]
    for element_id, chapter in zip(ids, chapters, strict=True):
        frame = frames.CHAP(
            element_id=element_id,
            start_time=_ms(chapter.start),
            end_time=_ms(chapter.end),
            sub_frames=[frames.TIT2(text=chapter.title), *_pictures(picture(chapter))],
        )
        # One by one: mutagen sorts a tag's frames by size, but players show chapters as they come.
        bodies.append(_body([frame]))
    body = b"".join(bodies)
    return b"ID3\x03\x00\x00" + _syncsafe(len(body)) + body


def tags_of(path: Path) -> Any:
    """The tags of a sound file in any format."""
    from mutagen import File  # loads every format it knows

    return File(path).tags


def id3_of(path: Path) -> Any:
    """The tag of an MP3."""
    from mutagen.id3 import ID3

    return ID3(path)


def our_album(
    path: Path, program: str, album: str, read: Callable[[Path], Any] = tags_of
) -> str | None:
    """The album of a sound file that sivoice wrote; None if somebody else wrote it.

    `program` and `album` are what the file's format calls the tags that name them.
    """
    try:
        tags = dict(read(path))
        if str(tags[program][0]).startswith(f"{ALBUM} "):
            return str(tags[album][0])
    except Exception:  # noqa: BLE001 - a damaged file may break mutagen in any way
        return None
    return None


def add_mp4_cover(file: BinaryIO) -> None:
    """Put our cover into an MP4 file. ffmpeg would take it for a film."""
    from mutagen.mp4 import MP4, MP4Cover

    file.flush()
    file.seek(0)
    sound = MP4(file)
    sound["covr"] = [MP4Cover(cover(), MP4Cover.FORMAT_PNG)]
    file.seek(0)
    sound.save(file)


def _pictures(png: bytes | None) -> list[object]:
    from mutagen.id3 import APIC

    return [] if png is None else [APIC(mime="image/png", type=0, desc="", data=png)]


def _body(frames: Iterable[object]) -> bytes:
    """Frames as ID3v2.3 writes them, without the tag's header."""
    from mutagen.id3 import ID3

    tag, file = ID3(), BytesIO()
    for frame in frames:
        tag.add(frame)
    tag.save(file, v1=0, v2_version=3, padding=lambda _: 0)
    return file.getvalue()[10:]


def _syncsafe(size: int) -> bytes:
    """A size in four bytes of seven bits, as an ID3 header holds it."""
    return bytes(size >> shift & 0x7F for shift in (21, 14, 7, 0))


def _ms(samples: Samples) -> int:
    return round(seconds(samples) * 1000)
