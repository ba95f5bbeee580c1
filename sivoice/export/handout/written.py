"""What is printed of a session and never spoken: a text beside its script."""

from __future__ import annotations

from pathlib import Path

from msgspec import Struct

from sivoice.errors import ScriptError
from sivoice.script.library import shown
from sivoice.script.source import SIZE_LIMIT

ENDING = ".handout"


class Passage(Struct, frozen=True):
    """A heading, and what stands under it."""

    title: str
    lines: tuple[str, ...]
    """A paragraph each."""


def read_written(script: Path) -> tuple[Passage, ...]:
    """The passages beside a script, in their order; none where there is no such file. Raises ScriptError."""
    path = script.with_suffix(ENDING)
    try:
        with path.open("rb") as file:
            data = file.read(SIZE_LIMIT + 1)
    except FileNotFoundError:
        return ()
    except OSError as error:
        raise ScriptError(f"cannot read {shown(path)}: {error.strerror or error}") from error
    if len(data) > SIZE_LIMIT:
        raise ScriptError(
            f"{shown(path)} is larger than 1 MiB\nA handout is a text of a page or two."
        )
    try:
        return parse_written(data.decode("utf-8-sig"), shown(path))
    except UnicodeDecodeError as error:
        raise ScriptError(
            f"{shown(path)} is not a text in UTF-8\nSave it as plain text in UTF-8."
        ) from error


def parse_written(text: str, name: str) -> tuple[Passage, ...]:
    """Headings `## …` and the lines under them. Raises ScriptError, naming the line."""
    passages: list[Passage] = []
    for number, raw in enumerate(text.splitlines(), 1):
        line = " ".join(raw.split())
        if not line or line.startswith("[note]"):
            continue
        if line.startswith("## "):
            passages.append(Passage(line.removeprefix("## "), ()))
        elif line.startswith("#"):
            raise ScriptError(
                f"{name}:{number}: a heading that cannot be read\nA heading of a handout is `## Words`."
            )
        elif not passages:
            raise ScriptError(
                f"{name}:{number}: a line before the first heading\nBegin with a heading: `## Words`."
            )
        else:
            passages[-1] = Passage(passages[-1].title, (*passages[-1].lines, line))
    return tuple(passages)
