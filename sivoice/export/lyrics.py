"""Timeline -> LRC: the words with the times at which players show them."""

from __future__ import annotations

from sivoice import __version__
from sivoice.export.transcript import lasting
from sivoice.schedule.timeline import Event, Kind, Timeline
from sivoice.units import SAMPLE_RATE, Samples, clock

MADE_BY = "[re:sivoice]"
"""How lyrics of ours are known: LRC's field for the program that made them."""


def lrc(timeline: Timeline) -> str:
    """A line for every cue and every hold, in order of time, `[mm:ss.xx]words`."""
    lines = [
        f"[{_stamp(event.start)}]{words}" for event in timeline.events if (words := _words(event))
    ]
    return "\n".join(lines)


def lrc_file(timeline: Timeline) -> str:
    """The same with what an .lrc file says about itself."""
    about = (
        f"[ti:{timeline.title}]\n[length:{clock(timeline.samples)}]\n{MADE_BY}\n[ve:{__version__}]"
    )
    return f"{about}\n{lrc(timeline)}\n"


def _words(event: Event) -> str | None:
    match event.kind:
        case Kind.SPEECH:
            # Right behind the time, a bracket would be read as another one.
            return f" {event.text}" if event.text and event.text.startswith("[") else event.text
        case Kind.HOLD:
            side = f", {event.place.side} side" if event.place.side else ""
            return f"Hold {lasting(event.length)}{side}"
        case _:
            return None


def _stamp(at: Samples) -> str:
    minutes, hundredths = divmod(at * 100 // SAMPLE_RATE, 6_000)
    return f"{minutes:02d}:{hundredths // 100:02d}.{hundredths % 100:02d}"
