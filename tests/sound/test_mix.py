"""A session's sound is its clips, each at its place, with silence in between."""

from __future__ import annotations

from array import array
from itertools import pairwise

import pytest

from sivoice.compile.plan import Place
from sivoice.compile.steps import ChapterMark, Chime, Pad, Rest, Say
from sivoice.schedule.scheduler import build_timeline
from sivoice.schedule.timeline import Clip, Event, Kind, Timeline
from sivoice.script.vocabulary import ChimeKind
from sivoice.sound.arrangement import Arrangement, Span, arranged
from sivoice.sound.mix import BLOCK, CHIME_FADE, CROSSFADE, Mix, render
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
    mix = Mix(arranged(timeline, fake_length), FakeClips(ones), None)
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


class Plus:
    """A pad that adds the length of its span to every sample."""

    def add(self, pcm: bytes, at: int, span: Span) -> bytes:
        count = len(pcm) // 2
        assert span.start <= at < at + count <= span.end
        return array("h", (one + span.end - span.start for one in array("h", pcm))).tobytes()

    def fill(self, clip: bytes) -> bytes:
        return array("h", (one + 7 for one in array("h", clip))).tobytes()


def test_a_pad_is_mixed_into_exactly_the_samples_of_its_spans() -> None:
    spans = (Span(100, 110), Span(150, 157))
    mix = Mix(Arrangement((), spans), FakeClips(ones, lambda pad: Plus()), Pad(tone=True))
    expected = array("h", [0] * 100 + [10] * 10 + [0] * 40 + [7] * 7 + [0] * 43).tobytes()
    assert mix.read(0, 200) == expected
    assert mix.read(105, 50) == expected[210:310]


@pytest.mark.parametrize("covers_words", [False, True])
def test_a_pad_fills_the_pauses_of_words_but_not_of_chimes(*, covers_words: bool) -> None:
    timeline = build_timeline(
        plan_of("X", (ChapterMark("X"), Say(("Breathe",), "s:1"), Rest(400), Chime(ChimeKind.END))),
        fake_length,
        1,
    )
    pad = Pad(tone=True, covers_words=covers_words)
    sounds = tuple(timeline.sounding)
    mix = Mix(Arrangement(sounds), FakeClips(ones, lambda pad: Plus()), pad)
    plain = Mix(Arrangement(sounds), FakeClips(ones), None)
    for event, more in zip(sounds, (0 if covers_words else 7, 0), strict=True):
        with_pad, without = (
            array("h", one.read(event.start, event.length)) for one in (mix, plain)
        )
        assert with_pad == array("h", (one + more for one in without))


def chime_of(start: int, length: int) -> Event:
    return Event(Kind.CHIME, start, length, Place(), clip=ChimeKind.START)


def test_a_chime_that_rings_for_less_than_its_sound_fades_out() -> None:
    loud = FakeClips(lambda clip: array("h", [1_000] * 100_000).tobytes())
    heard = array("h", Mix(Arrangement((chime_of(0, 50_000),)), loud, None).read(0, 60_000))
    assert set(heard[: 50_000 - CHIME_FADE]) == {1_000}
    fading = heard[50_000 - CHIME_FADE : 50_000]
    assert max(abs(one - other) for one, other in pairwise(fading)) <= 1
    assert fading[-1] <= 1
    assert not any(heard[50_000:])


def test_a_changed_mix_glides_but_what_begins_later_is_heard_in_full() -> None:
    loud = FakeClips(lambda clip: array("h", [1_000] * 100_000).tobytes(), lambda pad: Plus())
    before = Mix(Arrangement((chime_of(0, 90_000),), (Span(0, 500),)), loud, Pad(tone=True))
    at = 10_000
    after = Arrangement((chime_of(0, 5_000), chime_of(at, 90_000)))
    heard = array("h", before.changed(at, after, loud).read(0, 20_000))
    assert set(heard[:500]) == {1_500}
    assert set(heard[500:]) == {1_000}
    after = Arrangement((chime_of(0, 5_000),))
    heard = array("h", before.changed(at, after, loud).read(0, 20_000))
    assert max(abs(one - other) for one, other in pairwise(heard[500:])) <= 1
    assert (heard[at - 1], heard[at + CROSSFADE]) == (1_000, 0)
