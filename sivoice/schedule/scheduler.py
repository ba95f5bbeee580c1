"""Plan + clip lengths -> events: every step gets its place on the sample grid, in order."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from typing import TypeAlias

from msgspec import Struct
from msgspec.structs import replace

from sivoice.compile.plan import (
    ChapterMark,
    Chime,
    Hold,
    Place,
    Plan,
    PlannedStep,
    Rest,
    Say,
    SetRest,
    SimpleStep,
    Step,
    TimedCue,
    Timer,
)
from sivoice.errors import VoiceError
from sivoice.schedule.timeline import Clip, Event, Kind, LeftOut, LongRest, Timeline, Utterance
from sivoice.script.vocabulary import ChimeKind
from sivoice.units import (
    GRID,
    SAMPLE_RATE,
    SECOND,
    Milliseconds,
    Samples,
    on_grid,
    spoken_minutes,
    to_samples,
)

Scheduled: TypeAlias = Event | LeftOut | LongRest
"""An event, or something that did not come out as the script has it."""
Length: TypeAlias = Callable[[Clip], Samples]
"""Samples of a clip. It may synthesise the clip, so live play asks as late as it can."""

FADE: Milliseconds = 150
"""Silence between a chime that has faded and the next sound."""
QUIET_END: Milliseconds = 500
"""The last part of a hold, in which nothing is said."""
_ATTEMPTS = 6
"""Rounds until the spoken length is the actual length; at the edge of a minute they may never be."""


def schedule(steps: Iterable[PlannedStep], length: Length, minutes: int) -> Iterator[Scheduled]:
    """The events of some steps, from sample 0 on. A chapter's length is 0: it is not over yet."""
    at = 0
    for step in steps:
        events, at = schedule_step(step, at, length, minutes)
        yield from events


def schedule_step(
    planned: PlannedStep, at: Samples, length: Length, minutes: int
) -> tuple[list[Scheduled], Samples]:
    """The events of one step that begins at `at`, a place on the grid, and where the next begins.

    Raises VoiceError, naming the cue's line, if `length` cannot synthesise a clip.
    """
    found = list(_Scheduler(planned.place, length, minutes).events(planned, at))
    for event in found:
        if isinstance(event, Event):
            at = max(at, _free_after(event))
    return found, at


def build_timeline(plan: Plan, length: Length, minutes: int | None = None) -> Timeline:
    """The whole session, scheduled until the length that it speaks is the length that it has.

    If `minutes` is given, that is spoken, whatever the length turns out to be.
    """
    steps = plan.steps()
    spoken = minutes if minutes is not None else 1
    for _ in range(_ATTEMPTS if minutes is None else 1):
        timeline = _collect(plan, schedule(steps, length, spoken), spoken)
        actual = spoken_minutes(timeline.samples)
        if actual == spoken:
            break
        spoken = actual
    return timeline


def spoken_text(say: Say, minutes: int) -> str:
    """A cue's words as the voice is given them, with the script's own pronunciations."""
    text = say.text(minutes)
    said = dict(say.pronounce)
    if not said:
        return text
    words = "|".join(re.escape(word) for word in sorted(said, key=len, reverse=True))
    return re.sub(rf"(?<!\w)(?:{words})(?!\w)", lambda match: said[match[0]], text)


def _collect(plan: Plan, scheduled: Iterable[Scheduled], minutes: int) -> Timeline:
    """The events as a timeline, each chapter as long as it turned out to be."""
    events: list[Event] = []
    left_out: list[LeftOut] = []
    long_rests: list[LongRest] = []
    for found in scheduled:
        match found:
            case Event():
                events.append(found)
            case LeftOut():
                left_out.append(found)
            case LongRest():
                long_rests.append(found)
    total = on_grid(max((event.end for event in events), default=0))
    end = total
    for index in reversed(range(len(events))):
        event = events[index]
        if event.kind is Kind.CHAPTER:
            events[index] = replace(event, length=end - event.start)
            end = event.start
    return Timeline(plan, tuple(events), total, minutes, tuple(left_out), tuple(long_rests))


def _free_after(event: Event) -> Samples:
    """The first place on the grid where another sound may begin."""
    return on_grid(event.end) + (to_samples(FADE) if event.kind is Kind.CHIME else 0)


class _Wanted(Struct, frozen=True):
    """A cue in a hold or timer, as it would be heard."""

    cue: TimedCue
    events: list[Event]
    """At least one."""

    @property
    def start(self) -> Samples:
        return self.events[0].start

    @property
    def end(self) -> Samples:
        return on_grid(self.events[-1].end)


class _Scheduler:
    """The events of a step at one place of the session."""

    def __init__(self, place: Place, length: Length, minutes: int) -> None:
        self.place = place
        self.length = length
        self.minutes = minutes

    def events(self, planned: PlannedStep, at: Samples) -> Iterator[Scheduled]:
        """The events of a step that begins at `at`."""
        match planned.step:
            case ChapterMark() as mark:
                yield Event(Kind.CHAPTER, at, 0, self.place, mark.title)
            case Rest() as rest:
                if samples := to_samples(rest.ms):
                    silence = self._silence(at, samples)
                    yield replace(silence, to_get_ready=rest.to_get_ready)
            case SetRest() as rest:
                yield from self._rest_between_sets(rest, at)
            case Say() | Chime() as step:
                yield self._sound(step, at)
            case Hold() as hold:
                yield from self._hold(hold, at)
            case Timer() as timer:
                yield from self._timer(timer, at)

    def _rest_between_sets(self, rest: SetRest, at: Samples) -> Iterator[Scheduled]:
        """The silence that makes a rest as long as it is written, from hold to hold."""
        inside = self._lasts(rest.before) + self._lasts(rest.after)
        if rest.after_hold is not None:
            inside += _free_after(self._chime(rest.after_hold, 0))
        silence = to_samples(rest.ms) - inside
        if silence > 0:
            yield self._silence(at, silence)
        elif silence < 0:
            yield LongRest(self.place, rest.source, rest.ms, inside)

    def _lasts(self, steps: Iterable[Step]) -> Samples:
        """How long some steps take."""
        at = 0
        for step in steps:
            _, at = schedule_step(PlannedStep(self.place, step), at, self.length, self.minutes)
        return at

    def _silence(self, start: Samples, samples: Samples) -> Event:
        return Event(Kind.SILENCE, start, samples, self.place)

    def _sound(self, step: Say | Chime, at: Samples) -> Event:
        if isinstance(step, Chime):
            return self._chime(step.kind, at)
        clip = Utterance(spoken_text(step, self.minutes))
        try:
            lasts = self.length(clip)
        except VoiceError as error:
            raise VoiceError(f"{step.source}: {error}") from error
        text = step.text(self.minutes)
        return Event(
            Kind.SPEECH, at, lasts, self.place, text, step.source, clip, language=step.language
        )

    def _chime(self, kind: ChimeKind, at: Samples) -> Event:
        return Event(Kind.CHIME, at, self.length(kind), self.place, kind.value, None, kind)

    def _hold(self, hold: Hold, at: Samples) -> Iterator[Scheduled]:
        """A hold, its two chimes, and what is said in between.

        To the sample, the hold ends at the onset of its end chime.
        """
        samples = to_samples(hold.ms)
        opening, closing = (
            (ChimeKind.REP_START, ChimeKind.REP_END)
            if hold.light
            else (ChimeKind.START, ChimeKind.END)
        )
        start = self._chime(opening, at)
        end = at + samples
        yield Event(Kind.HOLD, at, samples, self.place, None, hold.source, pad=hold.pad)
        yield start
        yield from self._said_inside(hold.cues, at, end, _free_after(start))
        yield self._chime(closing, end)

    def _timer(self, timer: Timer, at: Samples) -> Iterator[Scheduled]:
        """A timer, what is said in it, and the silence in between."""
        end = at + to_samples(timer.ms)
        yield Event(Kind.TIMER, at, end - at, self.place, None, timer.source)
        for found in self._said_inside(timer.cues, at, end, at):
            if isinstance(found, Event):
                if found.start > at:
                    yield self._silence(at, found.start - at)
                at = on_grid(found.end)
            yield found
        if end > at:
            yield self._silence(at, end - at)

    def _said_inside(
        self, cues: tuple[TimedCue, ...], start: Samples, end: Samples, free: Samples
    ) -> Iterator[Scheduled]:
        """The cues that fit between `free` and the quiet end, in order of time, then those left out.

        A timer's opening is placed first, then the cues that count from the end, then the others.
        Of two that collide, the earlier line stays.
        """
        placed: list[_Wanted] = []
        left_out: list[LeftOut] = []
        for cue in sorted(cues, key=_precedence):
            moment = cue.moment
            offset = to_samples(moment.ms)
            wanted = end - offset if moment.from_end else start + offset
            events = list(self._in_a_row(cue.steps, max(wanted, free)))
            if not events:
                continue
            one = _Wanted(cue, events)
            limit = end if moment.countdown else end - to_samples(QUIET_END)
            reason = _why_not(one, wanted, start, free, limit, placed)
            if reason is None:
                placed.append(one)
            else:
                left_out.append(self._left_out(cue, reason))
        for one in sorted(placed, key=lambda placed: placed.start):
            yield from one.events
        yield from left_out

    def _in_a_row(self, steps: Iterable[SimpleStep], at: Samples) -> Iterator[Event]:
        """A line that is split by pauses and chimes, from `at` on, without its silences."""
        for step in steps:
            if isinstance(step, Rest):
                at += to_samples(step.ms)
                continue
            event = self._sound(step, at)
            yield event
            at = _free_after(event)

    def _left_out(self, cue: TimedCue, reason: str) -> LeftOut:
        says = [step for step in cue.steps if isinstance(step, Say)]
        text = " ".join(say.text(self.minutes) for say in says) or "[chime]"
        return LeftOut(self.place, text, cue.source, reason)


def _precedence(cue: TimedCue) -> int:
    """Which cues are placed first."""
    if cue.moment.opening:
        return 0
    return 1 if cue.moment.from_end else 2


def _why_not(
    one: _Wanted,
    wanted: Samples,
    start: Samples,
    free: Samples,
    limit: Samples,
    placed: Iterable[_Wanted],
) -> str | None:
    """Why a cue does not fit between what is placed already; None if it does."""
    moment = one.cue.moment
    if wanted < start:
        return f"there are no {moment.ms / SECOND:g} s before the end"
    if wanted < free and moment.from_end:
        return f"the start chime still sounds {moment.ms / SECOND:g} s before the end"
    if one.end > limit:
        return f"it would end {(one.end - limit) / SAMPLE_RATE:.1f} s too late"
    for other in placed:
        if one.start < other.end + GRID and other.start < one.end + GRID:
            return f"it would run into the cue of {other.events[0].source}"
    return None
