"""What the commands share on the terminal: errors, warnings, faults of scripts, and progress."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

import typer

if TYPE_CHECKING:
    from sivoice.script.diagnostics import Diagnostic

_SCHEMA = 1
"""Within a schema, keys may be added, but none is renamed, removed, or given another meaning."""


def complain(message: str) -> None:
    """An error, on standard error; its first line says what failed, the others what to do."""
    typer.echo(f"error: {message}", err=True)


def warn(message: str) -> None:
    """A warning, on standard error."""
    typer.echo(f"warning: {message}", err=True)


def print_faults(diagnostics: Iterable[Diagnostic]) -> None:
    """Print faults of scripts on standard error, each in its frame."""
    from sivoice.script.diagnostics import frame

    for fault in diagnostics:
        typer.echo(f"{frame(fault)}\n", err=True)


def report(diagnostics: Iterable[Diagnostic], *, quiet: bool = False) -> None:
    """The faults of scripts, on standard error, each in its frame. Ends the command where one is an error."""
    from sivoice.script.diagnostics import frame, has_errors

    found = list(diagnostics)
    stop = has_errors(found)
    if not quiet or stop:
        typer.echo("\n\n".join(frame(d) for d in found) + "\n" if found else "", err=True, nl=False)
    if stop:
        errors = sum(d.severity == "error" for d in found)
        typer.echo(f"\n{counted(errors, 'error')}: no session can be made of it", err=True)
        raise typer.Exit(1)


def print_json(**keys: object) -> None:
    """Print JSON for programs, which are promised what docs/json.md says of this schema."""
    typer.echo(json.dumps({"schema": _SCHEMA, **keys}, indent=2, ensure_ascii=False))


def counted(number: int, noun: str) -> str:
    """`1 error`, `2 errors`."""
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"


@contextmanager
def progress(label: str, unit: str, *, quiet: bool) -> Iterator[Callable[[int, int], None]]:
    """A bar on standard error, told (done, of); nothing where that is no terminal, or nothing has to be done."""
    if quiet or not sys.stderr.isatty():
        yield lambda done, of: None
        return
    from rich.console import Console
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
    bar = Progress(*columns, console=Console(stderr=True), transient=True)
    task = bar.add_task(label, total=None)

    def told(done: int, of: int) -> None:
        if done < of:
            bar.start()
        # Where it goes on after that, as encoding does, nobody knows for how long: the bar then only shows life.
        bar.tasks[task].total = of if done < of else None
        bar.update(task, completed=done)

    try:
        yield told
    finally:
        bar.stop()
