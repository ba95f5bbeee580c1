"""Timeline + clips -> one file, complete under its name or not there at all."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import BinaryIO, TypeAlias

from sivoice.errors import OutputError, UsageError, listed
from sivoice.export.frames import Frames
from sivoice.export.mp3 import splice_mp3, write_mp3
from sivoice.export.tags import is_ours
from sivoice.export.wav import write_wav
from sivoice.files import replaced
from sivoice.folders import clip_cache
from sivoice.render import Source, render
from sivoice.timeline import Timeline
from sivoice.units import Samples
from sivoice.voices.cache import ClipCache

_Write: TypeAlias = Callable[[BinaryIO, Timeline, Iterable[bytes]], None]
_WRITERS: dict[str, _Write] = {".mp3": write_mp3, ".wav": write_wav}


def check_target(path: Path, *, force: bool) -> None:
    """Raise OutputError where a file must not be written, UsageError for a format we do not write, before any work."""
    if path.suffix.lower() not in _WRITERS:
        raise UsageError(f"cannot write {path}: the name must end in {listed(_WRITERS)}")
    try:
        _check_place(path, force=force)
    except OSError as error:
        raise OutputError(f"cannot write {path}: {error.strerror or error}") from error


def _check_place(path: Path, *, force: bool) -> None:
    if path.is_dir():
        raise OutputError(f"cannot write {path}: there is a folder of that name")
    if not path.parent.is_dir():
        raise OutputError(f"cannot write {path}: there is no folder {path.parent}")
    if path.exists() and not force and not is_ours(path):
        raise OutputError(
            f"{path} is there already, and sivoice did not write it\n"
            "To write over it, add --force; or give another name with -o."
        )


def export(
    timeline: Timeline, source: Source, path: Path, progress: Callable[[Samples], None] = lambda _: None
) -> None:
    """Write a session to `path` in the format of its ending, in constant memory.

    `progress` is told how many samples more have been written. Raises OutputError.
    """

    def told() -> Iterator[bytes]:
        for block in render(timeline, source.samples, source.bed):
            yield block
            progress(len(block) // 2)

    ending = path.suffix.lower()
    try:
        with replaced(path) as file:
            if ending == ".mp3" and not timeline.has_pads:
                splice_mp3(file, timeline, Frames(source, ClipCache(clip_cache(), "frames")), progress)
            else:
                _WRITERS[ending](file, timeline, told())
    except OSError as error:
        raise OutputError(f"cannot write {path}: {error.strerror or error}") from error
