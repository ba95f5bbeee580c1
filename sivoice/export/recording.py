"""What every sound file is written from."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TypeAlias

from msgspec import Struct

from sivoice.export.frames import Frames
from sivoice.export.tags import Track
from sivoice.schedule.timeline import Timeline
from sivoice.sound.mix import render
from sivoice.units import Samples

Progress: TypeAlias = Callable[[Samples], None]
"""Told how many more samples have been written."""


class Recording(Struct, frozen=True):
    """A session, or a chapter of one, on its way into a sound file."""

    timeline: Timeline
    frames: Frames
    """Its clips, as samples and as MP3 frames."""
    track: Track
    progress: Progress

    def blocks(self) -> Iterator[bytes]:
        """All of its sound, 16-bit little-endian, one channel at SAMPLE_RATE. The progress is told of each block."""
        for block in render(self.timeline, self.frames.source):
            yield block
            self.progress(len(block) // 2)
