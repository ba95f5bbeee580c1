"""Timeline + clips -> one file, or one for each chapter, complete under its name or not there at all."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from functools import partial
from pathlib import Path
from typing import BinaryIO, TypeAlias

from sivoice.errors import OutputError, UsageError, listed
from sivoice.export.formats import FORMATS, check_ffmpeg, write_with_ffmpeg
from sivoice.export.frames import Frames
from sivoice.export.mp3 import splice_mp3, write_mp3
from sivoice.export.split import file_names, is_part, numbered, split
from sivoice.export.tags import ALONE, Track, is_ours
from sivoice.export.wav import write_wav
from sivoice.files import replaced
from sivoice.folders import clip_cache
from sivoice.render import Source, render
from sivoice.timeline import Timeline
from sivoice.units import Samples
from sivoice.voices.cache import ClipCache

_Write: TypeAlias = Callable[[BinaryIO, Timeline, Iterable[bytes], Track], None]
_WRITERS: dict[str, _Write] = {
    ".mp3": write_mp3,
    ".wav": write_wav,
    **{ending: partial(write_with_ffmpeg, format) for ending, format in FORMATS.items()},
}
ENDINGS = tuple(_WRITERS)
Progress: TypeAlias = Callable[[Samples], None]
"""Told how many samples more have been rendered."""


def check_target(path: Path, *, force: bool) -> None:
    """Raise OutputError where a file must not or cannot be written, UsageError for a format we do not write.

    Before any work.
    """
    ending = path.suffix.lower()
    if ending not in _WRITERS:
        raise UsageError(f"cannot write {path}: the name must end in {listed(_WRITERS)}")
    with _failures_of(path):
        if path.is_dir():
            raise OutputError(f"cannot write {path}: there is a folder of that name")
        _check_parent(path)
        if path.exists() and not force:
            _check_ours(path, "write over it")
    if ending in FORMATS:
        check_ffmpeg(ending)


def check_folder(folder: Path, ending: str, *, force: bool) -> None:
    """Raise OutputError where a session must not or cannot be written into a folder, before any work."""
    with _failures_of(folder):
        if folder.exists() and not folder.is_dir():
            raise OutputError(f"cannot write into {folder}: there is a file of that name")
        _check_parent(folder)
        if folder.is_dir() and not force:
            for path in numbered(folder, {ending}):
                _check_ours(path, "write into its folder all the same")
    if ending in FORMATS:
        check_ffmpeg(ending)


def _check_parent(path: Path) -> None:
    if not path.parent.is_dir():
        raise OutputError(f"cannot write {path}: there is no folder {path.parent}")


def _check_ours(path: Path, what: str) -> None:
    if not is_ours(path):
        raise OutputError(
            f"{path} is there already, and sivoice did not write it\n"
            f"To {what}, add --force; or give another name with -o."
        )


def folder_and_ending(output: Path) -> tuple[Path, str]:
    """Where a split session goes, and in which format: `evening.m4a` means .m4a files in the folder `evening`."""
    ending = output.suffix.lower()
    return (output.with_suffix(""), ending) if ending in _WRITERS else (output, ".mp3")


def export(timeline: Timeline, source: Source, path: Path, progress: Progress = lambda _: None) -> None:
    """Write a session to `path` in the format of its ending. Raises OutputError."""
    with _failures_of(path), replaced(path) as file:
        _write(file, path.suffix.lower(), timeline, _frames(source), ALONE, progress)


def export_split(
    timeline: Timeline, source: Source, folder: Path, ending: str, progress: Progress = lambda _: None
) -> list[tuple[Path, Timeline]]:
    """Write a session into `folder`, one file for each chapter, tagged as one album; which those are.

    They appear when all are made. What an earlier split has left in the folder is then removed. Raises OutputError.
    """
    parts, frames = split(timeline), _frames(source)
    made = [(folder / name, part) for name, part in zip(file_names(parts, ending), parts, strict=True)]
    with _failures_of(folder), ExitStack() as undo:
        if not folder.exists():
            folder.mkdir()
            undo.callback(_remove_empty, folder)
        with ExitStack() as files:
            for number, (path, part) in enumerate(made, start=1):
                file = files.enter_context(replaced(path))
                track = Track(timeline.title, number, len(made))
                _write(file, ending, part, frames, track, progress)
        undo.pop_all()
        paths = {path for path, _ in made}
        for path in numbered(folder, ENDINGS):
            if path not in paths and is_part(path):
                path.unlink()
    return made


def _remove_empty(folder: Path) -> None:
    with suppress(OSError):
        folder.rmdir()


def _frames(source: Source) -> Frames:
    return Frames(source, ClipCache(clip_cache(), "frames"))


def _write(file: BinaryIO, ending: str, timeline: Timeline, frames: Frames, track: Track, progress: Progress) -> None:
    """Write a session in a format: an MP3 is spliced from encoded clips, unless sounds overlap in it."""
    if ending == ".mp3" and not timeline.has_pads:
        splice_mp3(file, timeline, frames, track, progress)
        return

    def told() -> Iterator[bytes]:
        for block in render(timeline, frames.source.samples, frames.source.bed):
            yield block
            progress(len(block) // 2)

    _WRITERS[ending](file, timeline, told(), track)


@contextmanager
def _failures_of(path: Path) -> Iterator[None]:
    """What the system refuses, as an OutputError that names the place."""
    try:
        yield
    except OSError as error:
        raise OutputError(f"cannot write {path}: {error.strerror or error}") from error
