"""The QR code drawn on a handout is the code of its link."""

from __future__ import annotations

import re

import segno

from sivoice.export.handout.link import BORDER, code_svg

LINK = "https://example.org/a?b=1&c=2"


def inked(svg: str) -> set[tuple[int, int]]:
    """The modules that the strokes of a drawing cover, as (row, column)."""
    found = set()
    x, y = 0.0, 0.0
    path = svg.partition(' d="')[2]
    for command, first, second in re.findall(r"([Mmh])(-?[\d.]+)(?: (-?[\d.]+))?", path):
        match command:
            case "h":
                end = x + float(first)
                found |= {(int(y) - BORDER, column - BORDER) for column in range(int(x), int(end))}
                x = end
            case "M":
                x, y = float(first), float(second)
            case _:
                x, y = x + float(first), y + float(second)
    return found


def test_the_drawing_has_the_modules_of_the_code() -> None:
    code = segno.make_qr(LINK, error="m").matrix
    expected = {
        (row, column)
        for row, line in enumerate(code)
        for column, is_black in enumerate(line)
        if is_black
    }
    assert inked(code_svg(LINK)) == expected


def test_another_link_has_another_code() -> None:
    assert inked(code_svg(LINK)) != inked(code_svg(f"{LINK}3"))
