"""The chimes are soft, end in silence, and are told apart by ear."""

from __future__ import annotations

import runpy

import numpy as np
import pytest

from sivoice.audio import Wave, decibels
from sivoice.plan import Sound
from sivoice.script.vocabulary import HOLD_LIMITS
from sivoice.sounds import chime, chime_length
from sivoice.units import SAMPLE_RATE
from tests.conftest import ROOT


def samples(sound: Sound) -> Wave:
    return np.frombuffer(chime(sound), "<i2").astype(np.float32) / np.float32(32767)


def pitch(part: Wave) -> float:
    """Hz of the strongest tone."""
    return float(np.abs(np.fft.rfft(part * np.hanning(len(part)))).argmax() * SAMPLE_RATE / len(part))


@pytest.mark.parametrize("sound", Sound)
def test_a_chime_is_over_before_the_shortest_hold(sound: Sound) -> None:
    assert chime_length(sound) < SAMPLE_RATE * HOLD_LIMITS[0] / 1000
    assert np.abs(samples(sound)[-50:]).max() < 1e-3
    assert abs(samples(sound)[0]) < 1e-3


def test_the_start_rises_and_the_end_falls() -> None:
    first, later = slice(0, 7_000), slice(15_000, 40_000)
    start, end = samples(Sound.START), samples(Sound.END)
    assert pitch(start[later]) > pitch(start[first]) * 1.2
    assert pitch(end[later]) < pitch(end[first]) / 1.2


def test_the_soft_one_is_softer() -> None:
    peaks = {sound: decibels(float(np.abs(samples(sound)).max())) for sound in Sound}
    assert peaks[Sound.SOFT] < peaks[Sound.START] - 6
    assert max(peaks.values()) <= -10


def test_the_recipe_makes_the_files() -> None:
    recipe = runpy.run_path(str(ROOT / "sounds" / "make.py"))
    for sound in Sound:
        made = recipe["chime"](sound.value).astype(int)
        kept = np.frombuffer(chime(sound), "<i2").astype(int)
        assert np.abs(made - kept).max() <= 1  # another machine's sine may round otherwise
