"""The example programmes are timed as they are prescribed, to the sample."""

from __future__ import annotations

from collections import Counter
from itertools import pairwise

import pytest

from sivoice.compile.compiler import compile_session
from sivoice.options.options import options_from
from sivoice.schedule.scheduler import build_timeline
from sivoice.schedule.timeline import Event, Kind, Timeline
from sivoice.units import SECOND, to_samples
from tests.conftest import ROOT, fake_length, faultless

EXAMPLES = ("leg-raises", "plank-circuit", "4-7-8", "intervals")


def example(name: str) -> Timeline:
    scripts = faultless(ROOT / "scripts" / "examples" / f"{name}.session")
    timeline = build_timeline(compile_session(scripts, options_from({})), fake_length)
    assert timeline.left_out == ()
    assert timeline.long_rests == ()
    return timeline


def of_kind(timeline: Timeline, kind: Kind) -> list[Event]:
    return [event for event in timeline.events if event.kind is kind]


def samples(*seconds: int) -> list[int]:
    return [to_samples(one * SECOND) for one in seconds]


@pytest.mark.parametrize("name", EXAMPLES)
def test_both_sides_are_held_equally_often_and_equally_long(name: str) -> None:
    held: dict[tuple[int, str | None], Counter[str]] = {}
    for event in of_kind(example(name), Kind.HOLD):
        place = event.place
        if place.side is not None:
            sides = held.setdefault((place.chapter, place.stretch), Counter())
            sides[place.side] += event.length
    assert all(sides["right"] == sides["left"] > 0 for sides in held.values())
    assert bool(held) is (name in ("leg-raises", "plank-circuit"))


def test_leg_raises_are_ten_of_five_seconds_on_each_side_in_three_sets() -> None:
    holds = of_kind(example("leg-raises"), Kind.HOLD)
    assert [event.length for event in holds] == samples(5) * 60
    places = [(event.place.set, event.place.side, event.place.rep) for event in holds]
    assert places == [
        (number, side, rep)
        for number in (1, 2, 3)
        for side in ("right", "left")
        for rep in range(1, 11)
    ]


def test_leg_raises_rest_for_thirty_seconds_from_the_last_hold_of_a_set_to_the_next() -> None:
    holds = of_kind(example("leg-raises"), Kind.HOLD)
    rests = [
        after.start - before.end
        for before, after in pairwise(holds)
        if before.place.set != after.place.set
    ]
    assert rests == samples(30) * 2


def test_the_rest_of_the_leg_raises_is_announced_after_each_set_but_the_last() -> None:
    spoken = [event.text for event in of_kind(example("leg-raises"), Kind.SPEECH)]
    assert [text for text in spoken if text and text.startswith("That was set")] == [
        "That was set 1 of 3. Rest.",
        "That was set 2 of 3. Rest.",
    ]


def test_the_circuit_has_three_rounds_and_a_rest_of_forty_five_seconds_between_them() -> None:
    timeline = example("plank-circuit")
    holds_and_rests = [
        (event.kind, event.place.stretch, event.place.side, event.length)
        for event in timeline.events
        if event.kind in (Kind.HOLD, Kind.TIMER)
    ]
    plank, side, rest = samples(20, 15, 45)
    once = [
        (Kind.HOLD, "plank", None, plank),
        (Kind.HOLD, "side-plank", "right", side),
        (Kind.HOLD, "side-plank", "left", side),
    ]
    between = (Kind.TIMER, "side-plank", None, rest)
    assert holds_and_rests == [*once, between, *once, between, *once]
    # Nothing comes between the rest and the next round.
    ends = [event.end for event in of_kind(timeline, Kind.TIMER)]
    assert set(ends) <= {event.start for event in of_kind(timeline, Kind.CHAPTER)}


def test_four_breaths_follow_each_other_without_a_gap() -> None:
    timers = of_kind(example("4-7-8"), Kind.TIMER)
    assert [event.length for event in timers] == samples(4, 7, 8) * 4
    assert all(before.end == after.start for before, after in pairwise(timers))


def test_eight_intervals_follow_each_other_without_a_gap() -> None:
    timers = of_kind(example("intervals"), Kind.TIMER)
    assert [event.length for event in timers] == samples(20, 10) * 8
    assert [event.place.rep for event in timers] == [rep for rep in range(1, 9) for _ in range(2)]
    assert all(before.end == after.start for before, after in pairwise(timers))
