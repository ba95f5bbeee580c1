"""Draw the figures of the docs: `python sivoice/figure/make.py` writes them.

docs/figures.png has all shipped figures, with a row for each variant: its poses, then `Hold` for
the left side, light and dark. docs/poses-light.svg and docs/poses-dark.svg are for the README.
"""

from __future__ import annotations

from pathlib import Path

import resvg_py

from sivoice.figure.files import ENDING, read_figure
from sivoice.figure.palette import Theme
from sivoice.figure.picture import side_by_side, svg
from sivoice.figure.pose import Side

_ROOT = Path(__file__).parents[2]
_WIDTH, _HEIGHT, _GAP = 200, 150, 4
_PICTURES: tuple[tuple[str, Side, Theme], ...] = (
    ("Set up", "right", "light"),
    ("Hold", "right", "light"),
    ("Hold", "left", "light"),
    ("Hold", "right", "dark"),
)
THEMES: tuple[Theme, ...] = ("light", "dark")
"""Those of the README."""
_README = ("hip-adductor", "quadriceps", "knee-to-chest", "abdominal")


def sheet() -> str:
    """Return the sheet as an SVG, with two figures in a row."""
    cells = []
    for path in sorted((_ROOT / "scripts").rglob(f"*{ENDING}")):
        if path.parent.name == "templates":
            continue
        figure, _ = read_figure(path)
        for variant in dict.fromkeys(pose.variant for pose in figure.poses):
            cells += [
                svg(figure, variant=variant, side=side, pose=pose, theme=theme)
                for pose, side, theme in _PICTURES
            ]
    columns = 2 * len(_PICTURES)
    rows = -(-len(cells) // columns)
    width, height = columns * (_WIDTH + _GAP), rows * (_HEIGHT + _GAP)
    placed = "".join(
        f'<svg x="{at % columns * (_WIDTH + _GAP)}" y="{at // columns * (_HEIGHT + _GAP)}" '
        f'width="{_WIDTH}" height="{_HEIGHT}" {cell.removeprefix("<svg ")}'
        for at, cell in enumerate(cells)
    )
    size = f'width="{width}" height="{height}" viewBox="0 0 {width} {height}"'
    return f'<svg xmlns="http://www.w3.org/2000/svg" {size}>{placed}</svg>'


def strip(theme: Theme) -> str:
    """Return some stretches in a row, as an SVG."""
    figures = [read_figure(_ROOT / f"scripts/stretches/{name}{ENDING}")[0] for name in _README]
    return side_by_side([svg(one, variant=one.poses[0].variant, theme=theme) for one in figures])


if __name__ == "__main__":
    for theme in THEMES:
        (_ROOT / "docs" / f"poses-{theme}.svg").write_text(strip(theme), encoding="utf-8")
    (_ROOT / "docs" / "figures.png").write_bytes(bytes(resvg_py.svg_to_bytes(svg_string=sheet())))
