"""Plan + clip lengths -> events: every step gets its place on the sample grid, in order, as it goes."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from typing import TypeAlias

from msgspec.structs import replace

from sivoice.compile.plan import (
    Chapter,
    Chime,
    Hold,
    Place,
    Plan,
    Rest,
    Say,
    SimpleStep,
    Step,
    TimedCue,
    Timer,
)
from sivoice.errors import VoiceError
from sivoice.schedule.timeline import Clip, Event, Kind, LeftOut, Timeline, Utterance
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

Length: TypeAlias = Callable[[Clip], Samples]
"""Samples of a clip; may synthesise it, so live play asks as late as it can."""

FADE: Milliseconds = 150
"""Silence between a chime that has faded and the next sound."""
QUIET_END: Milliseconds = 500
"""The last part of a hold, in which nothing is said."""
_ATTEMPTS = 6
"""Rounds until the spoken length and the length agree; at the edge of a minute they may never."""


def schedule(steps: Iterable[Step], length: Length, minutes: int) -> Iterator[Event | LeftOut]:
    """The events of some steps, from sample 0 on. A chapter's length is left 0: it is not over yet."""
    at = 0
    for step in steps:
        events, at = schedule_step(step, at, length, minutes)
        yield from events


def schedule_step(
    step: Step, at: Samples, length: Length, minutes: int
) -> tuple[list[Event | LeftOut], Samples]:
    """The events of one step that begins at `at`, a place on the grid, and where the next one begins."""
    found = list(_events(step, at, length, minutes))
    for event in found:
        if isinstance(event, Event):
            at = max(at, on_grid(event.end) + (to_samples(FADE) if event.kind is Kind.CHIME else 0))
    return found, at


def build_timeline(plan: Plan, length: Length, minutes: int | None = None) -> Timeline:
    """The whole session, scheduled until the length that it speaks is the length that it has.

    Where `minutes` is given, that is spoken, whatever the length turns out to be.
    """
    spoken = minutes if minutes is not None else 1
    for _ in range(_ATTEMPTS if minutes is None else 1):
        timeline = _collect(plan, schedule(plan.steps, length, spoken), spoken)
        actual = spoken_minutes(timeline.samples)
        if actual == spoken:
            break
        spoken = actual
    return timeline


def _collect(plan: Plan, scheduled: Iterable[Event | LeftOut], minutes: int) -> Timeline:
    found = list(scheduled)
    events = [event for event in found if isinstance(event, Event)]
    total = on_grid(max((event.end for event in events), default=0))
    ends = [*(event.start for event in events if event.kind is Kind.CHAPTER), total][1:]
    chapter_ends = iter(ends)
    whole = (
        replace(event, length=next(chapter_ends) - event.start)
        if event.kind is Kind.CHAPTER
        else event
        for event in events
    )
    left_out = tuple(cue for cue in found if isinstance(cue, LeftOut))
    in_order = tuple(sorted(whole, key=lambda event: event.start))
    return Timeline(plan.title, in_order, total, minutes, left_out, plan.language, plan.options)


def spoken_text(say: Say, minutes: int) -> str:
    """A cue's words as a voice is given them: what the script says of their pronunciation put in."""
    text = say.text(minutes)
    said = dict(say.pronounce)
    if not said:
        return text
    words = "|".join(re.escape(word) for word in sorted(said, key=len, reverse=True))
    return re.sub(rf"(?<!\w)(?:{words})(?!\w)", lambda match: said[match[0]], text)


def _events(step: Step, at: Samples, length: Length, minutes: int) -> Iterator[Event | LeftOut]:
    match step:
        case Chapter():
            yield Event(Kind.CHAPTER, at, 0, step.place, step.title)
        case Rest():
            if samples := to_samples(step.ms):
                yield replace(_silence(step.place, at, samples), to_get_ready=step.to_get_ready)
        case Say() | Chime():
            yield _sounding(step, at, length, minutes)
        case Hold():
            yield from _hold(step, at, length, minutes)
        case Timer():
            yield from _timer(step, at, length, minutes)


def _silence(place: Place, start: Samples, samples: Samples) -> Event:
    return Event(Kind.SILENCE, start, samples, place)


def _sounding(step: Say | Chime, at: Samples, length: Length, minutes: int) -> Event:
    if isinstance(step, Chime):
        return _chime(step.place, step.sound, at, length)
    words = Utterance(spoken_text(step, minutes))
    try:
        lasts = length(words)
    except VoiceError as error:
        raise VoiceError(f"{step.source}: {error}") from error
    return Event(Kind.SPEECH, at, lasts, step.place, step.text(minutes), step.source, words)


def _chime(place: Place, sound: ChimeKind, at: Samples, length: Length) -> Event:
    return Event(Kind.CHIME, at, length(sound), place, sound.value, None, sound)


def _hold(hold: Hold, at: Samples, length: Length, minutes: int) -> Iterator[Event | LeftOut]:
    """A hold, its two chimes, and what is said in between. The end chime's onset is the hold's end to the sample."""
    samples = to_samples(hold.ms)
    start = _chime(hold.place, ChimeKind.START, at, length)
    end = at + samples
    yield Event(Kind.HOLD, at, samples, hold.place, None, hold.source, pad=hold.pad)
    yield start
    free = on_grid(start.end) + to_samples(FADE)
    yield from _said_inside(hold.cues, at, end, free, length, minutes)
    yield _chime(hold.place, ChimeKind.END, end, length)


def _timer(timer: Timer, at: Samples, length: Length, minutes: int) -> Iterator[Event | LeftOut]:
    """A timed rest: what is said in it, and silence in between."""
    end = at + to_samples(timer.ms)
    yield Event(Kind.TIMER, at, end - at, timer.place, None, timer.source)
    for found in _said_inside(timer.cues, at, end, at, length, minutes):
        if isinstance(found, Event):
            if found.start > at:
                yield _silence(timer.place, at, found.start - at)
            at = on_grid(found.end)
        yield found
    if end > at:
        yield _silence(timer.place, at, end - at)


def _said_inside(
    cues: tuple[TimedCue, ...],
    start: Samples,
    end: Samples,
    free: Samples,
    length: Length,
    minutes: int,
) -> Iterator[Event | LeftOut]:
    """The cues that fit between `free` and the quiet end, in order of time, then those left out.

    A timer's opening and cues that count from the end are placed first; of others that collide, the earlier line stays.
    """
    placed: list[list[Event]] = []
    left_out: list[LeftOut] = []
    for cue in sorted(cues, key=lambda one: 0 if one.moment.opening else 2 - one.moment.from_end):
        moment = cue.moment
        wanted = end - to_samples(moment.ms) if moment.from_end else start + to_samples(moment.ms)
        events = list(_in_a_row(cue.steps, max(wanted, free), length, minutes))
        if not events:
            continue
        first, last = events[0].start, on_grid(events[-1].end)
        limit = end if moment.countdown else end - to_samples(QUIET_END)
        other = next(
            (o for o in placed if first < on_grid(o[-1].end) + GRID and o[0].start < last + GRID),
            None,
        )
        if wanted < start:
            reason = f"there are no {moment.ms / SECOND:g} s before the end"
        elif wanted < free and moment.from_end:
            reason = f"the start chime still sounds {moment.ms / SECOND:g} s before the end"
        elif last > limit:
            reason = f"it would end {(last - limit) / SAMPLE_RATE:.1f} s too late"
        elif other is not None:
            reason = f"it would run into the cue of {other[0].source}"
        else:
            placed.append(events)
            continue
        left_out.append(_left_out(cue, minutes, reason))
    yield from (
        event for events in sorted(placed, key=lambda found: found[0].start) for event in events
    )
    yield from left_out


def _in_a_row(
    steps: Iterable[SimpleStep], at: Samples, length: Length, minutes: int
) -> Iterator[Event]:
    """A line split by pauses and chimes, from `at` on, without its silences."""
    for step in steps:
        if isinstance(step, Rest):
            at += to_samples(step.ms)
            continue
        event = _sounding(step, at, length, minutes)
        yield event
        at = on_grid(event.end) + (to_samples(FADE) if event.kind is Kind.CHIME else 0)


def _left_out(cue: TimedCue, minutes: int, reason: str) -> LeftOut:
    says = [step for step in cue.steps if isinstance(step, Say)]
    text = " ".join(say.text(minutes) for say in says) or "[chime]"
    return LeftOut(cue.steps[0].place, text, cue.source, reason)
