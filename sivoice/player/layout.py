"""What the screen shows and where: centred, and as large as the terminal allows.

If a terminal is too small for everything, blank rows go first, then what matters least. The words,
the countdown and the pause stay.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeAlias

from sivoice.language import Language
from sivoice.player.digits import digit_columns, digit_rows, digits
from sivoice.player.display import Display
from sivoice.player.keys import Control

if TYPE_CHECKING:
    from rich.console import ConsoleDimensions
    from rich.text import Text

ACCENT = "#2f8f83"
"""The one colour. Its contrast is 3.9 on white and 5.4 on black, so it suits both."""
LISTED = 100
"""Columns from which the stretches are listed beside."""
_LIST_WIDTH = 36
_LINE_WIDTH = 64
"""The widest line of words."""
_BAR_WIDTH = 48
_LARGEST = 10
"""The largest size of the digits."""
_USUAL_WORDS = 100
"""Characters for which there is always room, so that longer words do not move the digits."""
_LOW = 18
"""Rows below which the side and the label of the countdown share one."""
_HELP = (
    ("n  →  ↓", Control.NEXT),
    ("p  ←  ↑", Control.PREVIOUS),
    ("r", Control.AGAIN),
    ("+", Control.LONGER),
    ("-", Control.SHORTER),
    ("c", Control.COACHING),
    ("?", Control.HELP),
    ("q", Control.QUIT),
)
_FIRST_AS_CLOCK = 100
"""Seconds from which a countdown is shown as minutes and seconds."""
_BLANK, _KEYS, _TITLE, _BAR, _PROGRESS, _FOLLOWING, _WHERE, _CHAPTER, _STAYS = range(9)
"""What goes first if there are too few rows, in order."""

_Rows: TypeAlias = list[tuple[int, "Text"]]
"""Rows, each with one of these ranks."""


def help_rows(words: Language) -> list[tuple[str, str]]:
    """Return each key and what it does. What leaves the help and the session comes last."""
    keys = ((f"{words.screen.space}  ↵", Control.TOGGLE), *_HELP)
    return [(key, words.keys[control]) for key, control in keys]


def screen_rows(
    display: Display,
    notice: str,
    words: Language,
    size: ConsoleDimensions,
    *,
    help: bool,
    accent: str = ACCENT,
) -> list[Text]:
    """Return all rows of the screen, each as wide as it. `accent` is the style of a hold."""
    from rich.text import Text

    width, height = size
    beside = _stretches(display, height, accent) if width >= LISTED and display.of > 1 else []
    left = max((row.cell_len for row in beside), default=0)
    margin = 1 if width >= _LINE_WIDTH else 0
    inner = max(1, width - left - 2 * margin)
    state = _state(display, notice, words)
    if help:
        rows = _help(words, inner, height - 1)
        rows += _blank(height - 1 - len(rows))
        rows.append(state)
    else:
        rows = _Main(display, words, inner, accent).rows(state, height)
    lines = []
    for row in range(height):
        line = Text()
        line.append_text(beside[row] if row < len(beside) else Text())
        line.pad_right(left + margin - line.cell_len)
        centred = rows[row].copy()
        centred.truncate(inner, overflow="ellipsis")
        centred.align("center", inner)
        line.append_text(centred)
        line.no_wrap, line.overflow = True, "crop"
        lines.append(line)
    return lines


class _Main:
    """Everything but the list beside, in a given width."""

    def __init__(self, display: Display, words: Language, width: int, accent: str) -> None:
        self._display = display
        self._words = words
        self._width = width
        self._line = max(1, min(width, _LINE_WIDTH))
        self._accent = accent

    def rows(self, state: Text, height: int) -> list[Text]:
        """Return `height` rows. `state` is one of them."""
        said = _wrapped(self._display.words, self._line)
        usual = -(-_USUAL_WORDS // self._line) + 1
        top, bottom = self._top(height), self._bottom(state)
        smallest = [*top, *self._countdown(0, height), *bottom]
        others = usual + sum(rank != _BLANK for rank, _ in smallest)
        for size in range(self._digit_size(height - others), -1, -1):
            middle = self._countdown(size, height)
            if not self._display.label:
                middle = [(_BLANK, row) for row in _blank(len(middle))]
            middle += [(_STAYS, row) for row in said]
            middle += [(_BLANK, row) for row in _blank(usual - len(said))]
            parts = _fitting([top, middle, bottom], height, _WHERE if size else _STAYS)
            spare = height - sum(map(len, parts))
            if spare >= 0:
                break
        above = max(0, spare // 2)
        start, centre, end = parts
        rows = [*start, *_blank(above), *centre]
        rows = [*rows[: height - len(end)], *_blank(height - len(end) - len(rows)), *end]
        return rows[-height:]

    def _top(self, height: int) -> _Rows:
        """Return where the session is."""
        from rich.text import Text

        display, shown = self._display, self._words.shown
        number = shown.of.format(number=display.number, total=display.of)
        chapter = Text.assemble(
            (display.chapter, "bold"), (f"  {number}" if display.number else "", "dim")
        )
        where = [display.label] if height < _LOW and display.label else []
        where += [display.where] if display.where else []
        title = [(_TITLE, Text(display.title, style="dim")), *((_BLANK, row) for row in _blank(1))]
        return [*title, (_CHAPTER, chapter), (_WHERE, Text(" · ".join(where)))]

    def _bottom(self, state: Text) -> _Rows:
        """Return the state, what comes next, the progress and the keys."""
        from rich.text import Text

        display, words = self._display, self._words
        following = Text.assemble((f"{words.shown.then} ", "dim"), display.following)
        elapsed, total = _clock(display.elapsed), _clock(display.total)
        width = min(_LINE_WIDTH, self._width) - 2 * len(total) - 2
        done = display.elapsed / max(1, display.total)
        progress = Text.assemble(
            f"{elapsed:>{len(total)}} ", _bar(done, width, "dim"), (f" {total}", "dim")
        )
        keys = words.screen.keys
        if len(keys) > min(self._width, _LINE_WIDTH + 8):
            keys = words.screen.few_keys
        return [
            (_STAYS, state),
            (_BLANK, Text()),
            (_FOLLOWING, following),
            (_BLANK, Text()),
            (_PROGRESS, progress),
            (_KEYS, Text(keys, style="dim")),
        ]

    def _digit_size(self, height: int) -> int:
        """Return the largest size of digits for so many rows, with some space around them."""
        longest = max(
            "00", _figures(self._display.counted), _figures(self._display.countdown), key=len
        )
        size = 1
        while (
            size < _LARGEST
            and digit_rows(size + 1) <= 0.85 * height
            and digit_columns(longest, size + 1) <= 0.7 * self._width
        ):
            size += 1
        return size

    def _countdown(self, size: int, height: int) -> _Rows:
        """Return the label, the digits and the bar of a countdown."""
        from rich.text import Text

        display = self._display
        is_hold = display.label != self._words.shown.get_ready
        style = "dim" if display.paused else self._accent if is_hold else ""
        figures = _figures(display.countdown)
        drawn = digits(figures, size) if size else [figures]
        blank: _Rows = [(_BLANK, Text())]
        label: _Rows = [(_WHERE, Text(display.label, style=f"bold {style}"))]
        number: _Rows = [(_STAYS, Text(row, style=style if size else "bold")) for row in drawn]
        left = display.countdown / max(1, display.counted)
        bar: _Rows = [(_BAR, _bar(left, min(self._width, _BAR_WIDTH), style))]
        is_low = height < _LOW
        rows = [*([] if is_low else label), *blank, *number, *([] if is_low else blank), *bar]
        return [*rows, *blank]


def _fitting(parts: list[_Rows], height: int, stays: int) -> list[list[Text]]:
    """Return the parts without what goes to fit into so many rows. Ranks from `stays` on stay."""
    places = [(part, row) for part, rows in enumerate(parts) for row in range(len(rows))]
    over = max(0, len(places) - height)
    places.reverse()  # of one rank, the lowest go first
    ranks = {(part, row): parts[part][row][0] for part, row in places}
    first = [place for place in sorted(places, key=ranks.__getitem__) if ranks[place] < stays]
    gone = set(first[:over])
    return [
        [text for row, (_, text) in enumerate(rows) if (part, row) not in gone]
        for part, rows in enumerate(parts)
    ]


def _state(display: Display, notice: str, words: Language) -> Text:
    """Return whether it is paused, a notice, or that there are no words during holds."""
    from rich.text import Text

    paused = (f" {words.screen.paused} ", "bold reverse") if display.paused else ""
    if display.paused or notice:
        return Text.assemble(paused, "  " if display.paused and notice else "", (notice, "bold"))
    return Text("" if display.coaching else words.screen.no_coaching, style="dim")


def _stretches(display: Display, height: int, accent: str) -> list[Text]:
    """Return the rows that list the stretches, around the present one if they are too many."""
    from rich.text import Text

    top = 2
    space = height - 2 * top
    first = max(0, min(display.number - 1 - space // 2, len(display.stretches) - space))
    rows = _blank(top)
    for number, title in enumerate(display.stretches[first : first + space], start=first + 1):
        is_present = number == display.number
        style = f"bold {accent}" if is_present else "dim" if number < display.number else ""
        row = Text(f"  {'▸' if is_present else ' '} {title}", style=style)
        row.truncate(_LIST_WIDTH, overflow="ellipsis")
        rows.append(row)
    return rows


def _help(words: Language, width: int, height: int) -> list[Text]:
    """Return the rows of the help, in the middle of the height."""
    from rich.text import Text

    rows = help_rows(words)
    if width < _LINE_WIDTH:
        rows = [(key.split()[0], does) for key, does in rows]
    longest = max(len(key) for key, _ in rows)
    lines = [Text.assemble((f"{key:<{longest + 2}}", "bold"), does) for key, does in rows]
    lines = lines[-height:]
    widest = min(width, max(line.cell_len for line in lines))
    for line in lines:
        line.truncate(widest, overflow="ellipsis", pad=True)
    return [*_blank((height - len(lines)) // 2), *lines]


def _wrapped(text: str, width: int) -> list[Text]:
    from rich.console import Console
    from rich.text import Text

    lines = list(Text(text).wrap(Console(width=width), width)) if text else []
    for line in lines:
        line.rstrip()
    return lines


def _bar(part: float, width: int, style: str) -> Text:
    """Return a bar of which a part is filled; its two halves differ without colours, too."""
    from rich.text import Text

    filled = round(max(0.0, min(1.0, part)) * max(0, width))
    return Text.assemble(("━" * filled, style), ("─" * (width - filled), "dim"))


def _blank(rows: int) -> list[Text]:
    from rich.text import Text

    return [Text() for _ in range(rows)]


def _figures(seconds: int) -> str:
    return str(seconds) if seconds < _FIRST_AS_CLOCK else _clock(seconds)


def _clock(seconds: int) -> str:
    return f"{seconds // 60}:{seconds % 60:02d}"
