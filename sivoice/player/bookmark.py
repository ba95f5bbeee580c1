"""The place a session was left at, kept on disk.

A quit, a crash or a power cut loses at most one cue.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import msgspec
from msgspec import Struct

from sivoice.compile.plan import Place, Plan, PlannedStep
from sivoice.errors import UsageError
from sivoice.files import replaced
from sivoice.player.route import WayBack, way_back


class Request(Struct, frozen=True):
    """How a session was asked for."""

    script: str
    """Path of the script, absolute."""
    words: dict[str, Any]
    """The session options of the command line, by their long names."""


class Bookmark(Struct, frozen=True):
    """Where a session was left, and how it was asked for."""

    request: Request
    index: int
    """Of the step that was being heard."""
    plan: str
    """The plan's digest: if the plan has changed, the index means nothing any more."""
    place: Place
    """Where that step stands, by which it is found again if the scripts were edited."""
    coaching: bool


def digest(plan: Plan) -> str:
    """A hash of all that is heard of a plan. Where its scripts lie makes no difference."""
    steps = [_without_source(step) for step in msgspec.to_builtins(plan.steps())]
    return hashlib.sha256(msgspec.json.encode([plan.speech_rate, steps])).hexdigest()


def resume_at(plan: Plan, steps: Sequence[PlannedStep], left: Bookmark) -> WayBack:
    """Where to go on with a session, and what to say first.

    If the scripts were edited meanwhile, it goes on with the first words of the same stretch, set
    and side. Raises UsageError if those are gone.
    """
    if digest(plan) == left.plan and left.index < len(steps):
        return way_back(plan, steps, left.index)
    wanted = (left.place.stretch, left.place.set, left.place.side)
    for index, planned in enumerate(steps):
        place = planned.place
        if place.stretch is not None and (place.stretch, place.set, place.side) == wanted:
            return way_back(plan, steps, index)
    raise UsageError(
        "the session has changed since you left it\nPlay it from the start with: sivoice play"
    )


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
