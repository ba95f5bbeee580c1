"""A session's sound is its clips, each at its place, with silence in between."""

from __future__ import annotations

from sivoice.compile.plan import ChapterMark, Chime, Rest, Say
from sivoice.schedule.scheduler import build_timeline
from sivoice.schedule.timeline import Clip
from sivoice.script.vocabulary import ChimeKind
from sivoice.sound.mix import BLOCK, render
from tests.conftest import FakeClips, fake_length, plan_of


def ones(clip: Clip) -> bytes:
    return b"\x01\x00" * fake_length(clip)


def test_every_clip_stands_at_its_place_and_nothing_else_does() -> None:
    steps = (
        ChapterMark("X"),
        Rest(500),
        Chime(ChimeKind.SOFT),
        Say(("x" * 333,), "s:1"),
        Rest(5_000),
    )
    timeline = build_timeline(plan_of("X", steps), fake_length, 1)
    blocks = list(render(timeline, FakeClips(ones)))
    assert all(0 < len(block) <= 2 * BLOCK for block in blocks)
    sound = b"".join(blocks)
    assert len(sound) == 2 * timeline.samples
    for event in timeline.sounding:
        assert sound[2 * event.start : 2 * event.end] == b"\x01\x00" * event.length
    assert sound.count(b"\x01") == sum(event.length for event in timeline.sounding)
