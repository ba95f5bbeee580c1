"""What sounds softly through a hold: a warm tone or the listener's own sound, and a tone that breathes."""

from __future__ import annotations

from functools import cache

import numpy as np
import numpy.typing as npt

from sivoice.compile.plan import Pad
from sivoice.errors import OptionError
from sivoice.sound.decode import decoded_for
from sivoice.sound.mix import Glide
from sivoice.sound.samples import Wave, level_rms, loudness, moving_mean
from sivoice.units import SAMPLE_RATE, Samples

PAD_LEVEL = -35.0
"""dBFS (RMS): what a player that trims silence leaves alone, and 15 LU under the speech."""
BREATH_LEVEL = -34.0
"""dBFS (RMS) of the breathing tone where it is fullest."""
BREATH_IN, BREATH_OUT = 4.0, 6.0
"""Seconds: one slow breath."""
FADE = 1.5
"""Seconds that a pad takes to come, and to go; a third of the hold where that is shorter."""
_GLIDE = 0.05
"""Seconds in which a pad follows a hold that was made longer or shorter."""
_LOUDEST = -34.0
"""LUFS, for a listener's own sound."""
_LOOP = 20.0
"""Seconds after which the tone begins again; every frequency in it is a multiple of 1/20 Hz, so nobody hears where."""
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
"""Hz and amplitude: A major, wide open, in pairs a little apart, which beat slowly. Phones play little under 200 Hz."""
_BREATHING = ((329.6, 1.0), (329.8, 0.7), (440.0, 0.7), (440.2, 0.4), (659.3, 0.12))
_CROSSFADE = 2.0
"""Seconds over which the end of a listener's own sound turns into its beginning."""


class PadSound:
    """One pad, ready to be mixed in."""

    def __init__(self, pad: Pad) -> None:
        """Raises OptionError if the listener's own sound cannot be used."""
        self._loop = (
            None
            if pad.sound is None and not pad.tone
            else _own(pad.sound)
            if pad.sound
            else _tone(_WARM)
        )
        self._breath = _tone(_BREATHING) if pad.breath else None

    def add(self, pcm: bytes, into: Samples, length: Samples, glide: Glide | None = None) -> bytes:
        """A piece of a hold, 16-bit little-endian, with the pad in it.

        It begins `into` a hold of `length` samples. With `glide` the hold had another length
        until then, and the pad glides over from what it was.
        """
        sound = np.frombuffer(pcm, "<i2")
        at = np.arange(into, into + len(sound))
        bed = np.zeros(len(sound), np.float32)
        if self._loop is not None:
            bed += self._loop[at % len(self._loop)]
        if self._breath is not None:
            bed += self._breath[at % len(self._breath)] * _breathing(at)
        gain = _coming_and_going(at, length)
        if glide is not None:
            turn = np.clip((at - glide.at) / (_GLIDE * SAMPLE_RATE), 0, 1).astype(np.float32)
            gain = turn * gain + (1 - turn) * _coming_and_going(at, glide.length)
        bed *= gain
        return np.clip(sound + np.round(bed * 32767), -32768, 32767).astype("<i2").tobytes()


def _coming_and_going(at: npt.NDArray[np.int64], length: Samples) -> Wave:
    """The gain at each sample of a hold: from nothing and to nothing."""
    fade = min(FADE * SAMPLE_RATE, length / 3)
    nearest = np.minimum(at, np.maximum(length - at, 0)) / fade
    return (0.5 - 0.5 * np.cos(np.pi * np.clip(nearest, 0, 1))).astype(np.float32)


def _breathing(at: npt.NDArray[np.int64]) -> Wave:
    """The gain of the breathing tone: it swells while one breathes in, and fades while one breathes out."""
    seconds = at / SAMPLE_RATE % (BREATH_IN + BREATH_OUT)
    into = np.where(
        seconds < BREATH_IN, seconds / BREATH_IN, 1 - (seconds - BREATH_IN) / BREATH_OUT
    )
    return (0.5 - 0.5 * np.cos(np.pi * into)).astype(np.float32)


@cache
def _tone(partials: tuple[tuple[float, float], ...]) -> Wave:
    """Sines in a loop, each swelling and fading at its own slow pace, together always equally loud."""
    count = round(_LOOP * SAMPLE_RATE)
    at = np.arange(count) / count
    moving = np.zeros(count)
    for number, (frequency, amplitude) in enumerate(partials):
        swell = 1 + 0.4 * np.sin(2 * np.pi * ((1 + number % 3) * at + number / len(partials)))
        moving += (
            amplitude * swell * np.sin(2 * np.pi * (round(frequency * _LOOP) * at + number * 0.37))
        )
    level = PAD_LEVEL if partials is _WARM else BREATH_LEVEL
    return _evenly(moving.astype(np.float32), level)


def _evenly(samples: Wave, level: float) -> Wave:
    """The loop with an RMS level of `level` dBFS in the second around every sample."""
    power = moving_mean(samples.astype(np.float64) ** 2, SAMPLE_RATE, "wrap")
    return np.asarray(samples / np.sqrt(power) * 10 ** (level / 20), np.float32)


@cache
def _own(path: str) -> Wave:
    """A listener's own sound as a seamless loop, at PAD_LEVEL, or at _LOUDEST if that is softer.

    Raises OptionError.
    """
    samples = decoded_for("pad-sound", path)
    over = min(round(_CROSSFADE * SAMPLE_RATE), len(samples) // 3)
    if not over or not samples.any():
        raise OptionError("pad-sound", f"the sound {path} is silent")
    turn = np.linspace(0, np.pi / 2, over, dtype=np.float32)
    loop = samples[over:].copy()
    loop[-over:] = loop[-over:] * np.cos(turn) + samples[:over] * np.sin(turn)
    loop = level_rms(loop, PAD_LEVEL)
    return np.asarray(loop * 10 ** (min(0.0, _LOUDEST - loudness(loop)) / 20), np.float32)
