"""Blocks of samples -> a WAV file: 16 bit, one channel, tagged as the MP3 is."""

from __future__ import annotations

import struct
import wave
from collections.abc import Iterable
from typing import BinaryIO

from sivoice.export.tags import ALONE, Track, id3
from sivoice.schedule.timeline import Timeline
from sivoice.units import SAMPLE_RATE


def write_wav(
    file: BinaryIO, timeline: Timeline, blocks: Iterable[bytes], track: Track = ALONE
) -> None:
    """Write blocks as they come, then the tag. Raises OSError."""
    with wave.open(file, "wb") as sound:
        sound.setnchannels(1)
        sound.setsampwidth(2)
        sound.setframerate(SAMPLE_RATE)
        sound.setnframes(timeline.samples)
        for block in blocks:
            sound.writeframesraw(block)
    tag = id3(timeline, track)
    file.seek(0, 2)
    file.write(b"id3 " + struct.pack("<I", len(tag)) + tag + bytes(len(tag) % 2))
    size = file.tell()
    file.seek(4)
    file.write(struct.pack("<I", size - 8))
