"""Named pipes, sockets and devices, and a limit for what must not wait for them."""

from __future__ import annotations

import os
import signal
import socket
import sys
from collections.abc import Iterator
from contextlib import chdir, contextmanager
from pathlib import Path

import pytest

KINDS = {"pipe": "a named pipe", "socket": "a socket", "zero": "a device", "null": "a device"}
"""What can be at a path, and how sivoice calls it."""


def special(path: Path, kind: str) -> None:
    """Make a named pipe, a socket, or a link to a device. Skips the test if the system cannot."""
    if os.name == "nt":
        pytest.skip("Windows has no such files")
    path.parent.mkdir(parents=True, exist_ok=True)
    match kind:
        case "pipe":
            os.mkfifo(path)
        case "socket":
            with chdir(path.parent), socket.socket(socket.AF_UNIX) as sock:
                sock.bind(path.name)  # its whole path may be too long
        case _:
            path.symlink_to(f"/dev/{kind}")


@contextmanager
def within(seconds: float = 10.0) -> Iterator[None]:
    """Fail if the block takes longer, or 1 GiB, instead of waiting for ever with all the memory."""

    def late(_number: int, _frame: object) -> None:
        raise AssertionError(f"it took longer than {seconds} s")

    import resource

    unlimited = resource.getrlimit(resource.RLIMIT_AS)
    if sys.platform == "linux":
        pages = int(Path("/proc/self/statm").read_text().split()[0])
        limit = pages * resource.getpagesize() + (1 << 30)
        resource.setrlimit(resource.RLIMIT_AS, (limit, unlimited[1]))
    before = signal.signal(signal.SIGALRM, late)
    signal.setitimer(signal.ITIMER_REAL, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)
        resource.setrlimit(resource.RLIMIT_AS, unlimited)
