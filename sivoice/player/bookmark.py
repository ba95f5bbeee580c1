"""The place a session was left at, kept on disk.

A quit, a crash or a power cut loses at most one cue.
"""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import Any

import msgspec
from msgspec import Struct

from sivoice.compile.plan import Plan
from sivoice.errors import UsageError
from sivoice.files import replaced


class Bookmark(Struct, frozen=True):
    """Where a session was left, and how it was asked for."""

    script: str
    """Path of the script, absolute."""
    words: dict[str, Any]
    """The session options of the command line, by their long names."""
    index: int
    """Of the step that was being heard."""
    plan: str
    """The plan's digest: if the plan has changed, the index means nothing any more."""
    coaching: bool


def digest(plan: Plan) -> str:
    """A hash of all that is heard of a plan. Where its scripts lie makes no difference."""
    steps = [_without_source(step) for step in msgspec.to_builtins(plan.steps())]
    return hashlib.sha256(msgspec.json.encode([plan.speech_rate, steps])).hexdigest()


def keep(path: Path, bookmark: Bookmark) -> None:
    """Write it whole or not at all. If the disk fails, the bookmark is lost, never the session."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with replaced(path) as file:
            file.write(msgspec.json.encode(bookmark))
    except OSError:
        return


def forget(path: Path) -> None:
    """The session was heard to its end."""
    path.unlink(missing_ok=True)


def recall(path: Path) -> Bookmark:
    """The place to go on from. Raises UsageError if none is kept, or it cannot be read."""
    try:
        bookmark = msgspec.json.decode(path.read_bytes(), type=Bookmark)
    except FileNotFoundError:
        raise UsageError("there is no session to resume\nPlay one with: sivoice play") from None
    except (OSError, ValueError):  # msgspec's errors are ValueErrors
        bookmark = None
    if bookmark is None or bookmark.index < 0:
        raise UsageError(
            f"the place kept in {path} cannot be read\nPlay from the start with: sivoice play"
        )
    return bookmark


def _without_source(value: Any) -> Any:
    """A step as plain values, without the lines of the scripts that it comes from."""
    if isinstance(value, dict):
        return {key: _without_source(one) for key, one in value.items() if key != "source"}
    if isinstance(value, list | tuple):
        return [_without_source(one) for one in value]
    return value
