"""`sivoice fmt`: rewrite scripts in the canonical layout."""

from __future__ import annotations

import io
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from msgspec import Struct

from sivoice.cli.arguments import Quiet, complete_script
from sivoice.cli.screen import print_error, print_faults
from sivoice.cli.terminal import echo, is_terminal, write
from sivoice.errors import SivoiceError

if TYPE_CHECKING:
    from sivoice.script.diagnostics import Diagnostic

_STDIN = "-"


class _Layout(Struct, frozen=True):
    """A script or a figure as it is, and as it should be."""

    name: str
    """As it is shown."""
    path: Path | None
    """None for standard input."""
    before: bytes
    after: bytes
    """The same as `before` if it has errors."""
    errors: tuple[Diagnostic, ...]


def fmt_command(
    files: Annotated[
        list[str],
        typer.Argument(
            metavar="FILE...",
            help="Paths or names of scripts, or paths of figures; - reads a script from standard "
            "input and writes standard output.",
            autocompletion=complete_script,
        ),
    ],
    check: Annotated[
        bool, typer.Option("--check", help="Write nothing; exit with 1 if a file would change.")
    ] = False,
    diff: Annotated[
        bool, typer.Option("--diff", help="Write nothing; print what would change.")
    ] = False,
    quiet: Quiet = False,
) -> None:
    """Tidy scripts: spaces, empty lines, and the order of the fields. No word is changed.

    Of a figure, only the spaces and empty lines change. A file with errors is left as it is, and
    the exit code is 1.

    **Examples**

    `sivoice fmt my-knee.stretch`

    `sivoice fmt --diff my-evening` shows what would change
    """
    exit_code = 0
    for file in files:
        try:
            layout = _read(file)
            changes = layout.after != layout.before
            if layout.errors:
                print_faults(layout.errors)
            elif diff:
                _print_diff(layout)
            elif not check:
                _write(layout)
        except SivoiceError as error:
            print_error(str(error))
            exit_code = max(exit_code, error.exit_code)
            continue
        if layout.errors or (check and changes):
            exit_code = max(exit_code, 1)
        if not (quiet or diff or layout.errors or layout.path is None):
            done = "would format" if check else "formatted"
            echo(f"{done if changes else 'unchanged'} {layout.name}")
    if exit_code:
        raise typer.Exit(exit_code)


def _read(file: str) -> _Layout:
    """Read a script and lay it out. Raises UsageError, ScriptError."""
    from sivoice.figure.files import named_figure
    from sivoice.files import read_standard_input
    from sivoice.script.diagnostics import errors_among
    from sivoice.script.formatter import formatted
    from sivoice.script.library import check_data, read_data, shown
    from sivoice.script.names import find, kind_of
    from sivoice.script.vocabulary import Kind

    if figure := named_figure(file):
        return _read_figure(figure)
    if file == _STDIN:
        path, name, kinds = None, "standard input", tuple(Kind)
        data = read_standard_input()
    else:
        path = find(file)
        name, kinds = shown(path), (kind_of(path),)
        data = read_data(path)
    layouts = []
    for kind in kinds:
        script, faults = check_data(data, name, kind)
        errors = tuple(errors_among(faults))
        after = data if errors else formatted(script.script).encode()
        layouts.append(_Layout(name, path, data, after, errors))
    # Standard input has no file name that tells its kind: take the kind with fewer errors.
    return min(layouts, key=lambda layout: len(layout.errors))


def _read_figure(path: Path) -> _Layout:
    """Read a figure and lay it out. Raises ScriptError."""
    from sivoice.figure.files import check_figure
    from sivoice.figure.formatter import formatted
    from sivoice.script.diagnostics import errors_among
    from sivoice.script.library import read_data, shown

    data, name = read_data(path), shown(path)
    figure, faults = check_figure(data, name)
    errors = tuple(errors_among(faults))
    after = data if errors else formatted(figure.source).encode()
    return _Layout(name, path, data, after, errors)


def _print_diff(layout: _Layout) -> None:
    """Print a unified diff, as `patch` takes it: on a terminal visible, else to the byte."""
    from difflib import unified_diff

    before, after = (
        io.StringIO(text.decode("utf-8"), newline="\n").readlines()
        for text in (layout.before, layout.after)
    )
    on_terminal = is_terminal()
    for line in unified_diff(before, after, layout.name, layout.name):
        text = line if line.endswith("\n") else f"{line}\n\\ No newline at end of file\n"
        if on_terminal:
            echo(text, end="")
        else:
            write(text.encode(errors="surrogateescape"))  # the name need not be UTF-8


def _write(layout: _Layout) -> None:
    """Write a script if it has changed, or to standard output. Raises OutputError."""
    from sivoice.files import rewrite

    if layout.path is None:
        write(layout.after)
    elif layout.after != layout.before:
        rewrite(layout.path, layout.before, layout.after)
