"""A plan is one list of steps, each with its place, and knows what follows each place."""

from __future__ import annotations

from itertools import pairwise

import pytest

from sivoice.compile.plan import Chapter, Pass, Phase, Place, Plan
from sivoice.compile.steps import ChapterMark, Chime, Hold, Moment, Rest, Say, Step, TimedCue, Timer
from sivoice.script.vocabulary import WELCOME, ChimeKind, Side


def say(text: str) -> Say:
    return Say((text,), "s:1")


def cue(text: str) -> TimedCue:
    return TimedCue(Moment(1_000, from_end=False), (Chime(ChimeKind.SOFT), say(text)), "s:1")


def held(set: int, side: Side, rest: Rest | None = None) -> Pass:
    name = f"{side} {set}"
    hold = Hold(20_000, (cue(f"in {name}"),), "s:1")
    return Pass(set, side, (say(f"to {name}"),), hold, release=(say(f"from {name}"),), rest=rest)


RIGHT, LEFT = Side
CALF = Chapter(
    "Calf",
    "calf",
    opening=(say("calf"),),
    cautions=(say("careful"),),
    get_ready=Rest(8_000, to_get_ready=True),
    set_up=(say("stand"),),
    moves=((say("up"),), (say("down"),)),
    passes=(held(1, RIGHT), held(1, LEFT, Rest(10_000)), held(2, RIGHT), held(2, LEFT)),
    finish=(say("shake"),),
)
OWN = Chapter(
    "Welcome", section=WELCOME, opening=(say("welcome"), Timer(5_000, (cue("walk"),), "s:1"))
)
END = Chapter("Close", opening=(say("goodbye"),))
PLAN = Plan("evening", "Evening", (OWN, CALF, END), lead_in=500, lead_out=1_000)


def name(step: Step) -> str:
    match step:
        case ChapterMark():
            return f"# {step.title}"
        case Say():
            return step.text(1)
        case Rest():
            return f"{step.ms} ms"
        case _:
            return type(step).__name__


def test_the_steps_are_those_of_the_chapters_in_order() -> None:
    assert [name(one.step) for one in PLAN.steps()] == [
        "# Welcome",
        "500 ms",
        "welcome",
        "Timer",
        "# Calf",
        "calf",
        "careful",
        "8000 ms",
        "stand",
        "up",
        "down",
        "to right 1",
        "Hold",
        "from right 1",
        "to left 1",
        "Hold",
        "from left 1",
        "10000 ms",
        "to right 2",
        "Hold",
        "from right 2",
        "to left 2",
        "Hold",
        "from left 2",
        "shake",
        "# Close",
        "goodbye",
        "1000 ms",
    ]


def test_a_plan_without_lead_in_and_lead_out_has_only_its_chapters() -> None:
    steps = Plan("x", "X", (END,)).steps()
    assert [name(one.step) for one in steps] == ["# Close", "goodbye"]


def test_each_step_of_a_pass_has_its_side_its_set_and_its_phase() -> None:
    places = {name(one.step): one.place for one in PLAN.steps()}
    assert places["to left 2"] == Place(1, "calf", Phase.LEAD_IN, 3, LEFT, 2, sets=2)
    assert places["from right 1"] == Place(1, "calf", Phase.RELEASE, 0, RIGHT, 1, sets=2)
    assert places["10000 ms"] == Place(1, "calf", Phase.RELEASE, 1, LEFT, 1, sets=2)
    holds = [one.place for one in PLAN.steps() if isinstance(one.step, Hold)]
    assert [(place.phase, place.pass_number) for place in holds] == [
        (Phase.HOLD, number) for number in range(4)
    ]


def test_steps_outside_the_passes_have_neither_side_nor_set() -> None:
    for one in PLAN.steps():
        if one.place.phase in (Phase.BEFORE, Phase.AFTER):
            assert (one.place.pass_number, one.place.side, one.place.set) == (None, None, None)
    assert {one.place.chapter for one in PLAN.steps()} == {0, 1, 2}
    assert {one.place.stretch for one in PLAN.steps()} == {None, "calf"}


def test_steps_share_a_pass_until_the_side_the_set_or_the_chapter_changes() -> None:
    steps = PLAN.steps()
    begins = [
        name(after.step)
        for before, after in pairwise(steps)
        if not before.place.shares_pass(after.place)
    ]
    assert begins == [
        "# Calf",
        "to right 1",
        "to left 1",
        "to right 2",
        "to left 2",
        "shake",
        "# Close",
    ]


def test_every_cue_is_listed_once_in_order_with_those_inside_holds_and_timers() -> None:
    said = [one.text(1) for one in PLAN.says()]
    assert said[:3] == ["welcome", "walk", "calf"]
    assert said[7:10] == ["to right 1", "in right 1", "from right 1"]
    assert len(said) == len(set(said)) == 2 + 5 + 4 * 3 + 1 + 1


@pytest.mark.parametrize(
    ("at", "following"),
    [
        ("welcome", CALF),
        ("calf", CALF.passes[0]),
        ("down", CALF.passes[0]),
        ("to right 1", CALF.passes[0].hold),
        ("from right 1", CALF.passes[1]),
        ("10000 ms", CALF.passes[2]),
        ("to left 2", CALF.passes[3].hold),
        ("from left 2", END),
        ("shake", END),
        ("goodbye", None),
    ],
)
def test_what_follows_a_place_is_the_hold_the_next_pass_or_the_next_chapter(
    at: str, following: Hold | Pass | Chapter | None
) -> None:
    place = next(one.place for one in PLAN.steps() if name(one.step) == at)
    assert PLAN.following(place) == following


def test_a_chapter_has_as_many_sets_as_its_last_pass_says() -> None:
    assert [chapter.sets for chapter in PLAN.chapters] == [1, 2, 1]


def test_a_chapter_of_the_session_is_found_by_its_section() -> None:
    assert PLAN.section(WELCOME) is OWN
    assert PLAN.section("Calf") is None


@pytest.mark.parametrize(
    ("parts", "minutes", "text"),
    [
        (("Hello.",), 5, "Hello."),
        (("About ", " minutes."), 5, "About 5 minutes."),
        (("About ", " minutes."), 1, "About a minute."),
        (("A ", "-minute session."), 1, "A 1-minute session."),
    ],
)
def test_the_length_is_filled_in_and_one_minute_has_its_own_words(
    parts: tuple[str, ...], minutes: int, text: str
) -> None:
    one = "About a minute." if parts[0] == "About " else None
    assert Say(parts, "s:1", for_one_minute=one).text(minutes) == text
