"""The page's HTML is safe, and its data is that of the timeline; without a browser."""

from __future__ import annotations

import json
import re
from base64 import b64encode
from collections.abc import Callable
from hashlib import sha256
from typing import Any

import pytest

from sivoice.compile.plan import Chapter, Pass, Plan
from sivoice.compile.steps import ChapterMark, Hold, Moment, Rest, Say, TimedCue, Timer
from sivoice.export.page import data_url, page, session_data
from sivoice.options.doses import PerStretch
from sivoice.schedule.scheduler import build_timeline
from sivoice.schedule.timeline import Kind, Timeline
from sivoice.script.vocabulary import Side
from tests.conftest import STRETCH, fake_length, plan_of

MARKUP = """</script><img src=x onerror="alert(1)">'"{{ 7*7 }}{% raw %}\u2028&lt;"""


@pytest.fixture
def timeline(compiled: Callable[..., Plan]) -> Timeline:
    return build_timeline(compiled(hold=PerStretch(20_000)), fake_length)


def data_of(html: str) -> Any:
    """The data in a page for its script."""
    found = re.search(
        r'<script id="session" type="application/json">(.*?)</script>', html, re.DOTALL
    )
    assert found
    return json.loads(found[1])


def test_the_page_has_the_data_of_the_timeline(timeline: Timeline) -> None:
    data = data_of(page(timeline, "calf.mp3"))
    assert data == session_data(timeline)
    holds = [event for event in timeline.events if event.kind is Kind.HOLD]
    counted = [(one["start"], one["end"]) for one in data["counts"] if one["kind"] == "hold"]
    assert counted == [
        pytest.approx((one.start / 44_100, one.end / 44_100), abs=1e-6) for one in holds
    ]
    ready = [one["end"] - one["start"] for one in data["counts"] if one["kind"] == "ready"]
    assert ready == [pytest.approx(seconds, abs=0.03) for seconds in (8, 3, 7)]
    assert [one["words"] for one in data["lines"]] == [
        "Next: Calf.",
        "Step back with your right foot.",
        None,
        "Come back.",
        "Step back with your left foot.",
        None,
        "Come back.",
    ]


def test_each_stage_has_its_side_what_follows_and_where_its_side_began(
    timeline: Timeline,
) -> None:
    stages = session_data(timeline)["stages"]
    assert [(one["where"], one["next"]) for one in stages] == [
        ("", "right side"),
        ("Right side", "hold 20 seconds"),
        ("Right side", "left side"),
        ("Left side", "hold 20 seconds"),
        ("Left side", "the end"),
    ]
    starts = [one["start"] for one in stages]
    assert [one["again"] for one in stages] == [0, starts[1], starts[1], starts[3], starts[3]]


def test_the_next_stretch_follows_and_a_hold_without_sides_is_named() -> None:
    def stretch(name: str, side: Side | None) -> Chapter:
        lead_in = (Say((f"{name}.",), "s:1"),)
        one = Pass(1, side, lead_in, Hold(20_000, (), "s:2"))
        return Chapter(name, name.lower(), opening=(Rest(1_000),), passes=(one,))

    plan = Plan("x", "X", (stretch("One", None), stretch("Two", Side.LEFT)))
    stages = session_data(build_timeline(plan, fake_length, 1))["stages"]
    assert [stage["next"] for stage in stages] == [
        "the hold",
        "hold 20 seconds",
        "Two",
        "left side",
        "hold 20 seconds",
        "the end",
    ]


def test_a_timer_is_counted_down() -> None:
    cue = TimedCue(Moment(0, from_end=False, opening=True), (Say(("Walk.",), "s:2"),), "s:2")
    steps = (ChapterMark("Warm-up"), Rest(500), Timer(60_000, (cue,), "s:2"))
    (count,) = session_data(build_timeline(plan_of("X", steps), fake_length, 1))["counts"]
    assert (count["kind"], count["end"] - count["start"]) == ("timer", pytest.approx(60, abs=0.03))


def test_a_session_of_one_silent_chapter_has_a_page() -> None:
    steps = (ChapterMark("Only"), Rest(1_000))
    data = data_of(page(build_timeline(plan_of("X", steps), fake_length, 1), "x.mp3"))
    assert data["stages"] == [
        {"start": 0, "chapter": 0, "where": "", "again": 0, "next": "the end"}
    ]


def test_words_of_a_script_are_never_markup() -> None:
    steps = (ChapterMark(f"Chapter {MARKUP}"), Say((f"Cue {MARKUP}",), "s:1"))
    timeline = build_timeline(plan_of(f"Title {MARKUP}", steps), fake_length, 1)
    html = page(timeline, "x.mp3")
    assert "<img" not in html
    assert "49" not in re.sub(
        r"data:[^\"]+|sha256-[^']+|<style>.*?</style>", "", html, flags=re.DOTALL
    )
    assert html.count("</script>") == 2
    assert "\u2028" not in html.split('type="application/json"')[1]
    data = data_of(html)
    assert data["title"] == f"Title {MARKUP}"
    assert data["lines"][0]["words"] == f"Cue {MARKUP}"


def test_the_url_of_the_sound_is_escaped(timeline: Timeline) -> None:
    assert 'src="a.mp3?x=1&amp;y=&#34;&gt;"' in page(timeline, 'a.mp3?x=1&y=">')
    assert data_url(b"\xff\xfb", "audio/mpeg") == "data:audio/mpeg;base64,//s="


def test_only_the_pages_own_script_and_style_can_run(timeline: Timeline) -> None:
    html = page(timeline, "calf.mp3")
    found = re.search(r'Content-Security-Policy" content="([^"]+)"', html)
    assert found
    policy = dict(part.strip().split(" ", 1) for part in found[1].replace("&#39;", "'").split(";"))
    assert policy["default-src"] == "'none'"
    assert policy["media-src"] == "data: 'self'"
    for tag, rule in (("style", "style-src"), ("script", "script-src")):
        inside = re.search(rf"<{tag}>(.*?)</{tag}>", html, re.DOTALL)
        assert inside
        assert policy[rule] == f"'sha256-{b64encode(sha256(inside[1].encode()).digest()).decode()}'"
    assert not re.search(r"\s(style|on\w+)=", html)
    assert not re.search(r"(src|href)=\"(?!data:|#|calf\.mp3)", html)


def test_the_page_is_in_the_language_of_its_labels(compiled: Callable[..., Plan]) -> None:
    """A language without a table gets English labels, and its own words are marked."""
    timeline = build_timeline(
        compiled(STRETCH.replace("position", "language: it\nposition")), fake_length
    )
    html = page(timeline, "x.mp3")
    assert '<html lang="en">' in html
    assert '<h1 lang="it">Calf</h1>' in html
    assert '<span lang="it">Come back.</span>' in html
    assert "<span>Next: Calf.</span>" in html
    assert "<span>Hold 30 seconds</span>" in html


def test_the_page_names_the_listener(compiled: Callable[..., Plan]) -> None:
    plan = compiled(title="Ann's <evening>", listener="<Ann>")
    html = page(build_timeline(plan, fake_length), "calf.mp3")
    assert "For &lt;Ann&gt;" in html
    assert session_data(build_timeline(plan, fake_length))["title"] == "Ann's <evening>"
    assert "<title>Ann&#39;s &lt;evening&gt;</title>" in html
    assert "For &lt;" not in page(build_timeline(compiled(), fake_length), "calf.mp3")


def test_the_page_knows_how_often_to_do_the_session(compiled: Callable[..., Plan]) -> None:
    plan = compiled(STRETCH.replace("position:", "how often: twice a day\nposition:"))
    assert session_data(build_timeline(plan, fake_length))["often"] == "Calf: twice a day"
    assert session_data(build_timeline(compiled(), fake_length))["often"] == ""


def test_the_start_says_what_is_needed_and_what_to_be_careful_about(
    compiled: Callable[..., Plan],
) -> None:
    text = STRETCH.replace("position:", "equipment: a <wall>, mat (optional)\nposition:")
    text = text.replace("## Each side", "## Cautions\nStop if it hurts.\n## Each side", 1)
    html = page(build_timeline(compiled(text), fake_length), "calf.mp3")
    card = html[html.index('id="start-card"') : html.index('id="now"')]
    assert "<li>a &lt;wall&gt;</li>" in card
    assert "<li>mat (optional)</li>" in card
    assert "<b>Calf</b> Stop if it hurts.</li>" in card
    plain = page(build_timeline(compiled(), fake_length), "calf.mp3")
    assert 'class="need"' not in plain
    assert 'class="cautions"' not in plain


def test_a_line_has_the_text_of_the_transcript_and_whether_it_is_inside_a_hold(
    compiled: Callable[..., Plan],
) -> None:
    text = STRETCH.replace("[hold]", "[hold]\n[halfway] Halfway.")
    lines = session_data(build_timeline(compiled(text), fake_length))["lines"]
    assert [(one["text"], one["words"], one["inside"]) for one in lines[2:5]] == [
        ("Hold 30 seconds", None, False),
        ("Halfway.", "Halfway.", True),
        ("Come back.", "Come back.", False),
    ]


def test_a_chapter_names_its_stretch(timeline: Timeline) -> None:
    chapters = session_data(timeline)["chapters"]
    assert [(one["title"], one["stretch"]) for one in chapters] == [("Calf", "calf")]
