"""A reference for spliced MP3s: the sound encoded in one go, as any program would."""

from __future__ import annotations

from collections.abc import Iterable

from sivoice.export.frames import FRAME_BYTES, frames_in, new_encoder
from sivoice.export.mp3 import info_frame
from sivoice.units import SAMPLE_RATE, Samples


def encoded_whole(samples: Samples, blocks: Iterable[bytes]) -> bytes:
    """Encode a sound of `samples` samples, with its Info header."""
    encoder = new_encoder()
    sound = b"".join([*(bytes(encoder.encode(block)) for block in blocks), bytes(encoder.flush())])
    return info_frame(samples, frames_in(len(sound)), FRAME_BYTES + len(sound)) + sound


def frames(data: bytes) -> list[bytes]:
    """The frames after the tag, by their own headers."""
    at = 0
    if data[:3] == b"ID3":
        at = 10 + sum((data[6 + i] & 0x7F) << 7 * (3 - i) for i in range(4))
    found = []
    while at < len(data):
        header = data[at : at + 4]
        assert header[0] == 0xFF, at
        assert header[1] == 0xFB, at
        size = 144 * 64_000 // SAMPLE_RATE + (header[2] >> 1 & 1)
        found.append(data[at : at + size])
        at += size
    return found
