"""`sivoice copy`: copy a script under a new name, with its stretches, handout and figures."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Annotated

import typer

from sivoice.cli.arguments import Quiet, ScriptName
from sivoice.cli.new import new_path
from sivoice.cli.screen import counted
from sivoice.cli.terminal import echo
from sivoice.errors import OutputError

_FOLDER = "stretches"


def copy_command(
    script: ScriptName,
    name: Annotated[
        str, typer.Argument(metavar="NAME", help="The name of the copy, such as my-back.")
    ],
    quiet: Quiet = False,
) -> None:
    """Copy a script into this folder under a new name, to make changes.

    The stretches that a session plays are copied too, into the folder `stretches`, and so are the
    text for its handout and the figures of the stretches. Either all the files are written or
    none, and no file is overwritten.

    **Examples**

    `sivoice copy si-joint my-back`

    `sivoice copy piriformis my-piriformis` copies one stretch
    """
    from sivoice.cli.prepare import read, warn_half_replaced
    from sivoice.export.handout.written import ENDING as HANDOUT
    from sivoice.figure.files import ENDING as FIGURE
    from sivoice.files import write_new
    from sivoice.script.library import read_data
    from sivoice.script.names import kind_of
    from sivoice.script.vocabulary import Kind

    source, scripts = read(script, quiet=True)
    kind = kind_of(source)
    target = new_path(name, kind)
    warn_half_replaced(target.parent, quiet=quiet)
    contents = {target: read_data(source)}
    for ending in (HANDOUT, FIGURE):
        beside = source.with_suffix(ending)
        if beside.is_file():
            contents[target.with_suffix(ending)] = read_data(beside)
    stretches = {}
    if kind is Kind.SESSION:
        stretches = _missing_stretches(source, scripts.stretches, target.parent)
    write_new({**contents, **stretches})
    if quiet:
        return
    number = counted(len(stretches), "file")
    written = [*map(str, contents), *([f"{number} in {_FOLDER}"] if stretches else [])]
    echo(f"Written: {', '.join(written)}. Open a text editor to change the words.")
    copied = sum(path.suffix == ".stretch" for path in stretches)
    if copied < len(scripts.stretches) and kind is Kind.SESSION:
        echo("It shares the stretches that are here already with the other sessions here.")
    echo(f"To hear it: sivoice play {target}")


def _missing_stretches(source: Path, names: Iterable[str], folder: Path) -> dict[Path, bytes]:
    """Return the new files for the stretches that a session in `folder` would not find there.

    Raises OutputError if another stretch of the same name is there.
    """
    from sivoice.figure.files import ENDING
    from sivoice.script.library import read_data
    from sivoice.script.names import find_stretch

    contents: dict[Path, bytes] = {}
    for name in names:
        original = find_stretch(name, source.parent)
        assert original is not None, name  # the session was read without errors
        data, file = read_data(original), f"{name}.stretch"
        below = folder / _FOLDER / file
        here = next((path for path in (folder / file, below) if path.is_file()), None)
        if here is None:
            contents[below] = data
            figure = original.with_suffix(ENDING)
            if figure.is_file() and not below.with_suffix(ENDING).exists():
                contents[below.with_suffix(ENDING)] = read_data(figure)
        elif read_data(here) != data:
            raise OutputError(
                f"{here} is here already, and is not the stretch that {source.stem} plays\n"
                "Make the copy in another folder, so that both stay as they are."
            )
    return contents
