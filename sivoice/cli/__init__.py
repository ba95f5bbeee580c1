"""The command line: the only place that prints or sets an exit code."""

from __future__ import annotations

import signal
import sys
from types import FrameType

INTERRUPTED = 128 + signal.SIGINT
"""The exit code after Ctrl-C, by the convention of shells."""


def main() -> None:
    """Run the command `sivoice`."""
    # SIGTERM and SIGHUP exit as cleanly as Ctrl-C, without leaving partial files.
    signal.signal(signal.SIGTERM, _exit)
    if hasattr(signal, "SIGHUP"):  # not on Windows
        signal.signal(signal.SIGHUP, _exit)
    try:
        from sivoice.cli.terminal import open_streams

        open_streams()
        from sivoice.cli.app import app

        app()
    except KeyboardInterrupt:
        sys.exit(INTERRUPTED)


def _exit(number: int, _frame: FrameType | None) -> None:
    sys.exit(128 + number)
