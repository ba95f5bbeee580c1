"""A pad sounds softly in a silence, fades in and out, loops without a seam, and breathes."""

from __future__ import annotations

import wave
from pathlib import Path

import numpy as np
import pytest

from sivoice.compile.steps import Pad
from sivoice.errors import OptionError
from sivoice.sound.arrangement import Span
from sivoice.sound.pads import PadSound
from sivoice.sound.samples import SPEECH_LOUDNESS, Wave, decibels, loudness, to_pcm
from sivoice.units import SAMPLE_RATE
from tests.sound.phone import high_passed

LONG = 30 * SAMPLE_RATE
TONE, BREATH, BOTH = Pad(tone=True), Pad(tone=False, breath=True), Pad(tone=True, breath=True)
AT_MOST = SPEECH_LOUDNESS - 12
"""LUFS. Words stay clear."""


def heard(pad: Pad, length: int = LONG, pcm: bytes | None = None) -> Wave:
    """A pad in a silence that is a hold from start to end."""
    span = Span(0, length, holds=((0, length),) if pad.breath else ())
    mixed = PadSound(pad).add(bytes(2 * length) if pcm is None else pcm, 0, span)
    return samples_of(mixed)


def samples_of(pcm: bytes) -> Wave:
    return np.frombuffer(pcm, "<i2").astype(np.float32) / np.float32(32768)


def level(samples: Wave) -> float:
    return decibels(float(np.sqrt(np.mean(samples**2))))


def second(samples: Wave, at: float) -> Wave:
    return samples[round((at - 0.5) * SAMPLE_RATE) : round((at + 0.5) * SAMPLE_RATE)]


def quietest(samples: Wave) -> float:
    """The level of the quietest 20 ms but for the fades, in dBFS."""
    inside = samples[SAMPLE_RATE // 2 : -SAMPLE_RATE // 2]
    return min(level(inside[at : at + 882]) for at in range(0, len(inside) - 882, 441))


def test_the_tone_is_loud_enough_for_players_that_trim_silence() -> None:
    sound = heard(TONE)
    for at in range(2, 28):
        assert -34 < level(second(sound, at)) < -32
    assert quietest(sound) > -36
    assert loudness(sound) < AT_MOST


def test_most_of_the_tone_is_heard_on_a_phones_loudspeaker() -> None:
    sound = heard(TONE)
    assert loudness(high_passed(sound)) > loudness(sound) - 3


def test_a_pad_fades_in_and_out_at_once_but_without_a_click() -> None:
    sound = heard(TONE)
    for edge in (sound, sound[::-1]):
        assert abs(edge[0]) < 1e-4
        assert level(edge[: round(0.02 * SAMPLE_RATE)]) < -50
        assert level(edge[round(0.2 * SAMPLE_RATE) :][: SAMPLE_RATE // 2]) > -35
    short = heard(TONE, round(0.25 * SAMPLE_RATE))
    assert np.abs(np.diff(short)).max() < 0.01
    assert max(abs(short[0]), abs(short[-1])) < 1e-3


def test_an_open_pad_does_not_fade_out() -> None:
    sound = PadSound(TONE).add(bytes(2 * LONG), 0, Span(0, LONG, is_open=True))
    assert level(samples_of(sound)[-SAMPLE_RATE // 10 :]) > -35


def test_a_pad_loops_without_a_seam() -> None:
    sound = heard(TONE, 3 * LONG)[2 * SAMPLE_RATE : -2 * SAMPLE_RATE]
    assert np.abs(np.diff(sound)).max() < 0.01


def test_breath_swells_for_four_seconds_and_fades_for_six_in_a_hold_and_nowhere_else() -> None:
    sound = heard(BREATH)
    levels = {at: level(second(sound, at)) for at in (10, 11, 13, 14, 15, 17, 19, 20)}
    assert max(levels, key=levels.__getitem__) == 14
    assert levels[14] > max(levels[10], levels[20]) + 3
    assert levels[11] < levels[13] < levels[14] > levels[15] > levels[17] > levels[19]
    span = Span(0, LONG, holds=((LONG, 2 * LONG),))
    outside = samples_of(PadSound(BREATH).add(bytes(2 * LONG), 0, span))
    levels = {at: level(second(outside, at)) for at in range(2, 28)}
    assert max(levels.values()) - min(levels.values()) < 1


@pytest.mark.parametrize("pad", [BREATH, BOTH])
def test_a_breath_begins_with_the_hold_and_ends_with_it(pad: Pad) -> None:
    span = Span(0, 3 * LONG, holds=((LONG, 2 * LONG),))
    sound = samples_of(PadSound(pad).add(bytes(6 * LONG), 0, span))
    levels = [level(second(sound, at)) for at in (29, 34, 54, 61)]
    assert min(levels[1:3]) > max(levels[0], levels[3]) + 1.5
    assert np.abs(np.diff(sound)).max() < 0.01


@pytest.mark.parametrize("pad", [BREATH, BOTH])
def test_a_pad_with_breath_is_never_silent_and_far_below_speech(pad: Pad) -> None:
    sound = heard(pad)
    assert quietest(sound) > -38
    loudest = max(loudness(second(sound, at / 2)) for at in range(2, 58))
    assert loudest < AT_MOST + 0.5


def test_a_pad_mixed_in_pieces_is_the_same_as_mixed_at_once() -> None:
    words = to_pcm((np.sin(np.arange(LONG) / 30) / 2).astype(np.float32))
    whole = heard(BOTH, pcm=words)
    sound, span = PadSound(BOTH), Span(0, LONG, holds=((0, LONG),))
    pieces = [sound.add(words[2 * at : 2 * (at + 3528)], at, span) for at in range(0, LONG, 3528)]
    np.testing.assert_array_equal(np.frombuffer(b"".join(pieces), "<i2") / np.float32(32768), whole)
    without = np.frombuffer(words, "<i2") / np.float32(32768)
    np.testing.assert_allclose(whole - without, heard(BOTH), atol=1e-4)


def test_the_pauses_of_a_clip_are_filled_and_its_words_stay_as_they_are() -> None:
    word = to_pcm((np.sin(np.arange(SAMPLE_RATE) / 15) / 3).astype(np.float32))
    pauses = [round(seconds * SAMPLE_RATE) for seconds in (0.6, 0.22, 0.15)]
    clip = word + b"".join(bytes(2 * pause) + word for pause in pauses)
    filled = PadSound(TONE).fill(clip)
    added = samples_of(filled) - samples_of(clip)
    assert not added[samples_of(clip) != 0].any()
    first, second, third = (
        added[start : start + pause]
        for start, pause in zip(
            (at * SAMPLE_RATE + sum(pauses[: at - 1]) for at in (1, 2, 3)), pauses, strict=True
        )
    )
    assert -35 < level(first[SAMPLE_RATE // 5 : -SAMPLE_RATE // 5]) < -31
    assert level(second[SAMPLE_RATE // 14 : -SAMPLE_RATE // 14]) > -40
    assert not third.any()
    assert np.abs(np.diff(added)).max() < 0.01  # no click
    assert PadSound(TONE).fill(word) == word


def test_loud_sound_under_a_pad_does_not_wrap_around() -> None:
    assert heard(TONE, pcm=b"\xff\x7f" * LONG).min() > 0.9


def own(path: Path, sound: Wave) -> Pad:
    with wave.open(str(path), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(SAMPLE_RATE)
        file.writeframes(to_pcm(sound))
    return Pad(tone=False, sound=str(path))


def noise(seconds: float) -> Wave:
    random = np.random.default_rng(1)
    return random.normal(0, 0.2, round(seconds * SAMPLE_RATE)).astype(np.float32)


@pytest.mark.parametrize("seconds", [1, 7])
def test_an_own_sound_is_levelled_and_looped(tmp_path: Path, seconds: float) -> None:
    sound = heard(own(tmp_path / "rain.wav", noise(seconds)))
    levels = [level(second(sound, at)) for at in range(2, 28)]
    assert max(levels) - min(levels) < 1
    assert -36 < level(sound[2 * SAMPLE_RATE : -2 * SAMPLE_RATE]) <= -32.9
    assert loudness(sound) < AT_MOST


def test_the_quiet_parts_of_an_own_sound_are_lifted(tmp_path: Path) -> None:
    at = np.arange(12 * SAMPLE_RATE) / SAMPLE_RATE
    waves = noise(12) * (10 ** (-15 * (1 + np.sin(np.pi * at / 3)) / 20)).astype(np.float32)
    assert quietest(heard(own(tmp_path / "sea.wav", waves))) > -39


def test_a_missing_or_silent_sound_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(OptionError, match=r"^--pad-sound: .*gone\.wav cannot be read"):
        PadSound(Pad(tone=False, sound=str(tmp_path / "gone.wav")))
    with pytest.raises(OptionError, match=r"^--pad-sound: .* is silent"):
        PadSound(own(tmp_path / "still.wav", np.zeros(SAMPLE_RATE, np.float32)))
