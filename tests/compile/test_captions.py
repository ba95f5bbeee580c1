"""Captions say the side, the set and what follows, as briefly as possible."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from sivoice.compile.captions import capitalised, following, side_caption, where_in
from sivoice.compile.plan import Chapter, Pass, Phase, Place, Plan
from sivoice.compile.steps import Hold
from sivoice.language import language
from sivoice.script.vocabulary import Side

ENGLISH = language("en")
RIGHT, LEFT = Side


def test_a_side_is_named() -> None:
    assert side_caption(RIGHT, ENGLISH) == "right side"


@pytest.mark.parametrize(
    ("side", "set", "sets", "caption"),
    [
        (None, None, 1, ""),
        (RIGHT, 1, 1, "right side"),
        (LEFT, 2, 3, "left side, set 2"),
        (None, 2, 3, "set 2"),
        (None, 1, 1, ""),
        (None, None, 3, ""),
    ],
)
def test_a_set_is_named_only_if_there_are_several(
    side: Side | None, set: int | None, sets: int, caption: str
) -> None:
    assert where_in(Place(side=side, set=set, sets=sets), ENGLISH) == caption


def chapter(title: str, *passes: tuple[int, Side | None]) -> Chapter:
    """A chapter with a hold of 90 s for each set and side."""
    hold = Hold(90_000, (), "s:1")
    done = tuple(Pass(set, side, (), hold, ()) for set, side in passes)
    return Chapter(title, title.lower(), passes=done)


PLAN = Plan(
    "x",
    "X",
    (chapter("Calf", (1, RIGHT), (1, LEFT), (2, RIGHT), (2, LEFT)), chapter("Hip", (1, None))),
)


@pytest.mark.parametrize(
    ("place", "caption"),
    [
        (Place(0, phase=Phase.BEFORE), "right side, set 1"),
        (Place(0, phase=Phase.LEAD_IN, pass_number=0), "hold 1 minute 30 seconds"),
        (Place(0, phase=Phase.HOLD, pass_number=1), "right side, set 2"),
        (Place(0, phase=Phase.RELEASE, pass_number=3), "Hip"),
        (Place(1, phase=Phase.BEFORE), "the hold"),
        (Place(1, phase=Phase.AFTER), "the end"),
    ],
)
def test_what_follows_is_named(place: Place, caption: str) -> None:
    assert following(PLAN, place, ENGLISH) == caption


@pytest.mark.parametrize(
    ("text", "capital"), [("right side", "Right side"), ("", ""), ("Hip", "Hip"), ("élan", "Élan")]
)
def test_a_caption_by_itself_begins_with_a_capital(text: str, capital: str) -> None:
    assert capitalised(text) == capital


HEAD = "# Calf\nposition: standing\n"


@pytest.mark.parametrize(
    ("script", "comes_next"),
    [
        ("## Hold\n[hold]\n", "the hold"),
        ("## Each side\nYour {side} foot.\n[hold]\n", "right side"),
        ("## Each rep\nRise.\n", "rep 1 of 1"),
        ("## Practice, 4 times\n[timer 4 s] In.\n", "Calf"),
    ],
)
def test_before_a_stretch_comes_its_first_pass(
    compiled: Callable[..., Plan], script: str, comes_next: str
) -> None:
    assert following(compiled(HEAD + script), Place(), ENGLISH) == comes_next
