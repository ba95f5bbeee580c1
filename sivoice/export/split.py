"""Timeline -> a timeline and a file name per chapter, for players that do not show chapters."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

from msgspec import Struct
from msgspec.structs import replace

from sivoice.export.tags import Label
from sivoice.schedule.timeline import TimedChapter, Timeline
from sivoice.units import Samples

_NAME_LIMIT = 50
"""How many characters of a title go into a file name."""
_NUMBERED = re.compile(r"([0-9]{2,})-([a-z0-9-]+)")
_UNNAMED = "chapter"


class Part(Struct, frozen=True):
    """One file of a split session."""

    path: Path
    timeline: Timeline
    """The chapter alone, under its own title, starting at 0."""


def split(timeline: Timeline, folder: Path, ending: str) -> list[Part]:
    """Split a session into one file per chapter in `folder`, in order.

    Together they contain all its events and samples. The names are plain ASCII, for phones and
    memory cards: `01-welcome.mp3`, `02-hip-adductor.mp3`.
    """
    chapters = timeline.chapters
    digits = max(2, len(str(len(chapters))))
    cuts = [0, *(chapter.start for chapter in chapters[1:]), timeline.samples]
    parts = []
    for index, (start, end) in enumerate(pairwise(cuts)):
        chapter = chapters[index]
        name = f"{index + 1:0{digits}d}-{_word(chapter)}{ending}"
        parts.append(Part(folder / name, _cut(timeline, chapter, start, end)))
    return parts


def _cut(timeline: Timeline, chapter: TimedChapter, start: Samples, end: Samples) -> Timeline:
    events = [event for event in timeline.events if start <= event.start < end]
    assert all(event.end <= end for event in events), chapter
    return replace(
        timeline,
        plan=replace(timeline.plan, title=chapter.title),
        events=tuple(replace(event, start=event.start - start) for event in events),
        samples=end - start,
        left_out=(),  # reported for the whole session
    )


def _word(chapter: TimedChapter) -> str:
    """Return a chapter's part of a file name: its title, or else the name of its stretch."""
    for title in (chapter.title, chapter.stretch):
        if title and (word := _ascii(title)):
            return word
    return _UNNAMED


def _ascii(title: str) -> str:
    """Reduce a title to lower-case ASCII words joined by hyphens; empty if none are left."""
    plain = unicodedata.normalize("NFKD", title.casefold()).encode("ascii", "ignore").decode()
    return "-".join(re.findall(r"[a-z0-9]+", plain.replace("'", "")))[:_NAME_LIMIT].strip("-")


def numbered(folder: Path, ending: str) -> Iterator[Path]:
    """Yield the files in a folder that are named like the parts of a split session, in order."""
    for path in sorted(folder.iterdir()):
        if path.suffix == ending and _NUMBERED.fullmatch(path.stem):
            yield path


def is_part(path: Path, label: Label | None, album: str) -> bool:
    """Return whether a file is a part of a split session under the name that it was given.

    A copy that the user has renamed is not. Nor is, to be safe, a part named after its stretch.
    """
    name = _NUMBERED.fullmatch(path.stem)
    if label is None or label.album != album or name is None:
        return False
    return (int(name[1]), name[2]) == (label.number, _ascii(label.title) or _UNNAMED)
