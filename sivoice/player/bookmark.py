"""The position where a session was left, kept on disk.

Quitting, a crash or a power cut loses at most one cue.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any

import msgspec
from msgspec import Struct

from sivoice.compile.plan import Place, Plan, PlannedStep
from sivoice.errors import UsageError
from sivoice.files import read_file, replaced
from sivoice.player.route import WayBack, way_back


class Request(Struct, frozen=True):
    """The script and the options of a session."""

    script: str
    """The absolute path of the script."""
    words: dict[str, Any]
    """The session options from the command line, by their long names."""


class Bookmark(Struct, frozen=True):
    """Where a session was left, and how it was started."""

    request: Request
    index: int
    """Index of the step that was playing."""
    plan: str
    """The plan's digest: if the plan has changed, `index` is no longer valid."""
    place: Place
    """The place of that step, to find it again if the scripts have been edited."""
    coaching: bool


def digest(plan: Plan) -> str:
    """Hash everything that is heard in a plan, regardless of where its scripts are."""
    steps = [without_source(step) for step in msgspec.to_builtins(plan.steps())]
    return hashlib.sha256(msgspec.json.encode([plan.speech_rate, steps])).hexdigest()


def resume_at(plan: Plan, steps: Sequence[PlannedStep], left: Bookmark) -> WayBack:
    """Return where to resume a session, and what to say first.

    If the scripts have been edited since, it resumes with the first words of the same stretch, set
    and side, in the chapter nearest to the one that was left. Raises UsageError if those no longer
    exist.
    """
    if digest(plan) == left.plan and left.index < len(steps):
        return way_back(plan, steps, left.index)
    wanted = (left.place.stretch, left.place.set, left.place.side)
    same: list[int] = []
    for index, planned in enumerate(steps):
        place = planned.place
        if place.stretch is not None and (place.stretch, place.set, place.side) == wanted:
            same.append(index)
    if not same:
        raise UsageError(
            "the session has changed since you left it\nPlay it from the start with: sivoice play"
        )
    # A stretch can be played more than once, in rounds or by several `[play …]`.
    nearest = min(same, key=lambda index: abs(steps[index].place.chapter - left.place.chapter))
    return way_back(plan, steps, nearest)


def keep(path: Path, bookmark: Bookmark) -> None:
    """Write the bookmark, whole or not at all. A disk error loses it but does not stop play."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with replaced(path) as file:
            file.write(msgspec.json.encode(bookmark))
    except OSError:
        return


def forget(path: Path) -> None:
    """Delete the bookmark, because the session has been played to its end."""
    with suppress(FileNotFoundError, NotADirectoryError):  # the latter without a home folder
        path.unlink()


def recall(path: Path) -> Bookmark:
    """Read the bookmark. Raises UsageError if there is none or it cannot be read."""
    try:
        bookmark = msgspec.json.decode(read_file(path), type=Bookmark)
    except (FileNotFoundError, NotADirectoryError):
        raise UsageError("there is no session to resume\nPlay one with: sivoice play") from None
    except (OSError, ValueError, RecursionError):  # msgspec's errors are ValueErrors
        bookmark = None
    if bookmark is None or bookmark.index < 0:
        raise UsageError(
            f"the saved position in {path} cannot be read\nPlay from the start with: sivoice play"
        )
    return bookmark


def without_source(value: Any) -> Any:
    """Remove the lines of the scripts from a step in plain values."""
    if isinstance(value, dict):
        return {key: without_source(one) for key, one in value.items() if key != "source"}
    if isinstance(value, list | tuple):
        return [without_source(one) for one in value]
    return value
