"""Clips on disk, as samples and as encoded frames, under the hash of what they were made from.

A damaged one is as good as none.
"""

from __future__ import annotations

import hashlib
import json
import struct
from pathlib import Path

from msgspec import Struct

from sivoice.files import replaced

_MAGIC = b"sivoice clip 2\n"
_HEAD = struct.Struct(f"<{len(_MAGIC)}sI32s")
"""Magic, the bytes of what follows, and their SHA-256."""


def clip_key(*made_from: str | float) -> str:
    """The name of a clip: what it was made from, hashed."""
    return hashlib.sha256(json.dumps([_rounded(part) for part in made_from]).encode()).hexdigest()


class Head(Struct, frozen=True):
    """What is known of a clip without reading it."""

    size: int
    """Bytes."""
    digest: str
    """SHA-256 of them, in hex."""


class ClipCache:
    """A folder of clips; it may be deleted at any time, and shared by several processes."""

    def __init__(self, folder: Path, suffix: str = "clip") -> None:
        """`suffix` tells kinds apart that lie in the same folder."""
        self.folder = folder
        self.suffix = suffix

    def path(self, key: str) -> Path:
        """Where a clip is or would be."""
        return self.folder / key[:2] / f"{key}.{self.suffix}"

    def head(self, key: str) -> Head | None:
        """What a clip says of itself; None where there is none, or it is cut off."""
        try:
            with self.path(key).open("rb", buffering=0) as file:
                start = file.read(_HEAD.size)
                size = file.seek(0, 2) - _HEAD.size
        except OSError:
            return None
        return _head(start, size)

    def read(self, key: str) -> bytes | None:
        """A clip; None where there is none or it is damaged."""
        try:
            data = self.path(key).read_bytes()
        except OSError:
            return None
        clip = data[_HEAD.size :]
        head = _head(data[: _HEAD.size], len(clip))
        return clip if head is not None and digest_of(clip) == head.digest else None

    def write(self, key: str, clip: bytes) -> bool:
        """Keep a clip, whole or not at all; whether it was kept. A cache that cannot be written is never an error."""
        head = _HEAD.pack(_MAGIC, len(clip), bytes.fromhex(digest_of(clip)))
        path = self.path(key)
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            with replaced(path, lasting=False) as file:
                file.write(head + clip)
        except OSError:
            return False
        return True


def digest_of(clip: bytes) -> str:
    """SHA-256, in hex."""
    return hashlib.sha256(clip).hexdigest()


def _head(start: bytes, size: int) -> Head | None:
    if len(start) < _HEAD.size:
        return None
    magic, told, digest = _HEAD.unpack(start)
    return Head(size, digest.hex()) if magic == _MAGIC and size == told > 0 else None


def _rounded(part: str | float) -> str | float:
    return round(part, 4) if isinstance(part, float) else part
