"""Timeline + clips -> blocks of samples, in order, without holding more than one clip."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Protocol, TypeAlias

from sivoice.plan import Pad
from sivoice.timeline import Clip, Kind, Timeline
from sivoice.units import GRID, Samples

Samples16: TypeAlias = Callable[[Clip], bytes]
"""A clip's samples, 16-bit little-endian, one channel."""


class Bed(Protocol):
    """A pad, ready to be mixed in."""

    def add(self, pcm: bytes, into: Samples, length: Samples) -> bytes:
        """A piece of a hold of `length` samples that begins `into` it, with the pad in it."""


class Source(Protocol):
    """Where a session's clips come from."""

    def samples(self, clip: Clip) -> bytes:
        """A clip, 16-bit little-endian, one channel."""

    def digest(self, clip: Clip) -> str:
        """A hash of its samples, known without reading them."""

    def bed(self, pad: Pad) -> Bed:
        """The sound of a pad."""


Beds: TypeAlias = Callable[[Pad], Bed]
"""The sound of a pad."""

BLOCK: Samples = GRID * 32
"""Samples of a block, 0.84 s: large enough to be encoded at full speed, small enough for a progress bar."""


def render(timeline: Timeline, samples: Samples16, beds: Beds) -> Iterator[bytes]:
    """The session's sound as 16-bit little-endian blocks of at most BLOCK samples; together `timeline.samples`."""
    holds = [event for event in timeline.events if event.kind is Kind.HOLD and event.pad is not None]
    at = 0
    for block in _in_a_row(timeline, samples):
        sound = bytearray(block)
        for hold in holds:
            first, last = max(at, hold.start), min(at + len(block) // 2, hold.end)
            if first < last and hold.pad is not None:
                inside = slice(2 * (first - at), 2 * (last - at))
                sound[inside] = beds(hold.pad).add(bytes(sound[inside]), first - hold.start, hold.length)
        yield bytes(sound)
        at += len(block) // 2


def _in_a_row(timeline: Timeline, samples: Samples16) -> Iterator[bytes]:
    """The clips, which never overlap, and the silence between them."""
    at = 0
    for event in timeline.sounding:
        assert event.clip is not None, event
        assert event.start >= at, event
        yield from _silence(event.start - at)
        pcm = samples(event.clip)
        assert len(pcm) == 2 * event.length, event
        yield from (pcm[i : i + 2 * BLOCK] for i in range(0, len(pcm), 2 * BLOCK))
        at = event.end
    yield from _silence(timeline.samples - at)


def _silence(count: Samples) -> Iterator[bytes]:
    for done in range(0, count, BLOCK):
        yield bytes(2 * min(BLOCK, count - done))
