"""From every position to every other there are words and time."""

from __future__ import annotations

from itertools import product

import pytest

from sivoice.compile.positions import change_of_position, get_ready
from sivoice.language import language
from sivoice.script.vocabulary import Position

SPOKEN = language("en").spoken


@pytest.mark.parametrize(("before", "after"), list(product(Position, Position)))
def test_every_change_has_words_and_every_place_has_time(before: Position, after: Position) -> None:
    said = change_of_position(before, after, SPOKEN)
    assert (said is None) == (before is after)
    assert said is None or said.endswith(".")
    floor = 8_000 if before is after else 15_000
    assert get_ready(before, after) == (
        25_000 if (before is Position.STANDING) != (after is Position.STANDING) else floor
    )


def test_lying_is_rolled_over_from_and_lain_down_to() -> None:
    assert (
        change_of_position(Position.STANDING, Position.FRONT, SPOKEN) == "Lie down on your front."
    )
    assert change_of_position(Position.BACK, Position.FRONT, SPOKEN) == "Roll over onto your front."
    assert change_of_position(Position.SITTING, Position.KNEELING, SPOKEN) == "Come to kneeling."
