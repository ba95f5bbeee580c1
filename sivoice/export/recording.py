"""What a sound file is written from: the timeline, its clips, and where the file belongs."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TypeAlias

from msgspec import Struct

from sivoice.export.frames import Frames
from sivoice.export.tags import ALONE, Track
from sivoice.schedule.timeline import Timeline
from sivoice.sound.mix import render
from sivoice.units import Samples

Progress: TypeAlias = Callable[[Samples], None]
"""Told how many more samples have been written."""


class Recording(Struct, frozen=True):
    """A session, or one chapter of it, about to become a sound file."""

    timeline: Timeline
    frames: Frames
    """The clips, as MP3 frames and as samples."""
    track: Track = ALONE
    progress: Progress = lambda _: None

    def blocks(self) -> Iterator[bytes]:
        """The whole sound, 16-bit little-endian, one channel at SAMPLE_RATE. Raises VoiceError.

        The progress is told of each block after it was taken.
        """
        for block in render(self.timeline, self.frames.source):
            yield block
            self.progress(len(block) // 2)
