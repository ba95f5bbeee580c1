"""Playback of a single sound, without a session."""

from __future__ import annotations

import time

from sivoice.units import SAMPLE_RATE


def play(pcm: bytes) -> None:
    """Play 16-bit samples on the default device and wait for the end. Raises DeviceError."""
    from sivoice.player.outputs import SystemOutput
    from sivoice.player.player import DRAIN

    output, rest = SystemOutput(), pcm

    def pull(count: int) -> bytes:
        nonlocal rest
        now, rest = rest[: 2 * count], rest[2 * count :]
        return now.ljust(2 * count, b"\0")

    output.open(pull)
    try:
        time.sleep(len(pcm) / 2 / SAMPLE_RATE + DRAIN)
    finally:
        output.close()
