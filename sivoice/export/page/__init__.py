"""Timeline + the sound's address -> one page that shows a session as it is heard, with nothing from anywhere else."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path
from typing import Any

from sivoice.compile.captions import capitalised, following, where_in
from sivoice.export.cover import COVER_TYPE, cover
from sivoice.export.transcript import Line, lines_of
from sivoice.language import Language, language
from sivoice.schedule.timeline import Kind, TimedChapter, Timeline
from sivoice.units import GRID, MINUTE, SAMPLE_RATE, Samples, clock, seconds
from sivoice.version import __version__

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
    words = language(timeline.language)
    pages.filters |= {"clock": clock, "seconds": _seconds}
    style, script = (
        (_FOLDER / name).read_text(encoding="utf-8") for name in ("page.css", "page.js")
    )
    return pages.get_template("page.html").render(
        timeline=timeline,
        chapters=[(chapter, list(_groups(chapter, words))) for chapter in timeline.chapters],
        session=session_data(timeline),
        words=words.page,
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

    `lines` are in the order of the transcript on the page. `stages` are the spans in which the
    place and what follows stay the same; `again` is where the side that is done there begins.
    `counts` are what is counted down, from `most` whole seconds.
    """
    words = language(timeline.language)
    chapters = timeline.chapters
    return {
        "title": timeline.title,
        "summary": _summary(timeline, words),
        "duration": _seconds(timeline.samples),
        "chapters": [
            {
                "title": one.title,
                "start": _seconds(one.start),
                "end": _seconds(one.end),
                "number": _of(one.number, chapters, words),
            }
            for one in chapters
        ],
        "stages": list(_stages(timeline, words)),
        "counts": list(_counts(timeline)),
        "lines": list(_lines(timeline, words)),
        "labels": _labels(words),
    }


def _groups(chapter: TimedChapter, words: Language) -> Iterator[tuple[str, list[Line]]]:
    """The captions and the lines of a chapter's passes, for the transcript on the page."""
    for one in chapter.passes:
        lines = list(lines_of(one, words))
        if lines:
            yield capitalised(where_in(one.place, words)), lines


def _of(number: int, chapters: tuple[TimedChapter, ...], words: Language) -> str:
    """`3 of 7`; empty for the session's own parts."""
    total = max(one.number for one in chapters)
    return words.shown.of.format(number=number, total=total) if number else ""


def _stages(timeline: Timeline, words: Language) -> Iterator[dict[str, Any]]:
    for index, chapter in enumerate(timeline.chapters):
        start = chapter.start
        for one in chapter.passes:
            where = capitalised(where_in(one.place, words))
            again = _seconds(one.start if one.is_pass else chapter.start)
            shown = None
            for event in one.events:
                then = following(timeline.plan, event.place, words)
                if then != shown:
                    shown = then
                    stage = {"chapter": index, "where": where, "again": again, "next": then}
                    yield {"start": _seconds(start), **stage}
                start = event.end


def _counts(timeline: Timeline) -> Iterator[dict[str, Any]]:
    kinds = {Kind.HOLD: "hold", Kind.TIMER: "timer"}
    for event in timeline.events:
        kind = "ready" if event.to_get_ready else kinds.get(event.kind)
        if kind:
            # The grid makes a hold of 30 s a little longer, and 31 must not flash up.
            most = -(-(event.length - GRID + 1) // SAMPLE_RATE)
            start, end = _seconds(event.start), _seconds(event.end)
            yield {"kind": kind, "start": start, "end": end, "most": most}


def _lines(timeline: Timeline, words: Language) -> Iterator[dict[str, Any]]:
    for chapter in timeline.chapters:
        for one in chapter.passes:
            for line in lines_of(one, words):
                yield {
                    "start": _seconds(line.event.start),
                    "end": _seconds(line.event.end),
                    "words": line.text if line.is_said else None,
                }


def _labels(words: Language) -> dict[str, str]:
    """What the page's script shows, by the state that the page is in, and by what it tells."""
    return {
        "hold": words.shown.hold,
        "ready": words.shown.get_ready,
        "timer": words.shown.timer,
        "words": words.page.listen,
        "start": words.page.start,
        "over": words.page.done,
        "next": words.page.then,
        "play": words.page.play,
        "pause": words.page.pause,
        "trouble": words.page.trouble,
    }


def _summary(timeline: Timeline, words: Language) -> str:
    """`16 minutes, 7 stretches`."""
    minutes = words.lasting(timeline.minutes * MINUTE)
    number = max((one.number for one in timeline.chapters), default=0)
    if not number:
        return minutes
    stretches = words.page.stretch if number == 1 else words.page.stretches
    return words.page.length.format(time=minutes, stretches=stretches.format(number=number))


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
