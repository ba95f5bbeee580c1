"""A sound file in any format -> samples: how a listener's own chimes and pads are read."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from sivoice.errors import OptionError, SivoiceError

if TYPE_CHECKING:
    from sivoice.sound.samples import Wave

LONGEST_READ = 300
"""Seconds that are read of a sound file."""


def decoded(name: str) -> Wave:
    """The first LONGEST_READ seconds of a sound file, in one channel at SAMPLE_RATE; shape (n,).

    miniaudio reads it, or else ffmpeg. Raises SivoiceError if neither can, or if there is no such
    file.
    """
    import miniaudio

    try:
        path = Path(name).expanduser()
        data = path.read_bytes()
    except (OSError, ValueError, RuntimeError) as error:  # a null byte; `~` of an unknown user
        reason = error.strerror if isinstance(error, OSError) and error.strerror else error
        raise SivoiceError(f"the sound {name} cannot be read: {reason}") from error
    try:
        return _by_miniaudio(data)
    except miniaudio.DecodeError:
        return _by_ffmpeg(path)


def decoded_for(option: str, name: str) -> Wave:
    """The same for a file that an option asks for. Raises OptionError, which names the option."""
    try:
        return decoded(name)
    except SivoiceError as error:
        raise OptionError(option, str(error)) from error


def _by_miniaudio(data: bytes) -> Wave:
    """Raises miniaudio.DecodeError for a format that it does not know."""
    import miniaudio
    import numpy as np

    from sivoice.units import SAMPLE_RATE

    stream = miniaudio.stream_memory(
        data, miniaudio.SampleFormat.FLOAT32, nchannels=1, sample_rate=SAMPLE_RATE
    )
    wanted = LONGEST_READ * SAMPLE_RATE
    pieces: list[Wave] = []
    for piece in stream:
        pieces.append(np.array(piece, np.float32))
        wanted -= len(piece)
        if wanted <= 0:
            break
    return np.concatenate(pieces) if pieces else np.zeros(0, np.float32)


def _by_ffmpeg(path: Path) -> Wave:
    from sivoice.sound.ffmpeg import decode, ffmpeg

    if ffmpeg() is None:
        raise SivoiceError(
            f"{path} is not a sound that sivoice can read by itself (.wav, .mp3, .flac, .ogg)\n"
            "Convert it, or install ffmpeg, which reads almost everything."
        )
    try:
        return decode(path, LONGEST_READ)
    except OSError as error:
        raise SivoiceError(f"{path} is not in a format that ffmpeg can read") from error
