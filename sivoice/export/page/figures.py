"""Timeline -> the figures of its page: their pictures, and when each of them is shown."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Collection
from contextlib import suppress
from typing import TYPE_CHECKING

from msgspec import Struct

from sivoice.compile.plan import Chapter, Phase
from sivoice.errors import ScriptError
from sivoice.export.figures import figure_name, figure_of
from sivoice.schedule.timeline import Event, Kind, Timeline
from sivoice.units import Samples

if TYPE_CHECKING:
    from sivoice.figure.pose import Figure

SIZES = (256, 512)
"""Pixels of the pictures for the lock screen, which are square."""
NO_SIDE = "none"
"""Stands for the side of a stretch without sides."""


class PageFigure(Struct, frozen=True):
    """A figure of the page."""

    name: str
    """As in `data-figure`."""
    side: str
    """The first side on which it is shown."""
    pictures: tuple[str, ...]
    """Its SVGs, for the right side: set-up and hold, or the hold alone if they are the same."""
    artwork: dict[str, list[dict[str, str]]]
    """For each side, the hold as pictures for the lock screen."""


class Look(Struct, frozen=True):
    """What is shown of a figure."""

    figure: str
    """Its name."""
    side: str
    """`right`, `left` or `none`."""
    pose: str
    """`ready` (the set-up), `move` (between the set-up and the hold) or `hold`."""


def page_figures(timeline: Timeline) -> list[PageFigure]:
    """Return each figure of a session once, without those that have faults."""
    chapters: dict[str, list[Chapter]] = {}
    for chapter in timeline.plan.chapters:
        chapters.setdefault(figure_name(chapter), []).append(chapter)
    found = []
    for name, alike in chapters.items():
        try:
            figure = figure_of(alike[0])
        except ScriptError:
            continue  # as if there were none: `sivoice check` says what is wrong
        if figure is not None:
            found.append(_page_figure(name, figure, alike))
    return found


def figure_names(timeline: Timeline) -> list[str]:
    """Return the names of a session's figures without drawing them."""
    found: dict[str, None] = {}
    for chapter in timeline.plan.chapters:
        with suppress(ScriptError):
            if figure_of(chapter) is not None:
                found[figure_name(chapter)] = None
    return list(found)


def looks(timeline: Timeline, names: Collection[str]) -> list[tuple[Samples, Look | None]]:
    """Return what is shown from which sample on; None for a time without a figure.

    `names` are those of the figures that can be shown. Without any, the list is empty.
    """
    shown: list[tuple[Samples, Look | None]] = []
    held_until = 0
    for event in timeline.events if names else ():
        if event.kind is Kind.HOLD:
            held_until = event.end
        elif event.start < held_until:
            continue
        chapter = timeline.plan.chapters[event.place.chapter]
        name = figure_name(chapter)
        has_one = name in names
        look = Look(name, _side(event, chapter), _pose(event, chapter)) if has_one else None
        if shown and shown[-1][0] == event.start:
            shown.pop()
        if not shown or shown[-1][1] != look:
            shown.append((event.start, look))
    return shown


def _page_figure(name: str, figure: Figure, chapters: list[Chapter]) -> PageFigure:
    from sivoice.figure.picture import HOLD, poses, svg, without_style

    variant = chapters[0].variant
    first = poses(figure, variant)[0].name
    sides = dict.fromkeys(side for chapter in chapters for side in _sides(chapter))
    return PageFigure(
        name=name,
        side=next(iter(sides)),
        pictures=tuple(
            without_style(svg(figure, variant=variant, pose=pose))
            for pose in dict.fromkeys((first, HOLD))
        ),
        artwork={
            side: _artwork(svg(figure, variant=variant, side=side, theme="light")) for side in sides
        },
    )


def _sides(chapter: Chapter) -> list[str]:
    return [one.side or NO_SIDE for one in chapter.passes] or [NO_SIDE]


def _side(event: Event, chapter: Chapter) -> str:
    """Return the side that is on: before the passes, the first, and after them, the last."""
    if event.place.pass_number is not None:
        return event.place.side or NO_SIDE
    return _sides(chapter)[-1 if event.place.phase is Phase.AFTER else 0]


def _pose(event: Event, chapter: Chapter) -> str:
    if event.kind is Kind.HOLD:
        return "hold"
    place = event.place
    if event.to_get_ready:
        return "move"
    if place.phase is Phase.HOLD and place.pass_number is not None:
        one = chapter.passes[place.pass_number]
        rep = one.reps[place.rep - 1] if place.rep else None
        is_held = rep.hold if rep else one.hold
        return "ready" if is_held else "move"
    return "ready"


def _artwork(picture: str) -> list[dict[str, str]]:
    """Return a picture as square PNGs, as lock screens cut off what is wider."""
    from sivoice.figure.draw import HEIGHT, WIDTH
    from sivoice.figure.palette import paper
    from sivoice.figure.picture import png

    inside = picture.replace("<svg ", f'<svg y="{(WIDTH - HEIGHT) // 2}" height="{HEIGHT}" ', 1)
    square = (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {WIDTH}">'
        f'<path fill="{paper("light")}" d="M0 0H{WIDTH}V{WIDTH}H0Z"/>{inside}</svg>'
    )
    return [
        {
            "src": f"data:image/png;base64,{b64encode(png(square, size)).decode('ascii')}",
            "type": "image/png",
            "sizes": f"{size}x{size}",
        }
        for size in SIZES
    ]
