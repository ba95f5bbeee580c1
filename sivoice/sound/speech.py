"""Treatment of speech: its sibilants, its brightness, and endings that stay audible."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from sivoice.sound.samples import Wave, moving_mean

_SHELF, _SHELF_FROM = -2.0, 3_500.0
"""dB, and Hz where half of it is reached. hibari has 6 dB more above 1 kHz than recorded voices."""
_CLEARER = 3.0
"""dB by which eSpeak NG is raised there. It then has as much above 4 kHz as the softened hibari."""
_HISS = (5_000.0, 10_000.0)
"""Hz. The band of sibilants."""
_HISS_LEVEL, _HISS_SLOPE, _HISS_MOST = -17.0, 0.7, 4.0
"""Sibilants above this level are softened by this share of the excess, at most by so many dB.

The level is in dB relative to loud speech.
"""
_STEP = 0.0025
"""Seconds of the steps in which levels and gains are computed. Between them, gains are linear."""
_SMOOTHED = 0.010
"""Seconds over which the level of sibilants and then their gain are smoothed."""
_VOWELS = 900.0
"""Hz. Most of a vowel is below it, and most of breath above."""
_ENDING = 0.500
"""Seconds at the end of speech that can be lifted."""
_FADING, _BREATH, _LIFT_MOST = -8.5, -29.5, 6.0
"""dB. A last syllable below the first level is lifted towards it, but at most by so many dB.

Below the second level it is breath, which is not lifted. Both are relative to loud speech.
"""
_LIFT_SMOOTHED = 0.050
"""Seconds over which the level of an ending and then its gain are smoothed."""

_Levels = npt.NDArray[np.float64]
"""A value for each step, or for each sample."""


def soften(samples: Wave, rate: int) -> Wave:
    """Take 2 dB off above 4 kHz, and up to 4 dB off sibilants. Nothing is delayed."""
    step = round(rate * _STEP)
    if len(samples) < step:
        return samples
    spectrum, at = _spectrum(samples, rate)
    spectrum *= 10 ** (_SHELF / 20 * _above(at, _SHELF_FROM))
    softer = _waveform(spectrum, len(samples))
    low, high = (_above(np.square(at / corner)) for corner in _HISS)
    hiss = _waveform(spectrum * (low - low * high), len(samples))
    levels = _smoothed_levels(hiss, step, _SMOOTHED) - _loud(softer, step)
    reduction = np.clip(_HISS_SLOPE * (levels - _HISS_LEVEL), 0, _HISS_MOST)
    gain = 10 ** (-moving_mean(reduction, round(_SMOOTHED / _STEP), "edge") / 20)
    return np.asarray(softer - hiss * (1 - _each(gain, step, len(samples))), np.float32)


def brighten(samples: Wave, rate: int) -> Wave:
    """Add 3 dB above 4 kHz, where consonants differ from each other. Nothing is delayed."""
    spectrum, at = _spectrum(samples, rate)
    return _waveform(spectrum * 10 ** (_CLEARER / 20 * _above(at, _SHELF_FROM)), len(samples))


def lift_ending(samples: Wave, rate: int) -> Wave:
    """Raise a last syllable that fades away. The gain is smooth, and breath stays as it is."""
    step = round(rate * _STEP)
    ending = round(_ENDING / _STEP) * step
    if len(samples) < ending:
        return samples
    spectrum, at = _spectrum(samples[-ending:], rate)
    vowels = _waveform(spectrum * (1 - _above(np.square(at / _VOWELS))), ending)
    levels = _smoothed_levels(vowels, step, _LIFT_SMOOTHED) - _loud(samples, step)
    lift = np.where(levels > _BREATH, np.clip(_FADING - levels, 0, _LIFT_MOST), 0)
    count = round(_LIFT_SMOOTHED / _STEP)
    lift[:count] = 0  # it begins at 0 dB, even after smoothing
    gain = 10 ** (moving_mean(lift, count, "edge") / 20)
    lifted = samples.copy()
    lifted[-ending:] *= _each(gain, step, ending)
    return lifted


def _spectrum(
    samples: Wave, rate: int
) -> tuple[npt.NDArray[np.complexfloating], npt.NDArray[np.float32]]:
    """Return the spectrum of samples and its Hz, with silence after the samples."""
    unit = 4096  # a multiple of it is transformed fast, whatever the length of the speech
    size = (len(samples) // unit + 2) * unit
    return np.fft.rfft(samples, size), np.fft.rfftfreq(size, 1 / rate).astype(np.float32)


def _waveform(spectrum: npt.NDArray[np.complexfloating], count: int) -> Wave:
    return np.fft.irfft(spectrum)[:count].astype(np.float32)


def _above(at: npt.NDArray[np.float32], corner: float = 1.0) -> npt.NDArray[np.float32]:
    """Return how much of each frequency passes a high-pass filter: 0.5 at the corner.

    It rises by 24 dB an octave, and by 48 if both are squared.
    """
    power = np.square(np.square(at / np.float32(corner)))
    return np.asarray(power / (1 + power), np.float32)


def _levels(samples: Wave, step: int) -> _Levels:
    """Return the power of each step; what is left of the last one is left out."""
    steps = samples[: len(samples) // step * step].reshape(-1, step)
    return np.asarray(np.mean(np.square(steps), axis=1, dtype=np.float64))


def _smoothed_levels(samples: Wave, step: int, seconds: float) -> _Levels:
    """Return the level of each step in dBFS, smoothed."""
    power = moving_mean(_levels(samples, step), round(seconds / _STEP), "edge")
    return 10 * np.log10(np.maximum(power, 1e-20))


def _loud(samples: Wave, step: int) -> float:
    """Return the level of loud speech in dBFS: 95 % of all steps are below it."""
    return float(10 * np.log10(max(np.percentile(_levels(samples, step), 95), 1e-20)))


def _each(gain: _Levels, step: int, count: int) -> npt.NDArray[np.float32]:
    """Return the gain of each sample, given that in the middle of each step."""
    middles = (np.arange(len(gain)) + 0.5) * step
    return np.interp(np.arange(count), middles, gain).astype(np.float32)
