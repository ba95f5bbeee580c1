"""The `.handout` file next to a script: text that is printed and never spoken."""

from __future__ import annotations

from pathlib import Path

from msgspec import Struct

from sivoice.errors import ScriptError
from sivoice.script.library import read_data, shown
from sivoice.script.limits import PRINTED_LIMIT, SIZE_LIMIT
from sivoice.visible import CONTROL, DIRECTION

ENDING = ".handout"


class Passage(Struct, frozen=True):
    """A heading and the lines under it."""

    title: str
    lines: tuple[str, ...]
    """One paragraph each."""


def read_written(script: Path) -> tuple[Passage, ...]:
    """Read the passages of the file next to a script; none if there is no such file.

    Raises ScriptError.
    """
    path = script.with_suffix(ENDING)
    if not path.exists():
        return ()
    data = read_data(path)
    if len(data) > SIZE_LIMIT:
        raise ScriptError(f"{shown(path)} is larger than 1 MiB\nShorten it to a page or two.")
    try:
        return parse_written(data.decode("utf-8-sig"), shown(path))
    except UnicodeDecodeError as error:
        raise ScriptError(
            f"{shown(path)} is not a UTF-8 text file\nSave it as plain text in UTF-8."
        ) from error


def parse_written(text: str, name: str) -> tuple[Passage, ...]:
    """Parse headings `## …` and the lines under them. Raises ScriptError, naming the line."""
    if hidden := CONTROL.search(text) or DIRECTION.search(text):
        number = text.count("\n", 0, hidden.start()) + 1
        raise ScriptError(
            f"{name}:{number}: this line has a hidden character (U+{ord(hidden[0]):04X})\n"
            "Delete it, and save the file as plain text in UTF-8."
        )
    passages: list[tuple[str, list[str]]] = []
    lines = text.splitlines()
    if len(lines) > PRINTED_LIMIT:
        raise ScriptError(
            f"{name} has more than {PRINTED_LIMIT} lines\nShorten it to a page or two."
        )
    for number, raw in enumerate(lines, 1):
        line = " ".join(raw.split())
        if not line or line.startswith("[note]"):
            continue
        if line.startswith("## "):
            passages.append((line.removeprefix("## "), []))
        elif line.startswith("#"):
            raise ScriptError(
                f"{name}:{number}: this heading cannot be read\nWrite headings as `## Title`."
            )
        elif not passages:
            raise ScriptError(
                f"{name}:{number}: this line comes before the first heading\n"
                "Start the file with a heading: `## Title`."
            )
        else:
            passages[-1][1].append(line)
    return tuple(Passage(title, tuple(under)) for title, under in passages)
