"""From every step the controls lead to the right place, and a break ends with an announcement."""

from __future__ import annotations

import pytest

from sivoice.compile.plan import Chapter, Pass, Phase, Plan, Rep
from sivoice.compile.steps import ChapterMark, Chime, Hold, Rest, Say
from sivoice.player.route import (
    back_into_position,
    chapter_start,
    hold_from,
    next_chapter,
    pass_start,
    previous_chapter,
    turn_start,
    way_back,
)
from sivoice.script.vocabulary import Side
from tests.player.listener import PLAN, STEPS

MARKS = [i for i, one in enumerate(STEPS) if isinstance(one.step, ChapterMark)]
HOLDS = [i for i, one in enumerate(STEPS) if isinstance(one.step, Hold)]


@pytest.mark.parametrize("index", range(len(STEPS) + 1))
def test_the_chapter_and_the_next_are_found_from_every_step(index: int) -> None:
    begun = [mark for mark in MARKS if mark <= index]
    assert chapter_start(STEPS, index) == begun[-1]
    later = [mark for mark in MARKS if mark > index]
    assert next_chapter(STEPS, index) == (later[0] if later else len(STEPS))


def test_previous_goes_to_the_chapter_before_if_this_one_has_barely_begun() -> None:
    calf, hip = MARKS[1:]
    assert previous_chapter(STEPS, hip + 1) == calf
    assert previous_chapter(STEPS, HOLDS[2]) == hip
    assert previous_chapter(STEPS, 0) == 0


def test_a_pass_starts_at_its_lead_in_and_other_steps_at_their_chapter() -> None:
    right, left = HOLDS[:2]
    for hold in (right, left):
        start = pass_start(STEPS, hold)
        assert STEPS[start].place.phase is Phase.LEAD_IN
        assert STEPS[start - 1].place.pass_number != STEPS[hold].place.pass_number
    assert pass_start(STEPS, MARKS[1] + 3) == MARKS[1]
    assert pass_start(STEPS, len(STEPS)) == MARKS[2]


def test_the_next_hold_belongs_to_the_same_stretch() -> None:
    assert hold_from(STEPS, MARKS[1]) == HOLDS[0]
    assert hold_from(STEPS, HOLDS[0]) == HOLDS[0]
    assert hold_from(STEPS, HOLDS[1] + 1) is None
    assert hold_from(STEPS, len(STEPS)) is None


@pytest.mark.parametrize("index", range(len(STEPS)))
def test_the_way_back_announces_the_stretch_and_gives_time(index: int) -> None:
    back = way_back(PLAN, STEPS, index)
    assert back.first <= index
    if back.before:
        assert back.first == index
        assert [type(one.step) for one in back.before] == [Chime, Say, Rest]
    else:
        assert back.first in (index, *MARKS)


def test_a_hold_is_resumed_with_its_get_ready_time() -> None:
    back = way_back(PLAN, STEPS, HOLDS[0])
    assert back.first == HOLDS[0]
    assert [one.step for one in back.before[1:]] == [
        Say(("Next calf",), "s:1"),
        Rest(8_000, to_get_ready=True),
    ]


def test_a_hold_starts_again_after_the_longest_time_to_get_ready_of_its_stretch() -> None:
    sides = [
        Pass(1, side, (Say((side,), "s:2"), Rest(ms, to_get_ready=True)), Hold(20_000, (), "s:3"))
        for side, ms in ((Side.RIGHT, 3_000), (Side.LEFT, 9_000))
    ]
    opening = Rest(25_000, to_get_ready=True)
    calf = Chapter("Calf", "calf", opening=(opening,), passes=tuple(sides))
    steps = Plan("x", "X", (calf,)).steps()
    for hold in (index for index, one in enumerate(steps) if isinstance(one.step, Hold)):
        again, ready = back_into_position(steps, hold, "Again.")
        assert again.step == Say(("Again.",), "s:3")
        assert ready.step == Rest(9_000, to_get_ready=True)
        assert ready.place.side is steps[hold].place.side


def test_a_turn_starts_with_its_rep_or_with_its_lead_in() -> None:
    reps = tuple(Rep((Say((f"{n}",), "s:2"),), Hold(9_000, (), "s:2")) for n in range(3))
    one = Pass(1, None, (Say(("Lie down.",), "s:1"),), reps=reps)
    steps = Plan("x", "X", (Chapter("Bridge", "bridge", passes=(one,)),)).steps()
    holds = [index for index, one in enumerate(steps) if isinstance(one.step, Hold)]
    assert [turn_start(steps, hold) for hold in holds] == [hold - 1 for hold in holds]
    assert [turn_start(STEPS, hold) for hold in HOLDS] == [pass_start(STEPS, h) for h in HOLDS]
