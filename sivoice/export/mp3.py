"""Recording -> MP3: constant bitrate, mono, with the exact length in an Info header."""

from __future__ import annotations

import struct
from collections.abc import Iterable
from typing import BinaryIO

from sivoice.export.frames import (
    BITRATE,
    FRAME_BYTES,
    FRAME_HEADER,
    QUALITY,
    frames_in,
    silence,
)
from sivoice.export.recording import Recording
from sivoice.export.tags import id3
from sivoice.units import GRID, Samples

ENCODER_DELAY: Samples = 576
"""Samples that LAME adds before the sound."""
_DECODER_DELAY: Samples = 529
"""Delay of every decoder, in samples. The padding at the end must be at least as long."""
_PADDING_LIMIT: Samples = 0xFFF
"""The header stores the padding in 12 bits."""
_SIDE_INFO_BYTES = 17
STREAM_QUALITY = 100 - 10 * QUALITY
"""The quality that the Info header gives, from 0 to 100, as LAME computes it."""
_HAS_FRAMES_BYTES_TOC_QUALITY = 0x0F


def splice_mp3(file: BinaryIO, recording: Recording) -> None:
    """Join the encoded clips of a recording with silence between them. Raises OSError, VoiceError.

    A frame has GRID samples and every event starts on the grid, so a clip's frames go exactly
    where its event is.
    """
    samples = recording.timeline.samples
    file.write(id3(recording.timeline, recording.track, recording.pictures, recording.source))
    first = file.tell()
    file.write(bytes(FRAME_BYTES))  # placeholder for the Info header, written last
    at = size = done = 0

    def write(pieces: Iterable[bytes]) -> None:
        nonlocal size
        for piece in pieces:
            file.write(piece)
            size += len(piece)

    for run, encoded in recording.frames.runs(recording.timeline):
        start = run.start // GRID
        write(silence(at, start, size))
        write([encoded])
        recording.progress(run.start + run.samples - done)
        done = run.start + run.samples
        at = start + frames_in(len(encoded))
    end = max(at, samples // GRID + 1)
    write(silence(at, end, size))
    recording.progress(samples - done)
    file.seek(first)
    file.write(info_frame(samples, end, FRAME_BYTES + size))


def info_frame(samples: Samples, frames: int, size: int) -> bytes:
    """Return the Info header of a constant-bitrate stream: a silent frame that gives its length.

    `frames` is the number of frames after it, `size` the size of all frames including this one, in
    bytes. The layout is that of the Xing header with LAME's extension, which all decoders read.
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
        STREAM_QUALITY,
    )
    lame = struct.pack(
        ">9sBBIHHBB3sBBHIH",
        b"LAME3.100",
        0x01,  # revision 0 of this header, constant bitrate
        0,  # low-pass filter: unspecified
        *(0, 0, 0),  # peak and ReplayGain: unspecified
        0,  # encoding flags
        BITRATE,
        (ENCODER_DELAY << 12 | padding).to_bytes(3, "big"),
        *(0, 0, 0),  # noise shaping, gain, preset: unspecified
        size,
        0,  # checksum of the sound: unspecified
    )
    frame = FRAME_HEADER + bytes(_SIDE_INFO_BYTES) + xing + lame
    frame += struct.pack(">H", crc16(frame))
    return frame.ljust(FRAME_BYTES, b"\0")


def crc16(data: bytes) -> int:
    """Compute CRC-16/ARC, the checksum at the end of LAME's extension."""
    value = 0
    for byte in data:
        value ^= byte
        for _ in range(8):
            value = value >> 1 ^ (0xA001 if value & 1 else 0)
    return value
