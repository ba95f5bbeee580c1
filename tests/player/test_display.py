"""At each moment a listener is shown the stretch, the side, the countdown and what comes next."""

from __future__ import annotations

from typing import Any

import pytest
from msgspec.structs import replace

from sivoice.compile.plan import Chapter, Pass, Phase, Plan
from sivoice.compile.steps import Hold, Rest, Timer
from sivoice.language import language
from sivoice.player.display import Display, Guide
from sivoice.player.now import Now
from sivoice.script.vocabulary import Side
from sivoice.units import SAMPLE_RATE, to_samples
from tests.conftest import fake_length
from tests.player.listener import AGAIN, PLAN, START, STEPS, WELCOME, Listener, stretch, transport

WORDS = language("en")
HOLD = next(i for i, one in enumerate(STEPS) if isinstance(one.step, Hold))


def shown(plan: Plan, index: int, into: int = 0, remaining: int = 0, **more: Any) -> Display:
    """What is shown at a step."""
    steps = plan.steps()
    planned = steps[index] if index < len(steps) else None
    now = Now(index, planned, into, remaining, words="Breathe.", playing=True, coaching=True)
    return Guide(plan, steps, fake_length, WORDS).display(replace(now, **more))


def first(plan: Plan, kind: type) -> int:
    return next(i for i, one in enumerate(plan.steps()) if isinstance(one.step, kind))


@pytest.mark.parametrize(
    ("hold_ms", "most"), [(30_000, 30), (20_000, 20), (12_500, 13), (2_000, 2), (45_000, 45)]
)
def test_the_countdown_never_shows_more_than_the_hold(hold_ms: int, most: int) -> None:
    """The grid makes a hold of 30 s a little longer, and 31 must not show."""
    plan = Plan("calf", "Calf", (stretch("calf", hold_ms),))
    hold, length = first(plan, Hold), to_samples(hold_ms)
    assert length > hold_ms * SAMPLE_RATE // 1000
    counted = [
        shown(plan, hold, length - left, left).countdown for left in range(length, 0, -SAMPLE_RATE)
    ]
    assert counted[0] == most
    assert counted == sorted(counted, reverse=True)
    assert shown(plan, hold, length - 1, 1).countdown == 1


def test_every_second_of_a_hold_is_shown_once_it_is_played() -> None:
    player = Listener(transport())
    guide = Guide(PLAN, STEPS, fake_length, WORDS)
    counted: list[int] = []
    while len(player.heard) < 60 * SAMPLE_RATE:
        player.listen(0.1)
        display = guide.display(player.transport.now())
        if display.label == WORDS.shown.hold:
            counted.append(display.countdown)
    assert list(dict.fromkeys(counted)) == list(range(20, 0, -1))


def test_only_holds_timers_and_get_ready_times_are_counted_down() -> None:
    chapter = Chapter("Warm-up", opening=(Rest(1_000), Timer(60_000, (), "s:1")))
    plan = Plan("x", "X", (chapter, *PLAN.chapters))
    ready = next(
        i
        for i, one in enumerate(plan.steps())
        if isinstance(one.step, Rest) and one.step.to_get_ready
    )
    labels = [
        shown(plan, index, 0, SAMPLE_RATE).label
        for index in (first(plan, Rest), first(plan, Timer), ready, first(plan, Hold))
    ]
    assert labels == ["", WORDS.shown.timer, WORDS.shown.get_ready, WORDS.shown.hold]


def test_nothing_is_counted_while_the_end_chime_of_a_hold_sounds() -> None:
    display = shown(PLAN, HOLD, to_samples(20_000), 0)
    assert (display.label, display.countdown) == ("", 0)


def test_only_stretches_are_numbered() -> None:
    assert (shown(PLAN, 0).chapter, shown(PLAN, 0).number) == ("Welcome", 0)
    display = shown(PLAN, HOLD)
    assert (display.chapter, display.number, display.of) == ("Calf", 1, 2)
    assert shown(PLAN, len(STEPS) - 1).number == 2


def test_the_side_and_what_follows_are_shown() -> None:
    found = {}
    for index, one in enumerate(STEPS):
        display = shown(PLAN, index)
        found[one.place.stretch, one.place.side, one.place.phase] = display.where, display.following
    assert found[None, None, Phase.BEFORE] == ("", "Calf")
    assert found["calf", Side.RIGHT, Phase.LEAD_IN] == ("right side", "hold 20 seconds")
    assert found["calf", Side.RIGHT, Phase.RELEASE] == ("right side", "left side")
    assert found["hip", Side.LEFT, Phase.HOLD] == ("left side", "the end")


def test_what_is_done_several_times_is_counted() -> None:
    breath = (Timer(4_000, (), "s:1"), Timer(6_000, (), "s:2"))
    passes = tuple(
        Pass(1, side, (), practice=3 * (breath,), rest=Rest(600)) for side in (*Side, None)
    )
    plan = Plan("x", "X", (WELCOME, Chapter("Breathe", "breathe", passes=passes)))
    where = [shown(plan, index).where for index in range(len(plan.steps()))]
    times = ["1 of 3", "1 of 3", "2 of 3", "2 of 3", "3 of 3", "3 of 3"]
    sides = [[f"{side}, {one}" for one in times] for side in ("right side", "left side")]
    assert where[-21:] == [*sides[0], "right side", *sides[1], "left side", *times, ""]
    once = Plan(
        "x", "X", (Chapter("Walk", "walk", passes=(Pass(1, None, (), practice=(breath,)),)),)
    )
    assert not any(shown(once, index).where for index in range(len(once.steps())))


def test_time_to_get_back_into_position_counts_down_to_the_hold() -> None:
    player = Listener(transport())
    guide = Guide(PLAN, STEPS, fake_length, WORDS)
    player.until(START)
    player.listen(4)
    player.transport.pause()
    player.transport.resume()
    player.until(AGAIN)
    player.listen(2)
    display = guide.display(player.transport.now())
    assert (display.label, display.counted) == (WORDS.shown.get_ready, 5)
    assert (display.where, display.following) == ("right side", "hold 20 seconds")
    assert display.elapsed == shown(PLAN, HOLD).elapsed


def test_the_countdown_has_a_length_and_the_stretches_are_named() -> None:
    display = shown(PLAN, HOLD, 0, SAMPLE_RATE)
    assert (display.countdown, display.counted) == (1, 20)
    assert display.stretches == ("Calf", "Hip")
    assert shown(PLAN, 0).counted == 0


def test_elapsed_time_runs_from_nothing_to_the_whole_session() -> None:
    total = shown(PLAN, 0).total
    elapsed = [shown(PLAN, index).elapsed for index in range(len(STEPS) + 1)]
    assert elapsed[0] == 0
    assert elapsed == sorted(elapsed)
    assert elapsed[-1] == total
    assert shown(PLAN, HOLD, 3 * SAMPLE_RATE).elapsed == elapsed[HOLD] + 3
    longer = Plan("x", "X", (WELCOME, stretch("calf", 25_000), stretch("hip")))
    assert shown(longer, 0).total == total + 10


def test_after_the_end_the_last_chapter_is_shown() -> None:
    display = shown(PLAN, len(STEPS))
    assert (display.chapter, display.label, display.elapsed) == ("Hip", "", display.total)


def test_the_state_of_the_player_is_passed_on() -> None:
    display = shown(PLAN, HOLD, playing=False, coaching=False)
    assert (display.paused, display.coaching, display.words) == (True, False, "Breathe.")
