"""Chapter of a plan -> the figure of its stretch.

Only what returns a drawing loads the code that draws: a figure whose picture is in the cache needs
no more than its file.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from sivoice.compile.plan import Chapter
from sivoice.figure.files import figure_file, read_faultless
from sivoice.script.vocabulary import Side

if TYPE_CHECKING:
    from sivoice.figure.pose import Figure


def figure_name(chapter: Chapter) -> str:
    """Return the name of a chapter's figure: `calf`, or with a variant `hamstring/lying`."""
    return "/".join(filter(None, (chapter.stretch, chapter.variant)))


def file_of(chapter: Chapter) -> Path | None:
    """Return the file of a chapter's figure, or None if it has none."""
    return None if chapter.script is None else figure_file(Path(chapter.script))


def figure_of(chapter: Chapter) -> Figure | None:
    """Return the figure of a chapter; None if it has none. Raises ScriptError if it has faults."""
    file = file_of(chapter)
    return None if file is None else read_faultless(file)


def first_side(chapter: Chapter) -> Side:
    """Return the side that a chapter begins with; right if it has no sides."""
    return next((one.side for one in chapter.passes if one.side), Side.RIGHT)


def figure_for_print(chapter: Chapter) -> str:
    """Return the hold of a chapter's figure, on its first side, as an SVG for white paper.

    Empty if it has no figure. Raises ScriptError if it has faults.
    """
    figure = figure_of(chapter)
    if figure is None:
        return ""
    from sivoice.figure.palette import LIGHT
    from sivoice.figure.picture import svg

    side = first_side(chapter)
    picture = svg(figure, variant=chapter.variant, side=side, theme="light", trimmed=True)
    return picture.replace(LIGHT.paper, "#ffffff").strip()
