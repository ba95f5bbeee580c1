"""Fades that avoid clicks where the sound is cut off, begins in the middle, or changes."""

from __future__ import annotations

from array import array

from sivoice.units import GRID, Samples

RAMP: Samples = GRID // 4
"""6.5 ms."""


def fade_in(pcm: bytes) -> bytes:
    """Fade 16-bit samples in linearly over the first RAMP."""
    ramp = min(RAMP, len(pcm) // 2)
    samples = array("h", pcm[: 2 * ramp])
    faded_in = array("h", (sample * i // ramp for i, sample in enumerate(samples)))
    return faded_in.tobytes() + pcm[2 * ramp :]


def fade_out(pcm: bytes) -> bytes:
    """Fade 16-bit samples out linearly over their whole length."""
    samples = array("h", pcm)
    count = len(samples)
    return array("h", (sample * (count - i) // count for i, sample in enumerate(samples))).tobytes()


def cross_fade(before: bytes, after: bytes, into: Samples, length: Samples) -> bytes:
    """Fade linearly from 16-bit samples to as many others, from `into` samples into the fade on.

    Before the fade they are the first ones, after it the others.
    """
    shares = (min(max(into + i, 0), length) for i in range(len(before) // 2))
    both = zip(array("h", before), array("h", after), shares, strict=True)
    faded = ((one * (length - share) + other * share) // length for one, other, share in both)
    return array("h", faded).tobytes()
