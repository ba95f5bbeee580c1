"""Treatment of speech: softer sibilants, less brightness, and endings that stay audible."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from sivoice.sound.samples import Wave, moving_mean

_SHELF, _SHELF_FROM = -2.0, 3_500.0
"""dB, and Hz where half of it is reached. hibari has 6 dB more above 1 kHz than recorded voices."""
_HISS = (5_000.0, 10_000.0)
"""Hz. The band of sibilants."""
_HISS_LEVEL, _HISS_SLOPE, _HISS_MOST = -17.0, 0.7, 4.0
"""A hiss is softened by this share of what it is above this level, but at most by so many dB.

The level is in dB relative to the clip's loud windows.
"""
_WINDOW = 0.010
"""Seconds of the windows of the de-esser, and of the levels that it is relative to."""
_VOWELS = 900.0
"""Hz. Below it, the power is that of vowels, not that of breath."""
_ENDING = 0.500
"""Seconds at the end of speech that can be lifted."""
_FADING, _BREATH, _LIFT_MOST = -7.0, -28.0, 6.0
"""dB. A last syllable below the first level is lifted towards it, but at most by so many dB.

Below the second level it is breath, which is not lifted. Both are relative to the loud vowels.
"""
_LIFT_WINDOW = 0.050
"""Seconds over which the levels of an ending, and then its gain, are smoothed."""


def soften(samples: Wave, rate: int) -> Wave:
    """Take 2 dB off above 4 kHz, and up to 4 dB off sibilants. Nothing is delayed."""
    if not len(samples):
        return samples
    spectrum, at = _spectrum(samples, rate)
    spectrum *= 10 ** (_SHELF / 20 * _above(at, _SHELF_FROM, 4))
    softer = _waveform(spectrum, len(samples))
    low, high = _HISS
    hiss = _waveform(spectrum * _above(at, low, 12) * (1 - _above(at, high, 12)), len(samples))
    over = _decibels(_rms(hiss, rate, _WINDOW)) - _loud(softer, rate) - _HISS_LEVEL
    reduction = np.clip(_HISS_SLOPE * over, 0, _HISS_MOST)
    removed = 1 - 10 ** (-moving_mean(reduction, _odd(rate * _WINDOW / 2), "edge") / 20)
    return np.asarray(softer - hiss * removed, np.float32)


def lift_ending(samples: Wave, rate: int) -> Wave:
    """Raise a last syllable that fades away. The gain is smooth, and breath stays as it is."""
    if len(samples) < rate * _ENDING:
        return samples
    spectrum, at = _spectrum(samples, rate)
    vowels = _waveform(spectrum * (1 - _above(at, _VOWELS, 8)), len(samples))
    ending = round(rate * _ENDING)
    levels = _decibels(_rms(vowels[-ending:], rate, _LIFT_WINDOW)) - _loud(vowels, rate)
    gain = np.where(levels > _BREATH, np.clip(_FADING - levels, 0, _LIFT_MOST), 0)
    gain[: _odd(rate * _LIFT_WINDOW)] = 0
    gain = moving_mean(gain, _odd(rate * _LIFT_WINDOW), "edge")
    lifted = samples.copy()
    lifted[-ending:] *= (10 ** (gain / 20)).astype(np.float32)
    return lifted


def _spectrum(
    samples: Wave, rate: int
) -> tuple[npt.NDArray[np.complexfloating], npt.NDArray[np.float32]]:
    """Return the spectrum of samples with at least 20 ms of silence after them, and its Hz."""
    size = 1 << (len(samples) + rate // 50).bit_length()  # a power of two is fast
    return np.fft.rfft(samples, size), np.fft.rfftfreq(size, 1 / rate).astype(np.float32)


def _waveform(spectrum: npt.NDArray[np.complexfloating], count: int) -> Wave:
    return np.fft.irfft(spectrum)[:count].astype(np.float32)


def _above(at: npt.NDArray[np.float32], corner: float, order: int) -> npt.NDArray[np.float32]:
    """Return how much of each frequency is above a corner: 0, 0.5 at the corner, 1."""
    power = (at / np.float32(corner)) ** order
    return np.asarray(power / (1 + power), np.float32)


def _rms(samples: Wave, rate: int, seconds: float) -> npt.NDArray[np.float64]:
    """Return the RMS level around each sample."""
    mean = moving_mean(samples.astype(np.float64) ** 2, _odd(rate * seconds), "edge")
    return np.sqrt(np.maximum(mean, 0))


def _loud(samples: Wave, rate: int) -> float:
    """Return the level of loud speech in dBFS: 95 % of the windows are below it."""
    size = min(len(samples), round(rate * _WINDOW))
    windows = samples[: len(samples) // size * size].reshape(-1, size)
    levels = np.sqrt(np.mean(windows.astype(np.float64) ** 2, axis=1))
    return float(_decibels(np.percentile(levels, 95)))


def _decibels(ratio: npt.NDArray[np.float64] | np.floating) -> npt.NDArray[np.float64]:
    return np.asarray(20 * np.log10(np.maximum(ratio, 1e-10)))


def _odd(size: float) -> int:
    return 2 * int(size / 2) + 1
