"""Timeline + sound URL -> a self-contained HTML page that shows a session as it plays."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Collection, Iterator, Sequence
from hashlib import sha256
from pathlib import Path
from typing import Any

from msgspec import to_builtins

from sivoice.compile.captions import capitalised, following, how_often, where_in
from sivoice.compile.plan import Chapter
from sivoice.compile.steps import Say
from sivoice.export.cover import COVER_TYPE, cover
from sivoice.export.page.engine import SCRIPTS as ENGINE
from sivoice.export.page.engine import PageEngine
from sivoice.export.page.figures import looks, page_figures
from sivoice.export.source import in_html
from sivoice.export.transcript import Line, lines_of
from sivoice.language import Language, language
from sivoice.schedule.timeline import Kind, TimedChapter, Timeline
from sivoice.units import GRID, MINUTE, SAMPLE_RATE, SECOND, Samples, clock, seconds
from sivoice.version import __version__

GENERATOR = '<meta name="generator" content="sivoice'
"""Identifies our pages."""
_FOLDER = Path(__file__).parent
_STYLES = (
    "base.css",
    "cards.css",
    "player.css",
    "screens.css",
    "controls.css",
    "sheets.css",
    "choices.css",
)
_PRINT = "print.css"
"""Comes last, as it overrides the others."""
_SCRIPTS = (
    "base.js",
    "session.js",
    "player.js",
    "lockscreen.js",
    "stage.js",
    "progress.js",
    "sheets.js",
    "choices.js",
    "dose.js",
    "change.js",
    "keys.js",
)
_START = "start.js"
"""Comes last, as it starts what the others define."""
_DIGITS = 6
"""Decimal places of times in seconds: finer than a sample, and what browsers preserve."""


def page(
    timeline: Timeline,
    audio_url: str,
    source: bytes = b"",
    files: Sequence[tuple[str, str]] = (),
    engine: PageEngine | None = None,
) -> str:
    """Return the page as HTML, with its style sheet and its script inside.

    `audio_url` is the URL of the MP3, or the MP3 itself as a `data_url`. `source` is what the page
    carries of its scripts, packed; empty if it carries nothing. `files` are the URLs of files to
    keep, each with the label of its link. `engine` makes other versions of the session; without
    one, the page has no choices.
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
    name = timeline.plan.listener
    pages.filters["clock"] = clock
    styles, scripts, colours = list(_STYLES), list(_SCRIPTS), ""
    if figures := page_figures(timeline):
        from sivoice.figure.palette import stylesheet

        styles.append("figures.css")
        scripts.append("figures.js")
        colours = stylesheet()
    style = "\n".join(map(_read, (*styles, _PRINT))) + colours
    # One function around all of them, so that they share their names with nothing else.
    code = "\n".join(map(_read, (*(ENGINE if engine else ()), *scripts, _START)))
    script = f'"use strict";\n(() => {{\n{code}}})();\n'
    return pages.get_template("page.html").render(
        timeline=timeline,
        chapters=[(chapter, list(_groups(chapter, words))) for chapter in timeline.chapters],
        session=session_data(timeline, [one.name for one in figures]),
        figures=figures,
        artwork={one.name: one.artwork for one in figures},
        words=words.page,
        handout=words.handout,
        often=how_often(timeline.plan, words),
        equipment=_equipment(timeline),
        cautions=list(_cautions(timeline)),
        root=words.tag,
        listener=f"{words.handout.for_} {name}" if name else "",
        audio_url=audio_url,
        files=files,
        source=in_html(source),
        engine=engine,
        cover=data_url(cover(), COVER_TYPE),
        style=style,
        script=script,
        policy=_policy(style, script),
        version=__version__,
        made_with=words.transcript.made_with.format(version=__version__),
    )


def _read(name: str) -> str:
    return (_FOLDER / name).read_text(encoding="utf-8")


def data_url(data: bytes, media_type: str) -> str:
    """Encode data as a URL. Phones can play and seek such a sound, but not a blob URL."""
    return f"data:{media_type};base64,{b64encode(data).decode('ascii')}"


def session_data(timeline: Timeline, figures: Collection[str] = ()) -> dict[str, Any]:
    """Return the data for the page's script, with all times in seconds.

    `lines` are those of the transcript, in order; `words` is null for a hold, a timer or a rest.
    `stages` are the spans in which the place and what comes next stay the same; `again` is where
    the current side starts. `counts` are the spans that are counted down, starting from `most`
    whole seconds. `looks` are the spans in which the same picture is shown, if any of these
    `figures` are.
    """
    words = language(timeline.language)
    chapters = timeline.chapters
    shown = [
        {"start": _seconds(start), **(to_builtins(look) if look else {})}
        for start, look in looks(timeline, figures)
    ]
    return {
        "title": timeline.title,
        "summary": _summary(timeline, words),
        "duration": _seconds(timeline.samples),
        "chapters": [
            {
                "title": one.title,
                "stretch": one.stretch,
                "start": _seconds(one.start),
                "end": _seconds(one.end),
                "number": _of(one.number, chapters, words),
                "lang": one.language or timeline.language,
            }
            for one in chapters
        ],
        "stages": list(_stages(timeline, words)),
        "counts": list(_counts(timeline)),
        "lines": list(_lines(timeline, words)),
        "often": "; ".join(how_often(timeline.plan, words)),
        "labels": labels(words),
        **({"looks": shown} if shown else {}),
    }


def _groups(chapter: TimedChapter, words: Language) -> Iterator[tuple[str, list[Line]]]:
    """Yield the caption and the lines of each pass of a chapter, for the page's transcript."""
    for one in chapter.passes:
        lines = list(lines_of(one, words))
        if lines:
            yield capitalised(where_in(one.place, words)), lines


def _of(number: int, chapters: tuple[TimedChapter, ...], words: Language) -> str:
    """Return `3 of 7`, or an empty text for the session's own chapters."""
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
                    "text": line.text,
                    "inside": line.inside,
                    "lang": line.event.language or timeline.language,
                }


def labels(words: Language) -> dict[str, str]:
    """Return the labels that the page's script shows: one per state of the page, then others."""
    return {
        **to_builtins(words.page),
        "hold": words.shown.hold,
        "ready": words.shown.get_ready,
        "timer": words.shown.timer,
        "words": words.page.listen,
        "start": words.page.start,
        "over": words.page.done,
        "next": words.page.then,
        "each-side": words.handout.each_side,
        "only-right": words.sides.right_side,
        "only-left": words.sides.left_side,
        "second": words.short(SECOND),
        "reps-of": words.handout.reps,
        "hold-of": words.shown.timed_hold,
        "minutes-of": words.time.minutes,
        "minute-of": words.time.minute,
    }


def _equipment(timeline: Timeline) -> list[str]:
    """Return what the stretches need, each thing once."""
    needed = ",".join(one.equipment or "" for one in timeline.plan.chapters).split(",")
    return list(dict.fromkeys(filter(None, map(str.strip, needed))))


def _cautions(timeline: Timeline) -> Iterator[tuple[Chapter, list[str]]]:
    """Yield each chapter that has cautions, with those."""
    for chapter in timeline.plan.chapters:
        texts = [" ".join(step.parts) for step in chapter.cautions if isinstance(step, Say)]
        if texts:
            yield chapter, list(dict.fromkeys(texts))


def _summary(timeline: Timeline, words: Language) -> str:
    """Return `16 minutes, 7 stretches`."""
    minutes = words.lasting(timeline.minutes * MINUTE)
    number = max((one.number for one in timeline.chapters), default=0)
    if not number:
        return minutes
    stretches = words.page.stretch if number == 1 else words.page.stretches
    return words.page.length.format(time=minutes, stretches=stretches.format(number=number))


def _policy(style: str, script: str) -> str:
    """Return a Content-Security-Policy that allows only the page's own content and sound."""
    return (
        f"default-src 'none'; media-src data: 'self'; img-src data:; script-src {_hash(script)}; "
        f"style-src {_hash(style)}; base-uri 'none'; form-action 'none'"
    )


def _hash(text: str) -> str:
    return f"'sha256-{b64encode(sha256(text.encode()).digest()).decode('ascii')}'"


def _seconds(samples: Samples) -> float:
    return round(seconds(samples), _DIGITS)
