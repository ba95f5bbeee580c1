"""Short fades where a control cuts into the sound or out of it, so that nothing clicks."""

from __future__ import annotations

from array import array

from sivoice.units import GRID, Samples

RAMP: Samples = GRID // 4
"""6.5 ms."""


def risen(pcm: bytes) -> bytes:
    """16-bit samples that grow from nothing over the first RAMP."""
    ramp = min(RAMP, len(pcm) // 2)
    samples = array("h", pcm[: 2 * ramp])
    return (
        array("h", (sample * i // ramp for i, sample in enumerate(samples))).tobytes()
        + pcm[2 * ramp :]
    )


def faded(pcm: bytes) -> bytes:
    """16-bit samples that grow fainter to nothing."""
    samples = array("h", pcm)
    return array(
        "h", (sample * (len(samples) - i) // len(samples) for i, sample in enumerate(samples))
    ).tobytes()
