"""Blocks of samples -> any other audio format, through pydub and ffmpeg, with the same tags and chapters as the MP3."""

from __future__ import annotations

import re
import shutil
import subprocess
import tempfile
import warnings
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from mmap import ACCESS_READ, mmap
from pathlib import Path
from typing import Any, BinaryIO

from msgspec import Struct

from sivoice.errors import OutputError
from sivoice.export.cover import cover
from sivoice.export.ffmetadata import audiobook_tags, mp4_tags, vorbis_comments
from sivoice.export.tags import ALONE, Track
from sivoice.schedule.timeline import Timeline
from sivoice.units import SAMPLE_RATE

HOW_TO_INSTALL = (
    "Install it: sudo apt install ffmpeg (Debian, Ubuntu), sudo dnf install ffmpeg-free (Fedora),\n"
    "brew install ffmpeg (macOS), winget install ffmpeg (Windows)."
)
_WAY_OUT = f"{HOW_TO_INSTALL}\nsivoice makes .mp3 and .wav without it."
_LOOK_LIMIT = 30.0
"""Seconds for ffmpeg to say what it can encode; it takes a tenth of one."""


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
    """Raise OutputError where ffmpeg is missing or cannot encode the format of this ending."""
    encoder = FORMATS[ending].encoder
    program = ffmpeg()
    if program is None:
        raise OutputError(
            f"{ending} files are made with ffmpeg, which is not installed\n{_WAY_OUT}"
        )
    command = [program, "-v", "error", "-encoders"]
    try:
        listing = subprocess.run(  # noqa: S603 - no shell, and no word of it comes from outside
            command, check=True, stdin=subprocess.DEVNULL, capture_output=True, timeout=_LOOK_LIMIT
        )
    except (OSError, subprocess.SubprocessError) as error:
        raise OutputError(
            f"{ending} files are made with ffmpeg, and {program} does not run\n{_WAY_OUT}"
        ) from error
    if encoder.encode() not in listing.stdout.split():
        raise OutputError(
            f"{program} was built without {encoder}, which {ending} files need\n{_WAY_OUT}"
        )


def ffmpeg() -> str | None:
    """The program's path, if it is installed."""
    return shutil.which("ffmpeg")


def write_with_ffmpeg(
    format: Format,
    file: BinaryIO,
    timeline: Timeline,
    blocks: Iterable[bytes],
    track: Track = ALONE,
) -> None:
    """Write blocks into a temporary file as they come, and have that encoded. Raises OSError."""
    with _temporary_folder() as folder:
        try:
            tags = folder / "tags.txt"
            tags.write_text(format.tags(timeline, track), encoding="utf-8", newline="\n")
            with (folder / "sound.pcm").open("w+b") as sound:
                sound.writelines(blocks)
                sound.flush()
                # pydub wants all of the sound in memory: this looks like memory to it, and stays a file.
                failed = _encode(mmap(sound.fileno(), 0, access=ACCESS_READ), format, tags, file)
                if not failed and format.muxer == _MP4_MUXER:
                    _add_cover(file)
        except OSError as error:
            failed = f"{error.strerror or error} (there, or in {folder.parent})"
        # Only now: an error on its way holds open files in its frames, and Windows removes no open file.
        if failed:
            raise OSError(failed)


def _encode(pcm: mmap, format: Format, tags: Path, file: BinaryIO) -> str | None:
    """Have samples encoded; what went wrong, if something did. Raises OSError."""
    pydub = _pydub()
    pydub.AudioSegment.converter = ffmpeg() or "ffmpeg"
    sound = pydub.AudioSegment(pcm, sample_width=2, frame_rate=SAMPLE_RATE, channels=1)
    # pydub puts these behind its own input: a second one, and then what concerns the output. Its arguments for codec,
    # bitrate and tags would come before the second input and be taken as that one's.
    parameters = [
        *("-v", "error", "-f", "ffmetadata", "-i", str(tags), "-map", "0:a", "-map_metadata", "1"),
        *("-map_chapters", "1", "-c:a", format.encoder, *format.options),
    ]
    try:
        sound.export(file, format=format.muxer, parameters=parameters)
    except pydub.exceptions.CouldntEncodeError as error:
        # Utterance, not the error: that would hold pydub's files open, and Windows cannot remove an open file.
        return _reason(str(error))
    return None


def _add_cover(file: BinaryIO) -> None:
    """Give an MP4 our cover, which ffmpeg would take for a film."""
    from mutagen.mp4 import MP4, MP4Cover

    file.flush()
    file.seek(0)
    sound = MP4(file)
    sound["covr"] = [MP4Cover(cover(), MP4Cover.FORMAT_PNG)]
    file.seek(0)
    sound.save(file)


def _reason(error: str) -> str:
    """The line of pydub's message in which ffmpeg says what went wrong, or how it ended if it said nothing."""
    _, _, said = error.partition("Output from ffmpeg/avlib:")
    lines = [
        line.strip()
        for line in said.splitlines()
        if line.strip() and "Conversion failed" not in line
    ]
    code = re.search(r"error code: (-?\d+)", error)
    return (
        f"ffmpeg: {lines[-1]}" if lines else f"ffmpeg ended with {code[1] if code else 'an error'}"
    )


def _pydub() -> Any:
    """The package, without what it warns of when it is imported: a missing ffmpeg, escapes, the age of audioop."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        import pydub
        import pydub.exceptions
    return pydub


@contextmanager
def _temporary_folder() -> Iterator[Path]:
    """A folder for all temporary files of this process: pydub leaves its own behind when ffmpeg fails."""
    with tempfile.TemporaryDirectory(prefix="sivoice-", ignore_cleanup_errors=True) as name:
        before, tempfile.tempdir = tempfile.tempdir, name
        try:
            yield Path(name)
        finally:
            tempfile.tempdir = before
