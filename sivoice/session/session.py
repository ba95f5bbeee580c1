"""Wires the stages for one session: scripts and options in, plan, timeline and clips out."""

from __future__ import annotations

from msgspec import Struct
from msgspec.structs import replace

from sivoice.compile.compiler import compile_session
from sivoice.compile.plan import Plan, Timer
from sivoice.compile.resolve import bind, languages
from sivoice.compile.wishes import check_wishes, dose_changes, hold_warnings
from sivoice.errors import ScriptError, VoiceError
from sivoice.folders import settings_file
from sivoice.options.options import NO_CHIMES, NO_VOICE, SESSION_LIMIT, Options, for_stretches
from sivoice.options.settings import naming_settings, read_settings
from sivoice.schedule.scheduler import build_timeline
from sivoice.schedule.timeline import Timeline
from sivoice.script.library import LoadedScript
from sivoice.session.clips import (
    SessionClips,
    check_pad_sound,
    session_chimes,
    session_voice,
    speech_clips,
)
from sivoice.session.speech import Progress, known, say_all, say_nearby
from sivoice.units import spoken_minutes, to_samples, written
from sivoice.voices import speaks


class Session(Struct, frozen=True):
    """One session as one listener wants it."""

    scripts: LoadedScript
    asked: Options
    """What the command line says."""
    options: Options
    """That, completed by the listener's settings."""
    fitted: str = ""
    """What was changed to bring it to its length, in a line; empty if it was not."""

    @property
    def warnings(self) -> list[str]:
        """What to tell a listener about the options."""
        asked = self.asked
        as_asked = replace(self.options, hold=asked.hold, sets=asked.sets, reps=asked.reps)
        warnings = dose_changes(bind(self.scripts, as_asked))
        warnings += hold_warnings(bind(self.scripts, self.options))
        own = (one for one in self.plan().chapters if one.stretch is None)
        timers = any(isinstance(step, Timer) for chapter in own for step in chapter.opening)
        if self.asked.warm_up is not None and not timers:
            warnings.append(f"{self.scripts.name} has no guided warm-up: --warm-up changes nothing")
        silent = self.options.chimes == NO_CHIMES or self.options.volume_chimes == 0
        if silent and (self.options.voice or "").casefold() == NO_VOICE:
            warnings.append(
                "without a voice and chimes, nothing is heard but what sounds during the holds"
            )
        elif silent:
            warnings.append(
                "without chimes, nothing marks where a hold begins and ends but the words"
            )
        return warnings

    def plan(self) -> Plan:
        """The untimed steps; if the session is to be fitted, only `time` knows them.

        Raises UsageError.
        """
        return compile_session(self.scripts, self.options)

    def plan_to_play(self) -> Plan:
        """The steps for live play. Raises UsageError.

        The words of the holds are all there, to be switched on and off. The half second of silence
        that a file begins with is not.
        """
        plan = compile_session(self.scripts, replace(self.options, coaching=None))
        return replace(plan, lead_in=0)

    def open_clips(self, *, to_play: bool = False) -> SessionClips:
        """The session's clips; the default voice is loaded if a cue is still to be spoken.

        For live play it is loaded only if that is the first cue: the others are spoken meanwhile.
        If the default voice cannot be loaded, a system voice takes over. Raises UsageError,
        SettingsError, VoiceError, and SivoiceError if a shipped chime cannot be read.
        """
        plan = self.plan()
        own, *_ = spoken = languages(self.scripts)
        with naming_settings(settings_file(), self.asked):
            chimes = session_chimes(self.options)
            check_pad_sound(self.options)
            voice = session_voice(self.options, own)
        warnings: list[str] = []
        try:
            clips = SessionClips(speech_clips(voice, self.options), chimes)
            if self.options.voice is None and not self._is_known(plan, clips, to_play=to_play):
                assert voice is not None
                voice.load()
        except VoiceError as error:
            if self.options.voice is not None:
                raise
            from sivoice.voices.choose import instead_of

            voice = instead_of(error, own)
            clips = SessionClips(speech_clips(voice, self.options), chimes)
            reason = str(error).splitlines()[0]
            warnings.append(f"{reason}; the system voice {voice.title} speaks instead")
        if voice is not None:
            warnings += [
                f"{self.scripts.name} is in the language {language}, "
                f"but the voice {voice.name} speaks {voice.language}"
                for language in spoken
                if not speaks(voice, language)
            ]
        return replace(clips, warnings=tuple(warnings))

    def _is_known(self, plan: Plan, clips: SessionClips, *, to_play: bool) -> bool:
        """Whether all cues, or for live play the first, were spoken before."""
        if self.options.fit is not None:
            minutes = spoken_minutes(to_samples(self.options.fit))
        else:
            minutes = build_timeline(plan, clips.known_or_guessed).minutes
        cues = known(plan, clips.speech, minutes)
        return next(cues, True) if to_play else all(cues)

    def time(self, clips: SessionClips, progress: Progress = lambda done, of: None) -> TimedSession:
        """Speak what is not known yet, bring the session to its length, and lay it out in time.

        Raises VoiceError, UsageError, FitError, ScriptError.
        """
        plan = self.plan()
        spoken = say_all(plan, clips.speech, progress)
        session = self
        if self.options.fit is None:
            timeline = build_timeline(plan, clips.length)
        else:
            from sivoice.session.fit import fit

            fitted = fit(self.scripts, self.options, self.asked, clips.length)
            session = replace(self, options=fitted.options, fitted=fitted.told)
            timeline = fitted.timeline
            plan = timeline.plan
        if timeline.samples > to_samples(SESSION_LIMIT):
            raise ScriptError(
                f"{self.scripts.name} would last longer than {written(SESSION_LIMIT)}"
            )
        if spoken:
            # While the voice is loaded: another hold length, asked for later, will not need it.
            say_nearby(plan, clips.speech, timeline.minutes)
        return TimedSession(session, plan, timeline, clips)


class TimedSession(Struct, frozen=True):
    """A session whose words are spoken, and whose steps all have their place in time."""

    session: Session
    """With the options that bring it to its length, if it has one to meet."""
    plan: Plan
    timeline: Timeline
    clips: SessionClips


def open_session(scripts: LoadedScript, asked: Options) -> Session:
    """A session of scripts that were read without errors. Raises UsageError, SettingsError."""
    check_wishes(scripts, asked)
    settings = for_stretches(read_settings(settings_file()), scripts.stretches)
    return Session(scripts, asked, asked.over(settings))
