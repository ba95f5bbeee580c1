"""Finds chimes in recorded or decoded sound."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from sivoice.script.vocabulary import ChimeKind
from sivoice.sound.chimes import read_chimes
from sivoice.sound.samples import Wave
from sivoice.units import SAMPLE_RATE

_BLOCK = 2**18
"""Samples of one Fourier transform; several times as long as a chime."""


def onsets(heard: npt.NDArray[np.int16] | Wave, sound: ChimeKind) -> list[int]:
    """The samples at which a chime begins: the peaks of its cross-correlation with the sound."""
    pattern = np.frombuffer(read_chimes().samples(sound), "<i2").astype(np.float32)
    match = _correlation(heard.astype(np.float32), pattern) / np.dot(pattern, pattern)
    near = np.flatnonzero(match > 0.8)
    groups = np.split(near, np.flatnonzero(np.diff(near) > SAMPLE_RATE // 4) + 1)
    return [int(group[match[group].argmax()]) for group in groups if len(group)]


def _correlation(heard: Wave, pattern: Wave) -> Wave:
    """The product with the pattern wherever the whole pattern fits, computed block by block."""
    places = len(heard) - len(pattern) + 1
    step = _BLOCK - len(pattern) + 1
    spectrum = np.conj(np.fft.rfft(pattern, _BLOCK))
    pieces = []
    for at in range(0, places, step):
        block = np.fft.rfft(heard[at : at + _BLOCK], _BLOCK)
        pieces.append(np.fft.irfft(block * spectrum, _BLOCK)[:step])
    return np.concatenate(pieces)[:places].astype(np.float32)
