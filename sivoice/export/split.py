"""Timeline -> one timeline for each chapter, and the names of their files, for players that show no chapters."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Iterator
from itertools import pairwise
from pathlib import Path

from msgspec.structs import replace

from sivoice.export.tags import our_album
from sivoice.schedule.timeline import Kind, Timeline

_NAME_LIMIT = 50
"""Characters of a title in a file's name."""
_NUMBERED = re.compile(r"[0-9]{2,}-[a-z0-9-]+")


def split(timeline: Timeline) -> tuple[Timeline, ...]:
    """A timeline for each chapter, entitled as it is, beginning at 0; together they have all the events and samples."""
    starts = [chapter.start for chapter in timeline.chapters]
    cuts = [0, *starts[1:], timeline.samples]
    parts = []
    for chapter, (start, end) in zip(timeline.chapters, pairwise(cuts), strict=True):
        events = [event for event in timeline.events if start <= event.start < end]
        assert all(event.end <= end for event in events), chapter
        parts.append(
            replace(
                timeline,
                plan=replace(timeline.plan, title=chapter.title),
                events=tuple(replace(event, start=event.start - start) for event in events),
                samples=end - start,
                left_out=(),  # what did not fit is told of the whole
            )
        )
    return tuple(parts)


def file_names(parts: Collection[Timeline], ending: str) -> list[str]:
    """`01-welcome.mp3`, `02-hip-adductor.mp3`: plain ASCII, as phones and memory cards want it, whatever the title."""
    width = max(2, len(str(len(parts))))
    return [
        f"{number:0{width}d}-{_word(part)}{ending}" for number, part in enumerate(parts, start=1)
    ]


def _word(part: Timeline) -> str:
    chapter = next(event for event in part.events if event.kind is Kind.CHAPTER)
    words = (_ascii(title) for title in (chapter.text, chapter.place.stretch) if title)
    return next((word for word in words if word), "chapter")


def _ascii(title: str) -> str:
    """A title's letters without their accents and digits, in groups; empty where it has none."""
    plain = unicodedata.normalize("NFKD", title.casefold()).encode("ascii", "ignore").decode()
    return "-".join(re.findall(r"[a-z0-9]+", plain.replace("'", "")))[:_NAME_LIMIT].strip("-")


def numbered(folder: Path, endings: Collection[str]) -> Iterator[Path]:
    """The files of a folder that are named as those of a split are."""
    for path in sorted(folder.iterdir()):
        if path.suffix in endings and _NUMBERED.fullmatch(path.stem):
            yield path


def is_part_of(path: Path, title: str) -> bool:
    """Whether a file is of a split of this session that sivoice wrote."""
    return our_album(path) == title
