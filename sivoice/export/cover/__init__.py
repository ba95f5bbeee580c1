"""The picture that stands for a session on a phone. `cover.svg` is its source; `make.py` draws `cover.png` from it."""

from __future__ import annotations

from pathlib import Path

COVER_TYPE = "image/png"
_FILE = Path(__file__).with_name("cover.png")


def cover() -> bytes:
    """The cover, as PNG, square."""
    return _FILE.read_bytes()
