"""A pad sounds softly through a hold, fades in and out, loops without a seam, and breathes."""

from __future__ import annotations

import wave
from pathlib import Path

import numpy as np
import pytest

from sivoice.compile.steps import Pad
from sivoice.errors import OptionError
from sivoice.sound.mix import Glide
from sivoice.sound.pads import PadSound
from sivoice.sound.samples import Wave, decibels, loudness, to_pcm
from sivoice.units import SAMPLE_RATE

HOLD = 30 * SAMPLE_RATE
TONE, BREATH, BOTH = Pad(tone=True), Pad(tone=False, breath=True), Pad(tone=True, breath=True)


def heard(pad: Pad, length: int = HOLD, pcm: bytes | None = None) -> Wave:
    mixed = PadSound(pad).add(bytes(2 * length) if pcm is None else pcm, 0, length)
    return np.frombuffer(mixed, "<i2").astype(np.float32) / np.float32(32768)


def level(samples: Wave) -> float:
    return decibels(float(np.sqrt(np.mean(samples**2))))


def second(samples: Wave, at: float) -> Wave:
    return samples[round((at - 0.5) * SAMPLE_RATE) : round((at + 0.5) * SAMPLE_RATE)]


def test_the_tone_is_just_loud_enough_for_players_that_trim_silence() -> None:
    sound = heard(TONE)
    for at in range(2, 28):
        assert -36 < level(second(sound, at)) < -34
    assert loudness(sound) < -34


def test_a_pad_fades_in_and_out_with_the_hold() -> None:
    sound = heard(TONE)
    assert abs(sound[0]) < 1e-4
    assert abs(sound[-1]) < 1e-4
    assert np.abs(sound[: SAMPLE_RATE // 10]).max() < np.abs(second(sound, 5)).max() / 10
    assert np.abs(heard(TONE, 2 * SAMPLE_RATE)[-SAMPLE_RATE // 20 :]).max() < 2e-3


def test_a_pad_loops_without_a_seam() -> None:
    sound = heard(TONE, 3 * HOLD)[2 * SAMPLE_RATE : -2 * SAMPLE_RATE]
    assert np.abs(np.diff(sound)).max() < 0.01


def test_breath_swells_for_four_seconds_and_fades_for_six() -> None:
    sound = heard(BREATH)
    levels = {at: level(second(sound, at)) for at in (10, 11, 13, 14, 15, 17, 19, 20)}
    assert max(levels, key=levels.__getitem__) == 14
    assert levels[14] == pytest.approx(-34.5, abs=0.7)
    assert max(levels[10], levels[20]) < -50
    assert levels[11] < levels[13] < levels[14] > levels[15] > levels[17] > levels[19]


def test_a_pad_with_breath_is_never_silent_and_far_below_speech() -> None:
    sound = heard(BOTH)
    assert min(level(second(sound, at)) for at in range(2, 28)) > -36
    assert loudness(sound) < -34


def test_a_pad_mixed_in_pieces_is_the_same_as_mixed_at_once() -> None:
    words = to_pcm((np.sin(np.arange(HOLD) / 30) / 2).astype(np.float32))
    whole = heard(BOTH, pcm=words)
    sound = PadSound(BOTH)
    pieces = [sound.add(words[2 * at : 2 * (at + 3528)], at, HOLD) for at in range(0, HOLD, 3528)]
    np.testing.assert_array_equal(np.frombuffer(b"".join(pieces), "<i2") / np.float32(32768), whole)
    without = np.frombuffer(words, "<i2") / np.float32(32768)
    np.testing.assert_allclose(whole - without, heard(BOTH), atol=1e-4)


def test_a_changed_hold_does_not_click() -> None:
    sound, at = PadSound(TONE), HOLD - SAMPLE_RATE // 2  # while it fades out
    before = sound.add(bytes(2 * 3528), at - 3528, HOLD)
    for other in (HOLD + 5 * SAMPLE_RATE, HOLD - SAMPLE_RATE // 4):
        after = sound.add(bytes(2 * 3528), at, other, Glide(at, HOLD))
        step = np.abs(np.diff(np.frombuffer(before + after, "<i2").astype(int)))[3500:3600].max()
        assert step < 1.5 * np.abs(np.diff(np.frombuffer(before, "<i2").astype(int))).max() + 2


def test_loud_speech_under_a_pad_does_not_wrap_around() -> None:
    assert heard(TONE, pcm=b"\xff\x7f" * HOLD).min() > 0.9


def own(path: Path, seconds: float, amplitude: float) -> Pad:
    noise = (
        np.random.default_rng(1)
        .normal(0, amplitude, round(seconds * SAMPLE_RATE))
        .astype(np.float32)
    )
    with wave.open(str(path), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(SAMPLE_RATE)
        file.writeframes(to_pcm(noise))
    return Pad(tone=False, sound=str(path))


@pytest.mark.parametrize("seconds", [1, 7])
def test_an_own_sound_is_levelled_and_looped(tmp_path: Path, seconds: float) -> None:
    sound = heard(own(tmp_path / "rain.wav", seconds, 0.2))
    levels = [level(second(sound, at)) for at in range(2, 28)]
    assert max(levels) - min(levels) < 1
    assert -38 < level(sound[2 * SAMPLE_RATE : -2 * SAMPLE_RATE]) <= -34.9
    assert loudness(sound) < -33.9


def test_a_missing_or_silent_sound_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(OptionError, match=r"^--pad-sound: .*gone\.wav cannot be read"):
        PadSound(Pad(tone=False, sound=str(tmp_path / "gone.wav")))
    with pytest.raises(OptionError, match=r"^--pad-sound: .* is silent"):
        PadSound(own(tmp_path / "still.wav", 3, 0))
