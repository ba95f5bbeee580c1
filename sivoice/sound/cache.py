"""The clip cache: samples and encoded frames on disk, under a hash of what they were made from.

A damaged entry is treated as missing.
"""

from __future__ import annotations

import hashlib
import json
import struct
from pathlib import Path

from msgspec import Struct

from sivoice.files import open_file, read_file, replaced

_MAGIC = b"sivoice clip 2\n"
_HEAD = struct.Struct(f"<{len(_MAGIC)}sI32s")
"""The header of an entry: magic, the number of bytes that follow, and their SHA-256."""
_SIZE_LIMIT = 256 * 1024 * 1024
"""Bytes of an entry: more than the frames of the longest session."""


def clip_key(*made_from: str | float) -> str:
    """Hash what a clip is made from into its cache key. Floats are rounded to 4 digits."""
    return hashlib.sha256(json.dumps([_rounded(part) for part in made_from]).encode()).hexdigest()


class Head(Struct, frozen=True):
    """The header of a clip, which can be read without its samples."""

    size: int
    """Bytes of the clip."""
    digest: str
    """SHA-256 of the clip, in hex."""


class ClipCache:
    """A folder of clips. It can be deleted at any time and shared by several processes."""

    def __init__(self, folder: Path, suffix: str = "clip") -> None:
        """Use a folder. `suffix` separates kinds of clips in the same folder."""
        self.folder = folder
        self.suffix = suffix

    def path(self, key: str) -> Path:
        """Return the path of a clip, whether or not it exists."""
        return self.folder / key[:2] / f"{key}.{self.suffix}"

    def head(self, key: str) -> Head | None:
        """Read the header of a clip. None if the clip is missing or truncated.

        The samples are not checked against the digest.
        """
        try:
            with open_file(self.path(key)) as file:
                start = file.read(_HEAD.size)
                size = file.seek(0, 2) - _HEAD.size
        except OSError:
            return None
        return _head(start, size)

    def read(self, key: str) -> bytes | None:
        """Read a clip. None if it is missing or damaged."""
        try:
            data = read_file(self.path(key), _SIZE_LIMIT)
        except OSError:
            return None
        clip = data[_HEAD.size :]
        head = _head(data[: _HEAD.size], len(clip))
        return clip if head is not None and digest_of(clip) == head.digest else None

    def write(self, key: str, clip: bytes) -> bool:
        """Store a clip atomically. Returns whether it was stored; failing to is not an error."""
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
    """Return the SHA-256 of a clip, in hex."""
    return hashlib.sha256(clip).hexdigest()


def _head(start: bytes, size: int) -> Head | None:
    if len(start) < _HEAD.size:
        return None
    magic, expected_size, digest = _HEAD.unpack(start)
    if magic != _MAGIC or size == 0 or size != expected_size:
        return None
    return Head(size, digest.hex())


def _rounded(part: str | float) -> str | float:
    return round(part, 4) if isinstance(part, float) else part
