"""Generate the chimes: `python sounds/make.py`.

There are three sets. In each, the start chime rises, the end chime falls, and the soft chime before
each stretch is a single lower note. Even someone who only half listens can tell them apart. A note
is a fundamental and a few fainter partials that decay sooner.
"""

from __future__ import annotations

import wave
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt

RATE = 44_100
TAIL = 0.4
"""Seconds of the final fade to complete silence."""


@dataclass(frozen=True)
class Instrument:
    """The sound of a set's notes, and the notes of its three chimes."""

    partials: tuple[tuple[float, float, float], ...]
    """Multiple of the note's frequency, amplitude, and seconds of decay to 1/e."""
    attack: float
    """Seconds of the fade-in, which avoids a click without delaying the note."""
    chimes: dict[str, tuple[float, float, tuple[tuple[float, float, float], ...]]]
    """By name: seconds, peak in dBFS, and the notes as (seconds from the start, Hz, amplitude)."""


G3, D4, A4, C5, D5, E5, G5, A5, D6 = (
    196.00,
    293.66,
    440.00,
    523.25,
    587.33,
    659.26,
    783.99,
    880.00,
    1174.66,
)
SETS = {
    # A soft bell.
    "bell": Instrument(
        ((1.0, 1.0, 0.42), (2.0, 0.22, 0.22), (3.01, 0.07, 0.12)),
        0.006,
        {
            "start": (1.6, -11.0, ((0.0, A5, 0.9), (0.17, D6, 1.0))),
            "end": (1.6, -11.0, ((0.0, A5, 1.0), (0.24, D5, 1.0))),
            "soft": (1.2, -19.0, ((0.0, E5, 1.0),)),
            "rep-start": (0.35, -23.0, ((0.0, D6, 1.0),)),
            "rep-end": (0.35, -23.0, ((0.0, A5, 1.0),)),
        },
    ),
    # A low singing bowl, struck firmly: it rings for up to 8 s, and close pairs of partials make it
    # beat. A phone's loudspeaker plays little below 300 Hz, so most of the energy is in the second
    # and third pairs, as in a real bowl just after the stroke.
    "bowl": Instrument(
        (
            (1.0, 0.5, 2.6),
            (1.006, 0.25, 2.6),
            (2.71, 0.9, 1.9),
            (2.73, 0.45, 1.9),
            (5.2, 0.5, 0.6),
            (5.23, 0.2, 0.6),
            (8.4, 0.15, 0.2),
        ),
        0.008,
        {
            "start": (8.0, -10.1, ((0.0, G3, 0.7), (0.3, D4, 1.0))),
            "end": (8.0, -10.1, ((0.0, D4, 0.6), (0.3, G3, 1.0))),
            "soft": (1.6, -17.0, ((0.0, G3, 1.0),)),
            "rep-start": (0.35, -20.0, ((0.0, A4, 1.0),)),
            "rep-end": (0.35, -20.0, ((0.0, D4, 1.0),)),
        },
    ),
    # A short, dry wooden bar, struck with a hard mallet.
    "wood": Instrument(
        ((1.0, 1.0, 0.175), (3.9, 0.5, 0.08), (9.2, 0.08, 0.015)),
        0.002,
        {
            "start": (1.0, -10.1, ((0.0, C5, 0.9), (0.16, G5, 1.0))),
            "end": (1.0, -10.1, ((0.0, G5, 0.9), (0.16, C5, 1.0))),
            "soft": (0.8, -16.2, ((0.0, A4, 1.0),)),
            "rep-start": (0.35, -20.0, ((0.0, G5, 1.0),)),
            "rep-end": (0.35, -20.0, ((0.0, C5, 1.0),)),
        },
    ),
}


def note(instrument: Instrument, frequency: float, seconds: float) -> npt.NDArray[np.float64]:
    """Make one struck note, shape (seconds * RATE,), near full scale at its start."""
    at = np.arange(round(seconds * RATE)) / RATE
    sound = sum(
        amplitude * np.exp(-at / decay) * np.sin(2 * np.pi * frequency * multiple * at)
        for multiple, amplitude, decay in instrument.partials
    )
    return np.asarray(sound * np.clip(at / instrument.attack, 0, 1) ** 2)


def chime(name: str, of: str = "bell") -> npt.NDArray[np.int16]:
    """Make one chime of the set `of`, as 16-bit samples at RATE."""
    instrument = SETS[of]
    seconds, peak, notes = instrument.chimes[name]
    count = round(seconds * RATE)
    mixed = np.zeros(count)
    for start, frequency, amplitude in notes:
        first = round(start * RATE)
        mixed[first:] += amplitude * note(instrument, frequency, seconds)[: count - first]
    tail = round(min(TAIL, seconds / 2) * RATE)
    mixed[-tail:] *= 0.5 + 0.5 * np.cos(np.pi * np.arange(1, tail + 1) / tail)
    mixed *= 10 ** (peak / 20) / np.abs(mixed).max()
    return (mixed * 32767).round().astype("<i2")


if __name__ == "__main__":
    for of, instrument in SETS.items():
        for name in instrument.chimes:
            path = Path(__file__).parent / of / f"{name}.wav"
            path.parent.mkdir(exist_ok=True)
            with wave.open(str(path), "wb") as file:
                file.setnchannels(1)
                file.setsampwidth(2)
                file.setframerate(RATE)
                file.writeframes(chime(name, of).tobytes())
