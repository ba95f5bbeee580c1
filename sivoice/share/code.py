"""A QR code for a terminal, with two modules in each character."""

from __future__ import annotations

from io import StringIO

BORDER = 2
"""Modules of white around the code.

Phones can read it with half of the standard's four, and it fits a terminal of 24 lines.
"""


def qr_lines(text: str) -> list[str]:
    """Draw the code as lines of block characters, to be shown in white on black."""
    import segno

    drawn = StringIO()
    segno.make_qr(text, error="l").terminal(drawn, border=BORDER, compact=True)
    return drawn.getvalue().splitlines()
