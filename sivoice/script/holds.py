"""The limits of a hold, and what is usual."""

from __future__ import annotations

from sivoice.script.diagnostics import Code, Report
from sivoice.script.limits import HOLD_LIMITS
from sivoice.script.source import Span
from sivoice.script.vocabulary import OLDER_ADULTS_HOLD, SAFE_HOLD, HoldRange
from sivoice.units import MINUTE, SECOND, Milliseconds, written


def check_hold(ms: Milliseconds, safe: HoldRange, span: Span, report: Report) -> None:
    """Report a hold outside the limits, and give advice about one outside its usual range."""
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


def hold_advice(ms: Milliseconds, usual: HoldRange) -> tuple[str, str] | None:
    """Return advice about a hold outside the usual range, and the range; None for one inside it."""
    if usual.shortest <= ms <= usual.longest:
        return None
    compared = "shorter" if ms < usual.shortest else "longer"
    if usual == SAFE_HOLD:
        help = f"{_range(usual)} is usual, and {_range(OLDER_ADULTS_HOLD)} for older adults"
    else:
        help = f"{_range(usual)} is usual for this stretch"
    return f"a hold of {written(ms)} is {compared} than usual", help


def _range(usual: HoldRange) -> str:
    """Format a range: `15 to 30 s`."""
    if usual.longest > MINUTE:
        return f"{written(usual.shortest)} to {written(usual.longest)}"
    return f"{usual.shortest / SECOND:g} to {usual.longest / SECOND:g} s"
