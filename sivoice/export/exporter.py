"""Timeline + clips -> a sound file, or one for each chapter, and what is wanted beside it.

Each is complete under its name, or not there at all.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import ExitStack, suppress
from functools import partial
from pathlib import Path
from typing import BinaryIO, TypeAlias

from sivoice.export.formats import FORMATS, write_with_ffmpeg
from sivoice.export.frames import Frames
from sivoice.export.mp3 import splice_mp3
from sivoice.export.preflight import MP3, WAV, failures_of
from sivoice.export.sidecars import text_beside
from sivoice.export.split import file_names, is_part_of, numbered, split
from sivoice.export.tags import ALONE, Track
from sivoice.export.wav import write_wav
from sivoice.files import replaced
from sivoice.folders import clip_cache
from sivoice.schedule.timeline import Timeline
from sivoice.sound.cache import ClipCache
from sivoice.sound.mix import Clips, render
from sivoice.units import Samples

Progress: TypeAlias = Callable[[Samples], None]
"""Told how many samples more have been rendered."""
_Write: TypeAlias = Callable[[BinaryIO, Timeline, Iterable[bytes], Track], None]
_WRITERS: dict[str, _Write] = {
    WAV: write_wav,
    **{ending: partial(write_with_ffmpeg, format) for ending, format in FORMATS.items()},
}


def export(
    timeline: Timeline,
    source: Clips,
    path: Path,
    progress: Progress = lambda _: None,
    beside: Sequence[Path] = (),
) -> None:
    """Write a session to `path` in the format of its ending, and what is wanted beside it.

    What cannot be written keeps all of it from appearing. Raises OutputError.
    """
    with failures_of(path), ExitStack() as files:
        # What was opened last takes its place first: the sound, without which the others are nothing.
        texts = [(one, files.enter_context(replaced(one))) for one in beside]
        file = files.enter_context(replaced(path))
        _write(file, path.suffix.lower(), timeline, _frames(source), ALONE, progress)
        for one, text in texts:
            text.write(text_beside(one, timeline, file))


def export_split(
    timeline: Timeline,
    source: Clips,
    folder: Path,
    ending: str,
    progress: Progress = lambda _: None,
) -> list[tuple[Path, Timeline]]:
    """Write a session into `folder`, one file for each chapter, tagged as one album; which those are.

    They appear when all are made. What an earlier, longer split of the same session has left there is then removed.
    Raises OutputError.
    """
    parts, frames = split(timeline), _frames(source)
    made = [
        (folder / name, part) for name, part in zip(file_names(parts, ending), parts, strict=True)
    ]
    with failures_of(folder), ExitStack() as undo:
        if not folder.exists():
            folder.mkdir()
            undo.callback(_remove_empty, folder)
        with ExitStack() as files:
            for number, (path, part) in enumerate(made, start=1):
                file = files.enter_context(replaced(path))
                _write(
                    file, ending, part, frames, Track(timeline.title, number, len(made)), progress
                )
        undo.pop_all()
        paths = {path for path, _ in made}
        for path in numbered(folder, {ending}):
            if path not in paths and is_part_of(path, timeline.title):
                path.unlink()
    return made


def _remove_empty(folder: Path) -> None:
    with suppress(OSError):
        folder.rmdir()


def _frames(source: Clips) -> Frames:
    return Frames(source, ClipCache(clip_cache(), "frames"))


def _write(
    file: BinaryIO,
    ending: str,
    timeline: Timeline,
    frames: Frames,
    track: Track,
    progress: Progress,
) -> None:
    """Write a session in a format: an MP3 is put together from encoded clips, anything else from blocks."""
    if ending == MP3:
        splice_mp3(file, timeline, frames, track, progress)
        return

    def told() -> Iterator[bytes]:
        for block in render(timeline, frames.source):
            yield block
            progress(len(block) // 2)

    _WRITERS[ending](file, timeline, told(), track)
