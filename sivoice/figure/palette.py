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
    skin: str
    """Head, arms and feet."""
    far: str
    """The limbs on the far side."""
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
    skin="#4d978b",
    far="#a3c6bf",
    hair="#123f39",
    stretch="#ef7f33",
    dots="#fff3e4",
    arrow="#b3541e",
    prop="#c9b595",
    floor="#e6d8bf",
)
DARK = Palette(
    paper="#1b211f",
    body="#7cc4b6",
    skin="#a6dccf",
    far="#47766d",
    hair="#d8efe9",
    stretch="#ff9a4d",
    dots="#4a2206",
    arrow="#ffc08a",
    prop="#8a7a5f",
    floor="#4a463c",
)
_FORCED = Palette(
    paper="Canvas",
    body="CanvasText",
    skin="CanvasText",
    far="GrayText",
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
    colour: str = getattr(_PALETTES[theme], part)
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
        f"--figure-{part}:{getattr(palette, part)}" for part in palette.__struct_fields__
    )
    return f"{_SCOPE}{{{variables}}}"
