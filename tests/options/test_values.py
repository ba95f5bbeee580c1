"""Each kind of option reads its value from text or from a value of the settings file."""

from __future__ import annotations

from typing import Any

import pytest

from sivoice.errors import OptionError
from sivoice.options.doses import PerStretch
from sivoice.options.options import options_from

UNIT = "Without a unit it is in seconds; for minutes write"


@pytest.mark.parametrize(
    ("name", "given", "reason"),
    [
        ("hold", ["soon"], "must be a time like 20, 20s or 1min, not `soon`"),
        ("hold", True, "must be a time like 20, 20s or 1min, not `true`"),
        (
            "hold",
            ["1"],
            f"must be from 2 s to 10 min, not 1 s\n{UNIT} 1min.",
        ),
        ("hold", ["11min"], "must be from 2 s to 10 min, not 11 min"),
        ("hold", ["20", "calf=11min"], "must be from 2 s to 10 min, not 11 min"),
        ("hold", ["=20"], "needs the name of a stretch before the = in `=20`"),
        ("sets", 0, "must be a whole number from 1 to 20, not `0`"),
        ("sets", "21", "must be a whole number from 1 to 20, not `21`"),
        ("sets", 1.5, "must be a whole number from 1 to 20, not `1.5`"),
        ("sets", True, "must be a whole number from 1 to 20, not `true`"),
        ("sets", "twice", "must be a whole number from 1 to 20, not `twice`"),
        ("sets", ["2", "calf=21"], "must be a whole number from 1 to 20, not `21`"),
        ("reps", ["calf=0"], "must be a whole number from 1 to 100, not `0`"),
        ("pace", 0.1, "must be a number from 0.5 to 2, not `0.1`"),
        ("pace", "fast", "must be a number from 0.5 to 2, not `fast`"),
        ("pace", "", "must be a number from 0.5 to 2, not empty"),
        ("pace", float("nan"), "must be a number from 0.5 to 2, not `nan`"),
        ("pace", "inf", "must be a number from 0.5 to 2, not `inf`"),
        ("speech-rate", 9, "must be a number from 0.5 to 2, not `9`"),
        ("volume-chimes", "201", "must be a number from 0 to 200, not `201`"),
        (
            "variant",
            ["raised"],
            "must be a stretch and its variant, like hamstring=raised, not `raised`",
        ),
        (
            "variant",
            ["=raised"],
            "must be a stretch and its variant, like hamstring=raised, not `=raised`",
        ),
        ("sets", "1_0", "must be a whole number from 1 to 20, not `1_0`"),
        ("sets", "\u0663", "must be a whole number from 1 to 20, not `\u0663`"),
        ("only", [","], "needs at least one name"),
        ("side", "both sides", "must be both, right or left, not `both sides`"),
        ("side", ["left"], "must be both, right or left, not `['left']`"),
        ("first-side", "both", "must be right or left, not `both`"),
        ("coaching", "yes", "must be true or false, not `yes`"),
        ("coaching", 1, "must be true or false, not `1`"),
        ("warm-up", "0", "must be from 1 s to 60 min, not `0`"),
        ("warm-up", "0s", "must be from 1 s to 60 min, not 0 s"),
        ("warm-up", "5", "the time `5` has no unit\nWrite 5min or 5s."),
        ("warm-up", 5, "the time `5` has no unit\nWrite 5min or 5s."),
        ("warm-up", " 90 ", "the time `90` has no unit\nWrite 90s."),
        (
            "fit",
            "4 min of it",
            "must be a time like 30s, 12min, 1h30m or 9:30, not `4 min of it`",
        ),
        ("fit", "181min", "must be from 1 min to 180 min, not 181 min"),
        ("fit", "12", "the time `12` has no unit\nWrite 12min."),
        ("fit", "2", "the time `2` has no unit\nWrite 2min."),
        ("voice", " ", "must be a name, not empty"),
        ("voice", 3, "must be a name, not `3`"),
        ("title", " ", "must be a line of text, not empty"),
        ("title", "a\x07", "must be a line of text, not `a\x07`"),
        ("listener", 3, "must be a line of text, not `3`"),
        ("chimes", "", "must be a name or a path, not empty"),
        ("pad-sound", False, "must be a name or a path, not `false`"),
        ("hodl", "20", "there is no such option"),
    ],
)
def test_an_invalid_value_is_an_error_that_names_its_option(
    name: str, given: Any, reason: str
) -> None:
    with pytest.raises(OptionError) as raised:
        options_from({name: given})
    assert (raised.value.option, raised.value.reason) == (name, reason)
    assert str(raised.value) == f"--{name}: {reason}"


@pytest.mark.parametrize(
    ("name", "text", "value"),
    [("pace", "1.2", 1.2), ("sets", "2", 2), ("volume-chimes", "50", 50), ("sets", "2.0", 2.0)],
)
def test_a_number_can_be_text(name: str, text: str, value: float) -> None:
    assert options_from({name: text}) == options_from({name: value})


@pytest.mark.parametrize(
    ("name", "text", "ms"),
    [
        ("fit", "12m", 720_000),
        ("fit", "1h30m", 5_400_000),
        ("fit", "9:30", 570_000),
        ("warm-up", "5:00", 300_000),
        ("warm-up", "1h", 3_600_000),
    ],
)
def test_a_time_is_written_in_several_ways(name: str, text: str, ms: int) -> None:
    assert options_from({name: text}) == options_from({name: f"{ms // 1000} s"})


def test_a_number_alone_is_a_time_for_a_hold_only() -> None:
    assert options_from({"hold": ["20", "calf=0:25", "plank=1m"]}).hold == PerStretch(
        20_000, {"calf": 25_000, "plank": 60_000}
    )
