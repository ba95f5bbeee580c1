"""A timeline groups its events by chapter and pass, and is written as JSON for programs."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest

from sivoice.compile.plan import Chapter, Pass, Phase, Plan
from sivoice.compile.steps import Hold, Moment, Rest, Say, TimedCue
from sivoice.options.doses import PerStretch
from sivoice.schedule.scheduler import build_timeline
from sivoice.schedule.timeline import Kind, Timeline
from sivoice.script.vocabulary import Side
from sivoice.units import SAMPLE_RATE, to_samples
from tests.conftest import STRETCH, fake_length


@pytest.fixture
def timeline(compiled: Callable[..., Plan]) -> Timeline:
    """A stretch with two sets of two sides, and a welcome before it."""
    plan = compiled(f"{STRETCH}## Finish\nShake it out.\n", sets=PerStretch(2))
    welcome = Chapter("Welcome", opening=(Say(("Welcome.",), "s:1"), Rest(1_000)))
    return build_timeline(Plan("x", "X", (welcome, *plan.chapters)), fake_length, 1)


def test_each_chapter_reaches_to_the_next_and_the_last_to_the_end(timeline: Timeline) -> None:
    welcome, calf = timeline.chapters
    assert (welcome.start, welcome.end, calf.end) == (0, calf.start, timeline.samples)


def test_only_stretches_are_numbered(timeline: Timeline) -> None:
    assert [(one.title, one.stretch, one.number) for one in timeline.chapters] == [
        ("Welcome", None, 0),
        ("Calf", "calf", 1),
    ]


def test_a_chapter_is_cut_into_its_passes_and_what_is_around_them(timeline: Timeline) -> None:
    _, calf = timeline.chapters
    assert [one.is_pass for one in calf.passes] == [False, True, True, True, True, False]
    assert [(one.place.set, one.place.side) for one in calf.passes if one.is_pass] == [
        (1, "right"),
        (1, "left"),
        (2, "right"),
        (2, "left"),
    ]
    assert calf.passes[-1].place.phase is Phase.AFTER


def test_the_passes_have_every_event_but_the_chapters_own(timeline: Timeline) -> None:
    grouped = [
        event for chapter in timeline.chapters for one in chapter.passes for event in one.events
    ]
    assert grouped == [event for event in timeline.events if event.kind is not Kind.CHAPTER]
    for chapter in timeline.chapters:
        assert all(one.start == one.events[0].start for one in chapter.passes)


def test_only_speech_and_chimes_sound(timeline: Timeline) -> None:
    assert {event.kind for event in timeline.sounding} == {Kind.SPEECH, Kind.CHIME}
    silent = {event.kind for event in timeline.events if event.clip is None}
    assert silent == {Kind.CHAPTER, Kind.HOLD, Kind.SILENCE}


def test_the_json_has_every_event_and_every_cue_left_out() -> None:
    cue = TimedCue(Moment(20_000, from_end=False), (Say(("a" * 200,), "s:3"),), "s:3")
    one = Pass(1, Side.RIGHT, (), Hold(30_000, (cue,), "calf.stretch:9"), ())
    plan = Plan("calf", "Calf", (Chapter("Calf", "calf", passes=(one,)),), options="--hold 30s")
    timeline = build_timeline(plan, fake_length, 1)
    written: dict[str, Any] = json.loads(json.dumps(timeline.as_json()))
    assert written["samples"] == timeline.samples
    assert written["duration"] == pytest.approx(timeline.samples / SAMPLE_RATE, abs=1e-6)
    assert (written["title"], written["language"]) == ("Calf", "en")
    assert written["options"] == "--hold 30s"
    assert len(written["events"]) == len(timeline.events)
    assert written["events"][1] == {
        "kind": "hold",
        "start": 0.0,
        "duration": round(to_samples(30_000) / SAMPLE_RATE, 6),
        "samples": [0, to_samples(30_000)],
        "text": None,
        "chapter": 0,
        "pass": 0,
        "phase": "hold",
        "stretch": "calf",
        "side": "right",
        "set": 1,
        "rep": None,
        "to_get_ready": False,
        "source": "calf.stretch:9",
    }
    (out,) = written["left_out"]
    assert (out["text"], out["source"], out["stretch"]) == ("a" * 200, "s:3", "calf")
    assert out["reason"]
