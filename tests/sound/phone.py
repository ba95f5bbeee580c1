"""What is left of a sound on a phone's loudspeaker."""

from __future__ import annotations

import numpy as np

from sivoice.sound.samples import Wave
from sivoice.units import SAMPLE_RATE

LOWEST = 300.0
"""Hz."""


def high_passed(samples: Wave) -> Wave:
    """Take away what is below LOWEST, by 24 dB an octave."""
    count = 2 * len(samples)
    spectrum = np.fft.rfft(samples, count)
    ratio = (np.fft.rfftfreq(count, 1 / SAMPLE_RATE) / LOWEST) ** 4
    return np.fft.irfft(spectrum * ratio / np.hypot(1, ratio), count)[: len(samples)].astype(
        np.float32
    )
