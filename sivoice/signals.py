"""Defers the signals that end a program."""

from __future__ import annotations

import signal
import threading
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager

from sivoice.interrupts import undivided

_DEFERRED = ("SIGINT", "SIGTERM", "SIGHUP", "SIGBREAK")


@contextmanager
def deferred_signals() -> Iterator[None]:
    """Handle the signals that end a program only after the block, which must be short.

    Handlers run in the main thread, so there is nothing to defer in another one. The command line
    has none that do anything: there, the block is `undivided`.
    """
    if threading.current_thread() is not threading.main_thread():
        with undivided():
            yield
        return
    caught: list[int] = []
    with undivided(), ExitStack() as after:
        after.callback(_raise_again, caught)
        for number in (getattr(signal, name, None) for name in _DEFERRED):
            handler = None if number is None else signal.getsignal(number)
            if number is not None and handler not in (None, signal.SIG_IGN):
                after.callback(signal.signal, number, handler)
                signal.signal(number, lambda number, _frame: caught.append(number))
        yield


def _raise_again(numbers: list[int]) -> None:
    for number in numbers:
        signal.raise_signal(number)
