"""Link -> its QR code, for print."""

from __future__ import annotations

from io import BytesIO

BORDER = 4
"""Width of the white border in modules, as the standard requires."""


def code_svg(link: str) -> str:
    """Return the code as SVG."""
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
