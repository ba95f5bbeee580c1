"""The soft sound through a hold: a warm tone or the listener's own sound, and a breathing tone."""

from __future__ import annotations

from functools import cache

import numpy as np
import numpy.typing as npt

from sivoice.compile.steps import Pad
from sivoice.errors import OptionError
from sivoice.sound.decode import decoded_for
from sivoice.sound.mix import Glide
from sivoice.sound.samples import Wave, level_rms, loudness, moving_mean
from sivoice.units import SAMPLE_RATE, Samples

PAD_LEVEL = -35.0
"""dBFS (RMS). Players do not take it for silence, and it is 15 LU below the speech."""
BREATH_LEVEL = -34.0
"""dBFS (RMS) of the breathing tone at its loudest."""
BREATH_IN, BREATH_OUT = 4.0, 6.0
"""Seconds: one slow breath."""
FADE = 1.5
"""Seconds of a pad's fade-in and fade-out, but at most a third of the hold."""
_GLIDE = 0.05
"""Seconds of the crossfade when a hold is made longer or shorter."""
_LOUDEST = -34.0
"""The most LUFS of a listener's own sound."""
_LOOP = 20.0
"""Seconds of the tone's loop. All its frequencies are multiples of 1/20 Hz, so it is seamless."""
_WARM = (
    (110.0, 0.8),
    (164.8, 0.5),
    (219.9, 1.0),
    (220.1, 0.6),
    (329.6, 0.45),
    (329.8, 0.3),
    (440.1, 0.2),
    (554.4, 0.1),
)
"""Hz and amplitude of the warm tone's partials.

An A major chord in open position. Pairs of close frequencies beat slowly. Phones play little below
200 Hz.
"""
_BREATHING = ((329.6, 1.0), (329.8, 0.7), (440.0, 0.7), (440.2, 0.4), (659.3, 0.12))
_CROSSFADE = 2.0
"""Seconds of the crossfade from the end of a listener's own sound to its beginning."""


class PadSound:
    """The mixer of one pad."""

    def __init__(self, pad: Pad) -> None:
        """Prepare a pad. Raises OptionError if the listener's own sound cannot be used."""
        self._loop: Wave | None = None
        if pad.sound is not None:
            self._loop = _custom_loop(pad.sound)
        elif pad.tone:
            self._loop = _tone(_WARM, PAD_LEVEL)
        self._breath = _tone(_BREATHING, BREATH_LEVEL) if pad.breath else None

    def add(self, pcm: bytes, into: Samples, length: Samples, glide: Glide | None = None) -> bytes:
        """Mix the pad into a part of a hold, 16-bit little-endian.

        The part begins `into` samples after the start of a hold of `length` samples. With `glide`,
        the hold had another length until then, and the pad crossfades to the new one.
        """
        sound = np.frombuffer(pcm, "<i2")
        at = np.arange(into, into + len(sound))
        pad = np.zeros(len(sound), np.float32)
        if self._loop is not None:
            pad += self._loop[at % len(self._loop)]
        if self._breath is not None:
            pad += self._breath[at % len(self._breath)] * _breath_envelope(at)
        gain = _hold_envelope(at, length)
        if glide is not None:
            share = np.clip((at - glide.at) / (_GLIDE * SAMPLE_RATE), 0, 1).astype(np.float32)
            gain = share * gain + (1 - share) * _hold_envelope(at, glide.length)
        pad *= gain
        return np.clip(sound + np.round(pad * 32767), -32768, 32767).astype("<i2").tobytes()


def _hold_envelope(at: npt.NDArray[np.int64], length: Samples) -> Wave:
    """Return the gain at samples `at` of a hold, which fades in from silence and out again."""
    fade = min(FADE * SAMPLE_RATE, length / 3)
    nearest = np.minimum(at, np.maximum(length - at, 0)) / fade
    return (0.5 - 0.5 * np.cos(np.pi * np.clip(nearest, 0, 1))).astype(np.float32)


def _breath_envelope(at: npt.NDArray[np.int64]) -> Wave:
    """Return the breathing tone's gain at samples `at`, which rises for BREATH_IN, then falls."""
    seconds = at / SAMPLE_RATE % (BREATH_IN + BREATH_OUT)
    into = np.where(
        seconds < BREATH_IN, seconds / BREATH_IN, 1 - (seconds - BREATH_IN) / BREATH_OUT
    )
    return (0.5 - 0.5 * np.cos(np.pi * into)).astype(np.float32)


@cache
def _tone(partials: tuple[tuple[float, float], ...], level: float) -> Wave:
    """Make a loop of sines that each swell and fade slowly, at a constant RMS level together.

    `level` is in dBFS.
    """
    count = round(_LOOP * SAMPLE_RATE)
    at = np.arange(count) / count
    total = np.zeros(count)
    for number, (frequency, amplitude) in enumerate(partials):
        swell = 1 + 0.4 * np.sin(2 * np.pi * ((1 + number % 3) * at + number / len(partials)))
        sine = np.sin(2 * np.pi * (round(frequency * _LOOP) * at + number * 0.37))
        total += amplitude * swell * sine
    return _evened(total.astype(np.float32), level)


def _evened(samples: Wave, level: float) -> Wave:
    """Bring a loop to an RMS level of `level` dBFS in the second around every sample."""
    power = moving_mean(samples.astype(np.float64) ** 2, SAMPLE_RATE, "wrap")
    return np.asarray(samples / np.sqrt(power) * 10 ** (level / 20), np.float32)


@cache
def _custom_loop(path: str) -> Wave:
    """Make a seamless loop of a listener's own sound, at PAD_LEVEL but at most at _LOUDEST.

    Raises OptionError.
    """
    samples = decoded_for("pad-sound", path)
    over = min(round(_CROSSFADE * SAMPLE_RATE), len(samples) // 3)
    if not over or not samples.any():
        raise OptionError(
            "pad-sound", f"the sound {path} is silent\nReplace it with one that can be heard."
        )
    angle = np.linspace(0, np.pi / 2, over, dtype=np.float32)
    loop = samples[over:].copy()
    loop[-over:] = loop[-over:] * np.cos(angle) + samples[:over] * np.sin(angle)
    loop = level_rms(loop, PAD_LEVEL)
    return np.asarray(loop * 10 ** (min(0.0, _LOUDEST - loudness(loop)) / 20), np.float32)
