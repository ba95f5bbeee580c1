"""The input of a sound format: the timeline, its clips and its track number."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, TypeAlias

from msgspec import Struct, field

from sivoice.export.frames import Frames
from sivoice.export.pictures import Pictures
from sivoice.export.tags import ALONE, Track
from sivoice.schedule.timeline import Timeline
from sivoice.sound.mix import render
from sivoice.units import Samples

if TYPE_CHECKING:
    from sivoice.export.page.engine import PageEngine

Progress: TypeAlias = Callable[[Samples], None]
"""Called with the number of samples written since the last call."""


class Recording(Struct, frozen=True):
    """A session, or one chapter of it, ready to be written to a sound file."""

    timeline: Timeline
    frames: Frames
    """The clips, as MP3 frames and as samples."""
    track: Track = ALONE
    progress: Progress = lambda _: None
    pictures: Pictures = field(default_factory=Pictures)
    source: bytes = b""
    """The packed source that the file carries; empty if it carries none."""
    engine: PageEngine | None = None
    """What its page makes other versions of the session from; None if it makes none."""

    def cover(self) -> bytes:
        """Return the cover, a square PNG."""
        return self.pictures.cover(self.timeline)

    def blocks(self) -> Iterator[bytes]:
        """Yield the whole sound, 16-bit little-endian, mono at SAMPLE_RATE. Raises VoiceError.

        Calls `progress` for each block once the next one is requested.
        """
        for block in render(self.timeline, self.frames.source):
            yield block
            self.progress(len(block) // 2)
