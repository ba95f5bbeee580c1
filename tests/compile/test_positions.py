"""From every position to every other there are words and time."""

from __future__ import annotations

from itertools import product

import pytest

from sivoice.compile.positions import get_ready, words
from sivoice.script.vocabulary import Position


@pytest.mark.parametrize(("before", "after"), list(product(Position, Position)))
def test_every_change_has_words_and_every_place_has_time(before: Position, after: Position) -> None:
    said = words(before, after)
    assert (said is None) == (before is after)
    assert said is None or said.endswith(".")
    floor = 8_000 if before is after else 15_000
    assert get_ready(before, after) == (
        25_000 if (before is Position.STANDING) != (after is Position.STANDING) else floor
    )


def test_lying_is_rolled_over_from_and_lain_down_to() -> None:
    assert words(Position.STANDING, Position.FRONT) == "Lie down on your front."
    assert words(Position.BACK, Position.FRONT) == "Roll over onto your front."
    assert words(Position.SITTING, Position.KNEELING) == "Come to kneeling."
