"""The colours of figures: CSS variables on a page, plain colours in a picture."""

from __future__ import annotations

from typing import Literal

from msgspec import Struct

Theme = Literal["page", "light", "dark"]
"""`page` follows the reader's settings; the others are for pictures."""


class Palette(Struct, frozen=True):
    """One colour for each kind of part."""

    paper: str
    """Behind the figure, and the light edge between limbs."""
    body: str
    """Legs and hips."""
    shirt: str
    skin: str
    """Head, arms and feet."""
    far: str
    """The limbs on the far side."""
    far_skin: str
    hair: str
    stretch: str
    dots: str
    """On what stretches, so that it is told by more than its colour."""
    arrow: str
    prop: str
    floor: str


LIGHT = Palette(
    paper="#fdf8ef",
    body="#1f6b60",
    shirt="#5b9f95",
    skin="#dfb396",
    far="#a9cbc4",
    far_skin="#efd8c8",
    hair="#4a332b",
    stretch="#ef7f33",
    dots="#fff3e4",
    arrow="#b3541e",
    prop="#bab8c8",
    floor="#dfdad6",
)
DARK = Palette(
    paper="#1b211f",
    body="#4d9c8f",
    shirt="#83c5b9",
    skin="#dcae90",
    far="#2f544d",
    far_skin="#7a6355",
    hair="#6d4c3d",
    stretch="#ff9a4d",
    dots="#4a2206",
    arrow="#ffc08a",
    prop="#77768c",
    floor="#3b3c42",
)
_FORCED = Palette(
    paper="Canvas",
    body="CanvasText",
    shirt="CanvasText",
    skin="CanvasText",
    far="GrayText",
    far_skin="GrayText",
    hair="CanvasText",
    stretch="Highlight",
    dots="Canvas",
    arrow="LinkText",
    prop="GrayText",
    floor="GrayText",
)
_PALETTES = {"light": LIGHT, "dark": DARK}
_SCOPE = ".sivoice-figure"


def paint(theme: Theme, part: str) -> str:
    """Return the colour of a part as it stands in a figure."""
    if theme == "page":
        return f"var(--figure-{part})"
    colour: str = getattr(_PALETTES[theme], part.replace("-", "_"))
    return colour


def paper(theme: Theme) -> str | None:
    """Return the colour behind a picture; None on a page, which has its own."""
    return None if theme == "page" else _PALETTES[theme].paper


def stylesheet() -> str:
    """Return the variables with their values for light, dark and forced colours, and print."""
    return (
        f"{_rule(LIGHT)}"
        f"@media screen and (prefers-color-scheme:dark){{{_rule(DARK)}}}"
        f"@media (forced-colors:active){{{_rule(_FORCED)}}}"
    )


def _rule(palette: Palette) -> str:
    variables = ";".join(
        f"--figure-{part.replace('_', '-')}:{getattr(palette, part)}"
        for part in palette.__struct_fields__
    )
    return f"{_SCOPE}{{{variables}}}"
