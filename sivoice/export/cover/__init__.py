"""The cover art that phones show for a session.

`make.py` renders `cover.png` from `cover.svg`.
"""

from __future__ import annotations

from pathlib import Path

COVER_TYPE = "image/png"
COVER_SIZE = 1400
"""Its width and height in pixels."""
_FILE = Path(__file__).with_name("cover.png")


def cover() -> bytes:
    """Return the cover, a square PNG."""
    return _FILE.read_bytes()
