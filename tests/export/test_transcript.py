"""A transcript has all that is spoken and held, by chapter and side, with its times."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from sivoice.compile.captions import where_in
from sivoice.compile.plan import Plan
from sivoice.compile.steps import ChapterMark, Moment, Say, TimedCue, Timer
from sivoice.export.transcript import as_markdown, as_text, lasting, lines_of
from sivoice.language import language
from sivoice.options.doses import PerStretch
from sivoice.schedule.scheduler import build_timeline
from sivoice.schedule.timeline import Timeline
from sivoice.units import to_samples
from tests.conftest import STRETCH, fake_length, plan_of

ENGLISH = language("en")
COACHED = STRETCH.replace("[hold]", "[hold]\n[halfway] Halfway.") + "## Finish\nShake it out.\n"


@pytest.fixture
def timeline(compiled: Callable[..., Plan]) -> Timeline:
    return build_timeline(
        compiled(COACHED, hold=PerStretch(20_000), sets=PerStretch(2)), fake_length
    )


def test_the_sides_and_sets_come_in_order(timeline: Timeline) -> None:
    (chapter,) = timeline.chapters
    assert (chapter.title, chapter.number) == ("Calf", 1)
    assert [where_in(one.place, ENGLISH) for one in chapter.passes] == [
        "",
        "right side, set 1",
        "left side, set 1",
        "right side, set 2",
        "left side, set 2",
        "",
    ]
    rests = [one.rest and one.rest.length for one in chapter.passes]
    assert rests == [None, None, to_samples(10_000), None, None, None]
    right = list(lines_of(chapter.passes[1], ENGLISH))
    assert [(line.text, line.inside, line.is_said) for line in right] == [
        ("Step back with your right foot.", False, True),
        ("Hold 20 seconds", False, False),
        ("Halfway.", True, True),
        ("Come back.", False, True),
    ]


def test_the_text_has_a_head_and_a_line_for_each_cue_and_hold(timeline: Timeline) -> None:
    lines = as_text(timeline).splitlines()
    assert lines[0] == "Calf"
    assert lines[1].startswith("2:36 long. Made with sivoice ")
    assert lines[1].endswith(", options --hold 20s --sets 2.")
    assert lines[4:14] == [
        "  0:00  CALF",
        "",
        "  0:02  Next: Calf.",
        "",
        "        Right side, set 1",
        "  0:11  Step back with your right foot.",
        "  0:16  Hold 20 seconds",
        "  0:26      Halfway.",
        "  0:38  Come back.",
        "",
    ]


REPS = STRETCH.replace("[hold]\nCome back.", "## Each rep\nLift.\n[hold]\nLower.")
WRITTEN = ("standing\n", "standing\nrest: 30 s\n")


@pytest.mark.parametrize(
    ("script", "before", "rest", "after"),
    [
        (STRETCH, "Come back.", "Rest 10 seconds", "Step back with your right foot."),
        (REPS, "Lower.", "Rest 10 seconds", "Step back with your right foot."),
        (STRETCH.replace(*WRITTEN), "Hold 20 seconds", "Rest 30 seconds", "Come back."),
        (REPS.replace(*WRITTEN), "Hold 20 seconds", "Rest 30 seconds", "Lower."),
        (
            REPS.replace(*WRITTEN).replace("[hold]\n", ""),
            "Lower.",
            "Rest 30 seconds",
            "Step back with your right foot.",
        ),
    ],
    ids=["hold", "reps", "written after a hold", "written after reps", "written, without a hold"],
)
def test_a_rest_is_a_line_where_it_begins(
    compiled: Callable[..., Plan], script: str, before: str, rest: str, after: str
) -> None:
    plan = compiled(script, hold=PerStretch(20_000), sets=PerStretch(2))
    timeline = build_timeline(plan, fake_length)
    (chapter,) = timeline.chapters
    lines = [line for one in chapter.passes for line in lines_of(one, ENGLISH)]
    said = [line.text for line in lines]
    assert said.count(rest) == 1
    at = said.index(rest)
    assert (said[at - 1], said[at + 1]) == (before, after)
    assert lines[at - 1].event.end <= lines[at].event.start <= lines[at + 1].event.start
    if rest == "Rest 30 seconds" and "[hold]" in script:
        holds = [line.event for line in lines if line.text == "Hold 20 seconds"]
        assert lines[at].event.start == holds[1].end
        assert lines[at].event.end == holds[2].start
    headings = [line for line in as_text(timeline).splitlines() if "set 1" in line]
    assert len(headings) == len(set(headings))


def test_a_long_line_is_wrapped_and_indented() -> None:
    steps = (ChapterMark("One"), Say(("word " * 30,), "s:1"))
    last = as_text(build_timeline(plan_of("X", steps), fake_length, 1)).splitlines()[-2:]
    assert last[0].startswith("  0:00  word")
    assert last[1].startswith("        word")
    assert max(map(len, last)) <= 96


def test_markdown_escapes_words_that_look_like_markup() -> None:
    steps = (
        ChapterMark("A # title"),
        Say(("*No* <b>[link](x)</b> `code` a_b",), "s:1"),
    )
    text = as_markdown(build_timeline(plan_of("Title", steps), fake_length, 1))
    assert "## A \\# title (0:00)" in text
    assert "- 0:00 \\*No\\* \\<b\\>\\[link\\](x)\\</b\\> \\`code\\` a\\_b" in text


def test_markdown_lists_the_cues_inside_a_hold(timeline: Timeline) -> None:
    assert "**Right side, set 1**\n\n- 0:11 Step back" in as_markdown(timeline)
    assert "- 0:16 **Hold 20 seconds**\n  - 0:26 Halfway.\n- 0:38 Come back." in as_markdown(
        timeline
    )


def test_a_timer_has_a_line() -> None:
    opening = TimedCue(Moment(0, from_end=False, opening=True), (Say(("Walk.",), "s:2"),), "s:2")
    steps = (ChapterMark("Warm-up"), Timer(90_000, (opening,), "s:2"))
    (chapter,) = build_timeline(plan_of("X", steps), fake_length, 1).chapters
    (one,) = chapter.passes
    assert [(line.text, line.inside) for line in lines_of(one, ENGLISH)] == [
        ("For 1 minute 30 seconds", False),
        ("Walk.", True),
    ]
    assert chapter.number == 0


@pytest.mark.parametrize(
    ("ms", "words"),
    [
        (1_000, "1 second"),
        (20_000, "20 seconds"),
        (12_500, "12.5 seconds"),
        (60_000, "1 minute"),
        (150_000, "2 minutes 30 seconds"),
    ],
)
def test_the_length_of_a_hold_is_the_requested_one(ms: int, words: str) -> None:
    assert lasting(to_samples(ms), ENGLISH) == words
