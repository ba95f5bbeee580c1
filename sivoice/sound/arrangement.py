"""Events -> what sounds: each clip, how long each chime rings, and where the pad sounds.

Sounds that are encoded apart lie at least two frames apart. The pad sounds in every silence between
cues and under the chimes. It is silent a frame after some words, and a frame before the next.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from itertools import pairwise
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
    """Whether words or the end of the session follow then, before which the pad fades out."""


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
        _rung(one, until, ring) for one, until in zip(clips, follows[: len(clips)], strict=True)
    )
    ringing = tuple(one for one, rung in zip(clips, sounds, strict=True) if rung.end > end)
    if pad is None:
        return Arrangement(sounds, before_next=Before(None, ringing))
    words = [one for one in sounds if one.kind is Kind.SPEECH]
    pad_from = start if before.pad_from is None else before.pad_from
    last = end + after.silence - GRID if after.is_quiet else end + _FAR
    cuts = [pad_from, *(cut for one in words for cut in (one.start - GRID, _after(one))), last]
    pieces = list(zip(cuts[::2], cuts[1::2], strict=True))
    if pad.covers_words:
        pieces = list(pairwise([pieces[0][0], *(one.start for one in words), last]))
        pieces = [(first, until - GRID) for first, until in pieces]
    holds = [(one.start, one.end) for one in events if pad.breath and one.kind is Kind.HOLD]
    spans = tuple(_spans(pieces, holds, is_open=not after.is_quiet))
    return Arrangement(sounds, spans, Before(pieces[-1][0], ringing))


def _rung(event: Event, until: Samples, ring: Ring) -> Event:
    """Have a chime ring until two frames before the next sound. Never shorten it."""
    if not isinstance(event.clip, ChimeKind):
        return event
    length = min(ring(event.clip), until - 2 * GRID - event.start)
    return replace(event, length=max(event.length, length))


def _after(words: Event) -> Samples:
    """Return where the pad can begin after some words, whose frames are one more than they fill."""
    return on_grid(words.end) + GRID


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
            case Chime() as chime:
                if length(chime.kind):
                    return After(silence, is_quiet=False)
                silence += to_samples(FADE)
            case Hold():
                return After(silence, is_quiet=False)
            case Timer() as timer:
                moments = (cue.moment for cue in timer.cues)
                return After(silence, is_quiet=any(one.opening for one in moments))
            case _:
                return After(silence)
        if silence > _FAR:
            return After(silence, is_quiet=False)
    return After(silence)
