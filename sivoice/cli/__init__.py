"""The command line: the only place that prints or sets an exit code."""

from __future__ import annotations

INTERRUPTED = 130
"""The exit code after Ctrl-C, by the convention of shells: 128 plus the number of SIGINT."""


def main() -> None:
    """Run the command `sivoice`."""
    try:
        from sivoice.cli.terminal import open_streams
        from sivoice.interrupts import leave, watch

        open_streams()  # first: if one is closed, `watch` would take its place
        watch()
        from sivoice.cli.app import app
    except KeyboardInterrupt:  # before `watch` is done
        import os

        os._exit(INTERRUPTED)
    try:
        app()
    except SystemExit as end:
        if isinstance(end.code, int):
            leave(end.code)
        raise
