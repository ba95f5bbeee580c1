"""How the program ends on Ctrl-C, SIGTERM or SIGHUP: within a second, leaving nothing behind.

Python runs its signal handlers only in the main thread and only between two bytecodes, so never
while that thread waits for native code (a voice, an encoder, a sound device) or for other threads.
So no handler raises anything here. A daemon thread reads the signals from a pipe instead, undoes
what is registered with `on_end`, and ends the process.

- Temporary files and changes of the terminal are registered with `on_end`. Child processes need not
  be: all of them are killed.
- What must happen as a whole, such as renaming the finished files, goes into `undivided`.
- A block that has something left to do after Ctrl-C runs in `finishing` and calls `check`.

The library never calls `watch`. Without it, signals do what they always do.
"""

from __future__ import annotations

import os
import signal
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress

FINISH_LIMIT = 0.5
"""Seconds after a signal in which a `finishing` block can end by itself."""
UNDO_LIMIT = 0.45
"""Timeout in seconds for undoing everything: a file system or a terminal can hang."""
WHOLE_LIMIT = 5.0
"""Timeout in seconds for an `undivided` block, which takes milliseconds unless the disk hangs."""
_KILL_LIMIT = 0.1
"""Timeout in seconds for child processes to disappear once they are killed."""
_SIGNALS = [
    getattr(signal, name) for name in ("SIGINT", "SIGTERM", "SIGHUP") if hasattr(signal, name)
]
_lock = threading.RLock()
_undos: dict[object, tuple[bool, Callable[[], object]]] = {}
"""What to undo, and whether it comes last, in the order of registration."""
_finishing = threading.Event()
_received: list[int] = []


def watch() -> None:
    """From now on, end the process on a signal. Only the main thread can call this."""
    reading, writing = os.pipe()
    if os.name != "nt":
        os.set_blocking(writing, False)
    signal.set_wakeup_fd(writing, warn_on_full_buffer=False)
    threading.Thread(target=_wait, args=(reading,), daemon=True).start()
    for number in _SIGNALS:
        if signal.getsignal(number) is not signal.SIG_IGN:  # ignored by nohup, for example
            signal.signal(number, lambda number, frame: None)


def leave(code: int) -> None:
    """End the process with this exit code, as a signal does.

    The interpreter's own end waits for threads and devices. If a daemon thread is in the native
    code of a voice, it also aborts: "terminate called without an active exception".
    """
    for stream in (sys.stdout, sys.stderr):
        with suppress(AttributeError, OSError, ValueError):  # missing or closed
            stream.flush()
    _end(code)


def received() -> int | None:
    """Return the number of the first signal received, or None."""
    return _received[0] if _received else None


def check() -> None:
    """Raise KeyboardInterrupt after Ctrl-C, and SystemExit after another signal."""
    number = received()
    if number == signal.SIGINT:
        raise KeyboardInterrupt
    if number is not None:
        raise SystemExit(128 + number)


@contextmanager
def finishing() -> Iterator[None]:
    """Let the block end by itself after a signal, within FINISH_LIMIT.

    It must call `check` or `received` several times a second.
    """
    _finishing.set()
    try:
        yield
    finally:
        _finishing.clear()


@contextmanager
def undivided() -> Iterator[None]:
    """Let the block, which takes milliseconds, complete before a signal ends the process.

    If a signal has come before, the block does not begin.
    """
    with _lock:
        yield


def on_end(undo: Callable[[], object], *, last: bool = False) -> Callable[[], None]:
    """Register what to undo if a signal ends the process; the latest comes first.

    What is `last` comes after all the rest: other threads still write to the terminal until the
    end. Returns a function that unregisters it.
    """
    token = object()
    with _lock:
        _undos[token] = last, undo

    def forget() -> None:
        with _lock:
            _undos.pop(token, None)

    return forget


def _wait(signals: int) -> None:
    """Wait for a signal, and end the process."""
    number = 0
    while number not in _SIGNALS:  # other signals with a handler arrive too
        number = os.read(signals, 1)[0]
    _received.append(number)
    if _finishing.is_set():
        time.sleep(FINISH_LIMIT)
    _end(128 + number)


def _end(code: int) -> None:
    # Never released, so that no other thread begins anything that would have to be undone.
    if _lock.acquire(timeout=WHOLE_LIMIT):
        with suppress(RuntimeError):  # the interpreter is ending and starts no more threads
            undoing = threading.Thread(target=_undo, daemon=True)
            undoing.start()
            undoing.join(UNDO_LIMIT)
    os._exit(code)


def _undo() -> None:
    if _has_children():
        with suppress(Exception):
            _kill_children()
    latest_first = list(reversed(_undos.values()))
    for _, undo in sorted(latest_first, key=lambda one: one[0]):
        with suppress(Exception):
            undo()


def _has_children() -> bool:
    """Return whether there can be child processes. If not, psutil is not loaded."""
    if not hasattr(os, "waitid"):  # Windows, and macOS before Python 3.13
        return "subprocess" in sys.modules
    try:
        os.waitid(os.P_ALL, 0, os.WEXITED | os.WNOHANG | os.WNOWAIT)
    except ChildProcessError:
        return False
    return True


def _kill_children() -> None:
    import psutil

    children = psutil.Process().children(recursive=True)
    for child in children:
        with suppress(psutil.Error):
            child.kill()
    psutil.wait_procs(children, timeout=_KILL_LIMIT)
