"""`sivoice check`: report the faults of scripts."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING, Annotated

import typer

from sivoice.cli.arguments import Quiet, complete_script
from sivoice.cli.prepare import long_rest_messages
from sivoice.cli.screen import counted, print_error, print_json, warn_all
from sivoice.cli.terminal import echo
from sivoice.errors import SivoiceError

if TYPE_CHECKING:
    from sivoice.schedule.timeline import LongRest
    from sivoice.script.diagnostics import Diagnostic
    from sivoice.script.library import LoadedScript


class Format(StrEnum):
    """The output formats for faults."""

    TEXT = "text"
    JSON = "json"
    CONCISE = "concise"


def check_command(
    files: Annotated[
        list[str],
        typer.Argument(
            metavar="FILE...",
            help="Names or paths of scripts, or paths of figures.",
            autocompletion=complete_script,
        ),
    ],
    format: Annotated[
        Format,
        typer.Option(
            "--format",
            help="Text for people, JSON for programs (on standard output), or one line per fault.",
        ),
    ] = Format.TEXT,
    quiet: Quiet = False,
) -> None:
    """Check scripts, the stretches they play and their figures, and report all faults.

    The exit code is 1 if there is an error, and 0 if there are only warnings.
    """
    from sivoice.script.diagnostics import (
        FORMATS,
        as_json,
        errors_among,
        in_order,
        listing,
    )
    from sivoice.session.estimate import long_rests

    faults: list[Diagnostic] = []
    missing: list[SivoiceError] = []
    rests: list[LongRest] = []
    for file in files:
        try:
            scripts, its_faults = _read(file)
            faults += its_faults
            if scripts and format is Format.TEXT and not (quiet or errors_among(its_faults)):
                rests += long_rests(scripts)
        except SivoiceError as unreadable:
            missing.append(unreadable)
    found = in_order(faults)
    errors = errors_among(found)
    warnings = len(found) - len(errors)
    if format is Format.JSON:
        diagnostics = [as_json(fault) for fault in found]
        print_json({"diagnostics": diagnostics, "errors": len(errors), "warnings": warnings})
    else:
        separator = "\n\n" if format is Format.TEXT else "\n"
        shown = errors if quiet else found
        if shown:
            echo(listing(shown, FORMATS[format], separator), err=True)
        messages = list(long_rest_messages(rests, about="about "))
        warn_all(messages, quiet=quiet)
        if not quiet and (found or not missing):
            echo(_summary(len(errors), warnings + len(messages)))
    for error in missing:
        print_error(str(error))
    if missing:
        raise typer.Exit(missing[0].exit_code)
    if errors:
        raise typer.Exit(1)


def _read(file: str) -> tuple[LoadedScript | None, list[Diagnostic]]:
    """Read a script with its figures, or a figure, and return all faults.

    Raises UsageError, ScriptError.
    """
    from sivoice.figure.files import figure_faults, named_figure, read_beside_stretch
    from sivoice.script.library import load
    from sivoice.script.names import find

    if figure := named_figure(file):
        return None, read_beside_stretch(figure)[1]
    path = find(file)
    scripts, faults = load(path)
    return scripts, [*faults, *figure_faults(path, scripts)]


def _summary(errors: int, warnings: int) -> str:
    if not errors + warnings:
        return "no problems found"
    return f"{counted(errors, 'error')}, {counted(warnings, 'warning')}"
