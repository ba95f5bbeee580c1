"""The work of `sivoice show --figure`: draws a stretch into a file."""

from __future__ import annotations

import struct
import zlib
from pathlib import Path
from typing import TYPE_CHECKING

from sivoice.errors import UsageError, listed
from sivoice.export.formats import FIGURES, PNG, SVG, format_of

if TYPE_CHECKING:
    from sivoice.figure.pose import Figure
    from sivoice.options.options import Options

_WIDTH = 1200
"""Pixels of a pose in a PNG."""
_HEADER = 33
"""Bytes of a PNG's signature and its first chunk."""


def write_figure(
    path: Path, target: Path, poses: str | None, asked: Options, *, force: bool
) -> None:
    """Draw poses of the stretch in `path` side by side, in its variant and on its side.

    `poses` are names such as `set-up,hold`, or None for the hold. Raises UsageError, ScriptError,
    and OutputError, also if the file exists and sivoice did not write it, unless `force`.
    """
    from sivoice.export.preflight import check_file, check_special, owner_check
    from sivoice.figure.files import ENDING, figure_file, read_faultless
    from sivoice.figure.picture import png, side_by_side, svg
    from sivoice.script.library import read_script
    from sivoice.script.names import kind_of
    from sivoice.script.vocabulary import Kind
    from sivoice.staging import staged

    if kind_of(path) is not Kind.STRETCH:
        raise UsageError(
            f"{path.name} is a session, and a figure shows one stretch\n"
            "Name the stretch: `sivoice show piriformis --figure`."
        )
    check_special(target)
    format = format_of(target, FIGURES)
    check_file(target, format, force=force)
    file = figure_file(path)
    if file is None:
        raise UsageError(
            f"{path.stem} has no figure\nDraw one in {path.stem}{ENDING}; docs/figures.md says how."
        )
    figure = read_faultless(file)
    known = read_script(path)[0].header().variants
    variant = asked.variant.get(path.stem, known[0] if known else None)
    if variant is not None and variant not in known:
        raise UsageError(
            f"{path.stem} has no variant {variant}\n"
            + (f"Choose {listed(known)}." if known else "Leave out --variant.")
        )
    pictures = [
        svg(
            figure,
            variant=variant,
            side="left" if asked.side == "left" else "right",
            pose=pose,
            theme="page" if format is SVG else "light",
        )
        for pose in _poses(figure, variant, poses)
    ]
    picture = side_by_side(pictures)
    data = picture.encode() if format is SVG else _marked(png(picture, _WIDTH * len(pictures)))
    with staged() as files, files.file(target, owner_check(target, format, force=force)) as output:
        output.write(data)


def _poses(figure: Figure, variant: str | None, wanted: str | None) -> list[str]:
    """Return the names of the poses to draw. Raises UsageError for one that is not there."""
    from sivoice.figure.picture import HOLD

    known = {one.name.lower().replace(" ", "-"): one.name for one in figure.of_variant(variant)}
    if wanted is None:
        return [HOLD]
    names = [name.strip() for name in wanted.split(",")]
    for name in names:
        if name not in known:
            raise UsageError(f"the figure has no pose {name}\nChoose {listed(known)}.")
    return [known[name] for name in names]


def _marked(data: bytes) -> bytes:
    """Return a PNG with the name of this program in it, by which its file is recognised."""
    chunk = b"tEXt" + PNG.mark
    added = struct.pack(">I", len(PNG.mark)) + chunk + struct.pack(">I", zlib.crc32(chunk))
    return data[:_HEADER] + added + data[_HEADER:]
