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

    Notes in it explain each part. No file is overwritten.

    **Examples**

    `sivoice new my-knee` writes my-knee.stretch

    `sivoice new my-evening.session` writes a session
    """
    from sivoice.files import read_file, write_new
    from sivoice.folders import shipped
    from sivoice.script.vocabulary import Kind

    path = new_path(name, Kind.SESSION if session else None)
    template = shipped("scripts") / "templates" / f"new{path.suffix}"
    _, _, text = read_file(template).decode().partition("\n")  # without its title
    write_new({path: f"# {_title(path.stem)}\n{text}".encode()})
    if not quiet:
        echo(f"{path} is written. Open it in a text editor and make its words your own.")
        echo(f"To hear it: sivoice play {path} (each change: sivoice preview {path} --watch)")


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
