"""The soft sound in the silences: a warm tone or the listener's own sound, and a breathing tone."""

from __future__ import annotations

from functools import cache

import numpy as np
import numpy.typing as npt

from sivoice.compile.steps import Pad
from sivoice.errors import OptionError
from sivoice.sound.arrangement import Span
from sivoice.sound.decode import decoded_for
from sivoice.sound.samples import Wave, level_rms, loudness, moving_mean, pauses
from sivoice.units import SAMPLE_RATE, Samples

PAD_LEVEL = -33.0
"""dBFS (RMS). Players do not take it for silence, and it is 14 LU below the speech."""
GROUND_LEVEL = -35.0
"""dBFS (RMS) of the same tone under the breathing tone alone."""
BREATH_LEVEL = -32.5
"""dBFS (RMS) of the breathing tone at its loudest."""
BREATH_IN, BREATH_OUT = 4.0, 6.0
"""Seconds: one slow breath."""
FADE = 0.15
"""Seconds in which the pad gives way to words, and comes back after them."""
_END_OF_HOLD = 1.0
"""Seconds before the end of a hold in which the breathing tone fades out."""
_LOUDEST = -32.5
"""The most LUFS of a listener's own sound."""
_QUIETEST = -34.5
"""dBFS (RMS). Quieter parts of a listener's own sound are lifted to it, by at most _LIFT.

Of white noise, an MP3 of 64 kbit/s loses 3 dB, the part above 11 kHz.
"""
_LIFT = 30.0
"""dB."""
_LOOP = 10.0
"""Seconds of the tone's loop. All its frequencies are multiples of 1/10 Hz, so it is seamless."""
_WARM = (
    (110.0, 0.4),
    (164.8, 0.35),
    (219.9, 0.65),
    (220.1, 0.4),
    (329.6, 0.8),
    (329.8, 0.55),
    (440.1, 0.6),
    (440.3, 0.4),
    (554.4, 0.35),
    (659.2, 0.3),
    (880.2, 0.12),
)
"""Hz and amplitude of the warm tone's partials.

An A major chord in open position. Pairs of close frequencies beat slowly. A phone's loudspeaker
plays little below 300 Hz, so most of the energy is above that.
"""
_BREATHING = (
    (277.2, 0.7),
    (277.4, 0.4),
    (370.0, 0.9),
    (370.2, 0.6),
    (493.9, 0.7),
    (494.1, 0.4),
    (740.0, 0.12),
)
"""Hz and amplitude of the breathing tone's partials, none of which is in the warm tone.

Equal ones would add up or cancel, as a hold can begin anywhere in the loop of the warm tone.
"""
_CROSSFADE = 2.0
"""Seconds of the crossfade from the end of a listener's own sound to its beginning."""


class PadSound:
    """The mixer of one pad."""

    def __init__(self, pad: Pad) -> None:
        """Prepare a pad. Raises OptionError if the listener's own sound cannot be used."""
        if pad.sound is not None:
            self._loop = _custom_loop(pad.sound)
        else:
            self._loop = _tone(_WARM, PAD_LEVEL if pad.tone else GROUND_LEVEL)
        self._breath = _tone(_BREATHING, BREATH_LEVEL) if pad.breath else None

    def add(self, pcm: bytes, at: Samples, span: Span) -> bytes:
        """Mix the part of a span that begins at sample `at` into `pcm`, 16-bit little-endian."""
        sound = np.frombuffer(pcm, "<i2")
        into = np.arange(at - span.start, at - span.start + len(sound))
        pad = self._loop[into % len(self._loop)]
        for start, end in span.holds:
            assert self._breath is not None, span
            first, last = (min(max(edge - at, 0), len(sound)) for edge in (start, end))
            held = np.arange(at + first - start, at + last - start)
            tone = self._breath[held % len(self._breath)]
            pad[first:last] += tone * _breath_envelope(held, end - start)
        nearest = into if span.is_open else np.minimum(into, span.end - span.start - into)
        pad *= _raised_cosine(nearest / (FADE * SAMPLE_RATE))
        return np.clip(sound + np.round(pad * 32767), -32768, 32767).astype("<i2").tobytes()

    def fill(self, clip: bytes) -> bytes:
        """Mix the pad into the pauses of a spoken clip, 16-bit little-endian."""
        pieces, at = [], 0
        samples = np.frombuffer(clip, "<i2").astype(np.float32) / np.float32(32768)
        for start, end in pauses(samples):
            pause = self.add(clip[2 * start : 2 * end], start, Span(start, end))
            pieces += [clip[2 * at : 2 * start], pause]
            at = end
        return b"".join([*pieces, clip[2 * at :]])


def _raised_cosine(into: npt.NDArray[np.float64]) -> Wave:
    """Return the gain of a fade-in at each part of it, from 0 to 1; 1 after it."""
    return (0.5 - 0.5 * np.cos(np.pi * np.clip(into, 0, 1))).astype(np.float32)


def _breath_envelope(at: npt.NDArray[np.int64], length: Samples) -> Wave:
    """Return the breathing tone's gain at samples `at` of a hold.

    It rises for BREATH_IN, falls for BREATH_OUT, and fades out before the end of the hold.
    """
    seconds = at / SAMPLE_RATE % (BREATH_IN + BREATH_OUT)
    into = np.where(
        seconds < BREATH_IN, seconds / BREATH_IN, 1 - (seconds - BREATH_IN) / BREATH_OUT
    )
    return _raised_cosine(into) * _raised_cosine((length - at) / (_END_OF_HOLD * SAMPLE_RATE))


@cache
def _tone(partials: tuple[tuple[float, float], ...], level: float) -> Wave:
    """Make a loop of sines that each swell and fade slowly, at a constant RMS level together.

    `level` is in dBFS.
    """
    count = round(_LOOP * SAMPLE_RATE)
    at = np.arange(count) / count
    total = np.zeros(count)
    for number, (frequency, amplitude) in enumerate(partials):
        swell = 1 + 0.4 * np.sin(2 * np.pi * ((1 + number % 2) * at + number / len(partials)))
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
    quieter = min(0.0, _LOUDEST - loudness(loop))
    return _lifted(np.asarray(loop * 10 ** (quieter / 20), np.float32))


def _lifted(loop: Wave) -> Wave:
    """Lift the quiet parts of a loop, so that no player takes them for silence."""
    size = min(len(loop), SAMPLE_RATE // 5)
    power = moving_mean(loop.astype(np.float64) ** 2, size, "wrap")
    rms = np.sqrt(np.maximum(power, 1e-12))
    return np.asarray(
        loop * np.clip(10 ** (_QUIETEST / 20) / rms, 1, 10 ** (_LIFT / 20)), np.float32
    )
