"""`sivoice new`: write a script to start from."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from sivoice.cli.arguments import Quiet
from sivoice.cli.terminal import echo
from sivoice.errors import UsageError

if TYPE_CHECKING:
    from sivoice.script.vocabulary import Kind


def new_command(
    name: Annotated[
        str, typer.Argument(metavar="NAME", help="The name of the new script, such as my-knee.")
    ],
    session: Annotated[
        bool, typer.Option("--session", help="Write a session, which plays several stretches.")
    ] = False,
    quiet: Quiet = False,
) -> None:
    """Write a script to start from: a stretch that you can hear at once and make your own.

    A stretch has its figure in a file beside it. Notes explain each part. No file is overwritten.

    **Examples**

    `sivoice new my-knee` writes my-knee.stretch and my-knee.figure

    `sivoice new my-evening.session` writes a session
    """
    from sivoice.figure.files import ENDING
    from sivoice.files import write_new
    from sivoice.script.names import kind_of
    from sivoice.script.vocabulary import Kind

    path = new_path(name, Kind.SESSION if session else None)
    contents = {path: _from_template(path)}
    written = f"{path} is written. Open it in a text editor and make its words your own."
    if kind_of(path) is Kind.STRETCH:
        figure = path.with_suffix(ENDING)
        contents[figure] = _from_template(figure)
        written = (
            f"{path} and its picture, {figure}, are written. "
            "Open them in a text editor and make them your own."
        )
    write_new(contents)
    if not quiet:
        echo(written)
        echo(f"To hear it: sivoice play {path} (each change: sivoice preview {path} --watch)")


def _from_template(path: Path) -> bytes:
    """Return the template with the ending of a new file, with the title of that file."""
    from sivoice.files import read_file
    from sivoice.folders import shipped

    template = shipped("scripts") / "templates" / f"new{path.suffix}"
    _, _, text = read_file(template).decode().partition("\n")  # without its title
    return f"# {_title(path.stem)}\n{text}".encode()


def new_path(name: str, kind: Kind | None = None) -> Path:
    """Return the path of a new script. Raises UsageError for a name that a script cannot have.

    A name without an ending gets that of `kind`, or of a stretch if it is None.
    """
    from sivoice.files import check_name
    from sivoice.script.directions import NAME
    from sivoice.script.names import kind_of
    from sivoice.script.vocabulary import Kind

    check_name(name)
    path = Path(name)
    if not path.suffix:
        path = Path(f"{name}.{kind or Kind.STRETCH}")
    elif kind not in (None, kind_of(path)):
        raise UsageError(f"{path} cannot be a {kind}\nLeave out the ending, or end it in .{kind}.")
    if not re.fullmatch(NAME, path.stem):
        raise UsageError(
            f"`{path.stem}` cannot be the name of a script\n"
            f"Use letters from a to z, digits and hyphens: {_plain(path.stem)}"
        )
    return path


def _plain(name: str) -> str:
    """Return a name with only the characters that the name of a script can have."""
    from unicodedata import normalize

    letters = normalize("NFKD", name).encode("ascii", "ignore").decode()
    return re.sub("[^A-Za-z0-9]+", "-", letters).strip("-").lower() or "my-knee"


def _title(name: str) -> str:
    words = " ".join(re.split("[-_]+", name)).strip()
    return words[:1].upper() + words[1:]
