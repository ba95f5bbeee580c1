"""How long a hold may be, and what to say of one that is too short or too long."""

from __future__ import annotations

from sivoice.script.diagnostics import Code, Report
from sivoice.script.source import Span
from sivoice.script.vocabulary import HOLD_LIMITS, USEFUL_HOLD, HoldRange
from sivoice.units import Milliseconds, written


def check_hold(ms: Milliseconds, safe: HoldRange, span: Span, report: Report) -> None:
    """Report a hold beyond the limits, and warn of one outside its safe range."""
    low, high = HOLD_LIMITS
    if not low <= ms <= high:
        report.add(
            Code.NUMBER_OUT_OF_RANGE,
            f"a hold cannot last {written(ms)}",
            span,
            f"it must be from {written(low)} to {written(high)}",
        )
    elif advice := hold_advice(ms, safe):
        said, usual = advice
        report.add(Code.HOLD_LENGTH, said, span, usual)


def hold_advice(ms: Milliseconds, safe: HoldRange) -> tuple[str, str] | None:
    """What to say of a hold outside the safe range, and the range; None for one inside it."""
    if safe.shortest <= ms <= safe.longest:
        return None
    safe_range = f"the safe range is {written(safe.shortest)} to {written(safe.longest)}"
    if ms < USEFUL_HOLD.shortest:
        return f"a hold of {written(ms)} is too short to do much good", safe_range
    if ms > USEFUL_HOLD.longest:
        return f"a hold of {written(ms)} is long enough to cause strain", safe_range
    return f"a hold of {written(ms)} is outside the safe range", safe_range
