"""The work of `sivoice show --figure`: draws a stretch into a file."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from sivoice.errors import UsageError, listed

if TYPE_CHECKING:
    from sivoice.options.options import Options

ENDINGS = (".svg", ".png")
_WIDTH = 1200
"""Pixels of a PNG."""


def write_figure(path: Path, target: Path | None, asked: Options) -> Path:
    """Draw the stretch in `path`, in its variant and on its side, and return the file written.

    Raises UsageError, ScriptError, and OutputError if the file exists or cannot be written.
    """
    from sivoice.figure.files import figure_file, read_faultless
    from sivoice.figure.picture import png, svg
    from sivoice.files import write_new
    from sivoice.script.library import read_script
    from sivoice.script.names import kind_of
    from sivoice.script.vocabulary import Kind

    if kind_of(path) is not Kind.STRETCH:
        raise UsageError(
            f"{path.name} is a session, and a figure shows one stretch\n"
            "Name the stretch: `sivoice show piriformis --figure`."
        )
    target = target or Path(f"{path.stem}.svg")
    if target.suffix not in ENDINGS:
        raise UsageError(f"{target}: a figure is an SVG or a PNG\nEnd the name in .svg or .png.")
    file = figure_file(path)
    if file is None:
        raise UsageError(
            f"{path.stem} has no figure\nDraw one in {path.stem}.figure; docs/figures.md says how."
        )
    figure = read_faultless(file)
    variant = asked.variant.get(path.stem)
    known = read_script(path)[0].header().variants
    if variant is not None and variant not in known:
        raise UsageError(
            f"{path.stem} has no variant {variant}\n"
            + (f"Choose {listed(known)}." if known else "Leave out --variant.")
        )
    side = "left" if asked.side == "left" else "right"
    picture = svg(
        figure,
        variant=variant or (known[0] if known else None),
        side=side,
        theme="page" if target.suffix == ".svg" else "light",
    )
    data = picture.encode() if target.suffix == ".svg" else png(picture, _WIDTH)
    write_new({target: data})
    return target
