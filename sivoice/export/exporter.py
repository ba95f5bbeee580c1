"""Timeline + clips -> a sound file with its sidecars, or one sound file per chapter.

No partial file ever appears under its final name.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from sivoice.export.formats import SOUNDS, SidecarFormat, SoundFormat, format_of
from sivoice.export.frames import Frames
from sivoice.export.pictures import Pictures
from sivoice.export.preflight import owner_check
from sivoice.export.recording import Progress, Recording
from sivoice.export.split import Part, is_part, numbered, split
from sivoice.export.tags import Track
from sivoice.folders import clip_cache
from sivoice.schedule.timeline import Timeline
from sivoice.sound.cache import ClipCache
from sivoice.sound.mix import Clips
from sivoice.staging import staged

if TYPE_CHECKING:
    from sivoice.export.page.engine import PageEngine


def export(
    timeline: Timeline,
    clips: Clips,
    path: Path,
    progress: Progress = lambda _: None,
    sidecars: Sequence[SidecarFormat] = (),
    *,
    pictures: Pictures | None = None,
    source: bytes = b"",
    engine: PageEngine | None = None,
    force: bool = False,
) -> None:
    """Write a session to `path` in the format of its extension, with its sidecars next to it.

    Either all the files appear or none do. Raises VoiceError, and OutputError, also if one of them
    exists and sivoice did not write it, unless `force`.
    """
    format, recording = (
        format_of(path, SOUNDS),
        Recording(
            timeline,
            frames_of(clips),
            progress=progress,
            pictures=pictures or Pictures(),
            source=source,
            engine=engine,
        ),
    )
    with staged() as files, files.file(path, owner_check(path, format, force=force)) as sound:
        format.write(sound, recording)
        sound.flush()  # here, where an error concerns the sound
        for sidecar in sidecars:
            beside = sidecar.beside(path)
            with files.file(beside, owner_check(beside, sidecar, force=force)) as text:
                text.write(sidecar.content(recording, sound))


def export_split(
    timeline: Timeline,
    clips: Clips,
    folder: Path,
    format: SoundFormat,
    progress: Progress = lambda _: None,
    *,
    pictures: Pictures | None = None,
    source: bytes = b"",
    force: bool = False,
) -> list[Part]:
    """Write a session into `folder`, one file per chapter, tagged as one album.

    Returns the files in order. Either all of them appear or none do. Files left over from an
    earlier, longer split of the same session are removed then. Raises VoiceError, and OutputError,
    also if one of them exists and sivoice did not write it, unless `force`.
    """
    parts, frames = split(timeline, folder, format.ending), frames_of(clips)
    pictures = pictures or Pictures()
    with staged() as files:
        files.folder(folder)
        for number, part in enumerate(parts, start=1):
            with files.file(part.path, owner_check(part.path, format, force=force)) as file:
                track = Track(timeline.title, number, len(parts))
                format.write(
                    file, Recording(part.timeline, frames, track, progress, pictures, source)
                )
        paths = {part.path for part in parts}
        for path in numbered(folder, format.ending):
            if path not in paths and is_part(path, format.label(path), timeline.title):
                files.remove(path)
    return parts


def frames_of(clips: Clips) -> Frames:
    """Return the clips as MP3 frames, with their cache."""
    return Frames(clips, ClipCache(clip_cache(), "frames"))
