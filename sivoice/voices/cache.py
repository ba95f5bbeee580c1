"""Clips on disk, under the hash of what they were made from. A damaged one is as good as none."""

from __future__ import annotations

import hashlib
import json
import struct
from pathlib import Path

from sivoice.files import replaced

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

    def write(self, key: str, pcm: bytes) -> bool:
        """Keep a clip, whole or not at all; whether it was kept. A cache that cannot be written is never an error."""
        head = _HEAD.pack(_MAGIC, len(pcm) // 2, hashlib.sha256(pcm).digest())
        path = self.path(key)
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            with replaced(path) as file:
                file.write(head + pcm)
        except OSError:
            return False
        return True
