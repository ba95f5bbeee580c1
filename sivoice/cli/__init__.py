"""The command line: the only place that prints or sets an exit code."""

from __future__ import annotations

import signal
import sys
from types import FrameType

INTERRUPTED = 128 + signal.SIGINT
"""As shells count."""


def main() -> None:
    """Run the command `sivoice`."""
    # A plain kill ends in the same clean way as Ctrl-C: nothing half written is left behind.
    signal.signal(signal.SIGTERM, _terminated)
    if hasattr(signal, "SIGHUP"):  # the terminal was closed
        signal.signal(signal.SIGHUP, _terminated)
    try:
        from sivoice.cli.app import app

        app()
    except KeyboardInterrupt:
        sys.exit(INTERRUPTED)


def _terminated(number: int, _frame: FrameType | None) -> None:
    sys.exit(128 + number)
