"""The position where each session was left, kept on disk: one bookmark for each script.

Quitting, a crash or a power cut loses at most one cue.
"""

from __future__ import annotations

import hashlib
import os
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Annotated, Any, BinaryIO, Literal, TypeAlias

import msgspec
from msgspec import Meta, Struct

from sivoice.compile.plan import Place, Plan, PlannedStep
from sivoice.errors import UsageError
from sivoice.files import read_file, replaced
from sivoice.player.route import WayBack, way_back

_Word: TypeAlias = bool | int | float | str | Sequence[str] | None


class Request(Struct, frozen=True):
    """The script and the options of a session."""

    script: Annotated[str, Meta(pattern=r"^[^\x00]+$")]
    """The absolute path of the script."""
    words: dict[str, _Word]
    """The session options from the command line, by their long names."""


class Bookmark(Struct, frozen=True):
    """Where a session was left, and how it was started."""

    request: Request
    index: Annotated[int, Meta(ge=0)]
    """Index of the step that was playing."""
    plan: Annotated[str, Meta(pattern="^[0-9a-f]{64}$")]
    """The plan's digest: if the plan has changed, `index` is no longer valid."""
    place: Place
    """The place of that step, to find it again if the scripts have been edited."""
    coaching: bool


class _File(Struct, frozen=True):
    """What a bookmark's file holds."""

    schema: Literal[1]
    """Changed when a bookmark of an earlier version could be read wrongly."""
    bookmark: Bookmark


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
    is_same = digest(plan) == left.plan and left.index < len(steps)
    if is_same and steps[left.index].place == left.place:
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


def file_of(folder: Path, script: str) -> Path:
    """Return the path of a script's bookmark in the folder of bookmarks."""
    return folder / f"{hashlib.sha256(os.fsencode(script)).hexdigest()[:32]}.json"


@contextmanager
def claimed(path: Path) -> Iterator[bool]:
    """Claim a bookmark for this process, so that two players do not overwrite each other's place.

    Yields False if another process has claimed it. If that is killed, the claim ends with it.
    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        file = path.with_suffix(".lock").open("ab")
    except OSError:
        yield True  # nothing can be written here, by anybody
        return
    with file:
        yield _locks(file)


def keep(path: Path, bookmark: Bookmark) -> None:
    """Write a bookmark, whole or not at all. A disk error loses it but does not stop play."""
    # A path or an option that is not UTF-8 is a ValueError.
    with suppress(OSError, ValueError):
        data = msgspec.json.encode(_File(1, bookmark))
        path.parent.mkdir(parents=True, exist_ok=True)
        with replaced(path) as file:
            file.write(data)


def forget(path: Path) -> None:
    """Delete a bookmark, because the session has been played to its end."""
    with suppress(OSError):
        path.unlink()


def latest(folder: Path) -> Path:
    """Return the path of the bookmark that was kept last. Raises UsageError if there is none."""
    found: dict[Path, int] = {}
    for path in folder.glob("*.json"):
        with suppress(OSError):  # a player may be deleting it
            found[path] = path.stat().st_mtime_ns
    if not found:
        raise UsageError("there is no session to resume\nPlay one with: sivoice play")
    return max(found, key=lambda path: found[path])


def recall(path: Path) -> Bookmark:
    """Read a bookmark. Raises UsageError if there is none, or it is not the one of this name."""
    try:
        bookmark = msgspec.json.decode(read_file(path), type=_File).bookmark
    except (FileNotFoundError, NotADirectoryError):
        raise UsageError(
            "there is no place to resume this session from\n"
            "Play it from the start, without --resume."
        ) from None
    except (OSError, ValueError, RecursionError):  # msgspec's errors are ValueErrors
        bookmark = None
    if bookmark is None or path != file_of(path.parent, bookmark.request.script):
        raise UsageError(
            f"the saved position in {path} cannot be read\n"
            "Delete this file, and play from the start with: sivoice play"
        )
    return bookmark


def without_source(value: Any) -> Any:
    """Remove the lines of the scripts from a step in plain values."""
    if isinstance(value, dict):
        return {key: without_source(one) for key, one in value.items() if key != "source"}
    if isinstance(value, list | tuple):
        return [without_source(one) for one in value]
    return value


def _locks(file: BinaryIO) -> bool:
    """Lock a file until it is closed. Returns False if another process has locked it."""
    try:
        if sys.platform == "win32":
            import msvcrt

            msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)
        else:
            import fcntl

            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except (BlockingIOError, PermissionError):
        return False
    except OSError:  # this file system has no locks
        return True
    return True
