"""`sivoice open`: take the scripts out of a file that sivoice made."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from sivoice.cli.arguments import Quiet
from sivoice.cli.new import new_path
from sivoice.cli.screen import counted
from sivoice.cli.terminal import echo


def open_command(
    file: Annotated[
        str,
        typer.Argument(
            metavar="FILE", help="An MP3 or WAV file, a page or a handout that sivoice made."
        ),
    ],
    name: Annotated[
        str | None,
        typer.Argument(metavar="[NAME]", help="The name of the script, if it should have another."),
    ] = None,
    quiet: Quiet = False,
) -> None:
    """Take the scripts out of a file that sivoice made, to change them and make it again.

    The script, its stretches, their figures and the text for the handout are written into this
    folder. Either all the files are written or none, and no file is overwritten.

    **Examples**

    `sivoice open ann.mp3`

    `sivoice open ann.mp3 anns-back`
    """
    from sivoice.cli.prepare import warn_half_replaced
    from sivoice.export.source import carried
    from sivoice.files import check_name, write_new
    from sivoice.script.library import read_data
    from sivoice.script.names import kind_of

    check_name(Path(file))
    source = carried(Path(file))
    script = Path(source.script)
    target = new_path(name or script.stem, kind_of(script))
    warn_half_replaced(target.parent, quiet=quiet)
    contents: dict[Path, bytes] = {}
    for carried_name, text in source.files.items():
        path = target.parent / carried_name
        if path.parent == target.parent and path.stem == script.stem:
            path = target.with_suffix(path.suffix)
        data = text.encode()
        if not (path.parent.name == "stretches" and path.is_file() and read_data(path) == data):
            contents[path] = data
    write_new(contents)
    if quiet:
        return
    top = [str(path) for path in contents if path.parent == target.parent]
    below = len(contents) - len(top)
    written = [*top, *([f"{counted(below, 'file')} in stretches"] if below else [])]
    echo(f"Written: {', '.join(written)}. Open a text editor to change the words.")
    words = " ".join(filter(None, ("sivoice export", str(target), source.options)))
    echo(f"To make it again: {words}")
