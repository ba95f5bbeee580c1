"""`sivoice check`: the faults of scripts."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated

import typer

from sivoice.cli.arguments import Quiet, complete_script
from sivoice.cli.screen import complain, counted, print_json
from sivoice.errors import SivoiceError


class Format(StrEnum):
    """How faults are written."""

    TEXT = "text"
    JSON = "json"
    CONCISE = "concise"


def check_command(
    ctx: typer.Context,
    files: Annotated[
        list[str],
        typer.Argument(
            metavar="FILE...",
            help="Paths of scripts, or their names.",
            autocompletion=complete_script,
        ),
    ],
    format: Annotated[
        Format,
        typer.Option(
            "--format", help="For people, for programs (on standard output), or a line a fault."
        ),
    ] = Format.TEXT,
    quiet: Quiet = False,
) -> None:
    """Find what is wrong in scripts, and in the stretches they play; all of it in one go.

    Ends with 1 where there is an error, with 0 where there are only warnings.
    """
    from sivoice.script.diagnostics import FORMATS, Diagnostic, as_json, has_errors, in_order
    from sivoice.script.library import find, load

    faults: list[Diagnostic] = []
    missing: list[SivoiceError] = []
    for file in files:
        try:
            faults += load(find(file))[1]
        except SivoiceError as unreadable:
            missing.append(unreadable)
    found = in_order(faults)
    errors = sum(fault.severity == "error" for fault in found)
    if format is Format.JSON:
        print_json(
            diagnostics=[as_json(d) for d in found], errors=errors, warnings=len(found) - errors
        )
    else:
        between = "\n\n" if format is Format.TEXT else "\n"
        if quiet or ctx.obj:
            found = [fault for fault in found if fault.severity == "error"]
        if found:
            typer.echo(between.join(FORMATS[format](d) for d in found), err=True)
        if not (quiet or ctx.obj) and (faults or not missing):
            typer.echo(_count(errors, len(found) - errors))
    for error in missing:
        complain(str(error))
    if missing:
        raise typer.Exit(missing[0].exit_code)
    if has_errors(found):
        raise typer.Exit(1)


def _count(errors: int, warnings: int) -> str:
    if not errors + warnings:
        return "no faults"
    return f"{counted(errors, 'error')}, {counted(warnings, 'warning')}"
