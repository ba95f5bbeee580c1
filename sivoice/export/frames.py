"""Clips and pads -> MP3 frames. Each is encoded once, on its own, and cached.

A session is put together from these frames and frames of silence. An encoded clip can go anywhere
in a stream: its first frame never refers back to earlier ones (LAME's bit reservoir starts empty),
and its last one ends in silence. The pad of a silence is the beginning of a long one, encoded by
itself or with a chime, whose last frames are faded out.
"""

from __future__ import annotations

import contextlib
import os
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from typing import TYPE_CHECKING, Any

from msgspec import Struct
from msgspec.structs import replace

from sivoice.compile.steps import Pad
from sivoice.schedule.timeline import Event, Timeline
from sivoice.script.vocabulary import ChimeKind
from sivoice.sound.arrangement import LONGEST, Arrangement, Ring, Span, arranged
from sivoice.sound.cache import ClipCache, clip_key, digest_of
from sivoice.sound.mix import Clips, Mix, ring_of
from sivoice.units import GRID, SAMPLE_RATE, Samples
from sivoice.version import installed

if TYPE_CHECKING:
    from concurrent.futures import Future

BITRATE = 64
"""kbit/s. Constant, so that phones seek exactly, and transparent for one voice."""
QUALITY = 4
"""LAME's -q option.

At this bitrate, 4 is closer to the samples than 2 in the same sessions: 22.8 dB against 22.7 in
speech, 47 dB against 43 in chimes, in segments of 20 ms 25.4 dB against 25.1. The error in the
10 ms before a sound is -101 dBFS instead of -100. It takes three quarters of the time.
"""
FRAME_HEADER = bytes((0xFF, 0xFB, 0x50, 0xC4))
"""As LAME writes it: MPEG-1 Layer III, no CRC, 64 kbit/s, 44.1 kHz, no padding, mono, original."""
FRAME_BYTES = 144 * BITRATE * 1000 // SAMPLE_RATE
"""Size of a frame without the padding byte: 208 bytes."""
_PADDED = FRAME_HEADER[:2] + bytes((FRAME_HEADER[2] | 0x02,)) + FRAME_HEADER[3:]
_CYCLE = 49
"""Frames until the pattern of padding bytes repeats: the mean frame size is 10240/49 bytes."""


_GAINS = (136 - 39 - 8, 136 - 98 - 8)
"""The lowest bit of the gain of each granule in the 17 bytes of side info after the header."""
_FADE_OUT = (0, 0, 1, 1, 2, 3, 5, 7, 9, 13, 19, 31)
"""How far the gain of each of a pad's last granules is lowered, in steps of 1.5 dB.

Two granules are a frame. This is the raised cosine of sound/pads.py, over 0.157 s.
"""


class Run(Struct, frozen=True):
    """What is encoded as one: a clip, clips too close together, or a pad with its chime."""

    parts: tuple[Event | Span, ...]
    """In order of start; at least one."""

    @property
    def start(self) -> Samples:
        """The first sample, on the grid."""
        return self.parts[0].start

    @property
    def samples(self) -> Samples:
        """The length in samples."""
        return max(part.end for part in self.parts) - self.start


class Frames:
    """The clips of a session as MP3 frames, read from the cache or encoded once and cached."""

    def __init__(self, source: Clips, cache: ClipCache) -> None:
        self.source = source
        """The same clips as samples."""
        self._cache = cache
        self._made: dict[str, bytes] = {}
        """The frames encoded or read so far, by cache key."""

    def runs(self, timeline: Timeline) -> Iterator[tuple[Run, bytes]]:
        """Yield a timeline's runs with their frames, in order. Raises VoiceError."""
        in_order = list(runs(arranged(timeline, ring_of(self.source))))
        return self.encoded(in_order, timeline.plan.pad)

    def encoded(self, in_order: Sequence[Run], pad: Pad | None) -> Iterator[tuple[Run, bytes]]:
        """Yield runs with their frames. Raises VoiceError.

        Those that are not in the cache are encoded on all cores.
        """
        ring = ring_of(self.source)
        whole = [whole_run(run, ring) or run for run in in_order]
        keys = [self._key(run, pad) for run in whole]
        wanted = dict(zip(keys, whole, strict=True))
        missing = {key: run for key, run in wanted.items() if not self._is_made(key)}
        with contextlib.ExitStack() as opened:
            encoding = self._start(missing, pad, opened) if missing else {}
            for key, run, one in zip(keys, in_order, whole, strict=True):
                frames = encoding[key].result() if key in encoding else self._made[key]
                yield run, frames if one is run else cut(frames, run.samples // GRID)

    def _start(
        self, missing: Mapping[str, Run], pad: Pad | None, opened: contextlib.ExitStack
    ) -> dict[str, Future[bytes]]:
        """Start to encode runs on all cores. Those not begun are dropped when the block ends."""
        from concurrent.futures import ThreadPoolExecutor

        pool = ThreadPoolExecutor(os.cpu_count())
        opened.callback(pool.shutdown, cancel_futures=True)
        return {key: pool.submit(self._encode, key, run, pad) for key, run in missing.items()}

    def _is_made(self, key: str) -> bool:
        """Return whether a run has been encoded before. If so, its frames are in `_made`."""
        if key not in self._made and (frames := self._cache.read(key)) is not None:
            self._made[key] = frames
        return key in self._made

    def _key(self, run: Run, pad: Pad | None) -> str:
        parts: list[str | int] = []
        for part in run.parts:
            parts.append(part.start - run.start)
            if isinstance(part, Event):
                assert part.clip is not None, part
                parts.append(self.source.digest(part.clip))
                if isinstance(part.clip, ChimeKind):
                    parts.append(part.length)
                elif pad is not None:
                    parts.append(self.source.pad_digest(pad))
            else:
                assert pad is not None, part
                parts += [part.end - part.start, self.source.pad_digest(pad)]
                parts += [at - run.start for hold in part.holds for at in hold]
                parts += ["open"] * part.is_open
        return clip_key(f"mp3 {SAMPLE_RATE} Hz {BITRATE} kbit/s q{QUALITY} {_encoder()}", *parts)

    def _encode(self, key: str, run: Run, pad: Pad | None) -> bytes:
        encoder = new_encoder()
        events = tuple(part for part in run.parts if isinstance(part, Event))
        spans = tuple(part for part in run.parts if isinstance(part, Span))
        mix = Mix(Arrangement(events, spans), self.source, pad)
        blocks = mix.blocks(run.start, run.start + run.samples)
        pieces = [bytes(encoder.encode(block)) for block in blocks]
        frames = b"".join([*pieces, bytes(encoder.flush())])
        clips = {event.clip for event in events if event.clip is not None}
        # If another process has replaced a clip since, the frames do not match their key.
        if all(digest_of(self.source.samples(clip)) == self.source.digest(clip) for clip in clips):
            self._cache.write(key, frames)
        self._made[key] = frames
        return frames


def whole_run(run: Run, ring: Ring) -> Run | None:
    """Return the run that one of a pad is the beginning of, as long as a pad can be.

    Returns None for all other runs, and for a pad with a tone to breathe with.
    """
    *sounds, span = run.parts
    if not isinstance(span, Span) or span.start != run.start or span.is_open or span.holds:
        return None
    if any(isinstance(one, Span) or not isinstance(one.clip, ChimeKind) for one in sounds):
        return None
    chimes = [
        replace(one, start=0, length=ring(one.clip))
        for one in sounds
        if isinstance(one, Event) and isinstance(one.clip, ChimeKind)
    ]
    return Run((*chimes, Span(0, LONGEST, is_open=True)))


def cut(frames: bytes, count: int) -> bytes:
    """Return the first frames of a long pad, the last of them faded out.

    A frame depends on earlier ones only, and each of its two granules has a gain of 8 bits.
    """
    ends = [0]
    for _ in range(count):
        ends.append(ends[-1] + FRAME_BYTES + (frames[ends[-1] + 2] >> 1 & 1))
    faded = bytearray(frames[: ends[-1]])
    for at, *steps in zip(ends[-7:-1], _FADE_OUT[::2], _FADE_OUT[1::2], strict=True):
        side_info = int.from_bytes(faded[at + 4 : at + 21], "big")
        for bit, step in zip(_GAINS, steps, strict=True):
            gain = side_info >> bit & 0xFF
            side_info -= min(gain, step) << bit
        faded[at + 4 : at + 21] = side_info.to_bytes(17, "big")
    return bytes(faded)


def runs(arrangement: Arrangement) -> Iterator[Run]:
    """Group what sounds into runs. What starts before a run's last frame joins it.

    An encoded clip takes one frame more than its samples fill.
    """
    group: list[Event | Span] = []
    until = 0
    parts: list[Event | Span] = [*arrangement.sounds, *arrangement.spans]
    for part in sorted(parts, key=lambda part: part.start):
        if group and part.start // GRID >= until:
            yield Run(tuple(group))
            group = []
        group.append(part)
        until = max(until, part.start // GRID + frames_for(part.end - part.start))
    if group:
        yield Run(tuple(group))


def frames_for(samples: Samples) -> int:
    """Return how many frames LAME makes of this many samples, including the flushed one."""
    return -(-samples // GRID) + 1


def frames_in(size: int) -> int:
    """Count the frames in this many bytes. Frames differ in size only by the padding byte."""
    return round(size * SAMPLE_RATE / (144 * BITRATE * 1000))


def silence(first: int, last: int, written: int) -> Iterator[bytes]:
    """Yield frames of digital silence from frame `first` up to but not including `last`.

    `written` is the number of bytes in the stream so far. The frames are padded so that the stream
    returns to its bitrate even if the clips spliced into it did not keep to it.
    """
    at = first
    while at < last:
        missing = _size(at) - written
        if missing == 0:
            many = min(last - at, _CYCLE)
            frames = _cycle(at % _CYCLE)[: _size(at + many) - _size(at)]
        elif missing > 0:
            many = min(last - at, -at % _CYCLE + 1)  # one frame of a cycle would not be padded
            frames = silent_frame(padded=True) * many
        else:
            many = 1
            frames = silent_frame(padded=False)
        yield frames
        written += len(frames)
        at += many


def silent_frame(*, padded: bool) -> bytes:
    """Return a frame with a header and no audio data."""
    return (_PADDED if padded else FRAME_HEADER).ljust(FRAME_BYTES + padded, b"\0")


def new_encoder() -> Any:
    """Return a LAME encoder set up for one voice."""
    import lameenc

    encoder = lameenc.Encoder()
    encoder.silence()
    encoder.set_bit_rate(BITRATE)
    encoder.set_in_sample_rate(SAMPLE_RATE)
    encoder.set_channels(1)
    encoder.set_quality(QUALITY)
    return encoder


def _size(frames: int) -> int:
    """Return the size in bytes of this many frames at our bitrate."""
    return frames * 144 * BITRATE * 1000 // SAMPLE_RATE


@cache
def _cycle(phase: int) -> bytes:
    sizes = [_size(at + 1) - _size(at) for at in range(phase, phase + _CYCLE)]
    return b"".join(silent_frame(padded=size > FRAME_BYTES) for size in sizes)


@cache
def _encoder() -> str:
    return f"lameenc {installed('lameenc')}"
