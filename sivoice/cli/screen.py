"""Terminal output that commands share: errors, warnings, faults of scripts, JSON, and progress."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import typer

from sivoice.cli.terminal import console, echo, is_terminal, is_unicode
from sivoice.interrupts import on_end
from sivoice.visible import HIDDEN

if TYPE_CHECKING:
    from sivoice.script.diagnostics import Diagnostic

_SCHEMA = 1
"""Within a schema, keys may be added, but none is renamed, removed, or given another meaning."""


def print_error(message: str) -> None:
    """Print an error on standard error."""
    echo(f"error: {message}", err=True)


def warn(message: str) -> None:
    """Print a warning on standard error."""
    echo(f"warning: {message}", err=True)


def warn_all(messages: Iterable[str], *, quiet: bool) -> None:
    """Print warnings on standard error, unless quiet."""
    if not quiet:
        for message in messages:
            warn(message)


def print_faults(diagnostics: Iterable[Diagnostic]) -> None:
    """Print faults of scripts on standard error, each in its frame, and count those beyond 50."""
    from sivoice.script.diagnostics import listing

    echo(listing(diagnostics), err=True)


def report(diagnostics: Iterable[Diagnostic], *, quiet: bool = False) -> None:
    """Print the faults of scripts on standard error, and exit with 1 if one is an error.

    If quiet, warnings alone are not printed.
    """
    from sivoice.script.diagnostics import errors_among

    found = list(diagnostics)
    errors = errors_among(found)
    if found and (errors or not quiet):
        print_faults(found)
    if errors:
        echo(f"\n{counted(len(errors), 'error')}, so no session can be made", err=True)
        raise typer.Exit(1)


def print_json(keys: Mapping[str, Any]) -> None:
    """Print JSON on standard output, with the schema that docs/json.md describes.

    What cannot be printed as it is, is escaped, so that nothing is lost.
    """
    text = json.dumps({"schema": _SCHEMA, **keys}, indent=2, ensure_ascii=not is_unicode())
    echo(HIDDEN.sub(lambda match: f"\\u{ord(match[0]):04x}", text))


def counted(number: int, noun: str) -> str:
    """Format a number with its noun: `1 error`, `2 errors`."""
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"


@contextmanager
def progress(label: str, unit: str, *, quiet: bool) -> Iterator[Callable[[int, int], None]]:
    """Show a progress bar on standard error; the block updates it with (done, total).

    Nothing is shown if quiet, if standard error is not a terminal, or if there is nothing to do.
    """
    if quiet or not is_terminal(err=True):
        yield lambda done, total: None
        return
    from rich.progress import (
        BarColumn,
        Progress,
        TaskProgressColumn,
        TextColumn,
        TimeRemainingColumn,
    )

    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        TaskProgressColumn(),
        TextColumn(unit),
        TimeRemainingColumn(compact=True),
    )
    bar = Progress(*columns, console=console(stderr=True), transient=True)
    task = bar.add_task(label, total=None)

    def update(done: int, total: int) -> None:
        if done < total and not bar.live.is_started:
            bar.start()
            bar.console.show_cursor()  # the shell needs it if Ctrl-Z stops the command
        # Work after that, such as encoding, takes an unknown time: the bar pulses.
        bar.tasks[task].total = total if done < total else None
        bar.update(task, completed=done)

    forget = on_end(_erase_bar, last=True)
    try:
        yield update
    finally:
        bar.stop()
        forget()


def _erase_bar() -> None:
    """Erase the line of a progress bar, and show the cursor again."""
    os.write(sys.stderr.fileno(), b"\r\x1b[2K\x1b[?25h")
