"""Holds made longer or shorter, and holds without coaching."""

from __future__ import annotations

import pytest

from sivoice.compile.steps import Hold, Moment, Say, TimedCue
from sivoice.player.holds import resized, without_coaching
from sivoice.script.limits import HOLD_LIMITS
from sivoice.units import SAMPLE_RATE

HOLD = Hold(20_000, (), "s:1")
LOW, HIGH = HOLD_LIMITS


@pytest.mark.parametrize(
    ("by", "held", "ms"),
    [
        (5_000, 0, 25_000),
        (-5_000, 0, 15_000),
        (10 * HIGH, 0, HIGH),
        (-10 * HIGH, 0, LOW),
        (-5_000, 3 * SAMPLE_RATE, 15_000),
        (-10 * HIGH, 12 * SAMPLE_RATE, 13_000),
        (-5_000, 20 * SAMPLE_RATE - 1, 20_000),
    ],
)
def test_a_hold_is_resized_within_its_limits_and_what_was_held(by: int, held: int, ms: int) -> None:
    assert resized(HOLD, by, held).ms == ms


def test_without_coaching_only_the_countdown_is_left() -> None:
    halfway = TimedCue(Moment(10_000, from_end=False), (Say(("Halfway.",), "s:2"),), "s:2")
    five = Moment(5_000, from_end=True, countdown=True)
    countdown = TimedCue(five, (Say(("Five.",), "s:3"),), "s:3")
    hold = Hold(20_000, (halfway, countdown), "s:1")
    assert without_coaching(hold).cues == (countdown,)
