"""Ramps fade a sound in, out, or into another."""

from __future__ import annotations

from array import array

import pytest

from sivoice.sound.ramps import RAMP, cross_fade, fade_in, fade_out

LOUD = array("h", [10_000] * (3 * RAMP)).tobytes()


def samples(pcm: bytes) -> list[int]:
    return array("h", pcm).tolist()


def test_a_sound_rises_from_silence_and_is_then_unchanged() -> None:
    sound = samples(fade_in(LOUD))
    assert sound[0] == 0
    assert sound[:RAMP] == sorted(sound[:RAMP])
    assert sound[RAMP:] == [10_000] * (2 * RAMP)


def test_a_sound_fades_to_silence_over_its_whole_length() -> None:
    sound = samples(fade_out(LOUD))
    assert sound[0] == 10_000
    assert sound == sorted(sound, reverse=True)
    assert sound[-1] < 50


@pytest.mark.parametrize("count", [0, 1, RAMP - 1])
def test_a_short_sound_keeps_its_length(count: int) -> None:
    assert len(fade_in(LOUD[: 2 * count])) == len(fade_out(LOUD[: 2 * count])) == 2 * count


def test_one_sound_fades_into_another_where_it_should() -> None:
    one, other = LOUD, array("h", [-10_000] * (3 * RAMP)).tobytes()
    sound = samples(cross_fade(one, other, -RAMP, RAMP))
    assert sound[: RAMP + 1] == [10_000] * (RAMP + 1)
    assert sound == sorted(sound, reverse=True)
    assert sound[2 * RAMP :] == [-10_000] * RAMP
    assert samples(cross_fade(one[: 2 * 5], other[: 2 * 5], 7, RAMP)) == sound[RAMP + 7 :][:5]
