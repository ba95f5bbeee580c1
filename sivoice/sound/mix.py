"""Events + clips -> samples, read from any position. The only mixer, for files and live play."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator
from typing import Protocol

from msgspec import Struct

from sivoice.compile.steps import Pad
from sivoice.schedule.timeline import Clip, Event, Timeline
from sivoice.units import GRID, Samples

BLOCK: Samples = GRID * 32
"""Samples of a block, 0.84 s: large enough to encode at full speed, and to move a progress bar."""


class Glide(Struct, frozen=True):
    """A change of a hold's length while it is held. Its pad glides to the new length."""

    at: Samples
    """The place of the change, from the start of the hold."""
    length: Samples
    """The length of the hold before the change."""


class PadMixer(Protocol):
    """A pad that can be mixed into a hold."""

    def add(self, pcm: bytes, into: Samples, length: Samples, glide: Glide | None = None) -> bytes:
        """Mix the pad into a part of a hold, 16-bit little-endian.

        The part begins `into` samples after the start of a hold of `length` samples.
        """


class MixClips(Protocol):
    """The clips and pads that the mixer reads."""

    def samples(self, clip: Clip) -> bytes:
        """Return the samples of a clip, 16-bit little-endian, one channel."""

    def pad(self, pad: Pad) -> PadMixer:
        """Return the mixer of a pad."""


class Clips(MixClips, Protocol):
    """The clips of a session, with digests to compare them without reading them."""

    def digest(self, clip: Clip) -> str:
        """Return a hash of a clip's samples."""

    def pad_digest(self, pad: Pad) -> str:
        """Return a hash of everything that a pad's sound depends on."""


class Mix:
    """The mixed sound of some events. It keeps at most one clip in memory."""

    def __init__(
        self, events: Iterable[Event], clips: MixClips, glide: Glide | None = None
    ) -> None:
        """Mix events that are in order and whose clips do not overlap.

        `glide` applies to their only hold.
        """
        events = tuple(events)
        self._clips = clips
        self._glide = glide
        self._sounds = [event for event in events if event.clip is not None and event.length]
        self._starts = [event.start for event in self._sounds]
        self._padded = [event for event in events if event.pad is not None]
        self._last: tuple[Clip, bytes] | None = None

    def read(self, at: Samples, count: Samples) -> bytes:
        """Return the samples from `at` to `at + count`, 16-bit little-endian.

        Raises VoiceError if a clip has to be synthesised and cannot be.
        """
        pcm = self._clips_between(at, at + count)
        for hold in self._padded:
            first, last = max(at, hold.start), min(at + count, hold.end)
            if first < last:
                pcm = self._with_pad(pcm, at, hold, first, last)
        return pcm

    def blocks(self, start: Samples, end: Samples) -> Iterator[bytes]:
        """Yield the samples from `start` to `end`, in blocks of at most BLOCK samples."""
        for at in range(start, end, BLOCK):
            yield self.read(at, min(BLOCK, end - at))

    def _clips_between(self, at: Samples, end: Samples) -> bytes:
        """Return the samples between two positions, without pads."""
        pieces: list[bytes] = []
        index = max(0, bisect_right(self._starts, at) - 1)
        for event in self._sounds[index:]:
            if event.start >= end:
                break
            first, last = max(at, event.start), min(end, event.end)
            if first >= last:
                continue
            pieces.append(bytes(2 * (first - at)))
            pieces.append(self._pcm(event)[2 * (first - event.start) : 2 * (last - event.start)])
            at = last
        pieces.append(bytes(2 * (end - at)))
        return b"".join(pieces)

    def _pcm(self, event: Event) -> bytes:
        assert event.clip is not None, event
        if self._last is None or self._last[0] != event.clip:
            pcm = self._clips.samples(event.clip)
            assert len(pcm) == 2 * event.length, event
            self._last = (event.clip, pcm)
        return self._last[1]

    def _with_pad(
        self, pcm: bytes, at: Samples, hold: Event, first: Samples, last: Samples
    ) -> bytes:
        """Mix a hold's pad into `pcm`, which begins at `at`, from `first` to `last`."""
        assert hold.pad is not None, hold
        start, end = 2 * (first - at), 2 * (last - at)
        pad = self._clips.pad(hold.pad)
        mixed = pad.add(pcm[start:end], first - hold.start, hold.length, self._glide)
        return pcm[:start] + mixed + pcm[end:]


def render(timeline: Timeline, clips: MixClips) -> Iterator[bytes]:
    """Yield the session's samples in blocks, `timeline.samples` in total."""
    return Mix(timeline.events, clips).blocks(0, timeline.samples)
