"""Operations on samples: trimming, resampling, loudness, limiting and fades. All are mono."""

from __future__ import annotations

from typing import Literal, TypeAlias

import numpy as np
import numpy.typing as npt

from sivoice.units import SAMPLE_RATE, Samples

Wave: TypeAlias = npt.NDArray[np.float32]
"""Samples of one channel, shape (n,), full scale at 1.0."""

SPEECH_LOUDNESS = -18.4
"""LUFS of speech in one channel. Podcasts are mastered at -19 (-16 in stereo).

At 64 kbit/s, LAME scales its input by 0.95. As measured by ffmpeg, the instructions in an MP3 have
-19.0 LUFS, and with the reminders, which are 2.5 dB lower, all speech has -19.4.
"""
CEILING = -2.0
"""The highest peak in dBFS. The MP3 encoder and inter-sample peaks add up to 1 dB."""
_QUIET = -42.0
"""dB relative to a clip's loudest 10 ms. Anything below is breath and room noise, not speech."""
_SILENT = -60.0
"""dBFS. A clip whose loudest 10 ms are below this has no speech in it."""
_WINDOW = 0.010
"""Seconds of the windows whose levels show where speech begins and ends."""
_KEPT_BEFORE, _KEPT_AFTER = 0.015, 0.060
"""Seconds kept around the words: consonants begin softly, and vowels end slowly."""
_BREATH, _KEPT_BREATH = -32.0, 0.040
"""The same at the end of speech, where a sentence sinks into breath."""
_PAUSE, _PAUSE_LEVEL = 0.200, -40.0
"""Seconds of the shortest pause inside speech, and dBFS that it stays below."""
_METER_BLOCK = 0.400
"""Seconds of a block in ITU-R BS.1770. A shorter clip has no loudness of its own."""


def decibels(ratio: float) -> float:
    """Convert an amplitude ratio to dB, at least -200."""
    return float(20 * np.log10(max(ratio, 1e-10)))


def trim(samples: Wave, rate: int, *, breath: bool = True) -> Wave:
    """Cut off the silence at both ends, except for a little room. Empty if all is silent.

    Without `breath`, the breath after the last word is cut off, too.
    """
    window = max(1, round(rate * _WINDOW))
    levels = _windows(samples, window)
    loudest = float(levels.max(initial=0.0))
    if decibels(loudest) < _SILENT:
        return np.zeros(0, np.float32)
    begins = int(np.argmax(levels > loudest * 10 ** (_QUIET / 20)))
    quiet, kept = (_QUIET, _KEPT_AFTER) if breath else (_BREATH, _KEPT_BREATH)
    ends = int(np.flatnonzero(levels > loudest * 10 ** (quiet / 20))[-1]) + 1
    first = max(0, begins * window - round(rate * _KEPT_BEFORE))
    last = min(len(samples), ends * window + round(rate * kept))
    return samples[first:last]


def pauses(samples: Wave) -> list[tuple[Samples, Samples]]:
    """Return the start and end of each pause between words, at SAMPLE_RATE, in order.

    The silence at either end of the samples is not one.
    """
    window = round(SAMPLE_RATE * _WINDOW)
    words = np.flatnonzero(_windows(samples, window) > 10 ** (_PAUSE_LEVEL / 20))
    gaps = np.flatnonzero(np.diff(words) > _PAUSE / _WINDOW)
    return [(int(words[at] + 1) * window, int(words[at + 1]) * window) for at in gaps]


def _windows(samples: Wave, window: int) -> Wave:
    """Return the RMS level of each window of so many samples. The last is filled with silence."""
    count = -(-len(samples) // window)
    padded = np.zeros(count * window, np.float32)
    padded[: len(samples)] = samples
    return np.asarray(np.sqrt(np.mean(padded.reshape(count, window) ** 2, axis=1)), np.float32)


def join(parts: list[Wave], rate: int, pause: float) -> Wave:
    """Join trimmed parts of speech with `pause` seconds between them. Silent parts are dropped."""
    silence = np.zeros(round(rate * pause), np.float32)
    pieces: list[Wave] = []
    for part in parts:
        trimmed = trim(part, rate, breath=False)
        if len(trimmed):
            pieces += [silence, trimmed] if pieces else [trimmed]
    return np.concatenate(pieces) if pieces else np.zeros(0, np.float32)


def resample(samples: Wave, rate: int) -> Wave:
    """Resample from `rate` to SAMPLE_RATE (soxr, high quality)."""
    import soxr

    return np.asarray(soxr.resample(samples, rate, SAMPLE_RATE, quality="HQ"), np.float32)


def loudness(samples: Wave) -> float:
    """Measure integrated loudness in LUFS (ITU-R BS.1770-4, gated), at SAMPLE_RATE.

    A short clip is repeated until it is long enough to be measured.
    """
    from loudness import integrated_loudness

    times = -(-round(SAMPLE_RATE * _METER_BLOCK * 1.5) // max(1, len(samples)))
    return float(integrated_loudness(np.tile(samples, times).astype(np.float32), SAMPLE_RATE))


def level(samples: Wave, target: float = SPEECH_LOUDNESS) -> Wave:
    """Bring samples to `target` LUFS, with their peaks limited to CEILING."""
    measured = loudness(samples)
    if not np.isfinite(measured):
        return samples
    return limit((samples * 10 ** ((target - measured) / 20)).astype(np.float32))


def level_rms(samples: Wave, target: float) -> Wave:
    """Bring samples to an RMS level of `target` dBFS. Silence stays silence."""
    mean = decibels(float(np.sqrt(np.mean(samples.astype(np.float64) ** 2))))
    return np.asarray(samples * 10 ** ((target - mean) / 20), np.float32)


def limit(samples: Wave, ceiling: float = CEILING) -> Wave:
    """Limit the peaks of samples to `ceiling` dBFS.

    The gain falls during the 4 ms before a peak and rises again during the 4 ms after it.
    """
    top = 10 ** (ceiling / 20)
    peaks = np.abs(samples)
    if peaks.max(initial=0.0) <= top:
        return samples
    needed = np.minimum(1.0, top / np.maximum(peaks, 1e-9))
    reach = 2 * round(SAMPLE_RATE * 0.002) + 1
    # Every minimum in the mean at a peak has that peak in its window, so the mean is never above
    # the gain that the peak needs.
    gain = moving_mean(moving_minimum(needed, reach), reach, "edge").astype(np.float32)
    return np.asarray(samples * gain, np.float32)


def moving_minimum(samples: Wave, size: int) -> Wave:
    """Return the minimum of the `size` samples around each one, with their shape and type.

    `size` is odd. Beyond its ends, the array continues with its first and last sample.
    """
    least = np.pad(samples, size // 2, "edge")
    width = 1
    while width < size:  # two windows that overlap or touch make a wider one
        step = min(width, size - width)
        least = np.minimum(least[:-step], least[step:])
        width += step
    return least


def moving_mean(
    samples: npt.NDArray[np.floating], size: int, ends: Literal["edge", "wrap"]
) -> npt.NDArray[np.float64]:
    """Return the mean of the `size` samples around each one, shape (n,).

    Beyond its ends, the array continues with its first and last sample ("edge") or wraps around
    ("wrap"). If `size` is even, the window has one more sample before its centre than after it.
    """
    before = size // 2
    sums = np.pad(samples, (before, size - 1 - before), ends).astype(np.float64)
    # A running sum: each step adds the sample that enters the window and subtracts the one that
    # leaves it.
    sums[size:] -= sums[:-size]
    np.cumsum(sums, out=sums)
    return sums[size - 1 :] / size


def fade(samples: Wave, seconds_in: float, seconds_out: float) -> Wave:
    """Fade in and out with raised cosines, so that a clip does not click."""
    faded = samples.copy()
    for seconds, direction in ((seconds_in, 1), (seconds_out, -1)):
        count = min(round(SAMPLE_RATE * seconds), len(faded))
        angle = np.pi * (np.arange(count) + 0.5) / max(1, count)
        faded[::direction][:count] *= (0.5 - 0.5 * np.cos(angle)).astype(np.float32)
    return faded


def to_pcm(samples: Wave) -> bytes:
    """Convert samples to 16-bit little-endian integers."""
    return (np.clip(samples, -1.0, 1.0) * 32767.0).round().astype("<i2").tobytes()
