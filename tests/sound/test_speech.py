"""Speech is as bright as it should be, its sibilants are softer, and its ends stay audible."""

from __future__ import annotations

import sys

import numpy as np
import pytest

from sivoice.sound.samples import Wave, decibels
from sivoice.sound.speech import brighten, lift_ending, soften

RATE = 24_000
AT = np.arange(2 * RATE) / RATE
VOICE = (0.3 * np.sin(2 * np.pi * 200 * AT)).astype(np.float32)


def tone(hertz: float, level: float) -> Wave:
    return (level * np.sin(2 * np.pi * hertz * AT)).astype(np.float32)


def at(samples: Wave, hertz: float) -> float:
    """The level of one frequency in the middle second, in dB."""
    middle = samples[RATE // 2 : 3 * RATE // 2]
    turning = np.exp(-2j * np.pi * hertz * np.arange(RATE) / RATE)
    return decibels(float(np.abs(middle @ turning)))


@pytest.mark.parametrize(
    ("hertz", "change"), [(500, 0.0), (1_500, 0.0), (4_000, -1.3), (11_500, -2.0)]
)
def test_what_is_above_4_khz_is_2_db_softer(hertz: float, change: float) -> None:
    sound = VOICE + tone(hertz, 0.002)
    assert at(soften(sound, RATE), hertz) - at(sound, hertz) == pytest.approx(change, abs=0.3)
    assert at(soften(sound, RATE), 200) == pytest.approx(at(sound, 200), abs=0.05)


@pytest.mark.parametrize(
    ("hertz", "change"), [(500, 0.0), (1_500, 0.0), (4_000, 1.9), (9_000, 3.0)]
)
def test_brightening_adds_3_db_above_4_khz_and_delays_nothing(hertz: float, change: float) -> None:
    sound = VOICE + tone(hertz, 0.002)
    brighter = brighten(sound, RATE)
    assert len(brighter) == len(sound)
    assert at(brighter, hertz) - at(sound, hertz) == pytest.approx(change, abs=0.2)
    assert brighten(np.eye(1, RATE, 7_000, np.float32)[0], RATE).argmax() == 7_000


@pytest.mark.parametrize(("level", "least", "most"), [(0.15, -6.0, -5.0), (0.01, -2.1, -1.8)])
def test_a_sibilant_is_softened_by_4_db_at_most_and_only_if_it_is_loud(
    level: float, least: float, most: float
) -> None:
    sound = VOICE + tone(7_000, level)
    assert least <= at(soften(sound, RATE), 7_000) - at(sound, 7_000) <= most


def test_softening_delays_and_lengthens_nothing() -> None:
    click = np.zeros(RATE, np.float32)
    click[7_000] = 1
    softened = soften(click, RATE)
    assert len(softened) == RATE
    assert int(np.argmax(np.abs(softened))) == 7_000


def test_a_syllable_that_fades_is_lifted_smoothly_and_its_breath_is_not() -> None:
    level = np.ones(len(AT))
    level[-RATE // 3 :] = 10 ** (-16 / 20)
    fading = (VOICE * level).astype(np.float32)
    breath = RATE // 10
    fading[-breath:] = np.random.default_rng(0).normal(0, 0.003, breath)
    lifted = lift_ending(fading, RATE)
    quiet = slice(-RATE // 4, -RATE // 5)
    lift = decibels(float(np.abs(lifted[quiet]).max() / np.abs(fading[quiet]).max()))
    assert 4 < lift <= 6.1
    np.testing.assert_array_equal(lifted[: -RATE // 2], fading[: -RATE // 2])
    np.testing.assert_allclose(lifted[-RATE // 20 :], fading[-RATE // 20 :], rtol=0.02, atol=1e-6)
    gain = lifted[fading != 0] / fading[fading != 0]
    assert np.abs(np.diff(gain)).max() < 0.01


def test_an_ending_that_does_not_fade_stays_as_it_is() -> None:
    np.testing.assert_allclose(lift_ending(VOICE, RATE), VOICE, atol=1e-6)


@pytest.mark.parametrize("count", [0, 1, 50, 500])
def test_very_short_sounds_stay_whole(count: int) -> None:
    assert len(lift_ending(soften(VOICE[:count], RATE), RATE)) == count


def test_scipy_is_not_needed() -> None:
    assert "scipy" not in vars(sys.modules["sivoice.sound.speech"])
