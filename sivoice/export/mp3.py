"""Blocks of samples -> an MP3: constant 64 kbit/s, one channel, with an Info header that makes its length exact."""

from __future__ import annotations

import struct
from collections.abc import Iterable
from typing import BinaryIO

from sivoice.export.tags import ALONE, Track, id3
from sivoice.timeline import Timeline
from sivoice.units import GRID, SAMPLE_RATE, Samples

BITRATE = 64
"""kbit/s, constant: what phones seek in to the frame, and transparent for one voice."""
_QUALITY = 2
"""LAME's -q: 2 is its best setting in practice."""
ENCODER_DELAY: Samples = 576
"""Samples that LAME puts before the sound."""
_DECODER_DELAY: Samples = 529
"""Samples by which every decoder is late; what pads the end must be no shorter."""
_PADDING_LIMIT: Samples = 0xFFF
"""The header has 12 bits for it."""
_FRAME_HEADER = bytes((0xFF, 0xFB, 0x50, 0xC4))
"""MPEG-1 Layer III, no CRC, 64 kbit/s, 44.1 kHz, no padding byte, one channel, original: as LAME writes it."""
_FRAME_BYTES = 144 * BITRATE * 1000 // SAMPLE_RATE
_SIDE_INFO_BYTES = 17
_HAS_FRAMES_BYTES_TOC_QUALITY = 0x0F


def write_mp3(file: BinaryIO, timeline: Timeline, blocks: Iterable[bytes], track: Track = ALONE) -> None:
    """Encode blocks as they come. The Info header, first in the stream, is written last. Raises OSError."""
    import lameenc

    encoder = lameenc.Encoder()
    encoder.silence()
    encoder.set_bit_rate(BITRATE)
    encoder.set_in_sample_rate(SAMPLE_RATE)
    encoder.set_channels(1)
    encoder.set_quality(_QUALITY)
    file.write(id3(timeline, track))
    first = file.tell()
    file.write(bytes(_FRAME_BYTES))
    file.writelines(encoder.encode(block) for block in blocks)
    file.write(encoder.flush())
    size = file.tell() - first
    file.seek(first)
    file.write(info_frame(timeline.samples, size))


def info_frame(samples: Samples, size: int) -> bytes:
    """The Info header of a constant-bitrate stream: a frame of silence that says how long the sound is.

    `size` is the bytes of all frames, this one's included. The layout is that of the Xing header and LAME's extension
    to it, which all decoders read.
    """
    # At a constant bitrate the padding bytes keep the mean frame at exactly this size.
    frames = round((size - _FRAME_BYTES) * SAMPLE_RATE / (144 * BITRATE * 1000))
    padding = frames * GRID - ENCODER_DELAY - samples
    assert _DECODER_DELAY <= padding <= _PADDING_LIMIT, padding
    table = bytes(i * 256 // 100 for i in range(100))
    xing = struct.pack(">4sIII100sI", b"Info", _HAS_FRAMES_BYTES_TOC_QUALITY, frames, size, table, 100 - 10 * _QUALITY)
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
    frame = _FRAME_HEADER + bytes(_SIDE_INFO_BYTES) + xing + lame
    frame += struct.pack(">H", crc16(frame))
    return frame.ljust(_FRAME_BYTES, b"\0")


def crc16(data: bytes) -> int:
    """CRC-16/ARC, which LAME's extension ends in."""
    value = 0
    for byte in data:
        value ^= byte
        for _ in range(8):
            value = value >> 1 ^ (0xA001 if value & 1 else 0)
    return value
