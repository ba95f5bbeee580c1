"""The limits of a hold, and warnings about one that is too short or too long."""

from __future__ import annotations

from sivoice.script.diagnostics import Code, Report
from sivoice.script.source import Span
from sivoice.script.vocabulary import HOLD_LIMITS, USEFUL_HOLD, HoldRange
from sivoice.units import Milliseconds, written


def check_hold(ms: Milliseconds, safe: HoldRange, span: Span, report: Report) -> None:
    """Report a hold outside the limits, and warn of one outside its safe range."""
    low, high = HOLD_LIMITS
    if not low <= ms <= high:
        report.add(
            Code.NUMBER_OUT_OF_RANGE,
            f"a hold cannot last {written(ms)}",
            span,
            f"it must be from {written(low)} to {written(high)}",
        )
    elif advice := hold_advice(ms, safe):
        problem, safe_range = advice
        report.add(Code.HOLD_LENGTH, problem, span, safe_range)


def hold_advice(ms: Milliseconds, safe: HoldRange) -> tuple[str, str] | None:
    """Say what is wrong with a hold, and name the safe range; None for a hold inside the range."""
    if safe.shortest <= ms <= safe.longest:
        return None
    safe_range = f"the safe range is {written(safe.shortest)} to {written(safe.longest)}"
    if ms < USEFUL_HOLD.shortest:
        return f"a hold of {written(ms)} is too short to do much good", safe_range
    if ms > USEFUL_HOLD.longest:
        return f"a hold of {written(ms)} is long enough to cause strain", safe_range
    return f"a hold of {written(ms)} is outside the safe range", safe_range
