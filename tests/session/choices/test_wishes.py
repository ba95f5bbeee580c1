"""What a choice on the page means as options, and what is offered."""

from __future__ import annotations

from typing import Any

import pytest
from msgspec import ValidationError, convert

from sivoice.options.doses import PerStretch
from sivoice.options.options import Guidance, Options, Sides
from sivoice.session.choices.wishes import Choices, chosen
from tests.conftest import ROOT
from tests.session.choices.test_same_session import case_of

HELD = ("calf", "thigh")


def options_for(choices: dict[str, Any], **options: Any) -> Options:
    return chosen(Options(**options), convert(choices, Choices), HELD)


def test_no_choice_changes_nothing() -> None:
    options = Options(hold=PerStretch(20_000, {"calf": 25_000}), sets=PerStretch(2), pace=1.1)
    assert chosen(options, Choices(), HELD) == options


def test_a_hold_for_all_leaves_stretches_with_reps_alone() -> None:
    assert options_for({"hold": 20_000}).hold.of("bridge") is None
    assert options_for({"hold": 20_000}).hold.of("calf") == 20_000


def test_a_hold_for_one_stretch_is_stronger() -> None:
    hold = options_for({"hold": 20_000, "holds": {"calf": 45_000}}).hold
    assert (hold.of("calf"), hold.of("thigh")) == (45_000, 20_000)


def test_a_choice_for_all_replaces_what_was_made_for_single_stretches() -> None:
    made = {"hold": PerStretch(None, {"calf": 25_000}), "sets": PerStretch(1, {"calf": 3})}
    options = options_for({"hold": 20_000, "sets": 2}, **made)
    assert (options.hold.of("calf"), options.sets.of("calf")) == (20_000, 2)


def test_a_length_chooses_the_holds() -> None:
    options = options_for({"fit": 12, "hold": 20_000, "holds": {"calf": 45_000}, "sets": 2})
    assert options.fit == 12 * 60_000
    assert options.hold == PerStretch()
    assert options.sets.of("calf") == 2


def test_what_is_skipped_is_added_to_what_was_left_out() -> None:
    assert options_for({"skip": ["calf"]}, skip=("thigh",)).skip == ("thigh", "calf")


def test_the_other_choices_are_options_of_the_same_name() -> None:
    given = {"onlySide": "left", "guidance": "brief", "coaching": False, "countdown": True}
    options = options_for({**given, "firstSide": "left", "pace": 1.2, "repsOf": {"bridge": 8}})
    assert options.side is Sides.LEFT
    assert options.first_side == "left"
    assert options.guidance is Guidance.BRIEF
    assert (options.coaching, options.countdown, options.pace) == (False, True, 1.2)
    assert options.reps.of("bridge") == 8


def test_an_unknown_choice_is_refused() -> None:
    with pytest.raises(ValidationError):
        convert({"voice": "none"}, Choices)


def test_the_offer_of_the_strength_session() -> None:
    case = case_of(ROOT / "scripts" / "si-joint-strength.session", {"sets": ["glute-bridge=5"]})
    offer = case.json["offer"]
    bridge, _, knee, _ = offer["stretches"]
    assert offer["hold"] == {"values": list(range(10_000, 61_000, 5_000)), "written": 30_000}
    assert offer["sets"]["written"] is None
    assert offer["reps"] == {"values": [5, 8, 10, 12, 15], "written": 10}
    assert bridge["sets"] == {"values": [1, 2, 3, 4, 5], "written": 5}
    assert bridge["hold"]["written"] == 5_000
    assert 60_000 not in bridge["hold"]["values"]
    assert (bridge["sides"], knee["sides"]) == (False, True)
    assert (bridge["reps"]["written"], knee["reps"]) == (10, None)
    assert knee["position"] == "lying on your back"
    minutes = offer["fit"]
    assert minutes["values"] == list(range(minutes["values"][0], minutes["values"][-1] + 1))
    assert minutes["values"][0] < minutes["written"] < minutes["values"][-1] <= offer["longest"]


def test_the_values_on_offer_have_what_is_written() -> None:
    case = case_of(ROOT / "scripts" / "si-joint.session", {"hold": ["23s"], "pace": 1.37})
    offer = case.json["offer"]
    for name in ("hold", "sets", "pace", "guidance", "coaching", "countdown", "onlySide"):
        assert offer[name]["written"] in offer[name]["values"]
    assert (offer["hold"]["written"], offer["pace"]["written"]) == (23_000, 1.37)


def test_what_the_command_line_sets_is_not_fitted() -> None:
    case = case_of(ROOT / "scripts" / "si-joint.session", {"hold": ["20s"], "pace": 1.1})
    kept = case.json["fit"]
    assert kept["keepsPace"]
    assert kept["keeps"]["piriformis"] == {"hold": True, "sets": False, "reps": False}
