"""Vocal fry in the last syllable of a sentence becomes voice, with a falling pitch."""

from __future__ import annotations

import numpy as np

from sivoice.voices.fry import Frames, voiced

COUNT = 120
"""Frames of 12.5 ms. The voice is clear up to CLEAR, fry up to END, and then silent."""
CLEAR, END = 70, 95


def frames(fry: bool) -> tuple[Frames, Frames, Frames, Frames, Frames, Frames]:
    harmonic = np.full((601, COUNT), -9.0, np.float32)
    free = np.full((601, COUNT), -9.0, np.float32)
    harmonic[:, :CLEAR] = 2
    (free if fry else harmonic)[:, CLEAR:END] = 1
    noise, phase = harmonic - 5, free * 0
    turn = np.arange(601 * COUNT, dtype=np.float32).reshape(601, COUNT)
    pitch = np.where(np.arange(COUNT) < END, 160, 0).astype(np.float32)
    return harmonic, turn, noise, free, phase, pitch


def test_fry_moves_to_the_harmonics_and_its_pitch_falls() -> None:
    before = frames(fry=True)
    harmonic, turn, noise, free, phase, pitch = voiced(*before)
    assert (harmonic[:, CLEAR:END] > 1).all()
    assert (free[:, CLEAR:END] < 1).all()
    assert (np.diff(pitch[CLEAR:END]) <= 0).all()
    assert pitch[END - 1] < 0.85 * pitch[CLEAR - 1]
    assert (turn[:, CLEAR:END] == turn[:, CLEAR - 1 : CLEAR]).all()
    for was, now in zip(before, (harmonic, turn, noise, free, phase, pitch), strict=True):
        np.testing.assert_array_equal(was[..., :CLEAR], now[..., :CLEAR])
        np.testing.assert_array_equal(was[..., END:], now[..., END:])
    np.testing.assert_array_equal(before[2], noise)
    np.testing.assert_array_equal(before[4], phase)


def test_a_voiced_ending_and_a_whisper_stay_as_they_are() -> None:
    clear = frames(fry=False)
    for was, now in zip(clear, voiced(*clear), strict=True):
        np.testing.assert_array_equal(was, now)
    harmonic, turn, noise, free, phase, pitch = frames(fry=True)
    whisper = (harmonic, turn, noise, free, phase, pitch * 0)
    for was, now in zip(whisper, voiced(*whisper), strict=True):
        np.testing.assert_array_equal(was, now)
