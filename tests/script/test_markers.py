"""Markers are read by their words, and a mistake gets help that shows what was meant."""

from __future__ import annotations

import pytest

from sivoice.script.diagnostics import Fault
from sivoice.script.markers import read_blank, read_direction
from sivoice.script.nodes import Blank, Choice, Pause
from sivoice.script.source import Span

PLACE = Span(1, 1, 1)


@pytest.mark.parametrize("text", ["pause 3 s", " pause  3 s ", "pause 3s", "pause 3 seconds"])
def test_spaces_and_units_make_no_difference(text: str) -> None:
    assert read_direction(text, PLACE) == Pause(PLACE, 3_000)


@pytest.mark.parametrize(
    ("text", "blank"),
    [
        ("side", Blank(PLACE, "side")),
        (" other  side ", Blank(PLACE, "other side")),
        ("Side", Blank(PLACE, "Side")),
        ("in|out", Choice(PLACE, "in", "out")),
        ("in|", Choice(PLACE, "in", "")),
    ],
)
def test_a_blank_is_a_name_or_a_choice_between_two_sides(text: str, blank: Blank | Choice) -> None:
    assert read_blank(text, PLACE) == blank


@pytest.mark.parametrize(
    ("text", "code"),
    [("sde", "unknown-blank"), ("SIDE", "unknown-blank"), ("a|b|c", "malformed-blank")],
)
def test_an_unknown_or_malformed_blank_is_a_fault(text: str, code: str) -> None:
    fault = read_blank(text, PLACE)
    assert isinstance(fault, Fault)
    assert fault.code == code


@pytest.mark.parametrize(
    ("text", "help"),
    [
        ("hold from 20", "write `[hold from 20 s]`"),
        ("timer 5 min 30", "write `[timer 5 min 30 s]`"),
        ("play calf, hold 20, sets 2", "write `[play calf, hold 20 s, sets 2]`"),
        ("breaths", "write `[breaths 3]`"),
        ("hold on", "write `[hold]` or `[hold 20 s]`"),
        ("if", "write `[if NAME]`"),
        ("puase 3 s", "did you mean `[pause 3 s]`?"),
        ("brths", "did you mean `[breaths 3]`?"),
        ("Later sets", "did you mean `[later sets]`?"),
    ],
)
def test_a_mistake_gets_help_that_shows_what_was_meant(text: str, help: str) -> None:
    fault = read_direction(text, PLACE)
    assert isinstance(fault, Fault)
    assert fault.help.startswith(help)
