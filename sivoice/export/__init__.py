"""Timeline + clips -> a sound file and what is wanted beside it, each complete under its name or not there at all."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import BinaryIO, TypeAlias

from sivoice.errors import OutputError, UsageError, listed
from sivoice.export.beside import PAGE, is_our_text, text_beside
from sivoice.export.mp3 import write_mp3
from sivoice.export.tags import is_ours
from sivoice.export.wav import write_wav
from sivoice.files import replaced
from sivoice.render import Samples16, render
from sivoice.timeline import Timeline
from sivoice.units import Samples

_Write: TypeAlias = Callable[[BinaryIO, Timeline, Iterable[bytes]], None]
_WRITERS: dict[str, _Write] = {".mp3": write_mp3, ".wav": write_wav}


def check_target(path: Path, beside: Sequence[Path] = (), *, force: bool) -> None:
    """Raise OutputError where a file must not be written, UsageError for a format we do not write, before any work."""
    if path.suffix.lower() not in _WRITERS:
        raise UsageError(f"cannot write {path}: the name must end in {listed(_WRITERS)}")
    if any(one.suffix == PAGE for one in beside) and path.suffix.lower() != ".mp3":
        raise UsageError(f"cannot write a page beside {path}: a page holds an MP3\nGive a name that ends in .mp3.")
    for one, is_ours_already in ((path, is_ours), *((text, is_our_text) for text in beside)):
        try:
            _check_place(one, is_ours_already, force=force)
        except OSError as error:
            raise OutputError(f"cannot write {one}: {error.strerror or error}") from error


def _check_place(path: Path, is_ours: Callable[[Path], bool], *, force: bool) -> None:
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
    timeline: Timeline,
    samples: Samples16,
    path: Path,
    progress: Callable[[Samples], None] = lambda _: None,
    beside: Sequence[Path] = (),
) -> None:
    """Write a session to `path` in the format of its ending, in constant memory; and what is wanted beside it.

    `progress` is told how many samples more have been written. What cannot be written keeps all of it from appearing.
    Raises OutputError.
    """

    def told() -> Iterator[bytes]:
        for block in render(timeline, samples):
            yield block
            progress(len(block) // 2)

    try:
        with ExitStack() as files:
            # What was opened last takes its place first: the sound, without which the others are nothing.
            texts = [(one, files.enter_context(replaced(one))) for one in beside]
            file = files.enter_context(replaced(path))
            _WRITERS[path.suffix.lower()](file, timeline, told())
            for one, text in texts:
                text.write(text_beside(one, timeline, file))
    except OSError as error:
        raise OutputError(f"cannot write {path}: {error.strerror or error}") from error
