"""Speech is trimmed, levelled and limited, and never clicks."""

from __future__ import annotations

from typing import Literal

import numpy as np
import pytest

from sivoice.sound.samples import (
    CEILING,
    SPEECH_LOUDNESS,
    Wave,
    decibels,
    fade,
    level,
    limit,
    loudness,
    moving_mean,
    moving_minimum,
    pauses,
    resample,
    to_pcm,
    trim,
)
from sivoice.units import SAMPLE_RATE


def tone(
    seconds: float, amplitude: float = 0.1, rate: int = SAMPLE_RATE, frequency: float = 400
) -> Wave:
    at = np.arange(round(seconds * rate)) / rate
    return (amplitude * np.sin(2 * np.pi * frequency * at)).astype(np.float32)


def test_silence_around_speech_is_trimmed() -> None:
    rate = 24_000
    padded = np.concatenate(
        [np.zeros(rate // 2), tone(1.0, rate=rate), np.full(rate, 1e-4)]
    ).astype(np.float32)
    trimmed = trim(padded, rate)
    assert 1.0 <= len(trimmed) / rate <= 1.1
    assert np.flatnonzero(np.abs(trimmed) > 0.01)[0] / rate < 0.03


def test_breath_is_trimmed_from_the_end_of_speech_but_not_from_the_end_of_a_chime() -> None:
    rate = 24_000
    sound = np.concatenate([tone(1.0, rate=rate), tone(0.5, rate=rate) * 0.015]).astype(np.float32)
    assert len(trim(sound, rate)) == len(sound)
    assert len(trim(sound, rate, breath=False)) / rate == pytest.approx(1.05, abs=0.03)


def test_a_pause_lies_between_words_and_lasts_a_fifth_of_a_second() -> None:
    def quiet(seconds: float) -> Wave:
        return tone(seconds, 0.005)  # breath

    parts = [quiet(0.5), tone(1), quiet(0.5), tone(1), quiet(0.25), tone(1), quiet(0.18), tone(1)]
    found = pauses(np.concatenate([*parts, quiet(0.5)]))
    edges = [edge / SAMPLE_RATE for pause in found for edge in pause]
    assert edges == pytest.approx([1.5, 2.0, 3.0, 3.25], abs=0.011)
    assert pauses(np.zeros(SAMPLE_RATE, np.float32)) == pauses(np.zeros(0, np.float32)) == []


@pytest.mark.parametrize("samples", [np.zeros(0), np.zeros(5_000), np.full(24_000, 5e-4)])
def test_nothing_is_left_of_silence(samples: Wave) -> None:
    assert len(trim(samples.astype(np.float32), 24_000)) == 0


@pytest.mark.parametrize(
    ("seconds", "amplitude"), [(0.2, 0.01), (0.35, 0.3), (1.0, 0.001), (5.0, 0.9)]
)
def test_every_clip_has_the_same_loudness(seconds: float, amplitude: float) -> None:
    assert loudness(level(tone(seconds, amplitude))) == pytest.approx(SPEECH_LOUDNESS, abs=0.5)


def test_a_peak_is_limited_without_a_step() -> None:
    samples = tone(1.0, 0.3)
    samples[20_000:20_100] *= 6
    limited = limit(samples)
    assert decibels(float(np.abs(limited).max())) <= CEILING + 1e-4
    far = np.r_[0:19_000, 21_000 : len(samples)]
    np.testing.assert_array_equal(limited[far], samples[far])
    gain = limited[np.abs(samples) > 0.01] / samples[np.abs(samples) > 0.01]
    assert np.abs(np.diff(gain)).max() < 0.05


def test_a_clip_under_the_ceiling_is_left_as_it_is() -> None:
    samples = tone(0.5)
    assert limit(samples) is samples


@pytest.mark.parametrize("count", [1, 2, 5, 6, 7, 400])
@pytest.mark.parametrize("size", [1, 3, 7, 177])
def test_a_moving_minimum_is_the_minimum_of_each_window(count: int, size: int) -> None:
    samples = np.random.default_rng(count).random(count).astype(np.float32)
    around = np.pad(samples, size // 2, "edge")
    expected = [around[at : at + size].min() for at in range(count)]
    np.testing.assert_array_equal(moving_minimum(samples, size), expected)


@pytest.mark.parametrize("ends", ["edge", "wrap"])
@pytest.mark.parametrize("count", [1, 2, 5, 6, 7, 400])
@pytest.mark.parametrize("size", [1, 2, 3, 8, 177])
def test_a_moving_mean_is_the_mean_of_each_window(
    count: int, size: int, ends: Literal["edge", "wrap"]
) -> None:
    samples = np.random.default_rng(count).random(count)
    around = np.pad(samples, (size // 2, size - 1 - size // 2), ends)
    expected = [around[at : at + size].mean() for at in range(count)]
    np.testing.assert_allclose(moving_mean(samples, size, ends), expected, rtol=1e-12)


def test_a_moving_mean_repeats_the_edge_or_wraps_around() -> None:
    samples = np.array([6.0, 0.0, 0.0, 3.0])
    assert moving_mean(samples, 3, "edge").tolist() == [4, 2, 1, 2]
    assert moving_mean(samples, 3, "wrap").tolist() == [3, 2, 1, 3]
    assert moving_mean(samples, 2, "wrap").tolist() == [4.5, 3, 0, 1.5]


def test_resampling_keeps_length_and_pitch() -> None:
    samples = resample(tone(1.0, rate=24_000), 24_000)
    assert len(samples) == SAMPLE_RATE
    assert np.abs(np.fft.rfft(samples)).argmax() == 400


def test_fades_begin_and_end_in_silence() -> None:
    faded = fade(np.ones(SAMPLE_RATE, np.float32), 0.005, 0.020)
    assert abs(faded[0]) < 1e-3
    assert abs(faded[-1]) < 1e-3
    assert faded[SAMPLE_RATE // 2] == 1
    assert len(fade(np.ones(10, np.float32), 0.005, 0.020)) == 10


def test_samples_become_sixteen_bits_without_wrapping() -> None:
    assert np.frombuffer(to_pcm(np.array([0, 1, -1, 2, -2], np.float32)), "<i2").tolist() == [
        0,
        32767,
        -32767,
        32767,
        -32767,
    ]
