"""The screen during play: redrawn in place on a terminal, plain lines everywhere else."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol, Self

from sivoice.compile.captions import capitalised
from sivoice.language import Language
from sivoice.player.display import Display
from sivoice.player.keys import Control

if TYPE_CHECKING:
    from rich.console import Console, ConsoleDimensions, RenderableType

NARROW = 60
"""Columns below which only the most important keys are named."""
_HELP = (
    ("n  →", Control.NEXT),
    ("p  ←", Control.PREVIOUS),
    ("r", Control.AGAIN),
    ("+", Control.LONGER),
    ("-", Control.SHORTER),
    ("c", Control.COACHING),
    ("q", Control.QUIT),
)
_DIGITS = {
    "0": ("███", "█ █", "█ █", "█ █", "███"),
    "1": (" █ ", "██ ", " █ ", " █ ", "███"),
    "2": ("███", "  █", "███", "█  ", "███"),
    "3": ("███", "  █", "███", "  █", "███"),
    "4": ("█ █", "█ █", "███", "  █", "  █"),
    "5": ("███", "█  ", "███", "  █", "███"),
    "6": ("███", "█  ", "███", "█ █", "███"),
    "7": ("███", "  █", "  █", "  █", "  █"),
    "8": ("███", "█ █", "███", "█ █", "███"),
    "9": ("███", "█ █", "███", "  █", "███"),
    ":": ("   ", " █ ", "   ", " █ ", "   "),
}
_ROWS = 5
_FIRST_AS_CLOCK = 100
"""Seconds from which a countdown is shown as minutes and seconds."""


class Screen(Protocol):
    """Shows a session as it plays."""

    def show(self, display: Display, notice: str, *, help: bool) -> None:
        """Show what is heard now, and a notice unless it is empty."""


class PlainScreen:
    """Plain lines for screen readers, files and pipes. Only changes are written."""

    def __init__(self, console: Console, words: Language) -> None:
        self._console = console
        self._words = words
        self._shown: dict[str, str] = {}

    def show(self, display: Display, notice: str, *, help: bool) -> None:
        """Write what has changed since the last call."""
        words = self._words
        number = words.shown.of.format(number=display.number, total=display.of)
        chapter = f"{display.chapter} ({number})" if display.number else display.chapter
        self._line("chapter", chapter, before="\n")
        self._line("where", capitalised(display.where))
        self._line("words", display.words)
        if display.label:
            label, seconds = display.label, display.countdown
            countdown = words.screen.countdown.format(label=label, seconds=seconds)
            self._line("label", countdown, key=f"{label} {display.where}")
        else:
            self._shown.pop("label", None)
        told = words.told
        self._line("paused", told.paused if display.paused else "", ended=told.resumed)
        no_coaching = "" if display.coaching else told.no_coaching
        self._line("coaching", no_coaching, ended=told.coaching)
        self._line("notice", notice)
        rows = [f"{key}: {does}" for key, does in _help(words)]
        self._line("help", "\n".join(rows) if help else "")

    def _line(
        self, name: str, text: str, *, key: str | None = None, before: str = "", ended: str = ""
    ) -> None:
        known = self._shown.get(name, "")
        self._shown[name] = key or text
        if known != (key or text) and (text or (known and ended)):
            self._console.print(
                before + (text or ended), markup=False, highlight=False, soft_wrap=True
            )


class LiveScreen:
    """A terminal redrawn in place, only when something has changed."""

    def __init__(self, console: Console, words: Language) -> None:
        from rich.live import Live

        self._console = console
        self._words = words
        self._last: object = None
        self._live = Live(console=console, screen=True, auto_refresh=False)

    def __enter__(self) -> Self:
        self._live.__enter__()
        return self

    def __exit__(self, *error: object) -> None:
        self._live.__exit__(None, None, None)

    def show(self, display: Display, notice: str, *, help: bool) -> None:
        """Redraw the screen if something has changed."""
        size = self._console.size
        shown = (display, notice, help, size)
        if shown != self._last:
            self._last = shown
            self._live.update(drawn(display, notice, self._words, size, help=help), refresh=True)


def drawn(
    display: Display, notice: str, words: Language, size: ConsoleDimensions, *, help: bool
) -> RenderableType:
    """Return the whole screen."""
    from rich.console import Group
    from rich.progress_bar import ProgressBar
    from rich.text import Text

    width, height = size
    narrow = width < NARROW
    number = words.shown.of.format(number=display.number, total=display.of)
    head = Text.assemble(
        (display.chapter, "bold"), (f"  {number}" if display.number else "", "dim")
    )
    where = Text(display.where or " ", style="cyan")
    title = Text(display.title, style="dim", no_wrap=True, overflow="ellipsis")
    parts: list[RenderableType] = [title, head, where, Text("")]
    if help:
        rows = _help(words)
        longest = max(len(key) for key, _ in rows)
        for key, does in rows:
            parts.append(Text.assemble((f"  {key:<{longest + 1}}", "bold"), does))
    else:
        parts += [*_large(display, words), Text(""), Text(display.words or " ")]
    state = words.screen.paused if display.paused else notice
    extra = "" if display.coaching else f"{words.screen.no_coaching}  "
    keys = words.screen.few_keys if narrow else words.screen.keys
    following = Text.assemble((f"{words.shown.then} ", "dim"), display.following)
    following.no_wrap, following.overflow = True, "ellipsis"
    elapsed, total = _clock(display.elapsed), _clock(display.total)
    bar_width = max(8, width - 16)
    bar = ProgressBar(max(1, display.total), display.elapsed, width=bar_width)
    bottom: list[RenderableType] = [
        Text(state or " ", style="yellow bold", no_wrap=True, overflow="ellipsis"),
        following,
        _row(Text(f"{elapsed:>5} "), bar, Text(f" {total}"), width),
        Text(extra + keys, style="dim"),
    ]
    used = sum(_lines(part, width) for part in parts)
    space = height - used - len(bottom) - 1
    return Group(*parts, *([Text("")] * max(0, space)), *bottom)


def _help(words: Language) -> list[tuple[str, str]]:
    """Return each key and what it does."""
    keys = ((words.screen.space, Control.TOGGLE), *_HELP)
    return [(key, words.keys[control]) for key, control in keys]


def _lines(part: RenderableType, width: int) -> int:
    from rich.console import Console
    from rich.text import Text

    assert isinstance(part, Text)
    return len(part.wrap(Console(width=width), width)) if not part.no_wrap else 1


def _row(
    left: RenderableType, bar: RenderableType, right: RenderableType, width: int
) -> RenderableType:
    from rich.table import Table

    grid = Table.grid(padding=0)
    grid.add_column(width=6)
    grid.add_column(width=max(8, width - 16))
    grid.add_column(width=8)
    grid.add_row(left, bar, right)
    return grid


def _large(display: Display, words: Language) -> list[RenderableType]:
    """Return the countdown in large figures under its label, or as many empty lines."""
    from rich.text import Text

    if not display.label:
        return [Text(" ") for _ in range(_ROWS + 1)]
    colours = {words.shown.hold: "green", words.shown.get_ready: "blue"}
    colour = colours.get(display.label, "magenta")
    seconds = display.countdown
    figures = str(seconds) if seconds < _FIRST_AS_CLOCK else _clock(seconds)
    rows = ["  " + "  ".join(_DIGITS[figure][row] for figure in figures) for row in range(_ROWS)]
    return [Text(display.label, style=f"bold {colour}"), *(Text(row, style=colour) for row in rows)]


def _clock(seconds: int) -> str:
    return f"{seconds // 60}:{seconds % 60:02d}"
