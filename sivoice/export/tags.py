"""Timeline -> an ID3v2.3 tag with title, cover, lyrics and chapters.

Its other functions read and write the tags of other formats, and recognise files by sivoice.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from io import BytesIO
from pathlib import Path
from typing import Any, BinaryIO

from msgspec import Struct

from sivoice.export.cover import COVER_SIZE, COVER_TYPE
from sivoice.export.languages import iso_639_2
from sivoice.export.lyrics import lrc
from sivoice.export.pictures import Pictures
from sivoice.export.transcript import description
from sivoice.files import open_file
from sivoice.schedule.timeline import Timeline
from sivoice.units import Samples, seconds
from sivoice.version import __version__

SOURCE_TYPE = "application/x-sivoice"
"""The media type of the source that a file carries."""
ALBUM = "sivoice"
"""Album and artist of every session, so that players keep sessions together."""
_CHILDREN_LIMIT = 255
"""The most chapters a table of contents can have: it stores their number in one byte."""
ENCODED_BY = f"{ALBUM} {__version__}"
"""Goes into the tags of every file sivoice writes, to recognise it later."""


class Track(Struct, frozen=True):
    """The track number of a file in its album."""

    album: str
    number: int
    """Counted from 1."""
    of: int

    def __str__(self) -> str:
        """Return the track number as tags store it: `2/9`."""
        return f"{self.number}/{self.of}"


ALONE = Track(ALBUM, 1, 1)
"""A whole session in one file."""


def id3(
    timeline: Timeline,
    track: Track = ALONE,
    pictures: Pictures | None = None,
    source: bytes = b"",
) -> bytes:
    """Return the tag, without padding, with the chapters in order in one table of contents.

    `source` is what the file carries of its scripts, packed; empty if it carries nothing.
    """
    from mutagen import id3 as frames

    pictures = pictures or Pictures()
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
        frames.APIC(
            mime=COVER_TYPE,
            type=frames.PictureType.COVER_FRONT,
            desc="",
            data=pictures.cover(timeline),
        ),
        # Players show this during playback. It is LRC because none of them reads SYLT, the frame
        # for timed lyrics.
        frames.USLT(lang=iso_639_2(timeline.language), desc="", text=lrc(timeline)),
        # Podcast players show this as the notes of an episode.
        frames.COMM(lang=iso_639_2(timeline.language), desc="", text=description(timeline)),
        frames.CTOC(
            element_id="toc",
            flags=frames.CTOCFlags.TOP_LEVEL | frames.CTOCFlags.ORDERED,
            child_element_ids=ids,
            sub_frames=[frames.TIT2(text=timeline.title)],
        ),
    ]
    if source:
        name = f"{timeline.plan.name}.sivoice"
        plain.append(frames.GEOB(mime=SOURCE_TYPE, filename=name, desc=ALBUM, data=source))
    bodies = [_body(plain)]
    drawn = pictures.of_chapters(timeline)[:_CHILDREN_LIMIT]
    for element_id, chapter, picture in zip(ids, chapters, drawn, strict=True):
        parts: list[frames.Frame] = [frames.TIT2(text=chapter.title)]
        if picture is not None:
            parts.append(frames.APIC(mime=COVER_TYPE, desc="", data=picture))
        frame = frames.CHAP(
            element_id=element_id,
            start_time=_ms(chapter.start),
            end_time=_ms(chapter.end),
            sub_frames=parts,
        )
        # One by one: mutagen sorts a tag's frames by size, but players list chapters in file order.
        bodies.append(_body([frame]))
    body = b"".join(bodies)
    return b"ID3\x03\x00\x00" + _syncsafe(len(body)) + body


def tags_of(path: Path) -> Any:
    """Read the tags of a sound file in any format. Slow: mutagen loads every format it knows."""
    from mutagen import File

    with open_file(path) as file:
        return File(file).tags


def id3_of(path: Path) -> Any:
    """Read the ID3 tag of an MP3."""
    from mutagen.id3 import ID3

    with open_file(path) as file:
        return ID3(file)


class Label(Struct, frozen=True):
    """The tags that tell which file of which album a sound file is."""

    album: str
    title: str
    number: int
    """The track number."""


class TagNames(Struct, frozen=True):
    """The names that a format gives to some tags."""

    encoder: str
    album: str
    title: str
    track: str


ID3_NAMES = TagNames("TENC", "TALB", "TIT2", "TRCK")
MP4_NAMES = TagNames("©too", "©alb", "©nam", "trkn")
XIPH_NAMES = TagNames("encoded_by", "album", "title", "tracknumber")


def our_label(path: Path, names: TagNames, read: Callable[[Path], Any] = tags_of) -> Label | None:
    """Return the label of a sound file written by sivoice; None for any other file."""
    try:
        tags = dict(read(path))
        if str(tags[names.encoder][0]).startswith(f"{ALBUM} "):
            track = tags[names.track][0]
            number = track[0] if isinstance(track, tuple) else str(track).partition("/")[0]
            return Label(str(tags[names.album][0]), str(tags[names.title][0]), int(number))
    except Exception:  # noqa: BLE001 - mutagen raises anything for a damaged file
        return None
    return None


def add_mp4_cover(file: BinaryIO, cover: bytes) -> None:
    """Add a cover to an MP4 file. ffmpeg would add it as a video stream. Raises OSError."""
    from mutagen.mp4 import MP4, MP4Cover

    def embed(sound: Any) -> None:
        sound["covr"] = [MP4Cover(cover, MP4Cover.FORMAT_PNG)]

    _change(file, MP4, embed)


def add_xiph_cover(file: BinaryIO, encoder: str, cover: bytes) -> None:
    """Add a cover to a file of ffmpeg's encoder `libvorbis`, `libopus` or `flac`.

    It makes FLAC files larger by its size, the others by 4/3 of it: Ogg has it as base64. Raises
    OSError.
    """
    from base64 import b64encode

    from mutagen.flac import FLAC, Picture
    from mutagen.id3 import PictureType
    from mutagen.oggopus import OggOpus
    from mutagen.oggvorbis import OggVorbis

    picture = Picture()
    picture.type, picture.mime, picture.data = PictureType.COVER_FRONT, COVER_TYPE, cover
    picture.width = picture.height = COVER_SIZE
    picture.depth = 24

    def embed(sound: Any) -> None:
        if isinstance(sound, FLAC):
            sound.add_picture(picture)
        else:
            sound["metadata_block_picture"] = b64encode(picture.write()).decode("ascii")

    _change(file, {"libvorbis": OggVorbis, "libopus": OggOpus, "flac": FLAC}[encoder], embed)


def _change(file: BinaryIO, load: Callable[[BinaryIO], Any], embed: Callable[[Any], None]) -> None:
    """Change the tags of a sound file in place. Raises OSError."""
    from mutagen import MutagenError

    file.flush()
    file.seek(0)
    try:
        sound = load(file)
        embed(sound)
        file.seek(0)
        sound.save(file)
    except MutagenError as error:
        # It can hide an error of the disk, behind another exception of mutagen's.
        cause: BaseException | None = error
        while cause is not None and not isinstance(cause, OSError):
            cause = cause.__context__
        raise cause or OSError(str(error)) from error


def _body(frames: Iterable[object]) -> bytes:
    """Encode frames as ID3v2.3, without the tag header."""
    from mutagen.id3 import ID3

    tag, file = ID3(), BytesIO()
    for frame in frames:
        tag.add(frame)
    tag.save(file, v1=0, v2_version=3, padding=lambda _: 0)
    return file.getvalue()[10:]


def _syncsafe(size: int) -> bytes:
    """Encode a size in four bytes of seven bits each, as in an ID3 header."""
    return bytes(size >> shift & 0x7F for shift in (21, 14, 7, 0))


def _ms(samples: Samples) -> int:
    return round(seconds(samples) * 1000)
