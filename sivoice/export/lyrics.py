"""Timeline -> LRC lyrics: each line of words with the time at which players show it."""

from __future__ import annotations

from sivoice.compile.captions import side_caption
from sivoice.export.transcript import hold_in_words
from sivoice.language import Language, language
from sivoice.schedule.timeline import Event, Kind, Timeline
from sivoice.units import SAMPLE_RATE, Samples, clock
from sivoice.version import __version__

MADE_BY = "[re:sivoice]"
"""The LRC field for the program that wrote the file, which identifies our lyrics."""


def lrc(timeline: Timeline) -> str:
    """Return a line `[mm:ss.xx]words` for every cue and every hold, in order of time."""
    words = language(timeline.language)
    texts = ((event.start, _text(event, words)) for event in timeline.events)
    return "\n".join(f"[{_stamp(start)}]{text}" for start, text in texts if text)


def lrc_file(timeline: Timeline) -> str:
    """Return the contents of an .lrc file: the lyrics with a header."""
    about = [
        f"[ti:{timeline.title}]",
        f"[length:{clock(timeline.samples)}]",
        MADE_BY,
        f"[ve:{__version__}]",
    ]
    return "\n".join([*about, lrc(timeline), ""])


def _text(event: Event, words: Language) -> str | None:
    match event.kind:
        case Kind.SPEECH:
            # Players would read a bracket directly after the time as another time.
            return f" {event.text}" if event.text and event.text.startswith("[") else event.text
        case Kind.HOLD:
            hold = hold_in_words(event, words)
            side = event.place.side
            return hold if side is None else f"{hold}, {side_caption(side, words)}"
        case _:
            return None


def _stamp(at: Samples) -> str:
    minutes, hundredths = divmod(at * 100 // SAMPLE_RATE, 6_000)
    return f"{minutes:02d}:{hundredths // 100:02d}.{hundredths % 100:02d}"
