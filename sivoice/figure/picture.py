"""A figure -> its picture: an SVG, or a PNG that is drawn once and then kept in the cache."""

from __future__ import annotations

from sivoice.figure.draw import HEIGHT, WIDTH, drawn, framed, shot
from sivoice.figure.palette import Theme
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
) -> str:
    """Return a pose as an SVG, with a viewBox of 400 by 300 and without any text.

    `side` is the one that `{side}` names: for `left`, the picture is mirrored. If a variant does
    not have the pose, its last one is drawn. All poses of a variant have the same scale and the
    same place in the picture. `name` becomes the attribute `data-figure`.
    """
    poses = figure.of_variant(variant)
    shots = [shot(one, mirrored=side == "left") for one in poses]
    wanted = next((one for one in shots if one.pose.name == pose), shots[-1])
    return drawn(wanted, framed(shots), theme, name)


def poses(figure: Figure, variant: str | None = None) -> tuple[Pose, ...]:
    """Return the poses of a variant, in the order in which they are taken."""
    return figure.of_variant(variant)


def png(picture: str, width: int) -> bytes:
    """Return a picture as a PNG of this width in pixels, from the cache if it is there.

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

    height = width * HEIGHT // WIDTH
    data = resvg_py.svg_to_bytes(
        svg_string=picture, width=width, height=height, skip_system_fonts=True
    )
    return bytes(data)
