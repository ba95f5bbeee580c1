"""A written rest lasts exactly from the last hold of one set to the first of the next."""

from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sivoice.compile.compiler import compile_session
from sivoice.compile.plan import Plan
from sivoice.options.options import Options, Sides, options_from
from sivoice.schedule.scheduler import build_timeline
from sivoice.schedule.timeline import Event, Kind, Timeline
from sivoice.script.library import LoadedScript
from sivoice.units import SAMPLE_RATE, to_samples
from tests.conftest import fake_length, faultless

GOLDENS = Path(__file__).parents[1] / "goldens"
REPS = faultless(GOLDENS / "straight-leg-raise.stretch")
TIMERS = faultless(GOLDENS / "counted.stretch")
HOLD = """# Plank
position: standing
sets: 3
rest: {rest}
## Hold
Up, with a straight back.
[hold 20 s]
And down, slowly.
"""


def rests(timeline: Timeline, kind: Kind) -> list[int]:
    """Samples from the last event of a kind in each set to the first one in the next."""
    held = [event for event in timeline.events if event.kind is kind]
    return [
        after.start - before.end for before, after in pairwise(held) if _next_set(before, after)
    ]


def _next_set(before: Event, after: Event) -> bool:
    return before.place.chapter == after.place.chapter and before.place.set != after.place.set


@settings(max_examples=25)
@given(
    pace=st.sampled_from(["0.8", "1", "1.25"]),
    guidance=st.sampled_from(["full", "brief", "minimal"]),
    side=st.sampled_from(list(Sides)),
    reps=st.integers(1, 4),
    sets=st.integers(2, 4),
)
def test_reps_with_holds_rest_from_hold_to_hold(
    pace: str, guidance: str, side: Sides, reps: int, sets: int
) -> None:
    options = options_from(
        {"pace": pace, "guidance": guidance, "side": side, "reps": str(reps), "sets": str(sets)}
    )
    timeline = build_timeline(compile_session(REPS, options), fake_length)
    assert rests(timeline, Kind.HOLD) == [to_samples(30_000)] * (sets - 1)
    assert not timeline.long_rests
    held = {event.length for event in timeline.events if event.kind is Kind.HOLD}
    assert held == {to_samples(5_000)}


def test_both_sides_take_the_same_time() -> None:
    timeline = build_timeline(compile_session(REPS, Options()), fake_length)
    passes = [one for one in timeline.chapters[0].passes if one.place.rep == 9]
    assert len(passes) == 6
    lengths = {one.events[-1].end - one.events[0].start for one in passes}
    assert len(lengths) == 1


def test_reps_without_holds_rest_from_the_last_event_to_the_first_rep() -> None:
    timeline = build_timeline(compile_session(TIMERS, Options()), fake_length)
    (chapter,) = timeline.chapters
    reps = [one for one in chapter.passes if one.place.rep is not None]
    last = [one for one in reps if one.place.set == 1][-1]
    first = next(one for one in reps if one.place.set == 2)
    said = [event for event in last.events if event.kind is Kind.SPEECH][-1]
    assert said.text == "Well done."
    assert abs(first.start - said.end - to_samples(10_000)) < SAMPLE_RATE // 20


def plan_with(write: Callable[..., Path], rest: str, **options: object) -> Plan:
    scripts: LoadedScript = faultless(write("plank.stretch", HOLD.format(rest=rest)))
    return compile_session(scripts, options_from(options))


@pytest.mark.parametrize("pace", ["0.5", "1", "2"])
def test_pace_changes_what_is_inside_a_rest_and_not_the_rest(
    write: Callable[..., Path], pace: str
) -> None:
    timeline = build_timeline(plan_with(write, "20 s", pace=pace), fake_length)
    assert rests(timeline, Kind.HOLD) == [to_samples(20_000)] * 2


def test_a_rest_that_is_too_short_for_its_words_is_longer_and_that_is_told(
    write: Callable[..., Path],
) -> None:
    timeline = build_timeline(plan_with(write, "4 s"), fake_length)
    (length,) = set(rests(timeline, Kind.HOLD))
    assert length > to_samples(4_000)
    assert [rest.needed for rest in timeline.long_rests] == [length] * 2
    assert {rest.asked for rest in timeline.long_rests} == {4_000}
    assert all(rest.source.endswith("plank.stretch:1") for rest in timeline.long_rests)


def test_what_is_left_of_a_rest_is_silent_before_the_words_of_the_next_set(
    write: Callable[..., Path],
) -> None:
    timeline = build_timeline(plan_with(write, "20 s"), fake_length)
    events = list(timeline.events)
    said = [i for i, event in enumerate(events) if event.text == "Up, with a straight back."]
    silence = events[said[1] - 1]
    assert silence.kind is Kind.SILENCE
    assert silence.length > to_samples(10_000)
