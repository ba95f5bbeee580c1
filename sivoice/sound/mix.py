"""Timeline + clips -> blocks of samples, in order, without holding more than one clip."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Protocol, TypeAlias

from sivoice.compile.plan import Pad
from sivoice.schedule.timeline import Clip, Event, Timeline
from sivoice.units import GRID, Samples

Samples16: TypeAlias = Callable[[Clip], bytes]
"""A clip's samples, 16-bit little-endian, one channel."""


class Bed(Protocol):
    """A pad, ready to be mixed in."""

    def add(self, pcm: bytes, into: Samples, length: Samples, was: Samples | None = None) -> bytes:
        """A piece of a hold of `length` samples, until now `was`, with the pad in it; it begins `into` the hold."""


class Clips(Protocol):
    """Where a session's clips come from."""

    def samples(self, clip: Clip) -> bytes:
        """A clip, 16-bit little-endian, one channel."""

    def digest(self, clip: Clip) -> str:
        """A hash of its samples, known without reading them."""

    def bed(self, pad: Pad) -> Bed:
        """The sound of a pad."""

    def pad_digest(self, pad: Pad) -> str:
        """A hash of what a pad sounds like, known without making it."""


Beds: TypeAlias = Callable[[Pad], Bed]
"""The sound of a pad."""

BLOCK: Samples = GRID * 32
"""Samples of a block, 0.84 s: large enough to be encoded at full speed, small enough for a progress bar."""


def render(timeline: Timeline, source: Clips) -> Iterator[bytes]:
    """The session's sound as 16-bit little-endian blocks of at most BLOCK samples; together `timeline.samples`."""
    return _with_pads(timeline.events, 0, timeline.samples, source)


def render_run(events: Sequence[Event], source: Clips) -> Iterator[bytes]:
    """The sound of some events in a row as `render` gives it, from the start of the first to the end of the last."""
    start, end = events[0].start, max(event.end for event in events)
    return _with_pads(events, start, end, source)


def _with_pads(
    events: Iterable[Event], start: Samples, end: Samples, source: Clips
) -> Iterator[bytes]:
    holds = [event for event in events if event.pad is not None]
    at = start
    for block in _in_a_row(
        (event for event in events if event.clip is not None), start, end, source
    ):
        sound = bytearray(block)
        for hold in holds:
            first, last = max(at, hold.start), min(at + len(block) // 2, hold.end)
            if first < last and hold.pad is not None:
                inside = slice(2 * (first - at), 2 * (last - at))
                sound[inside] = source.bed(hold.pad).add(
                    bytes(sound[inside]), first - hold.start, hold.length
                )
        yield bytes(sound)
        at += len(block) // 2


def _in_a_row(
    sounding: Iterable[Event], start: Samples, end: Samples, source: Clips
) -> Iterator[bytes]:
    """The clips, which never overlap, and the silence between them."""
    at = start
    for event in sounding:
        assert event.clip is not None, event
        assert event.start >= at, event
        yield from _silence(event.start - at)
        pcm = source.samples(event.clip)
        assert len(pcm) == 2 * event.length, event
        yield from (pcm[i : i + 2 * BLOCK] for i in range(0, len(pcm), 2 * BLOCK))
        at = event.end
    yield from _silence(end - at)


def _silence(count: Samples) -> Iterator[bytes]:
    for done in range(0, count, BLOCK):
        yield bytes(2 * min(BLOCK, count - done))
