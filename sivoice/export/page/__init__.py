"""Timeline + the sound's address -> one page that shows a session as it is heard, with nothing from anywhere else."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Iterator
from hashlib import sha256
from itertools import chain, pairwise
from pathlib import Path
from typing import Any

from sivoice import __version__
from sivoice.export.cover import COVER_TYPE, cover
from sivoice.export.transcript import Chapter, Pass, transcript
from sivoice.schedule.timeline import Kind, Timeline
from sivoice.units import Samples, clock, seconds

GENERATOR = '<meta name="generator" content="sivoice'
"""How a page of ours is known."""
MP3_TYPE = "audio/mpeg"
_FOLDER = Path(__file__).parent
_DIGITS = 6
"""Of a second: finer than a sample, and what browsers keep."""


def page(timeline: Timeline, audio_url: str) -> str:
    """The page as HTML, with its styles and its script inside.

    `audio_url` is the MP3's address, or the MP3 itself as `data_url` gives it.
    """
    from jinja2 import Environment, FileSystemLoader, StrictUndefined

    pages = Environment(
        loader=FileSystemLoader(_FOLDER),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    pages.filters |= {"clock": clock, "seconds": _seconds}
    chapters = transcript(timeline)
    style, script = (
        (_FOLDER / name).read_text(encoding="utf-8") for name in ("page.css", "page.js")
    )
    return pages.get_template("page.html").render(
        timeline=timeline,
        chapters=chapters,
        session=session_data(timeline),
        audio_url=audio_url,
        cover=data_url(cover(), COVER_TYPE),
        style=style,
        script=script,
        policy=_policy(style, script),
        version=__version__,
    )


def data_url(data: bytes, media_type: str) -> str:
    """Data as an address that holds it: unlike a blob's, phones play and seek in such a sound."""
    return f"data:{media_type};base64,{b64encode(data).decode('ascii')}"


def session_data(timeline: Timeline) -> dict[str, Any]:
    """What the page's script is told, all times in seconds.

    `lines` are in the order of the transcript on the page. `stages` are the spans in which place and what follows stay
    the same; `again` is where the side that is done there begins.
    """
    chapters = transcript(timeline)
    counted = {Kind.HOLD: "hold", Kind.TIMER: "timer"}
    kinds = (
        (one, "ready" if one.to_get_ready else counted.get(one.kind)) for one in timeline.events
    )
    return {
        "title": timeline.title,
        "summary": _summary(timeline, chapters),
        "duration": _seconds(timeline.samples),
        "chapters": [
            {
                "title": one.title,
                "start": _seconds(one.start),
                "end": _seconds(one.end),
                "number": one.number,
            }
            for one in chapters
        ],
        "stretches": max((one.number for one in chapters), default=0),
        "stages": list(_stages(chapters)),
        "counts": [
            {"kind": kind, "start": _seconds(one.start), "end": _seconds(one.end)}
            for one, kind in kinds
            if kind
        ],
        "lines": [
            {
                "start": _seconds(line.event.start),
                "end": _seconds(line.event.end),
                "words": line.text if line.is_said else None,
            }
            for chapter in chapters
            for one in chapter.passes
            for line in one.lines
        ],
    }


def _stages(chapters: tuple[Chapter, ...]) -> Iterator[dict[str, Any]]:
    passes = [
        (number, one)
        for number, chapter in enumerate(chapters)
        for one in chapter.passes or (Pass(chapter.start, "", False, ()),)
    ]
    for (number, one), following in pairwise(chain(passes, [(len(chapters), None)])):
        assert one is not None
        chapter = chapters[number]
        start = chapter.start if chapter.passes[:1] == (one,) else one.start
        stage = {
            "chapter": number,
            "where": one.where,
            "again": _seconds(one.start if one.is_again else chapter.start),
        }
        after = _after(chapters, number, *following)
        hold = one.hold
        if hold is None:
            yield {"start": _seconds(start), **stage, "next": after}
        else:
            yield {"start": _seconds(start), **stage, "next": _small(hold.text)}
            yield {"start": _seconds(hold.event.start), **stage, "next": after}


def _after(
    chapters: tuple[Chapter, ...], number: int, next_number: int, following: Pass | None
) -> str:
    """What comes after a pass: the next side or set, the hold, the next chapter, or the end."""
    if following is None:
        return "the end"
    if next_number != number:
        return chapters[next_number].title
    return _small(following.where or (following.hold.text if following.hold else ""))


def _small(text: str) -> str:
    return text[:1].lower() + text[1:]


def _summary(timeline: Timeline, chapters: tuple[Chapter, ...]) -> str:
    """`16 minutes, 7 stretches`."""
    minutes = f"{timeline.minutes} minute{'' if timeline.minutes == 1 else 's'}"
    stretches = max((one.number for one in chapters), default=0)
    return (
        f"{minutes}, {stretches} stretch{'' if stretches == 1 else 'es'}" if stretches else minutes
    )


def _policy(style: str, script: str) -> str:
    """A Content-Security-Policy under which nothing is loaded or run but what the page itself holds, and its sound."""
    return (
        f"default-src 'none'; media-src data: 'self'; img-src data:; script-src {_hash(script)}; "
        f"style-src {_hash(style)}; base-uri 'none'; form-action 'none'"
    )


def _hash(text: str) -> str:
    return f"'sha256-{b64encode(sha256(text.encode()).digest()).decode('ascii')}'"


def _seconds(samples: Samples) -> float:
    return round(seconds(samples), _DIGITS)
