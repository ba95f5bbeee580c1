"""Recording -> WAV file: 16-bit mono, with the same tag as the MP3."""

from __future__ import annotations

import struct
import wave
from typing import BinaryIO

from sivoice.export.recording import Recording
from sivoice.export.tags import id3
from sivoice.units import SAMPLE_RATE


def write_wav(file: BinaryIO, recording: Recording) -> None:
    """Write the blocks of a recording one at a time, then the tag. Raises OSError, VoiceError."""
    with wave.open(file, "wb") as sound:
        sound.setnchannels(1)
        sound.setsampwidth(2)
        sound.setframerate(SAMPLE_RATE)
        sound.setnframes(recording.timeline.samples)
        for block in recording.blocks():
            sound.writeframesraw(block)
    tag = id3(recording.timeline, recording.track, recording.pictures, recording.source)
    file.seek(0, 2)
    file.write(b"id3 " + struct.pack("<I", len(tag)) + tag + bytes(len(tag) % 2))
    size = file.tell()
    file.seek(4)
    file.write(struct.pack("<I", size - 8))
