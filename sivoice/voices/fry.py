"""Vocal fry at the end of a sentence of hibari, turned into voice."""

from __future__ import annotations

from typing import Any, TypeAlias

import numpy as np
import numpy.typing as npt

Frames: TypeAlias = npt.NDArray[np.float32]
"""A spectrum of 601 bins for each frame of 12.5 ms; or one value for each frame."""

_FRAMES = 80
"""Frames in a second."""
_REACH = 0.7
"""Seconds before the end of the voice in which fry is replaced."""
_PITCHED = 60.0
"""Hz. The network gives a voiced frame a higher pitch, and any other one a pitch near 0."""
_BINS = slice(3, 60)
"""The bins of vowels: 60 to 1200 Hz."""
_FAINT = 40.0
"""dB below the loudest voice. Below it there is no syllable left to replace."""
_KEPT = -6.0
"""dB that are left of the fry, as breath in the voice."""
_FALL, _FALL_OVER = 4.0, 0.375
"""Semitones by which the pitch falls, and in how many seconds. Recorded speech ends by 6 lower."""
_DECIBELS = 20 / np.log(10)
"""dB for each unit of a logarithm of an amplitude."""


def voiced(
    harmonic: Frames, turn: Frames, noise: Frames, free: Frames, phase: Frames, pitch: Frames
) -> tuple[Frames, Frames, Frames, Frames, Frames, Frames]:
    """Move the power of a sentence's last syllable from its free branch to its harmonic branch.

    The arguments are the outputs of hibari's network: the log amplitudes of the harmonics, their
    phase, the log amplitudes of the noise and of what has a free phase, that phase, and the pitch
    in Hz. In a sentence's last syllables, the network often has a pitch but next to no harmonics,
    and makes the irregular pulses of fry with the free branch, with the vowel's own spectrum.
    """
    pitched = pitch > _PITCHED
    if not pitched.any():
        return harmonic, turn, noise, free, phase, pitch
    harmonics, rest = _level(harmonic), _level(free)
    # A harmonic of amplitude 1 fills 1.5 bins of 20 Hz, what is free fills them all.
    wider = np.log(np.maximum(pitch, _PITCHED) / 30) / 2
    loudest = float(harmonics[pitched].max())
    end = int(np.flatnonzero(pitched)[-1]) + 1
    fry = pitched & (rest + wider > harmonics) & (rest > loudest - _FAINT / _DECIBELS)
    fry[: max(0, end - round(_REACH * _FRAMES))] = False
    if not fry.any():
        return harmonic, turn, noise, free, phase, pitch
    start = int(np.argmax(fry))
    clear = np.flatnonzero(pitched[:start] & (harmonics[:start] > loudest - 20 / _DECIBELS))
    last = int(clear[-1]) if len(clear) else start
    begun = float(np.median(pitch[max(0, last - 6) : last + 1]))
    fallen = np.clip(np.arange(end - start) / (_FALL_OVER * _FRAMES), 0, 1) * _FALL
    falling = np.minimum(pitch[start:end], begun * 2 ** (-fallen / 12))
    pitch, harmonic, turn, free = pitch.copy(), harmonic.copy(), turn.copy(), free.copy()
    pitch[start:end] = np.where(pitched[start:end], falling, pitch[start:end])
    moved = free[:, fry] + np.log(np.maximum(pitch[fry], _PITCHED) / 30) / 2
    harmonic[:, fry] = np.logaddexp(2 * harmonic[:, fry], 2 * moved) / 2
    turn[:, fry] = turn[:, last : last + 1]
    free[:, fry] += np.float32(_KEPT / _DECIBELS)
    return harmonic, turn, noise, free, phase, pitch


def _level(branch: Frames) -> Any:
    """Return the log amplitude of the vowels' bins in each frame."""
    return np.log(np.mean(np.exp(2 * branch[_BINS]), axis=0)) / 2
