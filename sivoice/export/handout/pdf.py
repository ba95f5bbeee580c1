"""Handout -> PDF, typeset by Typst from `handout.typ`. Text is never read as markup."""

from __future__ import annotations

import json
from importlib.resources import files
from typing import Final

from msgspec import to_builtins

from sivoice.errors import OutputError
from sivoice.export.handout.content import Handout
from sivoice.export.handout.link import code_svg
from sivoice.export.handout.one_page import MOST_STEPS, shortened
from sivoice.export.handout.paper import Layout, Paper, Sheet

_SHEETS = {Paper.A4: "a4", Paper.LETTER: "us-letter"}
"""Typst's names for the paper sizes."""
_ACCESSIBLE: Final = "ua-1"
"""PDF/UA-1: accessible to screen readers, and a missing glyph is an error instead of a box."""


def pdf(handout: Handout, sheet: Sheet, made_by: str) -> bytes:
    """Return the PDF, reproducible byte for byte with the same fonts. Raises OutputError."""
    import typst

    data = to_builtins(handout) | {
        "paper": sheet.paper,
        "paper_name": _SHEETS[sheet.paper],
        "layout": sheet.layout,
        "source": list(handout.source),
        "shortened": _shortened(handout) if sheet.layout is Layout.ONE_PAGE else [],
        "made_by": made_by,
        "code": code_svg(handout.link) if handout.link else None,
    }
    template = files(__package__).joinpath("handout.typ").read_bytes()
    try:
        return typst.compile(
            template, format="pdf", sys_inputs={"data": json.dumps(data)}, pdf_standards=_ACCESSIBLE
        )
    except typst.TypstError as error:
        why = error.message.removeprefix("PDF/UA-1 error: ")
        raise OutputError(
            f"the handout cannot be typeset: {why}\n"
            "Install a font that has all its characters, or write it as .html."
        ) from error


def _shortened(handout: Handout) -> list[object]:
    """Return the stretches with at most four steps each, then with at most three, and so on."""
    return [
        to_builtins([shortened(one, most, handout.words) for one in handout.stretches])
        for most in range(MOST_STEPS, -1, -1)
    ]
