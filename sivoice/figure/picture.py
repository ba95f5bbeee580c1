"""A figure -> its picture: an SVG, or a PNG that is drawn once and then kept in the cache."""

from __future__ import annotations

from collections.abc import Sequence

from sivoice.figure.draw import HEIGHT, WIDTH, drawn, framed, rows, shot
from sivoice.figure.palette import Theme, stylesheet
from sivoice.figure.pose import Figure, Pose

HOLD = "Hold"


def svg(
    figure: Figure,
    *,
    variant: str | None = None,
    side: str = "right",
    pose: str = HOLD,
    theme: Theme = "page",
    name: str = "",
    trimmed: bool = False,
) -> str:
    """Return a pose as an SVG, with a viewBox of 400 by 300 and without any text.

    `side` is the one that `{side}` names: for `left`, the picture is mirrored. If a variant does
    not have the pose, its last one is drawn. All poses of a variant have the same scale and the
    same place in the picture. `name` becomes the attribute `data-figure`. `trimmed`
    leaves out the empty space above and below the pose.
    """
    poses = figure.of_variant(variant)
    shots = [shot(one, mirrored=side == "left") for one in poses]
    wanted = next((one for one in shots if one.pose.name == pose), shots[-1])
    frame = framed(shots)
    picture = drawn(wanted, frame, theme, name)
    if not trimmed:
        return picture
    top, bottom = rows(wanted, frame)
    whole, inside = f"0 0 {WIDTH} {HEIGHT}", f"0 {top:.0f} {WIDTH} {bottom - top:.0f}"
    return picture.replace(f'viewBox="{whole}"', f'viewBox="{inside}"', 1)


def side_by_side(pictures: Sequence[str]) -> str:
    """Return pictures of the same theme as a single SVG, in which they stand in a row."""
    if len(pictures) == 1:
        return pictures[0]
    placed = [
        f'<svg x="{WIDTH * at}" width="{WIDTH}" height="{HEIGHT}" {one.removeprefix("<svg ")}'
        for at, one in enumerate([pictures[0], *map(without_style, pictures[1:])])
    ]
    size = f'viewBox="0 0 {WIDTH * len(pictures)} {HEIGHT}"'
    return f'<svg xmlns="http://www.w3.org/2000/svg" {size}>{"".join(placed)}</svg>\n'


def without_style(picture: str) -> str:
    """Return an SVG without its style sheet, for a page that has it already."""
    return picture.replace(f"<style>{stylesheet()}</style>", "").strip()


def poses(figure: Figure, variant: str | None = None) -> tuple[Pose, ...]:
    """Return the poses of a variant, in the order in which they are taken."""
    return figure.of_variant(variant)


def png(picture: str, width: int) -> bytes:
    """Return a picture as a PNG of this width in pixels, from the cache if it is there.

    Its height follows from the picture's viewBox.

    The picture must have a theme of its own, `light` or `dark`: variables are not drawn.
    """
    from sivoice.folders import clip_cache
    from sivoice.sound.cache import ClipCache, clip_key

    cache = ClipCache(clip_cache(), "png")
    key = clip_key("figure", picture, float(width))
    if (kept := cache.read(key)) is not None:
        return kept
    data = _drawn(picture, width)
    cache.write(key, data)
    return data


def _drawn(picture: str, width: int) -> bytes:
    import resvg_py

    data = resvg_py.svg_to_bytes(svg_string=picture, width=width, skip_system_fonts=True)
    return bytes(data)
