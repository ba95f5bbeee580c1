"""Short fades that avoid clicks where a control cuts into or out of the sound."""

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
