"""A QR code for a terminal: two modules to a character, to be drawn in white on black."""

from __future__ import annotations

from io import StringIO

BORDER = 2
"""Modules of white around the code; phones read it with half of the standard's four, and it fits 24 lines."""


def qr_lines(text: str) -> list[str]:
    """The code as lines of blocks: what is inked is white, what is left is black."""
    import segno

    drawn = StringIO()
    segno.make_qr(text, error="l").terminal(drawn, border=BORDER, compact=True)
    return drawn.getvalue().splitlines()
