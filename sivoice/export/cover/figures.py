"""Figures -> the SVG of a cover in the style of `cover.svg`, or of a chapter's picture."""

from __future__ import annotations

from collections.abc import Sequence

from sivoice.figure.draw import HEIGHT, WIDTH
from sivoice.figure.palette import LIGHT

SIDE = 600
"""Width and height of a cover, in its own units."""
_GROUND, _TRACK = "#f2dfc4", "#e3c9a4"
_CENTRES: tuple[tuple[float, tuple[tuple[int, int], ...]], ...] = (
    (460, ((300, 300),)),
    (316, ((300, 178), (300, 422))),
    (256, ((170, 190), (430, 190), (300, 412))),
    (256, ((170, 180), (430, 180), (170, 420), (430, 420))),
)
"""The width of each figure and the middles of all, for one figure, two, and so on."""
_MARGIN = 10
"""Space beside a figure in the picture of a chapter, in the units of the figure."""
_CIRCLE = "M300 54A246 246 0 0 1 300 546A246 246 0 0 1 300 54"
_ARC = "M300 54A246 246 0 1 1 54 300"
_SQUARE = (
    "M300 28H492A80 80 0 0 1 572 108V492A80 80 0 0 1 492 572"
    "H108A80 80 0 0 1 28 492V108A80 80 0 0 1 108 28Z"
)
_THREE_SIDES = "M300 28H492A80 80 0 0 1 572 108V492A80 80 0 0 1 492 572H108A80 80 0 0 1 28 492V300"


def cover_of(figures: Sequence[str]) -> str:
    """Return the cover with one to four figures, each an SVG in light colours.

    The ring shows the time left.
    """
    width, centres = _CENTRES[len(figures) - 1]
    whole, left, thick = (_CIRCLE, _ARC, 26)
    if len(figures) > 1:
        whole, left, thick = (_SQUARE, _THREE_SIDES, 20)
    placed = "".join(
        _placed(figure, x, y, width) for figure, (x, y) in zip(figures, centres, strict=True)
    )
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {SIDE} {SIDE}">'
        f'<path fill="{_GROUND}" d="M0 0H{SIDE}V{SIDE}H0Z"/>'
        f'<clipPath id="ring"><path d="{whole}"/></clipPath>'
        f'<g clip-path="url(#ring)"><path fill="{LIGHT.paper}" d="{whole}"/>{placed}</g>'
        f'<g fill="none" stroke-width="{thick}" stroke-linecap="round">'
        f'<path stroke="{_TRACK}" d="{whole}"/><path stroke="{LIGHT.body}" d="{left}"/></g></svg>'
    )


def card(figure: str) -> str:
    """Return the square picture of a chapter."""
    side = WIDTH + 2 * _MARGIN
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {side} {side}">'
        f'<path fill="{LIGHT.paper}" d="M0 0H{side}V{side}H0Z"/>'
        f"{_placed(figure, side / 2, side / 2, WIDTH)}</svg>"
    )


def _placed(figure: str, x: float, y: float, width: float) -> str:
    """Return a figure with its middle at x and y."""
    height = width * HEIGHT / WIDTH
    return (
        f'<svg x="{x - width / 2}" y="{y - height / 2}" width="{width}" height="{height}" '
        f"{figure.removeprefix('<svg ')}"
    )
