"""Timeline -> LRC lyrics: each line of words with the time at which players show it."""

from __future__ import annotations

from sivoice.compile.captions import side_caption
from sivoice.export.transcript import Line, lines_of
from sivoice.language import Language, language
from sivoice.schedule.timeline import Kind, Timeline
from sivoice.units import SAMPLE_RATE, Samples, clock
from sivoice.version import __version__

MADE_BY = "[re:sivoice]"
"""The LRC field for the program that wrote the file, which identifies our lyrics."""


def lrc(timeline: Timeline) -> str:
    """Return a line `[mm:ss.xx]words` for every cue, hold, timer and rest, in order of time."""
    words = language(timeline.language)
    texts: dict[Samples, str] = {}
    for chapter in timeline.chapters:
        for one in chapter.passes:
            for line in lines_of(one, words):
                at, text = line.event.start, _text(line, words)
                # The first words of a timer begin when it does: players show one line at a time.
                texts[at] = f"{texts[at]}: {text}" if at in texts else text
    return "\n".join(f"[{_stamp(at)}]{text}" for at, text in texts.items())


def lrc_file(timeline: Timeline) -> str:
    """Return the contents of an .lrc file: the lyrics with a header."""
    about = [
        f"[ti:{timeline.title}]",
        f"[length:{clock(timeline.samples)}]",
        MADE_BY,
        f"[ve:{__version__}]",
    ]
    return "\n".join([*about, lrc(timeline), ""])


def _text(line: Line, words: Language) -> str:
    side = line.event.place.side
    if line.event.kind is Kind.HOLD and side is not None:
        return f"{line.text}, {side_caption(side, words)}"
    # Players would read a bracket directly after the time as another time.
    return f" {line.text}" if line.text.startswith("[") else line.text


def _stamp(at: Samples) -> str:
    minutes, hundredths = divmod(at * 100 // SAMPLE_RATE, 6_000)
    return f"{minutes:02d}:{hundredths // 100:02d}.{hundredths % 100:02d}"
