"""The screen during play: redrawn in place on a terminal, plain lines everywhere else."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from typing import TYPE_CHECKING, Protocol, Self

from sivoice.compile.captions import capitalised
from sivoice.interrupts import on_end
from sivoice.language import Language
from sivoice.player.display import Display
from sivoice.player.layout import ACCENT, help_rows, screen_rows

if TYPE_CHECKING:
    from rich.console import Console, ConsoleDimensions, RenderableType


class Screen(Protocol):
    """Shows a session as it plays."""

    def show(self, display: Display, notice: str, *, help: bool) -> None:
        """Show what is heard now, and a notice unless it is empty."""

    def away(self) -> AbstractContextManager[None]:
        """Leave the terminal during the block, and draw everything again afterwards."""


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
        rows = [f"{key}: {does}" for key, does in help_rows(words)]
        self._line("help", "\n".join(rows) if help else "")

    def away(self) -> AbstractContextManager[None]:
        """Do nothing: lines stay where they are."""
        return nullcontext()

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
        # Of the 16 colours, which each terminal sets as it likes, none suits light and dark ones.
        is_rich = console.color_system in ("256", "truecolor")
        self._accent = ACCENT if is_rich else "bold"
        self._live = Live(console=console, screen=True, auto_refresh=False)

    def __enter__(self) -> Self:
        self._forget = on_end(self._leave_at_once, last=True)
        self._live.start()
        return self

    def __exit__(self, *error: object) -> None:
        self._live.stop()
        self._forget()

    @contextmanager
    def away(self) -> Iterator[None]:
        """Leave the terminal during the block, and draw everything again afterwards."""
        self._live.stop()
        yield
        self._live.start()
        self._last = None

    def _leave_at_once(self) -> None:
        """Show the terminal's usual screen and its cursor, although another thread may draw."""
        os.write(self._console.file.fileno(), b"\x1b[?1049l\x1b[?25h")

    def show(self, display: Display, notice: str, *, help: bool) -> None:
        """Redraw the screen if something has changed."""
        size = self._console.size
        shown = (display, notice, help, size)
        if shown != self._last:
            self._last = shown
            rows = drawn(display, notice, self._words, size, help=help, accent=self._accent)
            self._live.update(rows, refresh=True)


def drawn(
    display: Display,
    notice: str,
    words: Language,
    size: ConsoleDimensions,
    *,
    help: bool,
    accent: str = ACCENT,
) -> RenderableType:
    """Return the whole screen. `accent` is the style of a hold."""
    from rich.console import Group

    return Group(*screen_rows(display, notice, words, size, help=help, accent=accent))
