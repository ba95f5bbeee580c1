"""Connects the stages for one session: scripts and options in, plan, timeline and clips out."""

from __future__ import annotations

from functools import cached_property

from msgspec import Struct
from msgspec.structs import replace

from sivoice.compile.compiler import compile_session
from sivoice.compile.plan import Plan
from sivoice.compile.resolve import bind, languages
from sivoice.compile.steps import Timer
from sivoice.compile.wishes import check_wishes, dose_changes, hold_warnings
from sivoice.errors import VoiceError
from sivoice.folders import settings_file
from sivoice.options.options import NO_CHIMES, NO_VOICE, Options, for_stretches
from sivoice.options.settings import naming_settings, read_settings
from sivoice.schedule.scheduler import build_timeline
from sivoice.schedule.timeline import Timeline
from sivoice.script.library import LoadedScript
from sivoice.script.vocabulary import WARM_UP
from sivoice.session.budget import check_cues, check_length, refuse_longer
from sivoice.session.clips import (
    SessionClips,
    check_pad_sound,
    session_chimes,
    session_voice,
    speech_clips,
)
from sivoice.session.speech import Progress, known, say_all, say_other_lengths
from sivoice.units import spoken_minutes, to_samples
from sivoice.voices import Voice, speaks


class Session(Struct, frozen=True, dict=True):
    """One session with one listener's options."""

    scripts: LoadedScript
    asked: Options
    """The options of the command line."""
    options: Options
    """The same, with gaps filled from the settings file."""
    fitted: str = ""
    """What was changed to fit it to its length, in a line; empty if no length was requested."""

    @property
    def advice(self) -> list[str]:
        """What is usual for the holds that the listener asked for, if they are not."""
        return hold_warnings(bind(self.scripts, self.options))

    @property
    def warnings(self) -> list[str]:
        """Warnings for the listener about the options."""
        asked = self.asked
        as_asked = replace(self.options, hold=asked.hold, sets=asked.sets, reps=asked.reps)
        warnings = dose_changes(bind(self.scripts, as_asked))
        plan = self.plan()
        warm_up = plan.section(WARM_UP)
        timers = warm_up and any(isinstance(step, Timer) for step in warm_up.opening)
        if self.asked.warm_up is not None and not timers:
            warnings.append(
                f"{self.scripts.name} has no guided warm-up, so --warm-up has no effect"
            )
        reps = any(one.reps for chapter in plan.chapters for one in chapter.passes)
        if self.asked.reps.everywhere is not None and not reps:
            warnings.append(f"{self.scripts.name} has no repetitions, so --reps has no effect")
        silent = self.options.chimes == NO_CHIMES or self.options.volume_chimes == 0
        if silent and (self.options.voice or "").casefold() == NO_VOICE:
            warnings.append("without a voice and chimes, nothing is heard but --pad and --breath")
        elif silent:
            warnings.append(
                "without chimes, nothing marks where a hold begins and ends except the words"
            )
        return warnings

    def plan(self) -> Plan:
        """Compile the untimed steps. For `--fit`, only `time` gives the final ones.

        Raises UsageError, and ScriptError if there are too many, or too much to speak.
        """
        return self._plan

    @cached_property
    def _plan(self) -> Plan:
        return self._checked(compile_session(self.scripts, self.options))

    def plan_to_play(self) -> Plan:
        """Compile the steps for live play. Raises UsageError and ScriptError, as `plan` does.

        All the words of the holds are included, because the listener can switch them on and off.
        The half second of silence at the start of a file is left out.
        """
        plan = compile_session(self.scripts, replace(self.options, coaching=None))
        return replace(self._checked(plan), lead_in=0)

    def _checked(self, plan: Plan) -> Plan:
        check_cues(plan)
        check_length(plan, to_fit=self.options.fit is not None)
        return plan

    def open_clips(self, *, to_play: bool = False) -> SessionClips:
        """Return the session's clips, with the default voice loaded if a cue is not cached.

        For live play it is loaded only if the first cue is not cached, since the others are
        synthesised during play. A system voice replaces a default voice that cannot be loaded, or
        that does not speak the session's language. Raises UsageError, SettingsError, VoiceError,
        and SivoiceError if a shipped chime cannot be read.
        """
        plan = self.plan()
        own, *_ = spoken = languages(self.scripts)
        with naming_settings(settings_file(), self.asked):
            chimes = session_chimes(self.options)
            check_pad_sound(self.options)
            voice = session_voice(self.options.voice, own)
        warnings: list[str] = []
        try:
            clips = SessionClips(speech_clips(voice, self.options), chimes)
            if self.options.voice is None:
                timeline, is_cached = self._known(plan, clips, to_play=to_play)
                if not is_cached:
                    assert voice is not None
                    voice.load()
                elif not to_play:
                    clips = replace(clips, timeline=timeline)
        except VoiceError as error:
            if self.options.voice is not None:
                raise
            from sivoice.voices.choose import instead_of

            voice = instead_of(error, own)
            clips = SessionClips(speech_clips(voice, self.options), chimes)
            warnings.append(f"{error.problem}; the system voice {voice.title} speaks instead")
        if voice is not None:
            foreign = [language for language in spoken if not speaks(voice, language)]
            warnings += [self._spoken_by(voice, language) for language in foreign]
        return replace(clips, warnings=tuple(warnings))

    def _spoken_by(self, voice: Voice, language: str) -> str:
        """Return a warning about a language that the voice does not speak."""
        what = "is" if language == languages(self.scripts)[0] else "has stretches"
        return (
            f"{self.scripts.name} {what} in the language {language}, "
            f"but the voice {voice.name} speaks {voice.language}"
        )

    def _known(
        self, plan: Plan, clips: SessionClips, *, to_play: bool
    ) -> tuple[Timeline | None, bool]:
        """Return whether all cues are cached, or the first one for live play.

        With it, the timeline, in which the lengths of other cues are guessed; None with `fit`.
        """
        timeline = None
        if self.options.fit is not None:
            minutes = spoken_minutes(to_samples(self.options.fit))
        else:
            timeline = build_timeline(plan, clips.known_or_guessed)
            minutes = timeline.minutes
        cues = known(plan, clips.speech, minutes)
        return timeline, next(cues, True) if to_play else all(cues)

    def time(self, clips: SessionClips, progress: Progress = lambda done, of: None) -> TimedSession:
        """Synthesise the cues that are not cached, fit the session to its length, and schedule it.

        Raises VoiceError, UsageError, FitError, ScriptError.
        """
        plan = self.plan()
        spoken = say_all(plan, clips.speech, progress)
        session = self
        if self.options.fit is None:
            timeline = clips.timeline or build_timeline(plan, clips.length)
        else:
            from sivoice.session.fit import fit

            fitted = fit(self.scripts, self.options, self.asked, clips.length)
            session = replace(self, options=fitted.options, fitted=fitted.summary)
            timeline = fitted.timeline
            plan = timeline.plan
        refuse_longer(plan, timeline.samples)
        if spoken:
            # Done while the voice is loaded, so that later runs with other holds can do without it.
            say_other_lengths(plan, clips.speech, timeline.minutes)
        return TimedSession(session, plan, timeline, clips)


class TimedSession(Struct, frozen=True):
    """A session with all its cues synthesised and its steps scheduled."""

    session: Session
    """With the options that `--fit` chose, if it was requested."""
    plan: Plan
    timeline: Timeline
    clips: SessionClips


def open_session(scripts: LoadedScript, asked: Options) -> Session:
    """Return a session of scripts without errors. Raises UsageError, SettingsError."""
    check_wishes(scripts, asked)
    settings = for_stretches(read_settings(settings_file()), scripts.stretches)
    return Session(scripts, asked, asked.over(settings))
