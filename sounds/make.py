"""Makes the three chimes: `python sounds/make.py`.

Each note is a struck bell kept soft: a fundamental and two fainter partials that die away sooner. The start rises a
fourth, the end falls a fifth, and the soft one, which goes before each stretch, is a single lower note; so the three
are told apart by ear at once, also by someone who only half listens.
"""

from __future__ import annotations

import wave
from pathlib import Path

import numpy as np
import numpy.typing as npt

RATE = 44_100
PARTIALS = ((1.0, 1.0, 0.42), (2.0, 0.22, 0.22), (3.01, 0.07, 0.12))
"""Multiple of the note's frequency, amplitude, and seconds until it has faded to 1/e."""
ATTACK = 0.006
"""Seconds: quick enough to be on time, slow enough not to click."""
TAIL = 0.4
"""Seconds of the last fade, to true silence."""

E5, A5, D6, D5 = 659.26, 880.00, 1174.66, 587.33
CHIMES = {
    # name: seconds, peak in dBFS, notes as (seconds from the start, Hz, amplitude)
    "start": (1.6, -11.0, ((0.0, A5, 0.9), (0.17, D6, 1.0))),
    "end": (1.6, -11.0, ((0.0, A5, 1.0), (0.24, D5, 1.0))),
    "soft": (1.2, -19.0, ((0.0, E5, 1.0),)),
}


def note(frequency: float, seconds: float) -> npt.NDArray[np.float64]:
    """One struck note, shape (seconds * RATE,), about full scale at its beginning."""
    at = np.arange(round(seconds * RATE)) / RATE
    sound = sum(
        amplitude * np.exp(-at / decay) * np.sin(2 * np.pi * frequency * multiple * at)
        for multiple, amplitude, decay in PARTIALS
    )
    return np.asarray(sound * np.clip(at / ATTACK, 0, 1) ** 2)


def chime(name: str) -> npt.NDArray[np.int16]:
    """One chime as 16-bit samples."""
    seconds, peak, notes = CHIMES[name]
    count = round(seconds * RATE)
    mixed = np.zeros(count)
    for start, frequency, amplitude in notes:
        first = round(start * RATE)
        mixed[first:] += amplitude * note(frequency, seconds)[: count - first]
    tail = round(TAIL * RATE)
    mixed[-tail:] *= 0.5 + 0.5 * np.cos(np.pi * np.arange(1, tail + 1) / tail)
    mixed *= 10 ** (peak / 20) / np.abs(mixed).max()
    return (mixed * 32767).round().astype("<i2")


if __name__ == "__main__":
    for name in CHIMES:
        with wave.open(str(Path(__file__).with_name(f"{name}.wav")), "wb") as file:
            file.setnchannels(1)
            file.setsampwidth(2)
            file.setframerate(RATE)
            file.writeframes(chime(name).tobytes())
