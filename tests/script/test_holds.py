"""A hold outside its safe range gets advice, and one beyond the limits is an error."""

from __future__ import annotations

import pytest

from sivoice.script.diagnostics import Report, Severity
from sivoice.script.holds import check_hold, hold_advice
from sivoice.script.limits import HOLD_LIMITS
from sivoice.script.source import SourceText, Span
from sivoice.script.vocabulary import SAFE_HOLD, HoldRange

WIDE = HoldRange(5_000, 120_000)


@pytest.mark.parametrize(
    ("ms", "safe", "expected"),
    [
        (SAFE_HOLD.shortest, SAFE_HOLD, False),
        (SAFE_HOLD.longest, SAFE_HOLD, False),
        (SAFE_HOLD.shortest - 1, SAFE_HOLD, True),
        (SAFE_HOLD.longest + 1, SAFE_HOLD, True),
        (8_000, WIDE, False),
        (90_000, WIDE, False),
    ],
)
def test_a_hold_outside_its_safe_range_gets_advice(
    ms: int, safe: HoldRange, expected: bool
) -> None:
    assert (hold_advice(ms, safe) is not None) is expected


def test_the_advice_says_what_is_usual() -> None:
    assert hold_advice(12_000, SAFE_HOLD) == (
        "a hold of 12 s is shorter than usual",
        "15 to 30 s is usual, and 30 to 60 s for older adults",
    )
    assert hold_advice(150_000, WIDE) == (
        "a hold of 2 min 30 s is longer than usual",
        "5 s to 2 min is usual for this stretch",
    )


@pytest.mark.parametrize(
    ("ms", "severity"),
    [
        (HOLD_LIMITS[0] - 1, Severity.ERROR),
        (HOLD_LIMITS[0], Severity.WARNING),
        (SAFE_HOLD.longest, None),
        (HOLD_LIMITS[1], Severity.WARNING),
        (HOLD_LIMITS[1] + 1, Severity.ERROR),
    ],
)
def test_a_hold_beyond_the_limits_is_an_error(ms: int, severity: Severity | None) -> None:
    report = Report(SourceText("calf.stretch", "[hold]"))
    check_hold(ms, SAFE_HOLD, Span(1, 1, 7), report)
    assert [fault.severity for fault in report.found] == ([] if severity is None else [severity])
