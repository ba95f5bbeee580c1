"""The keyboard as controls, if there is one. The terminal is restored afterwards."""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from enum import StrEnum


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
    QUIT = "quit"


KEYS = {
    " ": Control.TOGGLE,
    "n": Control.NEXT,
    "\x1b[C": Control.NEXT,
    "\x1bOC": Control.NEXT,
    "p": Control.PREVIOUS,
    "\x1b[D": Control.PREVIOUS,
    "\x1bOD": Control.PREVIOUS,
    "r": Control.AGAIN,
    "+": Control.LONGER,
    "=": Control.LONGER,
    "-": Control.SHORTER,
    "c": Control.COACHING,
    "?": Control.HELP,
    "h": Control.HELP,
    "q": Control.QUIT,
}
"""The controls by what a terminal sends for each key. = is + without the Shift key."""
WINDOWS_ARROWS = {"M": "\x1b[C", "K": "\x1b[D"}
"""Right and left: the second code Windows sends for a key -> what a terminal sends."""


class Keys:
    """Waits for key presses, or just waits if there is no keyboard."""

    def __init__(self, descriptor: int | None) -> None:
        self._descriptor = descriptor

    def wait(self, seconds: float) -> list[Control]:
        """Wait at most `seconds` for a key press, and return the controls pressed."""
        if self._descriptor is None:
            time.sleep(seconds)
            return []
        text = _read_windows(seconds) if os.name == "nt" else self._read(seconds)
        typed = (key if len(key) > 1 else key.lower() for key in split(text))
        return [KEYS[key] for key in typed if key in KEYS]

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
    at = 0
    while at < len(text):
        size = 3 if text[at] == "\x1b" and text[at + 1 : at + 2] in ("[", "O") else 1
        yield text[at : at + size]
        at += size


def _read_windows(seconds: float) -> str:
    """Return what is typed within `seconds`, on Windows."""
    import msvcrt

    until = time.monotonic() + seconds
    while time.monotonic() < until:
        if msvcrt.kbhit():  # type: ignore[attr-defined]
            key: str = msvcrt.getwch()  # type: ignore[attr-defined]
            if key in "\x00\xe0":
                return WINDOWS_ARROWS.get(msvcrt.getwch(), "")  # type: ignore[attr-defined]
            return key
        time.sleep(0.02)
    return ""


@contextmanager
def keyboard() -> Iterator[Keys]:
    """Read single key presses without echo during the block, if standard input is a terminal."""
    try:
        descriptor = sys.stdin.fileno()
        is_terminal = os.isatty(descriptor)
    except (AttributeError, OSError, ValueError):  # no standard input, or a closed one
        is_terminal = False
    if not is_terminal:
        yield Keys(None)
    elif os.name == "nt":
        yield Keys(descriptor)
    else:
        import termios
        import tty

        before = termios.tcgetattr(descriptor)
        try:
            tty.setcbreak(descriptor)
            yield Keys(descriptor)
        finally:
            with suppress(termios.error):  # the terminal may be gone
                termios.tcsetattr(descriptor, termios.TCSADRAIN, before)
