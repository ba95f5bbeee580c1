"""The keyboard as controls, if there is one. The terminal is restored afterwards."""

from __future__ import annotations

import os
import re
import signal
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from enum import StrEnum
from typing import Any

from sivoice.interrupts import check, finishing, on_end


class Control(StrEnum):
    """What a listener can do while a session plays."""

    TOGGLE = "toggle"
    NEXT = "next"
    PREVIOUS = "previous"
    AGAIN = "again"
    LONGER = "longer"
    SHORTER = "shorter"
    COACHING = "coaching"
    HELP = "help"
    REDRAW = "redraw"
    SUSPEND = "suspend"
    QUIT = "quit"


OF_TERMINAL = {Control.REDRAW, Control.SUSPEND}
"""What every program on a terminal does on Ctrl-L and Ctrl-Z. The help does not list it."""
_PAGE_UP, _PAGE_DOWN = "\x1b[5~", "\x1b[6~"
KEYS = {
    " ": Control.TOGGLE,
    "\r": Control.TOGGLE,
    "\n": Control.TOGGLE,
    "n": Control.NEXT,
    _PAGE_DOWN: Control.NEXT,
    **dict.fromkeys(("\x1b[C", "\x1bOC", "\x1b[B", "\x1bOB"), Control.NEXT),
    "p": Control.PREVIOUS,
    _PAGE_UP: Control.PREVIOUS,
    **dict.fromkeys(("\x1b[D", "\x1bOD", "\x1b[A", "\x1bOA"), Control.PREVIOUS),
    "r": Control.AGAIN,
    "+": Control.LONGER,
    "=": Control.LONGER,
    "-": Control.SHORTER,
    "c": Control.COACHING,
    "?": Control.HELP,
    "h": Control.HELP,
    "\x0c": Control.REDRAW,
    "\x1a": Control.SUSPEND,
    "q": Control.QUIT,
}
"""The controls by what a terminal sends for each key. = is + without the Shift key.

Presenters, page turners and pedals are keyboards that have only the arrows, Page Up, Page Down and
Enter. For Ctrl-Z, terminals usually send a signal instead.
"""
WINDOWS_KEYS = {
    "M": "\x1b[C",
    "K": "\x1b[D",
    "P": "\x1b[B",
    "H": "\x1b[A",
    "Q": _PAGE_DOWN,
    "I": _PAGE_UP,
}
"""The second code that Windows sends for such a key -> what a terminal sends."""
_KEY = re.compile(r"\x1b\[[0-?]*[ -/]*[@-~]|\x1bO[ -~]|.", re.DOTALL)
"""A control sequence as in ECMA-48, a key of the keypad, or any other character."""


class Keys:
    """Waits for key presses, or just waits if there is no keyboard."""

    def __init__(self, descriptor: int | None, settings: list[Any] | None = None) -> None:
        """`settings` are those of the terminal while it belongs to the shell."""
        self._descriptor = descriptor
        self._settings = settings
        self._signalled: list[Control] = []
        """The controls that signals stand for."""

    def wait(self, seconds: float) -> list[Control]:
        """Wait at most `seconds` for a key press, and return the controls pressed.

        Raises KeyboardInterrupt after Ctrl-C, SystemExit after SIGTERM or SIGHUP.
        """
        text = ""
        if self._descriptor is None:
            time.sleep(seconds)
        else:
            text = _read_windows(seconds) if os.name == "nt" else self._read(seconds)
        check()
        typed = (key if len(key) > 1 else key.lower() for key in split(text))
        signalled, self._signalled = self._signalled, []
        if Control.REDRAW in signalled:  # the process was stopped, and the shell took the terminal
            self.take_terminal()
        return [*signalled, *(KEYS[key] for key in typed if key in KEYS)]

    def suspend(self) -> None:
        """Give the terminal back, and stop this process until the shell continues it."""
        if os.name == "nt":
            return
        self.return_terminal()
        handler = signal.signal(signal.SIGTSTP, signal.SIG_DFL)
        signal.raise_signal(signal.SIGTSTP)
        signal.signal(signal.SIGTSTP, handler)
        self.take_terminal()
        self._signalled = []

    def on_signal(self, number: int, _frame: object) -> None:
        """Note that the process is to be stopped, or was stopped and has been continued."""
        stops = number == signal.SIGTSTP
        self._signalled.append(Control.SUSPEND if stops else Control.REDRAW)

    def take_terminal(self) -> None:
        """Receive single keys without echo."""
        if self._settings is not None and self._descriptor is not None:
            import termios
            import tty

            with suppress(termios.error):  # the terminal is gone
                tty.setcbreak(self._descriptor)

    def return_terminal(self) -> None:
        """Set the terminal as it was, at once: its output can be blocked."""
        if self._settings is not None and self._descriptor is not None:
            import termios

            with suppress(termios.error):
                termios.tcsetattr(self._descriptor, termios.TCSANOW, self._settings)

    def _read(self, seconds: float) -> str:
        import select

        assert self._descriptor is not None
        ready, _, _ = select.select([self._descriptor], [], [], seconds)
        if not ready:
            return ""
        try:
            data = os.read(self._descriptor, 1024)
        except OSError:
            data = b""
        if not data:
            self._descriptor = None  # the terminal is gone, but the session plays on
        return data.decode(errors="ignore")


def split(text: str) -> Iterator[str]:
    """Split a terminal's input into keys. An escape sequence is one key."""
    return iter(_KEY.findall(text))


def _read_windows(seconds: float) -> str:
    """Return what is typed within `seconds`, on Windows."""
    import msvcrt

    until = time.monotonic() + seconds
    while time.monotonic() < until:
        if msvcrt.kbhit():  # type: ignore[attr-defined]
            key: str = msvcrt.getwch()  # type: ignore[attr-defined]
            if key in "\x00\xe0":
                return WINDOWS_KEYS.get(msvcrt.getwch(), "")  # type: ignore[attr-defined]
            return key
        time.sleep(0.02)
    return ""


@contextmanager
def keyboard() -> Iterator[Keys]:
    """Read single key presses without echo during the block, if standard input is a terminal.

    A signal, too, is noticed at the next `wait`, with or without a terminal.
    """
    try:
        descriptor = sys.stdin.fileno()
        is_terminal = os.isatty(descriptor)
    except (AttributeError, OSError, ValueError):  # no standard input, or a closed one
        is_terminal = False
    settings = None
    if is_terminal and os.name != "nt":
        import termios

        settings = termios.tcgetattr(descriptor)
    keys = Keys(descriptor if is_terminal else None, settings)
    with finishing(), ExitStack() as undo:
        undo.callback(on_end(keys.return_terminal, last=True))
        undo.callback(keys.return_terminal)
        keys.take_terminal()
        for name in ("SIGTSTP", "SIGCONT"):  # not on Windows
            number = getattr(signal, name, None)
            if number and signal.getsignal(number) is not signal.SIG_IGN:
                before = signal.signal(number, keys.on_signal)
                undo.callback(signal.signal, number, before)
        yield keys
