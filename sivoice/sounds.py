"""Finds the chimes, and reads them as samples."""

from __future__ import annotations

import wave
from functools import cache

from sivoice.errors import SivoiceError
from sivoice.folders import shipped
from sivoice.plan import Sound
from sivoice.units import SAMPLE_RATE, Samples


@cache
def chime(sound: Sound) -> bytes:
    """A chime's samples at SAMPLE_RATE, 16-bit little-endian. Raises SivoiceError where its file is missing."""
    path = shipped("sounds") / f"{sound}.wav"
    try:
        with wave.open(str(path), "rb") as file:
            assert (file.getframerate(), file.getnchannels(), file.getsampwidth()) == (SAMPLE_RATE, 1, 2), path
            return file.readframes(file.getnframes())
    except (OSError, wave.Error) as error:
        raise SivoiceError(f"the chime {path} cannot be read: {error}\nInstall sivoice again.") from error


def chime_length(sound: Sound) -> Samples:
    """Samples of a chime."""
    return len(chime(sound)) // 2
