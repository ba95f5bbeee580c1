"""A transcript has all that is said and held, by chapter and side, with its times."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from sivoice.compile.plan import Chapter, Moment, Place, Plan, Say, TimedCue, Timer
from sivoice.export.transcript import as_markdown, as_text, lasting, transcript
from sivoice.options.values import PerStretch
from sivoice.schedule.scheduler import build_timeline
from sivoice.schedule.timeline import Timeline
from sivoice.units import to_samples
from tests.conftest import STRETCH, fake_length

COACHED = STRETCH.replace("[hold]", "[hold]\n[halfway] Halfway.") + "## Finish\nShake it out.\n"


@pytest.fixture
def timeline(compiled: Callable[..., Plan]) -> Timeline:
    return build_timeline(
        compiled(COACHED, hold=PerStretch(20_000), sets=PerStretch(2)), fake_length
    )


def test_it_has_the_sides_and_sets_in_order(timeline: Timeline) -> None:
    (chapter,) = transcript(timeline)
    assert (chapter.title, chapter.number) == ("Calf", 1)
    assert [one.where for one in chapter.passes] == [
        *("", "Right side, set 1", "Left side, set 1", "Right side, set 2", "Left side, set 2", "")
    ]
    right = chapter.passes[1]
    assert [(line.text, line.inside, line.is_said) for line in right.lines] == [
        ("Step back with your right foot.", False, True),
        ("Hold 20 seconds", False, False),
        ("Halfway.", True, True),
        ("Come back.", False, True),
    ]
    assert right.hold == right.lines[1]


def test_the_text_reads_well(timeline: Timeline) -> None:
    lines = as_text(timeline).splitlines()
    assert lines[0] == "Calf"
    assert lines[1].startswith("2:26 long. Made with sivoice ")
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


def test_a_long_line_is_broken_under_its_beginning() -> None:
    steps = (Chapter(Place(), "One"), Say(Place(), ("word " * 30,), "s:1"))
    last = as_text(build_timeline(Plan("x", "X", steps, 1.0), fake_length, 1)).splitlines()[-2:]
    assert last[0].startswith("  0:00  word")
    assert last[1].startswith("        word")
    assert max(map(len, last)) <= 96


def test_markdown_keeps_words_words() -> None:
    steps = (
        Chapter(Place(), "A # title"),
        Say(Place(), ("*No* <b>[link](x)</b> `code` a_b",), "s:1"),
    )
    text = as_markdown(build_timeline(Plan("x", "Title", steps, 1.0), fake_length, 1))
    assert "## A \\# title (0:00)" in text
    assert "- 0:00 \\*No\\* \\<b\\>\\[link\\](x)\\</b\\> \\`code\\` a\\_b" in text


def test_markdown_has_holds_with_what_is_said_inside(timeline: Timeline) -> None:
    assert "**Right side, set 1**\n\n- 0:11 Step back" in as_markdown(timeline)
    assert "- 0:16 **Hold 20 seconds**\n  - 0:26 Halfway.\n- 0:38 Come back." in as_markdown(
        timeline
    )


def test_a_timer_is_a_line() -> None:
    opening = TimedCue(
        Moment(0, from_end=False, opening=True), (Say(Place(), ("Walk.",), "s:2"),), "s:2"
    )
    steps = (Chapter(Place(), "Warm-up"), Timer(Place(), 90_000, (opening,), "s:2"))
    (chapter,) = transcript(build_timeline(Plan("x", "X", steps, 1.0), fake_length, 1))
    (one,) = chapter.passes
    assert [(line.text, line.inside) for line in one.lines] == [
        ("Keep going for 1 minute 30 seconds", False),
        ("Walk.", True),
    ]
    assert (chapter.number, one.hold) == (0, None)


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
def test_a_length_in_words_is_the_one_that_was_asked_for(ms: int, words: str) -> None:
    assert lasting(to_samples(ms)) == words
