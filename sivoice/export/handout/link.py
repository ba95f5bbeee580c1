"""A link -> its QR code, for paper."""

from __future__ import annotations

from io import BytesIO

BORDER = 4
"""Modules of white around the code, as the standard asks for."""


def code_svg(link: str) -> str:
    """The code as an SVG drawing."""
    import segno

    drawn = BytesIO()
    code = segno.make_qr(link, error="m")
    code.save(
        drawn,
        kind="svg",
        border=BORDER,
        xmldecl=False,
        svgclass=None,
        lineclass=None,
        omitsize=True,
    )
    return drawn.getvalue().decode("utf-8")
