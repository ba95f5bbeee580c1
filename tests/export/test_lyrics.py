"""Lyrics have what is heard, in order, at the times of the timeline."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest

from sivoice.compile.plan import Plan
from sivoice.compile.steps import ChapterMark, Hold, Moment, Rest, Say, TimedCue, Timer
from sivoice.export.lyrics import lrc, lrc_file
from sivoice.options.doses import PerStretch
from sivoice.schedule.scheduler import build_timeline
from sivoice.schedule.timeline import Kind
from sivoice.units import MINUTE
from tests.conftest import fake_length, plan_of


def test_every_cue_and_hold_has_a_line_at_its_time(
    compiled: Callable[..., Plan],
) -> None:
    timeline = build_timeline(compiled(hold=PerStretch(20_000)), fake_length)
    lines = [
        re.fullmatch(r"\[(\d+):(\d\d)\.(\d\d)\](.+)", line) for line in lrc(timeline).split("\n")
    ]
    found = [(int(m[1]) * 60 + int(m[2]) + int(m[3]) / 100, m[4]) for m in lines if m]
    assert len(found) == len(lines)
    expected = [event for event in timeline.events if event.kind in (Kind.SPEECH, Kind.HOLD)]
    assert [at for at, _ in found] == [
        pytest.approx(event.start / 44_100, abs=0.01) for event in expected
    ]
    words = [text for _, text in found]
    assert words[:4] == [
        "Next: Calf.",
        "Step back with your right foot.",
        "Hold 20 seconds, right side",
        "Come back.",
    ]
    assert "Hold 20 seconds, left side" in words


def test_minutes_go_past_sixty() -> None:
    steps = (
        ChapterMark("X"),
        Timer(101 * MINUTE, (), "s:1"),
        Say(("Late.",), "s:2"),
        Hold(1_000, (), "s:3"),
    )
    assert lrc(build_timeline(plan_of("X", steps), fake_length, 1)).split("\n") == [
        "[00:00.00]For 101 minutes",
        "[101:00.01]Late.",
        "[101:00.27]Hold 1 second",
    ]


def test_a_timer_and_its_first_words_are_one_line() -> None:
    cues = (
        TimedCue(Moment(0, from_end=False, opening=True), (Say(("Walk.",), "s:1"),), "s:1"),
        TimedCue(Moment(20_000, from_end=True), (Say(("Slow down.",), "s:2"),), "s:2"),
    )
    steps = (ChapterMark("X"), Rest(1_000), Timer(90_000, cues, "s:1"))
    assert lrc(build_timeline(plan_of("X", steps), fake_length, 1)).split("\n") == [
        "[00:01.01]For 1 minute 30 seconds: Walk.",
        "[01:11.02]Slow down.",
    ]


def test_a_rest_between_two_sets_has_a_line(compiled: Callable[..., Plan]) -> None:
    timeline = build_timeline(compiled(sets=PerStretch(3)), fake_length)
    assert lrc(timeline).count("]Rest 10 seconds") == 2


def test_words_in_brackets_are_not_mistaken_for_a_time() -> None:
    steps = (
        ChapterMark("X"),
        Rest(1_000),
        Say(("[00:30.00] no time",), "s:2"),
    )
    assert (
        lrc(build_timeline(plan_of("X", steps), fake_length, 1)) == "[00:01.01] [00:30.00] no time"
    )


def test_a_file_has_a_title_and_its_origin(compiled: Callable[..., Plan]) -> None:
    timeline = build_timeline(compiled(), fake_length)
    head, _, rest = lrc_file(timeline).partition("\n[00:")
    assert head.startswith("[ti:Calf]\n[length:1:38]\n[re:sivoice]\n[ve:")
    assert f"[00:{rest}" == lrc(timeline) + "\n"
