"""An MP3 encoded in one go, as any program would make it: what a spliced one is compared with."""

from __future__ import annotations

from collections.abc import Iterable

from sivoice.export.frames import FRAME_BYTES, frames_in, new_encoder
from sivoice.export.mp3 import info_frame
from sivoice.units import Samples


def encoded_whole(samples: Samples, blocks: Iterable[bytes]) -> bytes:
    """The frames of a sound of so many samples, behind an Info header."""
    encoder = new_encoder()
    sound = b"".join([*(bytes(encoder.encode(block)) for block in blocks), bytes(encoder.flush())])
    return info_frame(samples, frames_in(len(sound)), FRAME_BYTES + len(sound)) + sound
