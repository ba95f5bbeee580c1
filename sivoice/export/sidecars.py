"""Timeline -> the files that stand beside the sound where they are asked for: lyrics, a transcript, a page."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import BinaryIO

from sivoice.export import lyrics, page, transcript
from sivoice.schedule.timeline import Timeline

_HEAD = 2_000
"""Characters in which a file of ours says so."""
_TEXTS: dict[str, Callable[[Timeline], str]] = {
    ".lrc": lyrics.lrc_file,
    ".txt": transcript.as_text,
    ".md": transcript.as_markdown,
}
_MARKS = {
    ".lrc": lyrics.MADE_BY,
    ".txt": transcript.MADE_WITH,
    ".md": transcript.MADE_WITH,
    ".html": page.GENERATOR,
}
PAGE = ".html"


def text_beside(path: Path, timeline: Timeline, mp3: BinaryIO) -> bytes:
    """What is written under a name that ends in .lrc, .txt, .md or .html; the last holds the sound."""
    if path.suffix == PAGE:
        mp3.seek(0)
        return page.page(timeline, page.data_url(mp3.read(), page.MP3_TYPE)).encode()
    return _TEXTS[path.suffix](timeline).encode()


def is_our_text(path: Path) -> bool:
    """Whether sivoice wrote a file that stands beside the sound: its beginning says so."""
    with path.open(encoding="utf-8", errors="replace") as file:
        return _MARKS[path.suffix] in file.read(_HEAD)
