"""A session played on this terminal: the player with its screen, its keys and its bookmark."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from rich.console import Console

from sivoice.cli.screen import counted, warn
from sivoice.compile.plan import Step
from sivoice.errors import UsageError, VoiceError
from sivoice.folders import bookmark
from sivoice.player.bookmark import Bookmark, forget, keep
from sivoice.player.keys import keyboard
from sivoice.player.media_keys import media_keys
from sivoice.player.outputs import Output
from sivoice.player.player import Player, way_back
from sivoice.player.prepared import preparer
from sivoice.player.screen import LiveScreen, PlainScreen, Screen
from sivoice.player.transport import Now, Transport
from sivoice.schedule.scheduler import build_timeline
from sivoice.session.session import Session


def play_session(
    session: Session,
    left: Bookmark | None,
    mark: Callable[[Now, int], Bookmark],
    output: Output,
    *,
    plain: bool,
    quiet: bool,
) -> bool:
    """Play a session, from where it was left if it was; whether it was heard to its end."""
    clips = session.open_clips(to_play=True)
    if session.options.fit is not None:
        session = session.time(clips).session
    plan = session.plan_to_play()
    length = clips.known_or_guessed
    failed_cues: list[VoiceError] = []
    minutes = build_timeline(plan, length).minutes
    prepare = preparer(length, clips.samples, clips.bed, minutes, failed_cues.append)
    coaching, first, before = session.options.coaching is not False, 0, tuple[Step, ...]()
    if left is not None:
        if left.steps != len(plan.steps):
            raise UsageError(
                "the script has changed since it was left\nPlay it from the start with: sivoice play"
            )
        first, before = way_back(plan.steps, left.index)
        coaching = left.coaching
    if not quiet:
        for message in [*clips.warnings, *session.warnings]:
            warn(message)
    transport = Transport(plan.steps, prepare, coaching=coaching, first=first, before=before)

    def keep_place(now: Now) -> None:
        if now.index < len(plan.steps):
            keep(bookmark(), mark(now, len(plan.steps)))

    with (
        keyboard() as keys,
        media_keys(transport) as tell,
        _screen(plain=plain, quiet=quiet) as screen,
    ):
        player = Player(
            transport, output, screen, keys, plan.title, length, keep_place, tell, failed_cues
        )
        to_the_end = player.play()
    if failed_cues:
        warn(f"{counted(len(failed_cues), 'cue')} could not be spoken: {failed_cues[0]}")
    if to_the_end:
        forget(bookmark())
    return to_the_end


@contextmanager
def _screen(*, plain: bool, quiet: bool) -> Iterator[Screen]:
    """The terminal redrawn in place, or plain lines where it cannot be, or is not to be."""
    console = Console(quiet=quiet)
    if plain or not console.is_terminal or console.is_dumb_terminal:
        yield PlainScreen(console)
    else:
        with LiveScreen(console) as screen:
            yield screen
