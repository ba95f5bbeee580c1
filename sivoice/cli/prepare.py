"""What the commands that make a session's sound share: its progress, and what is said of it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import typer
from msgspec import Struct

from sivoice.cli.screen import progress, report, warn
from sivoice.units import Samples, written

if TYPE_CHECKING:
    from sivoice.compile.plan import Plan
    from sivoice.schedule.timeline import Timeline
    from sivoice.script.library import LoadedScript
    from sivoice.session.clips import SessionClips
    from sivoice.session.session import Session


def read(script: str, *, quiet: bool) -> tuple[Path, LoadedScript]:
    """A script by its name or path, and what it plays. Its faults are told; an error among them ends the command."""
    from sivoice.script.library import find, load

    path = find(script)
    scripts, faults = load(path)
    report(faults, quiet=quiet)
    return path, scripts


class TimedSession(Struct, frozen=True):
    """A session with everything that is known once it is laid out in time."""

    session: Session
    """As it was asked for, or as it was fitted to a length."""
    plan: Plan
    timeline: Timeline
    clips: SessionClips


def time_session(session: Session, *, quiet: bool) -> TimedSession:
    """Synthesise a session and lay it out in time, showing the progress and then its warnings."""
    clips = session.sources()
    with progress("Speaking", "of the words", quiet=quiet) as told:
        session, plan, timeline = session.time(clips, told)
    if not quiet:
        for message in [*clips.warnings, *session.warnings]:
            warn(message)
    return TimedSession(session, plan, timeline, clips)


@contextmanager
def writing(timeline: Timeline, *, quiet: bool) -> Iterator[Callable[[Samples], None]]:
    """A bar that is told how many samples more have been written."""
    with progress("Writing", "of the sound", quiet=quiet) as told:
        done = 0

        def count(more: Samples) -> None:
            nonlocal done
            done += more
            told(done, timeline.samples)

        yield count


def say_left_out(timeline: Timeline) -> None:
    """Name the cues that did not fit, each place once, on standard error."""
    for cue in {(cue.source, cue.text): cue for cue in timeline.left_out}.values():
        warn(f"{Path(cue.source).name}: left out `{cue.text}`: {cue.reason}")


def say_fitted(session: Session) -> None:
    """What was chosen to bring a session to its length, if a length was asked for."""
    from sivoice.session.fit import told

    if session.options.fit is not None:
        typer.echo(f"Brought to {written(session.options.fit)} with {told(session.options)}")
