"""A script that is played while it is written: all of it, and then what each save changes."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import suppress
from pathlib import Path

from sivoice.cli.figure_page import FigurePages
from sivoice.cli.screen import print_error, print_faults, warn_all
from sivoice.cli.terminal import console, echo
from sivoice.compile.plan import Plan, PlannedStep
from sivoice.compile.resolve import languages
from sivoice.errors import DeviceError, SivoiceError, VoiceError
from sivoice.files import Saves
from sivoice.language import language
from sivoice.options.options import Options
from sivoice.player.changes import changed_steps, from_first_words
from sivoice.player.keys import Control, Keys
from sivoice.player.outputs import SystemOutput
from sivoice.player.player import Player
from sivoice.player.prepare import preparer
from sivoice.player.screen import PlainScreen
from sivoice.player.transport import Transport
from sivoice.schedule.scheduler import build_timeline
from sivoice.script.diagnostics import errors_among, without_advice
from sivoice.script.library import load
from sivoice.script.names import kind_of, stretch_folders
from sivoice.script.vocabulary import Kind
from sivoice.session.clips import SessionClips
from sivoice.session.session import Session, open_session

_LOOK = 0.25
"""Seconds between two looks at the files while nothing plays."""


class Preview:
    """One script with the options of one listener, read again at each save."""

    def __init__(self, path: Path, asked: Options, *, quiet: bool) -> None:
        self._path = path
        self._asked = asked
        self._quiet = quiet
        self._clips: SessionClips | None = None
        self._spoken: tuple[str, ...] = ()
        """The languages that the clips are spoken in."""

    def play_once(self, keys: Keys) -> bool:
        """Play the script from its first words. Returns False if it has errors.

        Raises SivoiceError if it cannot be read or played.
        """
        FigurePages(self._path, is_live=False, quiet=self._quiet).begin()
        session = self._read()
        if session is None:
            return False
        plan = session.plan_to_play()
        self._play(session, plan, from_first_words(plan.steps()), keys)
        return True

    def watch(self, keys: Keys) -> None:
        """Play the script, and at each save what has changed, until the listener quits.

        Raises DeviceError if there is no sound.
        """
        pages = FigurePages(self._path, is_live=True, quiet=self._quiet)
        try:
            pages.begin()
            self._watch(_WatchingKeys(keys, Saves(self._files), pages))
        finally:
            pages.end()

    def _watch(self, watching: _WatchingKeys) -> None:
        heard: Sequence[PlannedStep] | None = None
        with suppress(KeyboardInterrupt):
            while not watching.has_quit:
                watching.saves.accept()
                watching.is_saved = False
                try:
                    heard = self._play_changes(heard, watching)
                except DeviceError:
                    raise
                except SivoiceError as error:
                    print_error(str(error))
                if not (watching.is_saved or watching.has_quit):
                    self._print(f"\nWaiting until {self._path.name} is saved. Ctrl-C ends.")
                while not (watching.is_saved or watching.has_quit):
                    if Control.SUSPEND in watching.wait(_LOOK):
                        watching.suspend()

    def _play_changes(
        self, heard: Sequence[PlannedStep] | None, keys: Keys
    ) -> Sequence[PlannedStep] | None:
        """Play what differs from the steps in `heard`, and return the steps as they are now.

        Returns `heard` if the script has errors. Raises SivoiceError.
        """
        session = self._read()
        if session is None:
            return heard
        plan = session.plan_to_play()
        steps = plan.steps()
        part = from_first_words(steps) if heard is None else changed_steps(heard, steps)
        if part:
            self._play(session, plan, part, keys)
        else:
            self._print("Saved. Nothing that is heard has changed.")
        return steps

    def _play(self, session: Session, plan: Plan, part: range, keys: Keys) -> None:
        """Play some steps of a session's plan. Raises DeviceError, SivoiceError."""
        clips = self._clips_of(session)
        words, length = language(plan.language), clips.known_or_guessed
        failed_cues: list[VoiceError] = []
        minutes = build_timeline(plan, length).minutes
        transport = Transport(
            plan.steps()[: part.stop],
            preparer(length, clips, minutes, failed_cues.append, plan.pad),
            coaching=session.options.coaching is not False,
            first=part.start,
            again=words.spoken.again,
        )
        screen = PlainScreen(console(quiet=self._quiet), words)
        player = Player(
            transport,
            SystemOutput(),
            screen,
            keys,
            plan,
            words,
            length,
            failed_cues=failed_cues,
        )
        player.play()

    def _read(self) -> Session | None:
        """Read the script and print its faults; None if one is an error.

        Raises SivoiceError if it cannot be read or the options do not suit it.
        """
        scripts, faults = load(self._path)
        found = without_advice(faults)
        if found and (errors_among(found) or not self._quiet):
            print_faults(found)
        if errors_among(found):
            return None
        session = open_session(scripts, self._asked)
        if session.options.fit is not None:
            session = session.time(self._clips_of(session)).session
        return session

    def _clips_of(self, session: Session) -> SessionClips:
        """Return the clips of a session; the same as before, so that the voice is loaded once."""
        spoken = languages(session.scripts)
        if self._clips is None or self._spoken != spoken:
            self._clips, self._spoken = session.open_clips(to_play=True), spoken
            warn_all([*self._clips.warnings, *session.warnings], quiet=self._quiet)
        return self._clips

    def _files(self) -> Iterator[Path]:
        """Yield the files whose changes can be heard: the script, and the stretches it can play."""
        yield self._path
        if kind_of(self._path) is Kind.SESSION:
            for folder in stretch_folders(self._path.parent):
                yield from folder.glob("*.stretch")

    def _print(self, message: str) -> None:
        if not self._quiet:
            echo(message)


class _WatchingKeys(Keys):
    """Keys that end what plays when the listener quits, and when a file is saved."""

    def __init__(self, keys: Keys, saves: Saves, pages: FigurePages) -> None:
        self.saves = saves
        self.has_quit = False
        self.is_saved = False
        self._keys = keys
        self._pages = pages

    def wait(self, seconds: float) -> list[Control]:
        """Wait at most `seconds` for a key press, and look at the files.

        A figure that is saved is shown at once, and what plays goes on.
        """
        controls = self._keys.wait(seconds)
        self._pages.look()
        self.has_quit = self.has_quit or Control.QUIT in controls
        self.is_saved = self.is_saved or self.saves.look()
        return [*controls, Control.QUIT] if self.is_saved else controls

    def suspend(self) -> None:
        """Stop this process until the shell continues it."""
        self._keys.suspend()
