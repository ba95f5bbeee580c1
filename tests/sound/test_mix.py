"""A session's sound is its clips, each at its place, with silence in between."""

from __future__ import annotations

import pytest

from sivoice.compile.steps import ChapterMark, Chime, Hold, Moment, Pad, Rest, Say, TimedCue
from sivoice.schedule.scheduler import build_timeline
from sivoice.schedule.timeline import Clip, Kind, Timeline
from sivoice.script.vocabulary import ChimeKind
from sivoice.sound.mix import BLOCK, Glide, Mix, render
from tests.conftest import FakeClips, fake_length, plan_of


def ones(clip: Clip) -> bytes:
    return b"\x01\x00" * fake_length(clip)


@pytest.fixture
def timeline() -> Timeline:
    steps = (
        ChapterMark("X"),
        Rest(500),
        Chime(ChimeKind.SOFT),
        Say(("x" * 333,), "s:1"),
        Rest(5_000),
    )
    return build_timeline(plan_of("X", steps), fake_length, 1)


def test_every_clip_is_at_its_place_and_nothing_else_sounds(timeline: Timeline) -> None:
    blocks = list(render(timeline, FakeClips(ones)))
    assert all(0 < len(block) <= 2 * BLOCK for block in blocks)
    sound = b"".join(blocks)
    assert len(sound) == 2 * timeline.samples
    for event in timeline.sounding:
        assert sound[2 * event.start : 2 * event.end] == b"\x01\x00" * event.length
    assert sound.count(b"\x01") == sum(event.length for event in timeline.sounding)


@pytest.mark.parametrize(("at", "count"), [(0, 1), (20_000, 9_999), (99_999, 200_000)])
def test_a_mix_can_be_read_from_any_position(timeline: Timeline, at: int, count: int) -> None:
    whole = b"".join(render(timeline, FakeClips(ones)))
    mix = Mix(timeline.events, FakeClips(ones))
    for _ in range(2):
        assert mix.read(at, count) == whole[2 * at : 2 * (at + count)]
    assert mix.read(0, 10) == whole[:20]


def test_the_same_clip_twice_in_succession_is_read_once() -> None:
    asked: list[Clip] = []

    def read(clip: Clip) -> bytes:
        asked.append(clip)
        return ones(clip)

    steps = (ChapterMark("X"), *(Say(("And again.",), "s:1"), Rest(100)) * 3)
    timeline = build_timeline(plan_of("X", steps), fake_length, 1)
    assert b"".join(render(timeline, FakeClips(read)))
    assert len(asked) == 1


class Calls:
    """A pad that changes nothing, and keeps what it was called with."""

    def __init__(self) -> None:
        self.pieces: list[tuple[int, int]] = []
        """Where in the hold each piece began, and its samples."""
        self.lengths: set[int] = set()
        self.glides: set[Glide | None] = set()

    def add(self, pcm: bytes, into: int, length: int, glide: Glide | None = None) -> bytes:
        self.pieces.append((into, len(pcm) // 2))
        self.lengths.add(length)
        self.glides.add(glide)
        return pcm


def test_a_pad_is_mixed_into_exactly_the_samples_of_its_hold() -> None:
    cue = TimedCue(Moment(4_000, from_end=False), (Say(("Half.",), "s:1"),), "s:1")
    steps = (ChapterMark("X"), Rest(700), Hold(8_000, (cue,), "s:2", Pad(tone=True)), Rest(900))
    timeline = build_timeline(plan_of("X", steps), fake_length, 1)
    (hold,) = (event for event in timeline.events if event.kind is Kind.HOLD)
    calls = Calls()
    sound = b"".join(render(timeline, FakeClips(ones, lambda pad: calls)))
    assert len(sound) == 2 * timeline.samples
    at = 0
    for into, count in calls.pieces:
        assert into == at
        at += count
    assert at == hold.length
    assert (calls.lengths, calls.glides) == ({hold.length}, {None})


def test_a_pad_is_told_of_a_changed_hold() -> None:
    steps = (ChapterMark("X"), Hold(8_000, (), "s:2", Pad(tone=True)))
    timeline = build_timeline(plan_of("X", steps), fake_length, 1)
    calls, glide = Calls(), Glide(at=1_000, length=2_000)
    Mix(timeline.events, FakeClips(ones, lambda pad: calls), glide).read(0, 5_000)
    assert calls.glides == {glide}
