"""The only way out to the terminal: all text that sivoice prints goes through this module.

It makes control characters visible, and works with streams that are closed or that cannot show
every character.
"""

from __future__ import annotations

import io
import os
import select
import sys
from collections.abc import Iterable
from functools import cache
from typing import TYPE_CHECKING, Any, TextIO

import typer

from sivoice.visible import visible

if TYPE_CHECKING:
    from rich.console import Console

_INPUT, _OUTPUT, _ERROR = range(3)
"""The descriptors of the standard streams."""


def open_streams() -> None:
    """Replace the standard streams by ones that never fail because of what they are connected to.

    A character that the encoding does not have is printed as `?`. What is printed after the reader
    of a pipe has gone, or the terminal, is lost.
    """
    if sys.stdin is None:
        sys.stdin = open(_INPUT, encoding="utf-8", closefd=False)  # noqa: SIM115
    sys.stdout = _stream(_OUTPUT, sys.stdout)
    sys.stderr = _stream(_ERROR, sys.stderr)


def echo(text: str = "", *, err: bool = False, bold: bool = False, end: str = "\n") -> None:
    """Print a text on standard output, or on standard error."""
    # Not with typer's echo, which writes UTF-8 to a stream that is ASCII only.
    stream = sys.stderr if err else sys.stdout
    shown = visible(text)
    if bold and stream.isatty() and os.environ.get("TERM") != "dumb":
        shown = typer.style(shown, bold=True)
    stream.write(shown + end)
    stream.flush()


def write(data: bytes) -> None:
    """Write the bytes of a file to standard output, as they are."""
    sys.stdout.buffer.write(data)
    sys.stdout.buffer.flush()


def is_terminal(*, err: bool = False) -> bool:
    """Return whether standard output, or standard error, is a terminal."""
    return (sys.stderr if err else sys.stdout).isatty()


def is_unicode() -> bool:
    """Return whether standard output has every character."""
    return (sys.stdout.encoding or "utf-8").lower().startswith("utf")


def console(**settings: Any) -> Console:
    """Return a rich console, with rich's own settings, on which everything is visible."""
    return _console_class()(**settings)


@cache
def _console_class() -> type[Console]:
    from rich.console import Console, ConsoleOptions, RenderableType
    from rich.segment import Segment
    from rich.text import Text

    class _Console(Console):
        def render_str(self, text: str, **settings: Any) -> Text:
            return super().render_str(visible(text), **settings)

        def render(
            self, renderable: RenderableType, options: ConsoleOptions | None = None
        ) -> Iterable[Segment]:
            if isinstance(renderable, Text):
                # Before it is wrapped: rich takes control characters to have no width.
                renderable = renderable.copy()
                renderable.plain = visible(renderable.plain)
            for segment in super().render(renderable, options):
                if segment.control:  # made by rich, to move the cursor
                    yield segment
                else:
                    yield segment._replace(text=visible(segment.text))

    return _Console


class _Outlet(io.FileIO):
    """A standard stream. Once writing to it has failed, everything else is thrown away.

    Of standard output, the first failure is raised, unless it is only that nobody reads it any
    longer. Messages that are lost do not make a command fail.
    """

    _is_lost = False

    def write(self, data: Any) -> int:
        if self._is_lost:
            return len(data)
        try:
            # None if another program shares it and has set it not to block.
            while (written := super().write(data)) is None:
                select.select([], [self], [])
        except OSError as error:
            self._is_lost = True
            is_gone = isinstance(error, BrokenPipeError) or self.isatty()
            if is_gone or self.fileno() == _ERROR:
                return len(data)
            error.strerror = f"cannot print: {error.strerror}"
            raise
        return written


def _stream(descriptor: int, stream: TextIO | None) -> TextIO:
    encoding = stream.encoding if stream is not None else "utf-8"
    if os.name == "nt" and isinstance(stream, io.TextIOWrapper):
        stream.reconfigure(errors="replace")  # its console has a class of its own
        return stream
    outlet = io.BufferedWriter(_Outlet(descriptor, "w", closefd=False))
    return io.TextIOWrapper(outlet, encoding, errors="replace", line_buffering=True)
