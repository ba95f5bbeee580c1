"""Events -> what sounds: each clip, how long each chime rings, and where the pad sounds.

Sounds that are encoded apart lie at least two frames apart. The pad sounds in every silence between
cues. It is silent a frame after some words, and a frame before the next and before a chime, with
which it begins again.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import TypeAlias

from msgspec import Struct
from msgspec.structs import replace

from sivoice.compile.plan import PlannedStep
from sivoice.compile.steps import ChapterMark, Chime, Hold, Pad, RemainingRest, Rest, Timer
from sivoice.schedule.scheduler import FADE, Length, schedule_step
from sivoice.schedule.timeline import Event, Kind, Timeline
from sivoice.script.vocabulary import ChimeKind
from sivoice.units import GRID, SAMPLE_RATE, Samples, on_grid, to_samples

Ring: TypeAlias = Callable[[ChimeKind], Samples]
"""Returns how long a chime can ring."""

_FAR: Samples = 10 * SAMPLE_RATE
"""Longer than any chime rings, and than a pad fades out. No one needs to know what comes later."""
_RING_STEP: Samples = SAMPLE_RATE // 2
"""A chime that cannot ring whole rings a multiple of this longer than it always does."""
LONGEST: Samples = 2450 * GRID
"""64 s. In a longer silence, the pad fades out and in again once in this time."""
_SHORTEST: Samples = 8 * GRID
"""0.2 s. In a shorter silence there is no pad."""


class Span(Struct, frozen=True):
    """A time in which the pad sounds."""

    start: Samples
    end: Samples
    is_open: bool = False
    """Whether the pad goes on after `end`, so that it does not fade out there."""
    holds: tuple[tuple[Samples, Samples], ...] = ()
    """The start and end of each hold in it, if there is a tone to breathe with."""


class Before(Struct, frozen=True):
    """What goes on when a step begins that is arranged by itself."""

    pad_from: Samples | None = None
    """Where the pad began, or begins; None if nothing came before."""
    ringing: tuple[Event, ...] = ()
    """Chimes that ring on from earlier steps."""


class After(Struct, frozen=True):
    """What comes after a step that is arranged by itself."""

    silence: Samples = 0
    """How long nothing begins."""
    is_quiet: bool = True
    """Whether a sound or the end of the session follows then, before which the pad fades out."""


NOTHING_BEFORE, NOTHING_AFTER = Before(), After()


class Arrangement(Struct, frozen=True):
    """What sounds in a part of a session."""

    sounds: tuple[Event, ...]
    """In order, with their clips; each chime is as long as it rings."""
    spans: tuple[Span, ...] = ()
    """In order, at least two frames apart."""
    before_next: Before = NOTHING_BEFORE
    """What goes on after it."""


def arranged(timeline: Timeline, ring: Ring) -> Arrangement:
    """Arrange a whole timeline."""
    return arrange(timeline.events, (0, timeline.samples), timeline.plan.pad, ring)


def arrange(
    events: Iterable[Event],
    part: tuple[Samples, Samples],
    pad: Pad | None,
    ring: Ring,
    before: Before = NOTHING_BEFORE,
    after: After = NOTHING_AFTER,
) -> Arrangement:
    """Arrange the events in a part of a session, given by its start and end."""
    events = tuple(events)
    start, end = part
    clips = (*before.ringing, *(one for one in events if one.clip is not None and one.length))
    follows = (*(one.start for one in clips[1:]), end + after.silence)
    sounds = tuple(
        _rung(one, until, ring, by=_RING_STEP if pad is None else 1)
        for one, until in zip(clips, follows[: len(clips)], strict=True)
    )
    ringing = tuple(one for one, rung in zip(clips, sounds, strict=True) if rung.end > end)
    if pad is None:
        return Arrangement(sounds, before_next=Before(None, ringing))
    pad_from = start if before.pad_from is None else before.pad_from
    last = end + after.silence - GRID if after.is_quiet else end + _FAR
    pieces = list(_pieces(pad_from, sounds, last, covers_words=pad.covers_words))
    holds = [(one.start, one.end) for one in events if pad.breath and one.kind is Kind.HOLD]
    spans = tuple(_spans(list(_short(pieces)), holds, is_open=not after.is_quiet))
    return Arrangement(sounds, spans, Before(pieces[-1][0], ringing))


def _rung(event: Event, until: Samples, ring: Ring, by: Samples) -> Event:
    """Have a chime ring on, at most until two frames before the next sound. Never shorten it.

    If it cannot ring whole, it rings a multiple of `by` longer than it always does.
    """
    if not isinstance(event.clip, ChimeKind):
        return event
    whole, room = ring(event.clip), until - 2 * GRID - event.start
    longer = min(whole, room) - event.length
    if longer <= 0:
        return event
    return replace(event, length=event.length + (longer if whole <= room else longer // by * by))


def ring_lengths(counted: Samples, whole: Samples) -> tuple[Samples, ...]:
    """Return the lengths that a chime can ring for without a pad.

    From what always sounds up to the whole chime. They are few, so that a page can carry all.
    """
    return (*range(counted, whole, _RING_STEP), max(counted, whole))


def _after(words: Event) -> Samples:
    """Return where the pad can begin after some words, whose frames are one more than they fill."""
    return on_grid(words.end) + GRID


def _pieces(
    start: Samples, sounds: Iterable[Event], last: Samples, *, covers_words: bool
) -> Iterator[tuple[Samples, Samples]]:
    """Yield the start and end of the silences in which the pad sounds, also of those too short.

    Each chime begins one, and is mixed with it, unless its frames overlap those of words.
    """
    for one in sounds:
        yield start, one.start - GRID
        is_mixed = one.kind is Kind.CHIME or covers_words
        start = one.start if is_mixed and start <= one.start else _after(one)
    yield start, last


def _short(pieces: Iterable[tuple[Samples, Samples]]) -> Iterator[tuple[Samples, Samples]]:
    """Split pieces that are longer than the pad is encoded for."""
    for start, end in pieces:
        for first in range(start, max(end, start + 1), LONGEST):
            yield first, min(first + LONGEST - GRID, end)


def _spans(
    pieces: list[tuple[Samples, Samples]], holds: list[tuple[Samples, Samples]], *, is_open: bool
) -> Iterator[Span]:
    for index, (start, end) in enumerate(pieces):
        if end - start >= _SHORTEST:
            inside = tuple(hold for hold in holds if hold[0] < end and hold[1] > start)
            yield Span(start, end, is_open and index == len(pieces) - 1, inside)


def what_follows(steps: Iterable[PlannedStep], length: Length, minutes: int) -> After:
    """Return what follows before the first sound of some steps. Words are not spoken for it.

    Only a written rest between sets depends on the length of words, of those said in it.
    """
    silence = 0
    for planned in steps:
        match planned.step:
            case ChapterMark():
                pass
            case Rest() as rest:
                silence += to_samples(rest.ms)
            case RemainingRest():
                _, silence = schedule_step(planned, silence, length, minutes)
            case Chime() as chime if not length(chime.kind):
                silence += to_samples(FADE)
            case Hold() as hold:
                return After(silence, is_quiet=bool(length(hold.marks[0])))
            case Timer() as timer:
                moments = (cue.moment for cue in timer.cues)
                return After(silence, is_quiet=any(one.opening for one in moments))
            case _:
                return After(silence)
        if silence > _FAR:
            return After(silence, is_quiet=False)
    return After(silence)
