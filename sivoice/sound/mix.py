"""Arrangement + clips -> samples, read from any position: the mixer for files and live play."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator
from typing import Protocol

from msgspec import Struct

from sivoice.compile.steps import Pad
from sivoice.schedule.timeline import Clip, Event, Timeline
from sivoice.script.vocabulary import ChimeKind
from sivoice.sound.arrangement import Arrangement, Ring, Span, arranged
from sivoice.sound.ramps import cross_fade, fade_out
from sivoice.units import GRID, SAMPLE_RATE, Samples

BLOCK: Samples = GRID * 32
"""Samples of a block, 0.84 s: large enough to encode at full speed, and to move a progress bar."""
CHIME_FADE: Samples = round(0.3 * SAMPLE_RATE)
"""A chime that is cut short fades out in this time."""
CROSSFADE: Samples = SAMPLE_RATE // 20
"""The time in which the pad and a ringing chime glide to where a control has them go."""


class PadMixer(Protocol):
    """A pad that can be mixed into silences."""

    def add(self, pcm: bytes, at: Samples, span: Span) -> bytes:
        """Mix the part of a span that begins at sample `at` into `pcm`, 16-bit little-endian."""

    def fill(self, clip: bytes) -> bytes:
        """Mix the pad into the pauses of a spoken clip, 16-bit little-endian."""


class MixClips(Protocol):
    """The clips and pads that the mixer reads."""

    def samples(self, clip: Clip) -> bytes:
        """Return the samples of a clip, 16-bit little-endian, one channel; of a chime, all."""

    def pad(self, pad: Pad) -> PadMixer:
        """Return the mixer of a pad."""


class Clips(MixClips, Protocol):
    """The clips of a session, with digests to compare them without reading them."""

    def digest(self, clip: Clip) -> str:
        """Return a hash of a clip's samples."""

    def pad_digest(self, pad: Pad) -> str:
        """Return a hash of everything that a pad's sound depends on."""


class Mix:
    """The mixed sound of an arrangement. It keeps at most one clip in memory."""

    def __init__(
        self, arrangement: Arrangement, clips: MixClips, pad: Pad | None, was: Was | None = None
    ) -> None:
        """Mix sounds that are in order. With `was`, they sounded otherwise until a moment."""
        self.arrangement = arrangement
        self._clips = clips
        self.pad = pad
        """What sounds in the spans of the arrangement."""
        self._was = was
        self._sounds = arrangement.sounds
        self._starts = [event.start for event in self._sounds]
        self._last: tuple[tuple[Clip, Samples], bytes] | None = None

    def read(self, at: Samples, count: Samples) -> bytes:
        """Return the samples from `at` to `at + count`, 16-bit little-endian.

        Raises VoiceError if a clip has to be synthesised and cannot be.
        """
        if self._was is not None and at < self._was.until + CROSSFADE:
            changed = min(count, self._was.until + CROSSFADE - at)
            was = self._was.mix.read(at, changed)
            now = cross_fade(was, self._mixed(at, changed), at - self._was.until, CROSSFADE)
            return now + self._mixed(at + changed, count - changed)
        return self._mixed(at, count)

    def blocks(self, start: Samples, end: Samples) -> Iterator[bytes]:
        """Yield the samples from `start` to `end`, in blocks of at most BLOCK samples."""
        for at in range(start, end, BLOCK):
            yield self.read(at, min(BLOCK, end - at))

    def changed(self, at: Samples, arrangement: Arrangement, clips: MixClips) -> Mix:
        """Return a mix that sounds like this one until sample `at`, and then as arranged anew.

        The pad and a ringing chime glide. What begins later is heard in full.
        """
        begun = tuple(event for event in self._sounds if event.start < at)
        later = tuple(event for event in arrangement.sounds if event.start >= at)
        before = Arrangement((*begun, *later), self.arrangement.spans)
        was = self._was if self._was is not None and at < self._was.until + CROSSFADE else None
        return Mix(arrangement, clips, self.pad, Was(Mix(before, clips, self.pad, was), at))

    def _mixed(self, at: Samples, count: Samples) -> bytes:
        pcm = self._clips_between(at, at + count)
        for span in self.arrangement.spans:
            first, last = max(at, span.start), min(at + count, span.end)
            if first < last:
                start, end = 2 * (first - at), 2 * (last - at)
                assert self.pad is not None
                mixed = self._clips.pad(self.pad).add(pcm[start:end], first, span)
                pcm = pcm[:start] + mixed + pcm[end:]
        return pcm

    def _clips_between(self, at: Samples, end: Samples) -> bytes:
        """Return the samples between two positions, without the pad."""
        pieces: list[bytes] = []
        index = max(0, bisect_right(self._starts, at) - 1)
        follows = [*self._starts[index + 1 :], end][: len(self._sounds) - index]
        for event, until in zip(self._sounds[index:], follows, strict=True):
            if event.start >= end:
                break
            first, last = max(at, event.start), min(end, event.end, until)
            if first >= last:
                continue
            pieces.append(bytes(2 * (first - at)))
            pieces.append(self._pcm(event)[2 * (first - event.start) : 2 * (last - event.start)])
            at = last
        pieces.append(bytes(2 * (end - at)))
        return b"".join(pieces)

    def _pcm(self, event: Event) -> bytes:
        """Return the samples of a sound.

        A chime is faded out where it is cut, and the pad sounds in the pauses of words.
        """
        assert event.clip is not None, event
        key = (event.clip, event.length)
        if self._last is None or self._last[0] != key:
            pcm = self._clips.samples(event.clip)
            if isinstance(event.clip, ChimeKind):
                if len(pcm) > 2 * event.length:
                    whole = max(0, event.length - CHIME_FADE)
                    pcm = pcm[: 2 * whole] + fade_out(pcm[2 * whole : 2 * event.length])
            elif self.pad is not None and not self.pad.covers_words:
                pcm = self._clips.pad(self.pad).fill(pcm)
            assert len(pcm) == 2 * event.length, event
            self._last = (key, pcm)
        return self._last[1]


class Was(Struct, frozen=True):
    """How it sounded before a control changed it."""

    mix: Mix
    until: Samples
    """The place of the change, from which it crossfades."""


def ring_of(clips: MixClips) -> Ring:
    """Return how long each chime of these clips can ring."""
    return lambda kind: len(clips.samples(kind)) // 2


def render(timeline: Timeline, clips: MixClips) -> Iterator[bytes]:
    """Yield the session's samples in blocks, `timeline.samples` in total."""
    mix = Mix(arranged(timeline, ring_of(clips)), clips, timeline.plan.pad)
    return mix.blocks(0, timeline.samples)
