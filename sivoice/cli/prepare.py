"""What the commands that make a session have in common: reading, progress and messages."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from sivoice.cli.screen import progress, report, warn
from sivoice.units import Samples

if TYPE_CHECKING:
    from sivoice.schedule.timeline import Timeline
    from sivoice.script.library import LoadedScript
    from sivoice.session.session import Session, TimedSession


def read(script: str, *, quiet: bool) -> tuple[Path, LoadedScript]:
    """Read a script by its name or path, with the stretches that it plays.

    Its faults are reported; an error among them ends the command. Raises UsageError, ScriptError.
    """
    from sivoice.script.library import find, load

    path = find(script)
    scripts, faults = load(path)
    report(faults, quiet=quiet)
    return path, scripts


def time_session(session: Session, *, quiet: bool) -> TimedSession:
    """Synthesise a session and lay it out in time, showing the progress and then its warnings."""
    clips = session.open_clips()
    with progress("Speaking", "of the words", quiet=quiet) as told:
        timed = session.time(clips, told)
    if not quiet:
        for message in [*clips.warnings, *timed.session.warnings]:
            warn(message)
    return timed


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
    """Say what was changed to bring a session to its length, if a length was asked for."""
    if session.fitted:
        typer.echo(session.fitted)
