"""Timeline + clips -> blocks of samples, in order, without holding more than one clip."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TypeAlias

from sivoice.timeline import Clip, Timeline
from sivoice.units import GRID, Samples

Samples16: TypeAlias = Callable[[Clip], bytes]
"""A clip's samples, 16-bit little-endian, one channel."""

BLOCK: Samples = GRID * 32
"""Samples of a block, 0.84 s: large enough to be encoded at full speed, small enough for a progress bar."""


def render(timeline: Timeline, samples: Samples16) -> Iterator[bytes]:
    """The session's sound as 16-bit little-endian blocks of at most BLOCK samples; together `timeline.samples`."""
    at = 0
    for event in timeline.sounding:
        assert event.clip is not None, event
        assert event.start >= at, event  # clips never overlap
        yield from _silence(event.start - at)
        pcm = samples(event.clip)
        assert len(pcm) == 2 * event.length, event
        yield from (pcm[i : i + 2 * BLOCK] for i in range(0, len(pcm), 2 * BLOCK))
        at = event.end
    yield from _silence(timeline.samples - at)


def _silence(count: Samples) -> Iterator[bytes]:
    for done in range(0, count, BLOCK):
        yield bytes(2 * min(BLOCK, count - done))
