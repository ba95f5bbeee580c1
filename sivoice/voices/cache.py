"""Clips on disk, under the hash of what they were made from. A damaged one is as good as none."""

from __future__ import annotations

import hashlib
import json
import struct
from pathlib import Path

from sivoice.files import replaced
from sivoice.units import Samples

_MAGIC = b"sivoice clip 1\n"
_HEAD = struct.Struct(f"<{len(_MAGIC)}sI32s")
"""Magic, number of samples, SHA-256 of the samples; then the samples, 16-bit little-endian."""


def clip_key(fingerprint: str, text: str, speech_rate: float) -> str:
    """The name of a clip: what it was made from, hashed."""
    return hashlib.sha256(json.dumps([fingerprint, text, round(speech_rate, 4)]).encode()).hexdigest()


class ClipCache:
    """A folder of clips; it may be deleted at any time, and shared by several processes."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def path(self, key: str) -> Path:
        """Where a clip is or would be."""
        return self.folder / key[:2] / f"{key}.clip"

    def length(self, key: str) -> Samples | None:
        """Samples of a clip by its head and its size alone; None where there is none or it is cut off."""
        path = self.path(key)
        try:
            with path.open("rb") as file:
                head = file.read(_HEAD.size)
            size = path.stat().st_size
        except OSError:
            return None
        if len(head) < _HEAD.size:
            return None
        magic, samples, _ = _HEAD.unpack(head)
        return int(samples) if magic == _MAGIC and samples and size == _HEAD.size + 2 * samples else None

    def read(self, key: str) -> bytes | None:
        """A clip's samples, 16-bit little-endian; None where there is none or it is damaged."""
        try:
            data = self.path(key).read_bytes()
        except OSError:
            return None
        if len(data) < _HEAD.size:
            return None
        magic, samples, digest = _HEAD.unpack_from(data)
        pcm = data[_HEAD.size :]
        whole = magic == _MAGIC and len(pcm) == 2 * samples and hashlib.sha256(pcm).digest() == digest
        return pcm if whole and pcm else None

    def write(self, key: str, pcm: bytes) -> None:
        """Keep a clip, whole or not at all. A cache that cannot be written is only slower, never an error."""
        head = _HEAD.pack(_MAGIC, len(pcm) // 2, hashlib.sha256(pcm).digest())
        path = self.path(key)
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            with replaced(path) as file:
                file.write(head + pcm)
        except OSError:
            return
