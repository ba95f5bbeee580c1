"""Timeline + clips -> a sound file with its sidecars, or one sound file per chapter.

No partial file ever appears under its final name.
"""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import ExitStack, suppress
from functools import partial
from pathlib import Path

from sivoice.export.formats import SOUNDS, SidecarFormat, SoundFormat, format_of
from sivoice.export.frames import Frames
from sivoice.export.preflight import failures_of
from sivoice.export.recording import Progress, Recording
from sivoice.export.split import Part, numbered, split
from sivoice.export.tags import Track
from sivoice.files import replaced
from sivoice.folders import clip_cache
from sivoice.interrupts import on_end, undivided
from sivoice.schedule.timeline import Timeline
from sivoice.sound.cache import ClipCache
from sivoice.sound.mix import Clips


def export(
    timeline: Timeline,
    clips: Clips,
    path: Path,
    progress: Progress = lambda _: None,
    sidecars: Sequence[SidecarFormat] = (),
) -> None:
    """Write a session to `path` in the format of its extension, with its sidecars next to it.

    Either all the files appear or none do. Raises OutputError, VoiceError.
    """
    with failures_of(path), ExitStack() as files:
        # The file opened last appears first: the sound, without which the sidecars are useless.
        texts = [
            (sidecar, files.enter_context(replaced(sidecar.beside(path)))) for sidecar in sidecars
        ]
        sound = files.enter_context(replaced(path))
        recording = Recording(timeline, _frames(clips), progress=progress)
        format_of(path, SOUNDS).write(sound, recording)
        for sidecar, text in texts:
            text.write(sidecar.content(timeline, sound))


def export_split(
    timeline: Timeline,
    clips: Clips,
    folder: Path,
    format: SoundFormat,
    progress: Progress = lambda _: None,
) -> list[Part]:
    """Write a session into `folder`, one file per chapter, tagged as one album.

    Returns the files in order. They appear only once all of them are complete. Files left over
    from an earlier, longer split of the same session are then removed. Raises OutputError,
    VoiceError.
    """
    parts, frames = split(timeline, folder, format.ending), _frames(clips)
    with failures_of(folder), ExitStack() as undo:
        if not folder.exists():
            with undivided():
                folder.mkdir()
                forget = on_end(partial(_remove_empty, folder))
            undo.callback(forget)
            undo.callback(_remove_empty, folder)
        with ExitStack() as files:
            for number, part in enumerate(parts, start=1):
                file = files.enter_context(replaced(part.path))
                track = Track(timeline.title, number, len(parts))
                format.write(file, Recording(part.timeline, frames, track, progress))
        undo.pop_all()
        paths = {part.path for part in parts}
        for path in numbered(folder, format.ending):
            if path not in paths and format.album(path) == timeline.title:
                path.unlink()
    return parts


def _remove_empty(folder: Path) -> None:
    with suppress(OSError):
        folder.rmdir()


def _frames(clips: Clips) -> Frames:
    return Frames(clips, ClipCache(clip_cache(), "frames"))
