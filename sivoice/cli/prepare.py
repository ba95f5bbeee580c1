"""Steps that commands share when they make a session: reading, synthesis, progress and warnings."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from sivoice.cli.screen import progress, report, warn_all
from sivoice.units import Samples, seconds, written

if TYPE_CHECKING:
    from sivoice.schedule.timeline import Timeline
    from sivoice.script.library import LoadedScript
    from sivoice.session.session import Session, TimedSession


def read(script: str, *, quiet: bool, advice: bool = False) -> tuple[Path, LoadedScript]:
    """Read a script, given its name or path, with the stretches it plays; return its path too.

    Prints its faults, with advice about doses if requested, and exits if one is an error. Raises
    UsageError, ScriptError.
    """
    from sivoice.script.diagnostics import without_advice
    from sivoice.script.library import load
    from sivoice.script.names import find

    path = find(script)
    scripts, faults = load(path)
    report(faults if advice else without_advice(faults), quiet=quiet)
    return path, scripts


def time_session(session: Session, *, quiet: bool) -> TimedSession:
    """Synthesise and schedule a session, showing progress and then warnings."""
    clips = session.open_clips()
    with progress("Speaking", "of the words", quiet=quiet) as update:
        timed = session.time(clips, update)
    warn_all([*clips.warnings, *timed.session.warnings], quiet=quiet)
    return timed


@contextmanager
def writing(timeline: Timeline, *, quiet: bool) -> Iterator[Callable[[Samples], None]]:
    """Show progress of writing; the block calls it with each further number of samples."""
    with progress("Writing", "of the sound", quiet=quiet) as update:
        done = 0

        def count(more: Samples) -> None:
            nonlocal done
            done += more
            update(done, timeline.samples)

        yield count


def warn_half_replaced(folder: Path, *, quiet: bool) -> None:
    """Name the sets of files in a folder that a killed run has replaced only in part."""
    from sivoice.staging import sweep

    if not quiet:  # or else it is left for a run that can say it
        warn_all(sweep(folder), quiet=quiet)


def warn_misfits(timeline: Timeline, *, quiet: bool) -> None:
    """Name the cues that did not fit and the rests that got longer, each once."""
    cues = {(cue.source, cue.text): cue for cue in timeline.left_out}.values()
    messages = [f"{Path(cue.source).name}: left out `{cue.text}`: {cue.reason}" for cue in cues]
    longest = {rest.source: rest for rest in sorted(timeline.long_rests, key=lambda r: r.needed)}
    for rest in longest.values():
        name, needed = Path(rest.source).name, seconds(rest.needed)
        messages.append(
            f"{name}: the rest of {written(rest.asked)} lasts {needed:.1f} s, "
            "because the words in it take that long"
        )
    warn_all(messages, quiet=quiet)


def print_fit(session: Session) -> None:
    """Print what was changed to fit a session to its length, if a length was requested."""
    if session.fitted:
        typer.echo(session.fitted)
