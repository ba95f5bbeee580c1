"""Timeline -> LRC: the words with the times at which players show them."""

from __future__ import annotations

from sivoice.compile.captions import side_caption
from sivoice.export.transcript import hold_in_words
from sivoice.language import Language, language
from sivoice.schedule.timeline import Event, Kind, Timeline
from sivoice.units import SAMPLE_RATE, Samples, clock
from sivoice.version import __version__

MADE_BY = "[re:sivoice]"
"""How lyrics of ours are known: LRC's field for the program that made them."""


def lrc(timeline: Timeline) -> str:
    """A line for every cue and every hold, in order of time, `[mm:ss.xx]words`."""
    words = language(timeline.language)
    lines = []
    for event in timeline.events:
        if text := _text(event, words):
            lines.append(f"[{_stamp(event.start)}]{text}")
    return "\n".join(lines)


def lrc_file(timeline: Timeline) -> str:
    """The same with what an .lrc file says about itself."""
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
            # Directly after the time, a bracket would be read as another time.
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
