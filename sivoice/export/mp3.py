"""A session -> an MP3: constant 64 kbit/s, one channel, with an Info header that makes its length exact."""

from __future__ import annotations

import struct
from collections.abc import Callable, Iterable
from typing import BinaryIO

from sivoice.export.frames import (
    BITRATE,
    FRAME_BYTES,
    FRAME_HEADER,
    QUALITY,
    Frames,
    frames_in,
    silence,
)
from sivoice.export.tags import Track, id3
from sivoice.schedule.timeline import Timeline
from sivoice.units import GRID, Samples

ENCODER_DELAY: Samples = 576
"""Samples that LAME puts before the sound."""
_DECODER_DELAY: Samples = 529
"""Samples by which every decoder is late; what pads the end must be no shorter."""
_PADDING_LIMIT: Samples = 0xFFF
"""The header has 12 bits for it."""
_SIDE_INFO_BYTES = 17
_HAS_FRAMES_BYTES_TOC_QUALITY = 0x0F


def splice_mp3(
    file: BinaryIO,
    timeline: Timeline,
    frames: Frames,
    track: Track,
    progress: Callable[[Samples], None],
) -> None:
    """Put a session together from its encoded clips; nothing is encoded twice. Raises OSError, VoiceError.

    `progress` is told how many samples more there are. A frame holds GRID samples, and every event begins on the grid:
    a clip's frames stand where its event does.
    """
    first = _begin(file, timeline, track)
    at = size = done = 0

    def write(pieces: Iterable[bytes]) -> None:
        nonlocal size
        for piece in pieces:
            file.write(piece)
            size += len(piece)

    for run, encoded in frames.runs(timeline):
        start = run.start // GRID
        write(silence(at, start, size))
        write([encoded])
        progress(run.start + run.samples - done)
        done = run.start + run.samples
        at = start + frames_in(len(encoded))
    end = max(at, timeline.samples // GRID + 1)
    write(silence(at, end, size))
    progress(timeline.samples - done)
    _finish(file, first, timeline.samples, end)


def _begin(file: BinaryIO, timeline: Timeline, track: Track) -> int:
    """The tag, and room for the Info header; where that stands."""
    file.write(id3(timeline, track))
    first = file.tell()
    file.write(bytes(FRAME_BYTES))
    return first


def _finish(file: BinaryIO, first: int, samples: Samples, frames: int) -> None:
    """The Info header, first in the stream, is written last."""
    size = file.tell() - first
    file.seek(first)
    file.write(info_frame(samples, frames, size))


def info_frame(samples: Samples, frames: int, size: int) -> bytes:
    """The Info header of a constant-bitrate stream: a frame of silence that says how long the sound is.

    `frames` are those after it; `size` is the bytes of all, this one's included. The layout is that of the Xing header
    and LAME's extension to it, which all decoders read.
    """
    padding = frames * GRID - ENCODER_DELAY - samples
    assert _DECODER_DELAY <= padding <= _PADDING_LIMIT, padding
    table = bytes(i * 256 // 100 for i in range(100))
    xing = struct.pack(
        ">4sIII100sI",
        b"Info",
        _HAS_FRAMES_BYTES_TOC_QUALITY,
        frames,
        size,
        table,
        100 - 10 * QUALITY,
    )
    lame = struct.pack(
        ">9sBBIHHBB3sBBHIH",
        b"LAME3.100",
        0x01,  # revision 0 of this header, constant bitrate
        0,  # low-pass: not said
        *(0, 0, 0),  # peak and ReplayGain: not said
        0,  # encoding flags
        BITRATE,
        (ENCODER_DELAY << 12 | padding).to_bytes(3, "big"),
        *(0, 0, 0),  # noise shaping, gain, preset: not said
        size,
        0,  # checksum of the sound: not said
    )
    frame = FRAME_HEADER + bytes(_SIDE_INFO_BYTES) + xing + lame
    frame += struct.pack(">H", crc16(frame))
    return frame.ljust(FRAME_BYTES, b"\0")


def crc16(data: bytes) -> int:
    """CRC-16/ARC, which LAME's extension ends in."""
    value = 0
    for byte in data:
        value ^= byte
        for _ in range(8):
            value = value >> 1 ^ (0xA001 if value & 1 else 0)
    return value
