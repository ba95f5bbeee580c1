"""Wires the stages for one session: scripts and wishes in, plan and timeline out."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace

from sivoice.binding import bind, check_wishes, hold_warnings, languages
from sivoice.compiler import compile_session
from sivoice.errors import ScriptError, VoiceError
from sivoice.fit import fit
from sivoice.folders import clip_cache, settings_file
from sivoice.options import SESSION_LIMIT, Options, for_stretches, read_settings
from sivoice.plan import Hold, Plan, Say, Sound, Timer
from sivoice.scheduler import build_timeline, spoken_text
from sivoice.script.library import Scripts
from sivoice.sounds import chime, chime_length
from sivoice.timeline import Clip, Timeline, Words
from sivoice.units import Samples, to_samples, written
from sivoice.voices import Voice
from sivoice.voices.cache import ClipCache
from sivoice.voices.choose import choose, instead_of, speaks
from sivoice.voices.clips import AnyClips, Clips, SilentClips, guessed_length
from sivoice.voices.hibari import HibariVoice

Progress = Callable[[int, int], None]
"""Told how many clips are there, and how many there are to be."""


def default_voice() -> Voice:
    """The voice that speaks where no other is asked for."""
    return HibariVoice()


@dataclass(frozen=True, slots=True)
class Session:
    """One session as one listener wants it."""

    scripts: Scripts
    asked: Options
    """What the command line says."""
    options: Options
    """That, over the listener's settings."""
    voice_warnings: tuple[str, ...] = ()
    """What to tell a listener about the voice, once there is one."""

    @property
    def warnings(self) -> list[str]:
        """What to tell a listener about the wishes and the voice."""
        warnings = hold_warnings(bind(self.scripts, self.options), self.options)
        timers = any(isinstance(step, Timer) and step.place.stretch is None for step in self.plan().steps)
        if self.asked.warm_up is not None and not timers:
            warnings.append(f"{self.scripts.name} has no guided warm-up: --warm-up changes nothing")
        return [*self.voice_warnings, *warnings]

    def plan(self) -> Plan:
        """The untimed steps; with a length to fit, only `time` knows them. Raises UsageError."""
        return compile_session(self.scripts, self.options)

    def plan_to_play(self) -> Plan:
        """The steps for live play: the words of the holds are all there, to be switched on and off.

        Without the half second of silence that a file begins with. Raises UsageError.
        """
        plan = compile_session(self.scripts, replace(self.options, coaching=None))
        first, _, *others = plan.steps
        return replace(plan, steps=(first, *others))

    def clips(self) -> tuple[Session, AnyClips]:
        """The session as it came to be, its voice chosen, and where its speech comes from.

        Where the default voice cannot be loaded, a system voice takes over. Raises VoiceError, UsageError.
        """
        language, *_ = languages(self.scripts)
        warnings: list[str] = []
        if self.options.voice is None:
            voice: Voice | None = default_voice()
            assert voice is not None
            try:
                clips = self._spoken_by(voice)
                if not self._is_known(clips):
                    voice.load()
            except VoiceError as error:
                voice = instead_of(error, language)
                clips = self._spoken_by(voice)
                warnings = [f"{str(error).splitlines()[0]}: the system voice {voice.title} speaks instead"]
        else:
            voice = choose(self.options.voice, language)
            clips = self._spoken_by(voice)
        if voice is not None:
            warnings += [
                f"{self.scripts.name} is in the language {other}, and the voice {voice.name} speaks {voice.language}"
                for other in languages(self.scripts)
                if not speaks(voice, other)
            ]
        return replace(self, voice_warnings=tuple(warnings)), clips

    def _spoken_by(self, voice: Voice | None) -> AnyClips:
        rate = self.options.speech_rate or 1.0
        return SilentClips(rate) if voice is None else Clips(voice, rate, ClipCache(clip_cache()))

    def _is_known(self, clips: AnyClips) -> bool:
        """Whether all that is to be said has been said before, so that no voice is needed."""
        timeline = build_timeline(self.plan(), known_or_guessed(clips))
        said = (event.clip.spoken for event in timeline.events if isinstance(event.clip, Words))
        return all(clips.known_length(text) is not None for text in said)

    def time(self, clips: AnyClips, progress: Progress = lambda done, of: None) -> tuple[Session, Plan, Timeline]:
        """The session as it came to be (fitted to a length where one was asked for), its plan, and its timeline.

        Says what has not been said before. Raises VoiceError, UsageError, FitError, ScriptError.
        """
        plan = self.plan()
        say_all(plan, clips, progress)
        session = self
        if self.options.fit is not None:
            fitted = fit(self.scripts, self.options, self.asked, lengths(clips))
            session = replace(self, options=fitted)
            plan = session.plan()
        timeline = build_timeline(plan, lengths(clips))
        if timeline.samples > to_samples(SESSION_LIMIT):
            raise ScriptError(f"{self.scripts.name} would last longer than {written(SESSION_LIMIT)}")
        return session, plan, timeline


def open_session(scripts: Scripts, asked: Options) -> Session:
    """A session of scripts that were read without errors. Raises UsageError, SettingsError."""
    check_wishes(scripts, asked)
    settings = for_stretches(read_settings(settings_file()), scripts.stretches)
    return Session(scripts, asked, asked.over(settings))


def say_all(plan: Plan, clips: AnyClips, progress: Progress) -> None:
    """Synthesise what a plan says and has not been said before, telling the progress.

    The cues that wait for the session's length are not among it. Raises VoiceError, naming the cue's line.
    """
    missing = {spoken_text(say, 1): say.source for say in says(plan) if len(say.parts) == 1}
    missing = {text: source for text, source in missing.items() if clips.known_length(text) is None}
    for done, (text, source) in enumerate(missing.items()):
        progress(done, len(missing))
        try:
            clips.length(text)
        except VoiceError as error:
            raise VoiceError(f"{source}: {error}") from error
    progress(len(missing), len(missing))


def lengths(clips: AnyClips) -> Callable[[Clip], Samples]:
    """How long each clip is, speech or chime."""

    def length(clip: Clip) -> Samples:
        return chime_length(clip) if isinstance(clip, Sound) else clips.length(clip.spoken)

    return length


def known_or_guessed(clips: AnyClips) -> Callable[[Clip], Samples]:
    """How long each clip is, without saying any: from the cache, or guessed by the text."""

    def length(clip: Clip) -> Samples:
        if isinstance(clip, Sound):
            return chime_length(clip)
        known = clips.known_length(clip.spoken)
        return known if known is not None else guessed_length(clip.spoken, clips.speech_rate)

    return length


def samples(clips: AnyClips) -> Callable[[Clip], bytes]:
    """The samples of each clip, speech or chime, 16-bit little-endian."""

    def read(clip: Clip) -> bytes:
        return chime(clip) if isinstance(clip, Sound) else clips.samples(clip.spoken)

    return read


def says(plan: Plan) -> Iterable[Say]:
    """Every cue of a plan, those inside holds and timers too, in order."""
    for step in plan.steps:
        if isinstance(step, Say):
            yield step
        elif isinstance(step, Hold | Timer):
            yield from (part for cue in step.cues for part in cue.steps if isinstance(part, Say))
