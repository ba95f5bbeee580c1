"""The clip cache: samples and encoded frames on disk, under a hash of what they were made from.

Each entry holds its own key and a checksum. A damaged entry, or one under the name of another, is
treated as missing. The entries that were not used for the longest time make room for new ones.
"""

from __future__ import annotations

import hashlib
import json
import os
import struct
from collections.abc import Iterable, Iterator
from contextlib import suppress
from pathlib import Path
from zlib import crc32

from msgspec import Struct

from sivoice.files import open_file, read_file, replaced

LIMIT = 500_000_000
"""The most bytes that the cache folder takes."""
_ENTRY_LIMIT = 256 * 1024 * 1024
"""Bytes of an entry: more than the frames of the longest session."""
_SHARE = LIMIT // 20
"""Bytes that may be written between two looks at the size of the folder.

A look leaves two of them free, so a few processes can write at once and stay below the limit.
"""
_MAGIC = b"sivoice clip 3\n"
_HEAD = struct.Struct(f"<{len(_MAGIC)}s32sI32sI")
"""The header of an entry.

Magic, key, the number of bytes that follow, their SHA-256, and the CRC-32 of all this.
"""


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
        self._written = _SHARE
        """Bytes written since the last look at the size of the folder."""

    def path(self, key: str) -> Path:
        """Return the path of a clip, whether or not it exists."""
        return self.folder / key[:2] / f"{key}.{self.suffix}"

    def head(self, key: str) -> Head | None:
        """Read the header of a clip. None if the clip is missing, truncated or another one.

        The samples are not checked against the digest.
        """
        path = self.path(key)
        try:
            with open_file(path) as file:
                start = file.read(_HEAD.size)
                size = file.seek(0, 2) - _HEAD.size
        except OSError:
            return None
        head = _head(key, start, size)
        if head is not None:
            _mark_used(path)
        return head

    def read(self, key: str) -> bytes | None:
        """Read a clip. None if it is missing, damaged or another one."""
        path = self.path(key)
        try:
            data = read_file(path, _ENTRY_LIMIT)
        except OSError:
            return None
        clip = data[_HEAD.size :]
        head = _head(key, data[: _HEAD.size], len(clip))
        if head is None or digest_of(clip) != head.digest:
            return None
        _mark_used(path)
        return clip

    def write(self, key: str, clip: bytes) -> bool:
        """Store a clip atomically. Returns whether it was stored; failing to is not an error."""
        digest = hashlib.sha256(clip).digest()
        head = _HEAD.pack(_MAGIC, bytes.fromhex(key), len(clip), digest, 0)
        head = head[:-4] + struct.pack("<I", crc32(head[:-4]))
        path = self.path(key)
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            with replaced(path, lasting=False) as file:
                file.write(head + clip)
        except OSError:
            return False
        self._written += _HEAD.size + len(clip)
        if self._written > _SHARE:
            self._written = 0
            shrink(self.folder, LIMIT - 2 * _SHARE)
        return True


class Entry(Struct, frozen=True):
    """A file in the cache."""

    path: Path
    size: int
    """In bytes."""
    used: int
    """When it was last used, in nanoseconds since 1970."""


def entries(folder: Path) -> Iterator[Entry]:
    """Yield the files in a cache folder, including those that a killed process left unfinished."""
    for path in folder.glob("??/*"):
        with suppress(OSError):  # another process may have deleted it
            state = path.stat()
            yield Entry(path, state.st_size, state.st_mtime_ns)


def shrink(folder: Path, limit: int) -> None:
    """Delete the entries that were not used for the longest time, down to `limit` bytes."""
    found = sorted(entries(folder), key=lambda entry: entry.used)
    size = sum(entry.size for entry in found)
    surplus: list[Entry] = []
    for entry in found:
        if size <= limit:
            break
        surplus.append(entry)
        size -= entry.size
    _delete(surplus)


def clear(folder: Path) -> list[Entry]:
    """Delete all entries, and return those that could be deleted."""
    return _delete(entries(folder))


def digest_of(clip: bytes) -> str:
    """Return the SHA-256 of a clip, in hex."""
    return hashlib.sha256(clip).hexdigest()


def _head(key: str, start: bytes, size: int) -> Head | None:
    if len(start) < _HEAD.size:
        return None
    magic, own_key, expected_size, digest, checksum = _HEAD.unpack(start)
    if magic != _MAGIC or own_key.hex() != key or checksum != crc32(start[:-4]):
        return None
    if size == 0 or size != expected_size:
        return None
    return Head(size, digest.hex())


def _delete(surplus: Iterable[Entry]) -> list[Entry]:
    deleted: list[Entry] = []
    for entry in surplus:
        with suppress(OSError):
            entry.path.unlink()
            deleted.append(entry)
    return deleted


def _mark_used(path: Path) -> None:
    with suppress(OSError):  # the cache may be read-only
        os.utime(path)


def _rounded(part: str | float) -> str | float:
    return round(part, 4) if isinstance(part, float) else part
