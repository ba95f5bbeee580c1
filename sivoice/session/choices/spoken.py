"""A timed session -> the tables of its page, with every clip that a choice needs spoken."""

from __future__ import annotations

from collections.abc import Sequence

from sivoice.schedule.timeline import Utterance
from sivoice.session.choices.tables import Tables, tables
from sivoice.session.session import TimedSession
from sivoice.session.speech import Progress, synthesise


def spoken_tables(
    timed: TimedSession,
    figures: Sequence[str] = (),
    progress: Progress = lambda done, of: None,
) -> Tables | None:
    """Make the tables of a session's page, and synthesise the clips that are not cached.

    None if nothing can be chosen. `figures` are the names of the figures that the page can show.
    Raises VoiceError, which names the cue's line.
    """
    session = timed.session
    made = tables(session.scripts, session.options, session.asked, timed.timeline.minutes, figures)
    if made is None:
        return None
    lines = {
        (clip.spoken, clip.calm): source
        for clip, source in made.clips.items()
        if isinstance(clip, Utterance)
    }
    synthesise(lines, timed.clips.speech, progress)
    return made
