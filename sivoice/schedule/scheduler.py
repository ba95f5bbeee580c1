"""Plan + clip lengths -> Timeline: every step gets its place on the sample grid."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import lru_cache
from typing import TypeAlias

from msgspec import Struct
from msgspec.structs import replace

from sivoice.compile.plan import Place, Plan, PlannedStep
from sivoice.compile.steps import (
    ChapterMark,
    Chime,
    Hold,
    RemainingRest,
    Rest,
    Say,
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
"""An event, or a part of the script that could not be scheduled as it is written."""
Length: TypeAlias = Callable[[Clip], Samples]
"""Returns the length of a clip. It can synthesise the clip, so live play calls it late."""

FADE: Milliseconds = 150
"""Silence between the end of a chime and the next sound."""
QUIET_END: Milliseconds = 500
"""The last part of a hold or timer, in which nothing is said."""
_ATTEMPTS = 6
"""Rounds to make the spoken length match the actual one. At a rounding edge it never does.

For example, a session can round to 10 minutes if the voice says "9", and to 9 if it says "10".
"""


def schedule_step(
    planned: PlannedStep, at: Samples, length: Length, minutes: int
) -> tuple[list[Scheduled], Samples]:
    """Schedule one step at `at`, on the grid. Returns its events and where the next one begins.

    A chapter has length 0, because it is not known yet where it ends. Raises VoiceError, naming the
    cue's line, if `length` cannot synthesise a clip.
    """
    found = list(_Scheduler(planned.place, length, minutes).events(planned.step, at))
    for event in found:
        if isinstance(event, Event):
            at = max(at, _free_after(event))
    return found, at


def build_timeline(plan: Plan, length: Length, minutes: int | None = None) -> Timeline:
    """Schedule the whole session until the length that it speaks is its actual length.

    If `minutes` is given, that is spoken, whatever the length turns out to be. Raises VoiceError,
    naming the cue's line, if `length` cannot synthesise a clip.
    """
    steps = plan.steps()
    spoken = minutes if minutes is not None else 1
    for _ in range(_ATTEMPTS if minutes is None else 1):
        timeline = _schedule(plan, steps, length, spoken)
        actual = spoken_minutes(timeline.samples)
        if actual == spoken:
            break
        spoken = actual
    return timeline


def spoken_text(say: Say, minutes: int) -> str:
    """Return a cue's words as the voice receives them, with the script's pronunciations."""
    text = say.text(minutes)
    if not say.pronounce:
        return text
    pattern, spellings = _respelling(say.pronounce)
    return pattern.sub(lambda match: spellings[match[0]], text)


@lru_cache(maxsize=64)
def _respelling(
    pronounce: tuple[tuple[str, str], ...],
) -> tuple[re.Pattern[str], Mapping[str, str]]:
    """Return the pattern of the words that have a pronunciation, and each with it."""
    spellings = dict(pronounce)
    words = "|".join(re.escape(word) for word in sorted(spellings, key=len, reverse=True))
    return re.compile(rf"(?<!\w)(?:{words})(?!\w)"), spellings


def _schedule(plan: Plan, steps: Iterable[PlannedStep], length: Length, minutes: int) -> Timeline:
    """Schedule a plan's steps as if the voice said `minutes`."""
    events: list[Event] = []
    left_out: list[LeftOut] = []
    long_rests: list[LongRest] = []
    at = 0
    for step in steps:
        scheduled, at = schedule_step(step, at, length, minutes)
        for one in scheduled:
            match one:
                case Event():
                    events.append(one)
                case LeftOut():
                    left_out.append(one)
                case LongRest():
                    long_rests.append(one)
    total = on_grid(max((event.end for event in events), default=0))
    end = total
    for index in reversed(range(len(events))):
        event = events[index]
        if event.kind is Kind.CHAPTER:
            events[index] = replace(event, length=end - event.start)
            end = event.start
    return Timeline(plan, tuple(events), total, minutes, tuple(left_out), tuple(long_rests))


def _free_after(event: Event) -> Samples:
    """Return the first place on the grid where another sound can begin."""
    return on_grid(event.end) + (to_samples(FADE) if event.kind is Kind.CHIME else 0)


class _Placement(Struct, frozen=True):
    """A cue in a hold or timer, with the events it would have there."""

    cue: TimedCue
    events: list[Event]
    """In order; at least one."""

    @property
    def start(self) -> Samples:
        return self.events[0].start

    @property
    def end(self) -> Samples:
        return on_grid(self.events[-1].end)

    @property
    def free_after(self) -> Samples:
        return _free_after(self.events[-1])

    def collides_with(self, other: _Placement) -> bool:
        """Return whether the two overlap, or are too close for a chime to fade between them."""
        return self.start < other.free_after + GRID and other.start < self.free_after + GRID


class _Scheduler:
    """Schedules one step at a place in the session."""

    def __init__(self, place: Place, length: Length, minutes: int) -> None:
        self.place = place
        self.length = length
        self.minutes = minutes

    def events(self, step: Step, at: Samples) -> Iterator[Scheduled]:
        """Schedule a step that begins at `at`."""
        match step:
            case ChapterMark() as mark:
                yield Event(Kind.CHAPTER, at, 0, self.place, mark.title)
            case Rest() as rest:
                if samples := to_samples(rest.ms):
                    silence = self._silence(at, samples)
                    yield replace(silence, to_get_ready=rest.to_get_ready)
            case RemainingRest() as rest:
                yield from self._rest_between_sets(rest, at)
            case Say() | Chime():
                yield self._sound(step, at)
            case Hold() as hold:
                yield from self._hold(hold, at)
            case Timer() as timer:
                yield from self._timer(timer, at)

    def _rest_between_sets(self, rest: RemainingRest, at: Samples) -> Iterator[Scheduled]:
        """Fill a written rest with silence, so that it lasts as written from hold to hold."""
        inside = self._lasts(rest.inside)
        silence = to_samples(rest.written.ms) - inside
        if silence > 0:
            yield self._silence(at, silence)
        elif silence < 0:
            yield LongRest(self.place, rest.written.source, rest.written.ms, inside)

    def _lasts(self, steps: Iterable[Step]) -> Samples:
        """Return how long some steps take."""
        at = 0
        for step in steps:
            _, at = schedule_step(PlannedStep(self.place, step), at, self.length, self.minutes)
        return at

    def _silence(self, start: Samples, samples: Samples) -> Event:
        return Event(Kind.SILENCE, start, samples, self.place)

    def _sound(self, step: Say | Chime, at: Samples) -> Event:
        if isinstance(step, Chime):
            return self._chime(step.kind, at)
        clip = Utterance(spoken_text(step, self.minutes), step.calm)
        try:
            length = self.length(clip)
        except VoiceError as error:
            raise VoiceError(f"{step.source}: {error}") from error
        text = step.text(self.minutes)
        return Event(
            Kind.SPEECH, at, length, self.place, text, step.source, clip, language=step.language
        )

    def _chime(self, kind: ChimeKind, at: Samples) -> Event:
        return Event(Kind.CHIME, at, self.length(kind), self.place, kind.value, None, kind)

    def _hold(self, hold: Hold, at: Samples) -> Iterator[Scheduled]:
        """Schedule a hold, its two chimes, and the cues between them.

        The hold ends at the first sample of its end chime.
        """
        samples = to_samples(hold.ms)
        opening, closing = hold.marks
        start = self._chime(opening, at)
        end = at + samples
        yield Event(Kind.HOLD, at, samples, self.place, None, hold.source)
        yield start
        yield from self._inside(hold.cues, at, end, _free_after(start))
        yield self._chime(closing, end)

    def _timer(self, timer: Timer, at: Samples) -> Iterator[Scheduled]:
        """Schedule a timer, the cues inside it, and the silences around them."""
        end = at + to_samples(timer.ms)
        yield Event(Kind.TIMER, at, end - at, self.place, None, timer.source)
        for found in self._inside(timer.cues, at, end, at):
            if isinstance(found, Event):
                if found.start > at:
                    yield self._silence(at, found.start - at)
                at = on_grid(found.end)
            yield found
        if end > at:
            yield self._silence(at, end - at)

    def _inside(
        self, cues: tuple[TimedCue, ...], start: Samples, end: Samples, free: Samples
    ) -> Iterator[Scheduled]:
        """Place the cues of a hold or timer. Yields those that fit, in order, then those left out.

        Cues must fit between `free` and the quiet end. A timer's opening is placed first, then the
        cues that count back from the end, then the others. If two collide, the one placed first
        stays; among equals, that is the earlier line.
        """
        placed: list[_Placement] = []  # in order of their starts
        left_out: list[LeftOut] = []
        for cue in sorted(cues, key=_precedence):
            moment = cue.moment
            offset = to_samples(moment.ms)
            target = end - offset if moment.from_end else start + offset
            events = list(self._sounds(cue.steps, max(target, free)))
            if not events:
                continue
            placement = _Placement(cue, events)
            limit = end if moment.countdown else end - to_samples(QUIET_END)
            index = bisect_left(placed, placement.start, key=lambda one: one.start)
            beside = placed[max(0, index - 1) : index + 1]
            reason = _conflict(placement, target, start, free, limit, beside)
            if reason is None:
                placed.insert(index, placement)
            else:
                left_out.append(self._left_out(cue, reason))
        for placement in placed:
            yield from placement.events
        yield from left_out

    def _sounds(self, steps: Iterable[SimpleStep], at: Samples) -> Iterator[Event]:
        """Schedule the speech and chimes of one line from `at` on. Its rests only separate them."""
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
    """Rank a cue. Lower ranks are placed first."""
    if cue.moment.opening:
        return 0
    return 1 if cue.moment.from_end else 2


def _conflict(
    placement: _Placement,
    target: Samples,
    start: Samples,
    free: Samples,
    limit: Samples,
    beside: Iterable[_Placement],
) -> str | None:
    """Return why a cue does not fit, or None if it does.

    `beside` are the cues placed before and after it. They do not overlap, so if neither is in the
    way, no other is.
    """
    moment = placement.cue.moment
    if target < start:
        return f"the hold or timer is shorter than {moment.ms / SECOND:g} s"
    if target < free and moment.from_end:
        return f"the start chime is still sounding {moment.ms / SECOND:g} s before the end"
    if placement.end > limit:
        return f"it would end {(placement.end - limit) / SAMPLE_RATE:.1f} s too late"
    for other in beside:
        if placement.collides_with(other):
            return f"it would run into the cue of {other.cue.source}"
    return None
