"""There are words and time for every change of position."""

from __future__ import annotations

from itertools import product

import pytest

from sivoice.compile.positions import change_of_position, get_ready
from sivoice.language import language
from sivoice.script.vocabulary import Position

SPOKEN = language("en").spoken


@pytest.mark.parametrize(("before", "after"), list(product(Position, Position)))
def test_every_change_of_position_has_words_and_time(before: Position, after: Position) -> None:
    said = change_of_position(before, after, SPOKEN)
    assert (said is None) == (before is after)
    assert said is None or said.endswith(".")
    time = get_ready(before, after)
    if before is after:
        assert time == 8_000
    elif Position.STANDING in (before, after):
        assert time == 25_000
    else:
        assert time == 15_000


def test_the_words_depend_on_the_position_before() -> None:
    assert change_of_position(Position.STANDING, Position.FRONT, SPOKEN) == (
        "Come down to the floor slowly: kneel, lean on your hands, and lie down on your front."
    )
    for before, way in {
        Position.BACK: "Roll onto one side, and push yourself up until you sit. Then kneel, ",
        Position.FRONT: "Push yourself up onto your hands and knees. Then kneel, ",
        Position.SITTING: "In your own time, stand up. If you sit on the floor, kneel first, ",
    }.items():
        said = change_of_position(before, Position.STANDING, SPOKEN)
        assert said is not None
        assert said.startswith(way)
        assert "put one foot in front of you" in said
    assert change_of_position(Position.BACK, Position.FRONT, SPOKEN) == "Roll over onto your front."
    assert change_of_position(Position.SITTING, Position.KNEELING, SPOKEN) == "Come to kneeling."
