"""Recording -> an MP3: constant bitrate, one channel, an Info header with its exact length."""

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
"""Samples by which every decoder is late. The padding at the end must not be shorter."""
_PADDING_LIMIT: Samples = 0xFFF
"""The header has 12 bits for the padding."""
_SIDE_INFO_BYTES = 17
_HAS_FRAMES_BYTES_TOC_QUALITY = 0x0F


def splice_mp3(file: BinaryIO, recording: Recording) -> None:
    """Join the encoded clips of a recording, and silence between them. Raises OSError, VoiceError.

    A frame holds GRID samples, and every event begins on the grid, so a clip's frames go exactly
    where its event is.
    """
    samples = recording.timeline.samples
    file.write(id3(recording.timeline, recording.track))
    first = file.tell()
    file.write(bytes(FRAME_BYTES))  # room for the Info header, which is known last
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
    """The Info header of a constant-bitrate stream: a silent frame that says how long it is.

    `frames` counts the frames after it, `size` the bytes of all frames including this one. The
    layout is that of the Xing header with LAME's extension, which all decoders read.
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
        0,  # low-pass: not given
        *(0, 0, 0),  # peak and ReplayGain: not given
        0,  # encoding flags
        BITRATE,
        (ENCODER_DELAY << 12 | padding).to_bytes(3, "big"),
        *(0, 0, 0),  # noise shaping, gain, preset: not given
        size,
        0,  # checksum of the sound: not given
    )
    frame = FRAME_HEADER + bytes(_SIDE_INFO_BYTES) + xing + lame
    frame += struct.pack(">H", crc16(frame))
    return frame.ljust(FRAME_BYTES, b"\0")


def crc16(data: bytes) -> int:
    """CRC-16/ARC, with which LAME's extension ends."""
    value = 0
    for byte in data:
        value ^= byte
        for _ in range(8):
            value = value >> 1 ^ (0xA001 if value & 1 else 0)
    return value
