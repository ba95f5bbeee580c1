"""Chimes are soft, short and easy to tell apart, and a listener's own are made to fit."""

from __future__ import annotations

import runpy
import wave
from pathlib import Path

import numpy as np
import pytest

from sivoice.errors import OptionError
from sivoice.options.options import CHIME_SETS
from sivoice.script.limits import HOLD_LIMITS
from sivoice.script.vocabulary import SCRIPT_CHIMES, ChimeKind
from sivoice.sound.chimes import read_chimes
from sivoice.sound.samples import Wave, decibels, loudness, to_pcm
from sivoice.units import SAMPLE_RATE
from tests.conftest import ROOT
from tests.sound.phone import high_passed


def samples(sound: ChimeKind, of: str = "bell", percent: float = 100) -> Wave:
    return np.frombuffer(read_chimes(of, percent).samples(sound), "<i2").astype(
        np.float32
    ) / np.float32(32767)


def always_heard(sound: ChimeKind, of: str) -> Wave:
    return samples(sound, of)[: read_chimes(of).length(sound)]


def peak(wave: Wave) -> float:
    return decibels(float(np.abs(wave).max(initial=0)))


def pitch(part: Wave) -> float:
    """The strongest frequency, in Hz."""
    return float(
        np.abs(np.fft.rfft(part * np.hanning(len(part)))).argmax() * SAMPLE_RATE / len(part)
    )


@pytest.mark.parametrize("of", CHIME_SETS)
@pytest.mark.parametrize("sound", ChimeKind)
def test_a_chime_is_shorter_than_the_shortest_hold(sound: ChimeKind, of: str) -> None:
    assert read_chimes(of).length(sound) < SAMPLE_RATE * HOLD_LIMITS[0] / 1000
    assert np.abs(samples(sound, of)[-50:]).max() < 1e-3
    assert abs(samples(sound, of)[0]) < 1e-3


@pytest.mark.parametrize("of", CHIME_SETS)
def test_the_start_chime_rises_and_the_end_chime_falls(of: str) -> None:
    first, later = slice(0, 6_000), slice(15_000, 40_000)
    start, end = samples(ChimeKind.START, of), samples(ChimeKind.END, of)
    assert pitch(start[later]) > pitch(start[first]) * 1.2
    assert pitch(end[later]) < pitch(end[first]) / 1.2


@pytest.mark.parametrize("of", CHIME_SETS)
def test_the_soft_chime_is_softer(of: str) -> None:
    peaks = {sound: peak(samples(sound, of)) for sound in ChimeKind}
    assert peaks[ChimeKind.SOFT] < peaks[ChimeKind.START] - 6
    assert max(peaks.values()) <= -10


@pytest.mark.parametrize("of", CHIME_SETS)
@pytest.mark.parametrize("sound", ChimeKind)
def test_a_chime_is_as_loud_as_the_bell_on_a_phones_loudspeaker_and_elsewhere(
    sound: ChimeKind, of: str
) -> None:
    bell, other = always_heard(sound, CHIME_SETS[0]), always_heard(sound, of)
    assert abs(loudness(high_passed(other)) - loudness(high_passed(bell))) < 3
    assert loudness(other) < loudness(bell) + 0.1
    assert peak(other) < -2


def test_a_bowl_rings_for_eight_seconds_and_dies_away() -> None:
    for sound in (ChimeKind.START, ChimeKind.END):
        ring = samples(sound, "bowl")
        assert len(ring) == 8 * SAMPLE_RATE
        levels = [peak(ring[at * SAMPLE_RATE :][:SAMPLE_RATE]) for at in range(1, 7)]
        assert levels == sorted(levels, reverse=True)
        assert levels[-1] > -60


@pytest.mark.parametrize("of", CHIME_SETS)
def test_the_recipe_makes_the_shipped_files(of: str) -> None:
    recipe = runpy.run_path(str(ROOT / "sounds" / "make.py"))
    for sound in ChimeKind:
        made = recipe["chime"](sound.value, of).astype(int)
        kept = np.frombuffer(read_chimes(of).samples(sound), "<i2").astype(int)
        assert np.abs(made - kept).max() <= 1  # sines may round differently elsewhere


def test_the_volume_changes_the_chimes() -> None:
    assert peak(samples(ChimeKind.START, percent=50)) == pytest.approx(
        peak(samples(ChimeKind.START)) - 6, abs=0.1
    )
    assert peak(samples(ChimeKind.START, percent=200)) < -2
    assert read_chimes("bell", 0).length(ChimeKind.START) == read_chimes().length(ChimeKind.START)


def test_without_chimes_nothing_sounds() -> None:
    assert {read_chimes("none").length(sound) for sound in ChimeKind} == {0}


def test_an_unknown_set_is_an_error_that_suggests_the_nearest() -> None:
    with pytest.raises(
        OptionError, match=r"^--chimes: there is no set or folder bel\nDid you mean bell"
    ):
        read_chimes("bel")


@pytest.fixture
def own(tmp_path: Path) -> Path:
    """Three seconds of each chime, in stereo at another rate; `end` begins with silence."""
    at = np.arange(3 * 22_050) / 22_050
    for name, amplitude in (("soft", 0.1), ("start", 0.9), ("end", 0.5)):
        tone = (amplitude * np.sin(2 * np.pi * 500 * at)).astype(np.float32)
        if name == "end":
            tone[:22_050] = 0
        with wave.open(str(tmp_path / f"{name}.wav"), "wb") as file:
            file.setnchannels(2)
            file.setsampwidth(2)
            file.setframerate(22_050)
            file.writeframes(to_pcm(np.repeat(tone, 2)))
    return tmp_path


def test_own_chimes_are_cut_and_brought_to_one_loudness_together(own: Path) -> None:
    peaks = {sound: peak(samples(sound, str(own))) for sound in SCRIPT_CHIMES}
    assert peaks[ChimeKind.START] == pytest.approx(-11, abs=0.2)
    assert peaks[ChimeKind.SOFT] == pytest.approx(-11 - 19.1, abs=0.3)
    for sound in SCRIPT_CHIMES:
        one = samples(sound, str(own))
        assert len(one) <= 1.9 * SAMPLE_RATE
        assert pitch(one[8_000:40_000]) == pytest.approx(500, abs=2)
        assert np.abs(one[-50:]).max() < 1e-3
    assert np.abs(samples(ChimeKind.END, str(own))[:2_000]).max() > 0.01


def test_a_folder_without_one_of_the_chimes_is_an_error(own: Path) -> None:
    (own / "start.wav").unlink()
    with pytest.raises(OptionError, match="has no sound `start`"):
        read_chimes(str(own))


@pytest.mark.parametrize("name", ["~nobody/x.wav", "a\0b.wav", "gone.wav"])
def test_a_folder_that_does_not_exist_is_an_error(name: str) -> None:
    with pytest.raises(OptionError):
        read_chimes(name)


@pytest.mark.parametrize("of", CHIME_SETS)
def test_the_marks_of_a_reps_hold_are_short_and_quiet(of: str) -> None:
    """Sixty of them must not tire the ear: under 0.4 s, and at least 6 LU below the chimes."""
    quietest = min(loudness(always_heard(one, of)) for one in (ChimeKind.START, ChimeKind.END))
    for mark in (ChimeKind.REP_START, ChimeKind.REP_END):
        sound = samples(mark, of)
        assert len(sound) < 0.4 * SAMPLE_RATE
        assert loudness(sound) < quietest - 6
    start, end = samples(ChimeKind.REP_START, of), samples(ChimeKind.REP_END, of)
    assert pitch(start[1_000:9_000]) > 1.3 * pitch(end[1_000:9_000])


def test_own_chimes_come_with_our_marks(own: Path) -> None:
    mark = samples(ChimeKind.REP_START, str(own))
    assert np.array_equal(mark, samples(ChimeKind.REP_START, CHIME_SETS[0]))
