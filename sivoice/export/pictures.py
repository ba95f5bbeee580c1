"""The pictures in a sound file: its cover, and a figure for each stretch.

They are drawn once and cached under the text of their figures. Once they are in the cache, nothing
of `sivoice.figure` is loaded.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from itertools import chain, islice
from pathlib import Path
from typing import Literal

from msgspec import Struct

from sivoice.compile.plan import Chapter
from sivoice.errors import ScriptError
from sivoice.export.cover import COVER_SIZE, cover
from sivoice.export.figures import file_of, first_side
from sivoice.folders import clip_cache
from sivoice.schedule.timeline import Kind, Timeline
from sivoice.script.vocabulary import Side
from sivoice.sound.cache import ClipCache, clip_key, digest_of

_SIZE = 300
"""Width and height of a chapter's picture in pixels: players show it in the place of the cover."""
_COVER_LIMIT = 4
"""The most stretches on a cover."""


class _Hold(Struct, frozen=True):
    """The hold of a stretch in one variant, on one side."""

    path: Path
    """The file of the figure."""
    variant: str | None
    side: Side


class Pictures:
    """The pictures of a session. The SVG of a figure is drawn only if its PNG is not cached."""

    def __init__(self) -> None:
        self.problems: dict[str, str] = {}
        """By stretch, why its figure could not be drawn, as `sivoice check` says it."""
        self._drawn: dict[_Hold, bytes | None] = {}
        """The pictures of chapters so far; None for a figure that cannot be drawn."""

    def cover(self, timeline: Timeline) -> bytes:
        """Return a square PNG with the first stretches; our own cover if none has a figure."""
        holds = dict.fromkeys(hold for hold in self._holds(timeline) if hold is not None)
        drawn = (hold for hold in holds if self._of_chapter(hold) is not None)
        shown = list(islice(drawn, _COVER_LIMIT))
        return self._png("cover", shown, COVER_SIZE) if shown else cover()

    def of_chapters(self, timeline: Timeline) -> list[bytes | None]:
        """Return a small square PNG for each chapter; None for one without a figure."""
        holds = self._holds(timeline)
        return [None if hold is None else self._of_chapter(hold) for hold in holds]

    def _holds(self, timeline: Timeline) -> list[_Hold | None]:
        """Return what is held in each chapter, on its first side; None if it has no figure."""
        # The timeline of a single chapter still has the plan of the whole session.
        marks = (event.place for event in timeline.events if event.kind is Kind.CHAPTER)
        return [self._hold(timeline.plan.chapters[place.chapter]) for place in marks]

    def _hold(self, chapter: Chapter) -> _Hold | None:
        path = file_of(chapter)
        return None if path is None else _Hold(path, chapter.variant, first_side(chapter))

    def _of_chapter(self, hold: _Hold) -> bytes | None:
        """Return the picture of a chapter; None if its figure cannot be drawn."""
        if hold not in self._drawn:
            self._drawn[hold] = self._try(hold)
        return self._drawn[hold]

    def _try(self, hold: _Hold) -> bytes | None:
        if hold.path.stem in self.problems:
            return None
        try:
            return self._png("chapter", [hold], _SIZE)
        except ScriptError as error:
            self.problems[hold.path.stem] = str(error)
            return None

    def _png(self, kind: Literal["cover", "chapter"], holds: Sequence[_Hold], size: int) -> bytes:
        """Return a picture from the cache, or draw it. Raises ScriptError."""
        parts = [(_digest(one.path), one.variant or "", one.side) for one in holds]
        key = clip_key(kind, size, _code(), *chain.from_iterable(parts))
        cache = ClipCache(clip_cache(), "png")
        if (kept := cache.read(key)) is not None:
            return kept
        data = _draw(kind, holds, size)
        cache.write(key, data)
        return data


def _draw(kind: Literal["cover", "chapter"], holds: Sequence[_Hold], size: int) -> bytes:
    """Draw a picture. Raises ScriptError if a figure has faults or cannot be read."""
    import resvg_py

    from sivoice.export.cover.figures import card, cover_of
    from sivoice.figure.files import read_figure
    from sivoice.figure.picture import svg
    from sivoice.script.diagnostics import errors_among, listing

    figures = []
    for hold in holds:
        figure, faults = read_figure(hold.path)
        if errors := errors_among(faults):
            raise ScriptError(listing(errors))
        figures.append(svg(figure, variant=hold.variant, side=hold.side, theme="light"))
    picture = cover_of(figures) if kind == "cover" else card(figures[0])
    return bytes(
        resvg_py.svg_to_bytes(svg_string=picture, width=size, height=size, skip_system_fonts=True)
    )


def _digest(path: Path) -> str:
    """Return the digest of a figure's file. Raises ScriptError."""
    from sivoice.script.library import read_data

    return digest_of(read_data(path))


@cache
def _code() -> str:
    """Return a digest of the code that draws: pictures drawn by another version are not used."""
    package = Path(__file__).parents[1]
    modules = [*sorted((package / "figure").glob("*.py")), package / "export/cover/figures.py"]
    return digest_of(b"".join(module.read_bytes() for module in modules))
