"""Decoding and encoding with ffmpeg, which pydub runs, and the workarounds for pydub."""

from __future__ import annotations

import re
import shutil
import subprocess
import tempfile
import warnings
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from functools import cache
from mmap import ACCESS_READ, mmap
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO

from sivoice.hidden import hidden_folder
from sivoice.units import SAMPLE_RATE

if TYPE_CHECKING:
    from sivoice.sound.samples import Wave

HOW_TO_INSTALL = (
    "Install it: sudo apt install ffmpeg (Debian, Ubuntu), sudo dnf install ffmpeg-free (Fedora),\n"
    "brew install ffmpeg (macOS), winget install ffmpeg (Windows)."
)
_LISTING_LIMIT = 30.0
"""Timeout in seconds for listing ffmpeg's encoders, which takes 0.1 s."""


def ffmpeg() -> str | None:
    """Return the path of the program, or None if it is not installed."""
    return shutil.which("ffmpeg")


def why_not(encoder: str) -> str | None:
    """Return why ffmpeg cannot encode with `encoder`, as a relative clause, or None if it can."""
    program = ffmpeg()
    if program is None:
        return "which is not installed"
    try:
        encoders = _encoders(program)
    except (OSError, subprocess.SubprocessError):
        return f"and {program} does not run"
    if encoder.encode() not in encoders:
        return f"and {program} was built without {encoder}"
    return None


@cache
def _encoders(program: str) -> list[bytes]:
    """Return the words of ffmpeg's list of encoders. Raises OSError, SubprocessError."""
    listing = subprocess.run(  # noqa: S603 - no shell, and no part of it comes from outside
        [program, "-v", "error", "-encoders"],
        check=True,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        timeout=_LISTING_LIMIT,
    )
    return listing.stdout.split()


def decode(data: bytes, seconds: int) -> Wave:
    """Decode the first `seconds` of a sound file to one channel at SAMPLE_RATE, shape (n,).

    Raises OSError if ffmpeg is missing or cannot read the file.
    """
    import numpy as np

    from sivoice.sound.samples import resample

    pydub = _pydub()
    with warnings.catch_warnings(), hidden_folder() as folder:
        warnings.simplefilter("ignore")  # pydub warns if ffprobe is missing
        try:
            # A plain name: ffmpeg takes `-x` for an option and `a:b` for a protocol.
            plain = (folder / "sound").resolve()
            plain.write_bytes(data)
            sound = pydub.AudioSegment.from_file(plain, duration=seconds)
        except (pydub.exceptions.CouldntDecodeError, LookupError, ValueError) as error:
            raise OSError("ffmpeg cannot read it") from error
    channels = np.array(sound.get_array_of_samples(), np.float32).reshape(-1, sound.channels)
    full_scale = np.float32(1 << (8 * sound.sample_width - 1))
    # pydub's own resampling has a signal-to-noise ratio of 34 dB, soxr's has 106 dB.
    return resample(channels.mean(axis=1) / full_scale, sound.frame_rate)


def encode(
    blocks: Iterable[bytes],
    file: BinaryIO,
    *,
    muxer: str,
    encoder: str,
    options: Sequence[str] = (),
    metadata: str = "",
) -> None:
    """Encode blocks of 16-bit samples, one channel at SAMPLE_RATE, into `file`.

    `muxer`, `encoder` and `options` are ffmpeg arguments. `metadata` holds tags and chapters in the
    ffmetadata format. The samples are buffered on disk, not in memory. Raises OSError with ffmpeg's
    message.
    """
    with _temporary_folder() as folder:
        try:
            tags = folder / "tags.txt"
            tags.write_text(metadata, encoding="utf-8", newline="\n")
            # pydub puts these after its own input: a second input, then the output options. Its own
            # arguments for codec, bitrate and tags would come before the second input and apply to
            # that.
            parameters = [
                *("-v", "error", "-f", "ffmetadata", "-i", str(tags)),
                *("-map", "0:a", "-map_metadata", "1", "-map_chapters", "1"),
                *("-c:a", encoder, *options),
            ]
            with (folder / "sound.pcm").open("w+b") as sound:
                sound.writelines(blocks)
                sound.flush()
                # pydub expects the whole sound in memory. A mapped file looks like memory to it.
                samples = mmap(sound.fileno(), 0, access=ACCESS_READ)
                failed = _export(samples, file, muxer, parameters)
        except OSError as error:
            failed = f"{error.strerror or error} (there, or in {folder.parent})"
    # Raised only after the folder is removed: an exception keeps its frames' files open, and
    # Windows cannot remove an open file.
    if failed:
        raise OSError(failed)


def _export(samples: mmap, file: BinaryIO, muxer: str, parameters: list[str]) -> str | None:
    """Encode the samples with pydub. Returns what went wrong, or None. Raises OSError."""
    pydub = _pydub()
    sound = pydub.AudioSegment(samples, sample_width=2, frame_rate=SAMPLE_RATE, channels=1)
    try:
        sound.export(file, format=muxer, parameters=parameters)
    except pydub.exceptions.CouldntEncodeError as error:
        # Only the text is kept, because the error itself would keep pydub's files open.
        return _reason(str(error))
    return None


def _reason(error: str) -> str:
    """Return the last line of ffmpeg's output in pydub's message, or else its exit code."""
    _, _, output = error.partition("Output from ffmpeg/avlib:")
    lines = [
        line.strip()
        for line in output.splitlines()
        if line.strip() and "Conversion failed" not in line
    ]
    if lines:
        return f"ffmpeg: {lines[-1]}"
    code = re.search(r"error code: (-?\d+)", error)
    return f"ffmpeg exited with code {code[1]}" if code else "ffmpeg failed"


def _pydub() -> Any:
    """Import pydub without its warnings, and set ffmpeg's path.

    It warns about a missing ffmpeg, its own escape sequences, and the deprecated audioop.
    """
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        import pydub
        import pydub.exceptions
    pydub.AudioSegment.converter = ffmpeg() or "ffmpeg"
    return pydub


@contextmanager
def _temporary_folder() -> Iterator[Path]:
    """Collect all temporary files of this process, as pydub leaves its own if ffmpeg fails."""
    with hidden_folder() as folder:
        before, tempfile.tempdir = tempfile.tempdir, str(folder)
        try:
            yield folder
        finally:
            tempfile.tempdir = before
