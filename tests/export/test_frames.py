"""A session is spliced from clips encoded once, and sounds like one encoded as a whole."""

from __future__ import annotations

import functools
import hashlib
from collections.abc import Callable
from io import BytesIO
from itertools import pairwise
from pathlib import Path

import miniaudio
import numpy as np
import numpy.typing as npt
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from sivoice.compile.plan import Place
from sivoice.compile.steps import ChapterMark, Chime, Hold, Moment, Pad, Rest, Say, TimedCue
from sivoice.export.frames import Frames, cut, frames_for, frames_in, new_encoder, runs, silence
from sivoice.export.mp3 import splice_mp3
from sivoice.export.recording import Recording
from sivoice.schedule.scheduler import build_timeline
from sivoice.schedule.timeline import Clip, Timeline
from sivoice.script.vocabulary import ChimeKind
from sivoice.sound.arrangement import Span, arranged
from sivoice.sound.cache import ClipCache
from sivoice.sound.mix import render
from sivoice.sound.pads import PadSound
from sivoice.units import GRID, SAMPLE_RATE
from tests.conftest import FakeClips, fake_length, plan_of
from tests.export.whole import encoded_whole, frames

HERE = Place()


def sound(clip: Clip) -> bytes:
    """Noise shaped like speech, different for each clip."""
    count = fake_length(clip)
    seed = int.from_bytes(hashlib.sha256(repr(clip).encode()).digest()[:4], "big")
    noise = np.convolve(
        np.random.default_rng(seed).normal(0, 2_000, count), np.ones(20) / 4, "same"
    )
    return (noise * np.hanning(count)).astype("<i2").tobytes()


@pytest.fixture
def timeline() -> Timeline:
    steps = (
        ChapterMark("One"),
        Rest(500),
        Chime(ChimeKind.SOFT),
        Say(("Breathe out slowly",), "s:1"),
        # The next two cues are less than a grid step apart, so they are encoded as one.
        Say(("and in",), "s:2"),
        Rest(1),
        Say(("and out",), "s:3"),
        Rest(9_000),
        ChapterMark("Two"),
        Chime(ChimeKind.SOFT),
        Say(("Breathe out slowly",), "s:4"),
        Rest(1_000),
    )
    return build_timeline(plan_of("Title", steps), fake_length, 1)


@pytest.fixture
def cache(tmp_path: Path) -> ClipCache:
    return ClipCache(tmp_path / "clips", "frames")


def spliced(
    timeline: Timeline, cache: ClipCache, samples: Callable[[Clip], bytes] = sound
) -> bytes:
    file, written = BytesIO(), list[int]()
    frames = Frames(FakeClips(samples), cache)
    splice_mp3(file, Recording(timeline, frames, progress=written.append))
    assert sum(written) == timeline.samples
    return file.getvalue()


def decoded(data: bytes) -> npt.NDArray[np.float64]:
    return np.array(
        miniaudio.decode(data, miniaudio.SampleFormat.SIGNED16, nchannels=1).samples, np.float64
    )


def test_a_spliced_file_is_as_long_and_as_clear_as_one_encoded_as_a_whole(
    timeline: Timeline, cache: ClipCache
) -> None:
    source = np.frombuffer(b"".join(render(timeline, FakeClips(sound))), "<i2").astype(np.float64)
    ours, theirs = (
        decoded(spliced(timeline, cache)),
        decoded(encoded_whole(timeline.samples, render(timeline, FakeClips(sound)))),
    )
    assert len(ours) == len(theirs) == len(source) == timeline.samples

    def signal_to_noise(heard: npt.NDArray[np.float64]) -> float:
        """Signal-to-noise ratio in dB, without the gain that LAME adds."""
        fitted = heard * (heard @ source) / (heard @ heard)
        return float(10 * np.log10((source @ source) / np.sum((source - fitted) ** 2)))

    assert signal_to_noise(ours) > signal_to_noise(theirs) - 0.3


@pytest.mark.parametrize("off", [-3, -1, 0, 1, 3])
def test_a_long_silence_is_written_in_few_pieces(off: int) -> None:
    """A minute has 2297 frames."""
    pieces = list(silence(100, 2397, 100 * 144 * 64_000 // SAMPLE_RATE + off))
    assert len(pieces) < 60
    assert sum(frames_in(len(piece)) for piece in pieces) == 2297


def test_there_is_digital_silence_between_the_clips(timeline: Timeline, cache: ClipCache) -> None:
    heard = decoded(spliced(timeline, cache))
    sounding = sorted((event.start, event.end) for event in timeline.sounding)
    for (_, end), (start, _) in pairwise(sounding):
        assert not heard[end + 2 * GRID : start - GRID].any()


def test_every_clip_is_encoded_once_and_kept(timeline: Timeline, cache: ClipCache) -> None:
    first = spliced(timeline, cache)

    def unread(clip: Clip) -> bytes:
        assert isinstance(clip, ChimeKind), clip
        return sound(clip)

    class Known(FakeClips):
        def digest(self, clip: Clip) -> str:
            return hashlib.sha256(sound(clip)).hexdigest()

    file = BytesIO()
    splice_mp3(file, Recording(timeline, Frames(Known(unread), cache)))
    assert file.getvalue() == first
    # The chime, the cue and its neighbour, the third cue, and the first by itself.
    assert len(list(cache.folder.rglob("*.frames"))) == 4


def test_damaged_frames_are_encoded_again(timeline: Timeline, cache: ClipCache) -> None:
    first = spliced(timeline, cache)
    for path in cache.folder.rglob("*.frames"):
        data = bytearray(path.read_bytes())
        data[len(data) // 2] ^= 0x10
        path.write_bytes(data)
    assert spliced(timeline, cache) == first


def test_frames_of_a_clip_replaced_meanwhile_are_not_kept(
    timeline: Timeline, cache: ClipCache
) -> None:
    class Replaced(FakeClips):
        def digest(self, clip: Clip) -> str:
            return hashlib.sha256(b"what it was" + sound(clip)).hexdigest()

    splice_mp3(BytesIO(), Recording(timeline, Frames(Replaced(sound), cache)))
    assert list(cache.folder.rglob("*.frames")) == []


def test_the_file_is_the_same_without_a_cache(timeline: Timeline, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    blocked = ClipCache(tmp_path / "file", "frames")
    assert spliced(timeline, blocked) == spliced(timeline, ClipCache(tmp_path / "clips", "frames"))


def test_the_stream_keeps_its_bitrate(timeline: Timeline, cache: ClipCache) -> None:
    first, *rest = frames(spliced(timeline, cache))
    assert first[21:25] == b"Info"
    assert int.from_bytes(first[29:33], "big") == len(rest)
    size = 0
    for number, frame in enumerate(rest, 1):
        size += len(frame)
        assert abs(size - number * 144 * 64_000 / SAMPLE_RATE) < 3


def test_clips_too_close_for_their_frames_are_one_run(timeline: Timeline) -> None:
    found = list(runs(arranged(timeline, fake_length)))
    assert [len(run.parts) for run in found] == [1, 2, 1, 1, 1]
    for one, other in pairwise(found):
        assert one.start // GRID + frames_for(one.samples) <= other.start // GRID


@pytest.mark.parametrize("samples", [1, 47, 48, 1151, 1152, 1153, 2257, 2258, 44_100, 100_000])
def test_an_encoded_clip_has_the_expected_number_of_frames(samples: int) -> None:
    encoder = new_encoder()
    pcm = np.random.default_rng(2).normal(0, 3_000, samples).astype("<i2").tobytes()
    encoded = bytes(encoder.encode(pcm) + encoder.flush())
    assert frames_in(len(encoded)) == frames_for(samples)


@given(st.integers(0, 200), st.integers(0, 400), st.integers(0, 4))
def test_silence_is_padded_to_the_bitrate(first: int, count: int, off: int) -> None:
    written = first * 10_240 // 49 + off
    size = sum(map(len, silence(first, first + count, written)))
    assert written + size - (first + count) * 10_240 // 49 in (
        {0} if count > off + 1 else set(range(off + 1))
    )


@given(st.integers(10, 200), st.integers(0, 400))
def test_a_frame_that_was_too_short_is_made_up_for_later(first: int, count: int) -> None:
    written = first * 10_240 // 49 - 2
    size = sum(map(len, silence(first, first + count, written)))
    assert written + size - (first + count) * 10_240 // 49 in ({0} if count > 98 else {0, -1, -2})


class Hum:
    """A pad that adds a low tone."""

    def add(self, pcm: bytes, at: int, span: Span) -> bytes:
        into = np.arange(at - span.start, at - span.start + len(pcm) // 2)
        fade = np.minimum(1, np.minimum(into, span.end - span.start - into) / 4_000)
        tone = 700 * fade * np.sin(2 * np.pi * 220 * into / SAMPLE_RATE)
        mixed = np.frombuffer(pcm, "<i2") + tone
        return bytes(mixed.astype("<i2").tobytes())

    def fill(self, clip: bytes) -> bytes:
        return clip


@pytest.fixture
def padded() -> tuple[ChapterMark | Rest | Say | Hold, ...]:
    """Two holds alike, and five silences of three lengths."""
    cue = TimedCue(Moment(4_000, from_end=False), (Say(("Breathe out slowly",), "s:1"),), "s:1")
    hold = Hold(10_000, (cue,), "s:2")
    words = Say(("and in",), "s:3")
    return (
        ChapterMark("One"),
        *(words, Rest(3_000), words, Rest(1_500), words, Rest(3_000), words, Rest(2_000), hold),
        *(Rest(500), words, Rest(2_000), hold, Rest(500), words),
    )


def test_all_silences_share_the_frames_of_one_long_pad(
    padded: tuple[ChapterMark | Rest | Say | Hold, ...], cache: ClipCache
) -> None:
    timeline = build_timeline(plan_of("Title", padded, pad=Pad(tone=True)), fake_length, 1)
    source = FakeClips(sound, lambda pad: Hum())
    file = BytesIO()
    splice_mp3(file, Recording(timeline, Frames(source, cache)))
    # Two cues; the pad by itself, with the start chime and with the end chime.
    assert len(list(cache.folder.rglob("*.frames"))) == 2 + 3
    heard, mixed = decoded(file.getvalue()), b"".join(render(timeline, source))
    expected = np.frombuffer(mixed, "<i2").astype(np.float64)
    assert len(heard) == timeline.samples
    fitted = heard * (heard @ expected) / (heard @ heard)
    assert expected @ expected > 5 * np.sum((expected - fitted) ** 2)
    longer = tuple(replace(one, ms=11_000) if isinstance(one, Hold) else one for one in padded)
    timeline = build_timeline(plan_of("Title", longer, pad=Pad(tone=True)), fake_length, 1)
    splice_mp3(BytesIO(), Recording(timeline, Frames(source, cache)))
    assert len(list(cache.folder.rglob("*.frames"))) == 2 + 3


def test_words_with_a_pad_in_their_pauses_are_encoded_apart_once(
    timeline: Timeline, cache: ClipCache
) -> None:
    class Filled(Hum):
        def fill(self, clip: bytes) -> bytes:
            filled.append(clip)
            return clip[: len(clip) // 2].ljust(len(clip), b"\1")

    filled: list[bytes] = []
    plain = spliced(timeline, cache)
    padded = replace(timeline, plan=replace(timeline.plan, pad=Pad(tone=True)))
    source = FakeClips(sound, lambda pad: Filled())

    def with_pad() -> bytes:
        file = BytesIO()
        splice_mp3(file, Recording(padded, Frames(source, cache)))
        return file.getvalue()

    first = with_pad()
    # The first cue is encoded with its neighbour, and by itself.
    assert (len(filled), len(set(filled))) == (4, 3)
    assert with_pad() == first
    assert len(filled) == 4
    assert spliced(timeline, cache) == plain
    assert decoded(first).std() != pytest.approx(decoded(plain).std(), rel=0.01)


def test_a_pad_never_stops_dead(
    padded: tuple[ChapterMark | Rest | Say | Hold, ...], cache: ClipCache
) -> None:
    """Nothing louder than the errors of an encoder is left at the borders of the runs."""
    plan = plan_of("Title", padded, pad=Pad(tone=True))
    timeline = build_timeline(plan, fake_length, 1)
    source = FakeClips(lambda clip: bytes(2 * fake_length(clip)), PadSound)
    file = BytesIO()
    splice_mp3(file, Recording(timeline, Frames(source, cache)))
    heard = decoded(file.getvalue()) / 32768
    steps = np.abs(np.diff(np.diff(heard)))
    inside = steps[timeline.samples // 2 :][: SAMPLE_RATE // 20]
    assert steps.max() < 3 * max(float(inside.max()), 5e-4)


def test_a_pad_that_is_cut_from_a_long_one_sounds_like_the_mixed_one(
    padded: tuple[ChapterMark | Rest | Say | Hold, ...], cache: ClipCache
) -> None:
    """It fades out as it should, and leaves nothing behind."""
    timeline = build_timeline(plan_of("Title", padded, pad=Pad(tone=True)), fake_length, 1)
    source = FakeClips(lambda clip: bytes(2 * fake_length(clip)), PadSound)
    file = BytesIO()
    splice_mp3(file, Recording(timeline, Frames(source, cache)))
    heard = decoded(file.getvalue())
    mixed = np.frombuffer(b"".join(render(timeline, source)), "<i2").astype(np.float64)
    error = heard - mixed * (heard @ mixed) / (mixed @ mixed)
    spans = arranged(timeline, fake_length).spans
    assert len(spans) == 11
    for one in spans:
        pad, off = mixed[one.start : one.end], error[one.start : one.end]
        assert pad @ pad > 100 * (off @ off)
        assert not heard[one.end : one.end + GRID // 2].any()


@given(st.integers(8, 2450))
@settings(max_examples=20)
def test_a_pad_is_cut_between_frames_and_keeps_all_but_its_last_six(count: int) -> None:
    long = long_pad()
    short = frames(cut(b"".join(long), count))
    assert len(short) == count
    assert short[:-6] == long[: count - 6]
    for one, other in zip(short[-6:], long[count - 6 :], strict=False):
        assert (len(one), one[:4], one[21:]) == (len(other), other[:4], other[21:])


@functools.cache
def long_pad() -> list[bytes]:
    encoder = new_encoder()
    tone = PadSound(Pad(tone=True)).add(
        bytes(2 * 2450 * GRID), 0, Span(0, 2450 * GRID, is_open=True)
    )
    return frames(bytes(encoder.encode(tone) + encoder.flush()))
