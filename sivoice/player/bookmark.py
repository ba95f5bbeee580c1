"""The place a session was left at, kept on disk so that a quit, a crash or a power cut loses at most one cue."""

from __future__ import annotations

import json
from pathlib import Path

from msgspec import Struct
from msgspec.structs import asdict

from sivoice.errors import UsageError
from sivoice.files import replaced


class Bookmark(Struct, frozen=True):
    """Where a session was left, and how it was asked for."""

    script: str
    """Path of the script, absolute."""
    words: dict[str, object]
    """The session options of the command line, by their long names."""
    index: int
    """Of the step that was being heard."""
    steps: int
    """In the whole session: where that has changed, the place means nothing any more."""
    coaching: bool


def keep(path: Path, bookmark: Bookmark) -> None:
    """Write it whole or not at all. A disk that cannot be written costs the bookmark, never the session."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with replaced(path) as file:
            file.write(json.dumps(asdict(bookmark)).encode())
    except OSError:
        return


def forget(path: Path) -> None:
    """The session was heard to its end."""
    path.unlink(missing_ok=True)


def recall(path: Path) -> Bookmark:
    """The place to go on from. Raises UsageError where none is kept."""
    try:
        bookmark = Bookmark(**json.loads(path.read_text(encoding="utf-8")))
        makes_sense = isinstance(bookmark.words, dict) and 0 <= bookmark.index < bookmark.steps
    except FileNotFoundError:
        raise UsageError("there is no session to resume\nPlay one with: sivoice play") from None
    except (OSError, ValueError, TypeError):
        makes_sense = False
    if not makes_sense:
        raise UsageError(
            f"the place kept in {path} cannot be read\nPlay from the start with: sivoice play"
        )
    return bookmark
