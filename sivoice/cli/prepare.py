"""Steps that commands share when they make a session: reading, synthesis, progress and warnings."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING

from sivoice.cli.screen import counted, progress, report, warn_all
from sivoice.cli.terminal import echo
from sivoice.errors import listed
from sivoice.script.limits import SHOWN_FAULTS
from sivoice.units import Samples, seconds, written

if TYPE_CHECKING:
    from sivoice.export.page.engine import PageEngine
    from sivoice.export.pictures import Pictures
    from sivoice.schedule.timeline import LongRest, Timeline
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


def make_engine(timed: TimedSession, *, quiet: bool) -> PageEngine | None:
    """Synthesise and encode what a page needs to make other versions of a session."""
    from sivoice.session.choices.engine import page_engine

    with progress("Speaking", "of the words for other choices", quiet=quiet) as update:
        return page_engine(timed, update)


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
    messages = [
        f"{Path(cue.source).name}: left out `{cue.text}`: {cue.reason}"
        for cue in islice(cues, SHOWN_FAULTS)
    ]
    if more := len(cues) - len(messages):
        messages.append(f"{counted(more, 'more cue')} left out")
    warn_all([*messages, *long_rest_messages(timeline.long_rests)], quiet=quiet)


def warn_undrawn(pictures: Pictures, *, quiet: bool) -> None:
    """Print what is wrong with the figures that a file goes without."""
    if pictures.problems and not quiet:
        echo("\n\n".join(pictures.problems.values()), err=True)
        warn_all([f"the file has no picture of {listed(pictures.problems)}"], quiet=quiet)


def long_rest_messages(rests: Iterable[LongRest], *, about: str = "") -> Iterator[str]:
    """Say how long each rest that got longer lasts. `about` is said before the time."""
    longest = {rest.source: rest for rest in sorted(rests, key=lambda rest: rest.needed)}
    for rest in longest.values():
        name, needed = Path(rest.source).name, seconds(rest.needed)
        yield (
            f"{name}: the rest of {written(rest.asked)} lasts {about}{needed:.1f} s, "
            "because the words in it take that long"
        )


def print_fit(session: Session) -> None:
    """Print what was changed to fit a session to its length, if a length was requested."""
    if session.fitted:
        echo(session.fitted)
