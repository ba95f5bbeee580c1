"""A timed session -> what its page makes every other version of it from."""

from __future__ import annotations

from sivoice.export.exporter import frames_of
from sivoice.export.page.engine import PageEngine
from sivoice.export.page.figures import figure_names
from sivoice.export.page.sound import can_splice, page_sound
from sivoice.session.choices.spoken import spoken_tables
from sivoice.session.session import TimedSession
from sivoice.session.speech import Progress


def page_engine(
    timed: TimedSession, progress: Progress = lambda done, of: None
) -> PageEngine | None:
    """Synthesise and encode what a page needs; None if nothing can be chosen.

    Raises VoiceError, which names the cue's line.
    """
    pad, length = timed.plan.pad, timed.clips.length
    if not can_splice(pad):
        return None
    tables = spoken_tables(timed, figure_names(timed.timeline), progress)
    if tables is None:
        return None
    sound = page_sound(
        list(tables.clips), pad, length, frames_of(timed.clips), tables.timelines(length)
    )
    return PageEngine(tables.as_json(length), sound)
