"""The values of fields are read, and a value that cannot be read is reported at its place."""

from __future__ import annotations

from typing import Any

import pytest

from sivoice.script.diagnostics import Report
from sivoice.script.fields import FIELDS
from sivoice.script.headers import Header, read_header
from sivoice.script.parser import parse
from sivoice.script.source import SourceText
from sivoice.script.vocabulary import SAFE_HOLD, HoldRange, HowOften, Kind, Position, Side


def read(field: str) -> tuple[Header, list[str]]:
    """The header of a stretch with this field, and the codes of its faults."""
    source = SourceText("calf.stretch", f"# Calf\n{field}\n## Hold\n[hold]\n")
    script, syntax = parse(source, Kind.STRETCH)
    assert not syntax.found
    report = Report(source)
    header = read_header(script, None, report)
    for fault in report.found:
        assert fault.span.line == 2
    return header, [fault.code.value for fault in report.found]


@pytest.mark.parametrize(
    ("field", "name", "value"),
    [
        ("language: de-AT", "language", "de-AT"),
        ("hold: 20 s", "hold", 20_000),
        ("sets: 3", "sets", 3),
        ("rest: 1 min 30 s", "rest", 90_000),
        ("how often: once a day", "how_often", HowOften("once a day", 7)),
        ("how often: Twice a week", "how_often", HowOften("Twice a week", 2)),
        ("how often: 3 times  a day", "how_often", HowOften("3 times a day", 21)),
        ("how often: every other day", "how_often", HowOften("every other day", 3.5)),
        ("how often: 0 times a day", "how_often", HowOften("0 times a day", None)),
        ("how often: when it is stiff", "how_often", HowOften("when it is stiff", None)),
        ("get ready: 0 s", "get_ready", 0),
        ("first side: left", "first_side", Side.LEFT),
        ("position: on hands and knees", "position", Position.HANDS_AND_KNEES),
        ("ends: standing", "ends", Position.STANDING),
        ("safe hold: 15-30 s", "safe_hold", HoldRange(15_000, 30_000)),
        ("safe hold: 10 s to 45 s", "safe_hold", HoldRange(10_000, 45_000)),
        ("safe hold: 45 s\u20131 min", "safe_hold", HoldRange(45_000, 60_000)),
        ("safe hold: 1-1 min 30 s", "safe_hold", HoldRange(60_000, 90_000)),
        ("variants: wall, step", "variants", ("wall", "step")),
        ("extras: deeper", "extras", ("deeper",)),
        ("muscles: back of the leg", "muscles", "back of the leg"),
        (r"equipment: a \{soft\} mat", "equipment", "a {soft} mat"),
        ("pronounce: SI = S I, glute = gloot", "pronounce", (("SI", "S I"), ("glute", "gloot"))),
    ],
)
def test_a_value_is_read(field: str, name: str, value: Any) -> None:
    header, codes = read(field)
    assert (getattr(header, name), codes) == (value, [])


@pytest.mark.parametrize(
    ("field", "code"),
    [
        ("language: English please", "malformed-field"),
        ("hold: 20", "missing-unit"),
        ("hold: soon", "malformed-field"),
        ("hold: 11 min", "number-out-of-range"),
        ("hold: 90 s", "hold-length"),
        ("sets: two", "malformed-field"),
        ("sets: 21", "number-out-of-range"),
        ("rest: 11 min", "number-out-of-range"),
        ("first side: top", "malformed-field"),
        ("position: on one leg", "unknown-position"),
        ("safe hold: 30-15 s", "malformed-field"),
        ("safe hold: long", "malformed-field"),
        ("variants: one, one", "duplicate-name"),
        ("variants: warm-up", "duplicate-name"),
        ("extras: two words", "malformed-field"),
        ("pronounce: SI", "malformed-field"),
        ("muscles: {side} thigh", "misplaced-blank"),
        ("announce: Now your {side}.", "misplaced-blank"),
    ],
)
def test_an_invalid_value_is_reported(field: str, code: str) -> None:
    assert read(field)[1] == [code]


def test_an_unreadable_value_is_left_out() -> None:
    header, _ = read("safe hold: long")
    assert header.safe_hold == SAFE_HOLD
    assert read("position: on one leg")[0].position is None


def test_the_fields_have_names_and_help_of_their_own() -> None:
    assert len({row.name for row in FIELDS}) == len({row.help for row in FIELDS}) == len(FIELDS)
