"""Wires the stages for one session: scripts and wishes in, plan and timeline out."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping

from msgspec import Struct
from msgspec.structs import replace

from sivoice.compile.compiler import compile_session
from sivoice.compile.plan import Plan, Timer
from sivoice.compile.resolve import bind, check_wishes, hold_warnings, languages
from sivoice.errors import ScriptError, SettingsError, UsageError, VoiceError
from sivoice.folders import settings_file
from sivoice.options.options import NO_CHIMES, SESSION_LIMIT, Options, for_stretches, read_settings
from sivoice.schedule.scheduler import build_timeline, spoken_text
from sivoice.schedule.timeline import Timeline
from sivoice.script.library import LoadedScript
from sivoice.session.clips import SessionClips, open_clips
from sivoice.units import spoken_minutes, to_samples, written
from sivoice.voices import NO_VOICE
from sivoice.voices.clips import SpeechClips

MOST_AT_ONCE = 8
"""Cues that are synthesised at the same time, one to a core; more would only take memory."""

NEARBY = 3
"""Minutes by which a session gets longer where its holds do, from 20 to 30 s and the like."""

Progress = Callable[[int, int], None]
"""Told how many clips are there, and how many there are to be."""


class Session(Struct, frozen=True):
    """One session as one listener wants it."""

    scripts: LoadedScript
    asked: Options
    """What the command line says."""
    options: Options
    """That, over the listener's settings."""

    @property
    def warnings(self) -> list[str]:
        """What to tell a listener about the wishes."""
        warnings = hold_warnings(bind(self.scripts, self.options), self.options)
        own = (one for one in self.plan().chapters if one.stretch is None)
        timers = any(isinstance(step, Timer) for chapter in own for step in chapter.opening)
        if self.asked.warm_up is not None and not timers:
            warnings.append(f"{self.scripts.name} has no guided warm-up: --warm-up changes nothing")
        silent = self.options.chimes == NO_CHIMES or self.options.volume_chimes == 0
        if silent and (self.options.voice or "").casefold() == NO_VOICE:
            warnings.append(
                "without a voice and without chimes nothing is heard but what sounds in the holds"
            )
        elif silent:
            warnings.append(
                "without chimes nothing marks where a hold begins and ends but the words"
            )
        return warnings

    def plan(self) -> Plan:
        """The untimed steps; with a length to fit, only `time` knows them. Raises UsageError."""
        return compile_session(self.scripts, self.options)

    def plan_to_play(self) -> Plan:
        """The steps for live play: the words of the holds are all there, to be switched on and off.

        Without the half second of silence that a file begins with. Raises UsageError.
        """
        plan = compile_session(self.scripts, replace(self.options, coaching=None))
        return replace(plan, lead_in=0)

    def sources(self, *, to_play: bool = False) -> SessionClips:
        """Where the session's clips come from: its voice chosen, its chimes read.

        Live play begins with what was said before, and has the voice loaded while that is heard.
        Raises VoiceError, UsageError, SivoiceError for chimes that cannot be read.
        """
        plan = self.plan()

        def is_known(sources: SessionClips) -> bool:
            """Whether all of it was said before, so that no voice is needed."""
            fit = self.options.fit
            minutes = (
                build_timeline(plan, sources.known_or_guessed).minutes
                if fit is None
                else spoken_minutes(to_samples(fit))
            )
            known = (
                sources.clips.known_length(spoken_text(say, minutes)) is not None
                for say in plan.says()
            )
            return next(known, True) if to_play else all(known)

        try:
            return open_clips(self.options, self.scripts.name, languages(self.scripts), is_known)
        except UsageError as error:
            option, _, said = str(error).removeprefix("--").partition(": ")
            if (
                getattr(self.asked, option) is None
            ):  # it is the settings' word, not the command line's
                raise SettingsError(f"{settings_file()}: {option}: {said}") from error
            raise

    def time(
        self, sources: SessionClips, progress: Progress = lambda done, of: None
    ) -> tuple[Session, Plan, Timeline]:
        """The session as it came to be (fitted to a length where one was asked for), its plan, and its timeline.

        Says what has not been said before. Raises VoiceError, UsageError, FitError, ScriptError.
        """
        plan = self.plan()
        spoken = say_all(plan, sources.clips, progress)
        session = self
        if self.options.fit is not None:
            from sivoice.session.fit import fit

            fitted = fit(self.scripts, self.options, self.asked, sources.length)
            session = replace(self, options=fitted)
            plan = session.plan()
        timeline = build_timeline(plan, sources.length)
        if timeline.samples > to_samples(SESSION_LIMIT):
            raise ScriptError(
                f"{self.scripts.name} would last longer than {written(SESSION_LIMIT)}"
            )
        if (
            spoken
        ):  # while the voice is loaded: another hold length, asked for later, needs it no more
            say_nearby(plan, sources.clips, timeline.minutes)
        return session, plan, timeline


def open_session(scripts: LoadedScript, asked: Options) -> Session:
    """A session of scripts that were read without errors. Raises UsageError, SettingsError."""
    check_wishes(scripts, asked)
    settings = for_stretches(read_settings(settings_file()), scripts.stretches)
    return Session(scripts, asked, asked.over(settings))


def say_all(plan: Plan, clips: SpeechClips, progress: Progress) -> bool:
    """Synthesise what a plan says and has not been said before, telling the progress; whether there was anything.

    The cues that wait for the session's length are not among it. Raises VoiceError, naming the cue's line.
    """
    return _say(
        {spoken_text(say, 1): say.source for say in plan.says() if len(say.parts) == 1},
        clips,
        progress,
    )


def say_nearby(plan: Plan, clips: SpeechClips, minutes: int) -> None:
    """Synthesise what the session says of its length if it lasts a little less or more. Raises VoiceError."""
    lengths = range(max(1, minutes - NEARBY), minutes + NEARBY + 1)
    texts = {
        spoken_text(say, m): say.source
        for say in plan.says()
        if len(say.parts) > 1
        for m in lengths
    }
    _say(texts, clips, lambda done, of: None)


def _say(sources: Mapping[str, str], clips: SpeechClips, progress: Progress) -> bool:
    """Synthesise those texts that were not said before, on all cores; whether there was any."""
    missing = [text for text in sources if clips.known_length(text) is None]
    progress(0, len(missing))
    if not missing:
        return False
    from concurrent.futures import ThreadPoolExecutor

    def say(text: str) -> None:
        try:
            clips.length(text)
        except VoiceError as error:
            raise VoiceError(f"{sources[text]}: {error}") from error

    with ThreadPoolExecutor(min(os.cpu_count() or 1, MOST_AT_ONCE)) as pool:
        for done, _ in enumerate(pool.map(say, missing), 1):
            progress(done, len(missing))
    return True
