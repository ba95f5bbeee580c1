"""Sound file in any format -> samples, for a listener's own chimes and pads."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from sivoice.errors import OptionError, SivoiceError
from sivoice.files import read_file

if TYPE_CHECKING:
    from sivoice.sound.samples import Wave

LONGEST_READ = 300
"""Seconds of a sound file that are decoded."""
_SIZE_LIMIT = 512 * 1024 * 1024
"""Bytes of a sound file: LONGEST_READ of it, with room to spare in any format."""


def decoded(name: str) -> Wave:
    """Decode the first LONGEST_READ seconds of a sound file, mono at SAMPLE_RATE, shape (n,).

    miniaudio decodes it, with ffmpeg as the fallback. Raises SivoiceError if neither can, or if
    there is no such file.
    """
    import miniaudio

    data = sound_data(name)
    try:
        return _by_miniaudio(data)
    except miniaudio.DecodeError:
        return _by_ffmpeg(name, data)


def sound_data(name: str) -> bytes:
    """Read a sound file of the listener's. Raises SivoiceError."""
    try:
        return read_file(Path(name).expanduser(), _SIZE_LIMIT)
    except (OSError, ValueError, RuntimeError) as error:  # a null byte; `~` of an unknown user
        reason = error.strerror if isinstance(error, OSError) and error.strerror else error
        raise SivoiceError(f"the sound {name} cannot be read: {reason}") from error


def decoded_for(option: str, name: str) -> Wave:
    """Decode a file that an option names. Raises OptionError, which names the option."""
    try:
        return decoded(name)
    except SivoiceError as error:
        raise OptionError(option, str(error)) from error


def _by_miniaudio(data: bytes) -> Wave:
    """Decode with miniaudio. Raises miniaudio.DecodeError for a format it does not know."""
    import miniaudio
    import numpy as np

    from sivoice.units import SAMPLE_RATE

    stream = miniaudio.stream_memory(
        data, miniaudio.SampleFormat.FLOAT32, nchannels=1, sample_rate=SAMPLE_RATE
    )
    missing = LONGEST_READ * SAMPLE_RATE
    pieces: list[Wave] = []
    for piece in stream:
        pieces.append(np.array(piece, np.float32))
        missing -= len(piece)
        if missing <= 0:
            break
    return np.concatenate(pieces) if pieces else np.zeros(0, np.float32)


def _by_ffmpeg(name: str, data: bytes) -> Wave:
    from sivoice.sound.ffmpeg import decode, ffmpeg

    if ffmpeg() is None:
        raise SivoiceError(
            f"{name} cannot be decoded without ffmpeg\n"
            "Convert it to .wav, .mp3, .flac or .ogg, or install ffmpeg."
        )
    try:
        return decode(data, LONGEST_READ)
    except OSError as error:
        raise SivoiceError(
            f"{name} is not in a format that ffmpeg can read\nConvert it to .wav or .mp3."
        ) from error
