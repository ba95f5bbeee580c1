"""The command line: the only place that prints or sets an exit code."""

from __future__ import annotations

import os

INTERRUPTED = 130
"""The exit code after Ctrl-C, by the convention of shells: 128 plus the number of SIGINT."""


def main() -> None:
    """Run the command `sivoice`."""
    try:
        from sivoice.interrupts import leave, watch

        _open_closed()
        watch()
        from sivoice.cli.terminal import open_streams

        open_streams()
        from sivoice.cli.app import app
    except KeyboardInterrupt:  # before `watch` is done
        os._exit(INTERRUPTED)
    try:
        app()
    except SystemExit as end:
        if isinstance(end.code, int):
            leave(end.code)
        raise


def _open_closed() -> None:
    """Make closed standard streams the null device.

    Otherwise the next file that is opened would take their place, and get the messages of every
    library.
    """
    for descriptor in range(3):
        try:
            os.fstat(descriptor)
        except OSError:
            os.open(os.devnull, os.O_RDWR)  # takes the lowest free number, which is this one
            os.set_inheritable(descriptor, True)
