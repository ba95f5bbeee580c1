"""Plays a session in this terminal: connects the player to its screen, keys and bookmark."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from sivoice.cli.prepare import print_fit
from sivoice.cli.screen import counted, warn, warn_all
from sivoice.cli.terminal import console, echo, is_unicode
from sivoice.compile.captions import how_often
from sivoice.errors import VoiceError
from sivoice.language import Language, language
from sivoice.player.bookmark import Bookmark, Request, digest, forget, keep, resume_at
from sivoice.player.keys import keyboard
from sivoice.player.media_keys import media_keys
from sivoice.player.now import Now
from sivoice.player.outputs import Output
from sivoice.player.player import Player
from sivoice.player.prepare import preparer
from sivoice.player.route import WayBack
from sivoice.player.screen import LiveScreen, PlainScreen, Screen
from sivoice.player.transport import Transport
from sivoice.schedule.scheduler import build_timeline
from sivoice.session.session import Session


def play_session(
    session: Session,
    request: Request,
    left_at: Bookmark | None,
    output: Output,
    *,
    place: Path | None,
    plain: bool,
    quiet: bool,
) -> bool:
    """Play a session, from the bookmark if there is one, and return whether it reached its end.

    The bookmark is kept in the file `place`, or nowhere if it is None. Raises UsageError if the
    scripts have changed since the bookmark was made.
    """
    clips = session.open_clips(to_play=True)
    if session.options.fit is not None:
        session = session.time(clips).session
    plan = session.plan_to_play()
    steps, plan_digest, words = plan.steps(), digest(plan), language(plan.language)
    length = clips.known_or_guessed
    failed_cues: list[VoiceError] = []
    minutes = build_timeline(plan, length).minutes
    prepare = preparer(length, clips, minutes, failed_cues.append, plan.pad)
    coaching = session.options.coaching is not False
    back = WayBack(0)
    if left_at is not None:
        back = resume_at(plan, steps, left_at)
        coaching = left_at.coaching
    warn_all([*clips.warnings, *session.warnings], quiet=quiet)
    if not quiet:
        print_fit(session)
    transport = Transport(
        steps,
        prepare,
        coaching=coaching,
        first=back.first,
        before=back.before,
        again=words.spoken.again,
    )
    keep_place = _keeper(place, request, plan_digest)
    with (
        keyboard() as keys,
        media_keys(transport) as tell,
        _screen(words, plain=plain, quiet=quiet) as screen,
    ):
        player = Player(
            transport, output, screen, keys, plan, words, length, keep_place, tell, failed_cues
        )
        to_the_end = player.play()
    if failed_cues:
        warn(f"{counted(len(failed_cues), 'cue')} could not be spoken: {failed_cues[0]}")
    if to_the_end:
        if place is not None:
            forget(place)
        if not quiet:
            for text in how_often(plan, words):
                echo(text)
    return to_the_end


def _keeper(place: Path | None, request: Request, plan_digest: str) -> Callable[[Now], None]:
    """Return a function that keeps the bookmark in a file, or does nothing for None."""

    def keep_place(now: Now) -> None:
        if now.planned is not None and place is not None:
            here = Bookmark(request, now.index, plan_digest, now.planned.place, now.coaching)
            keep(place, here)

    return keep_place


@contextmanager
def _screen(words: Language, *, plain: bool, quiet: bool) -> Iterator[Screen]:
    """Open a screen that is redrawn in place, or one of plain lines if that is not possible."""
    out = console(quiet=quiet)
    # Without Unicode there are no large figures.
    if plain or not out.is_terminal or out.is_dumb_terminal or not is_unicode():
        yield PlainScreen(out, words)
    else:
        with LiveScreen(out, words) as screen:
            yield screen
