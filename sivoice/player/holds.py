"""Holds as the listener changes them while they play."""

from __future__ import annotations

from msgspec.structs import replace

from sivoice.compile.steps import Hold
from sivoice.script.limits import HOLD_LIMITS
from sivoice.units import SAMPLE_RATE, SECOND, Milliseconds, Samples


def resized(hold: Hold, by: Milliseconds, held: Samples) -> Hold:
    """Make a hold longer or shorter within the limits.

    A hold of which `held` samples have been heard keeps at least one more second.
    """
    low, high = HOLD_LIMITS
    if held:
        soonest = -(-held * SECOND // SAMPLE_RATE) + SECOND
        low = max(low, min(soonest, hold.ms))
    return replace(hold, ms=min(max(hold.ms + by, low), high))


def without_coaching(hold: Hold) -> Hold:
    """Leave out all the cues of a hold except its countdown."""
    return replace(hold, cues=tuple(cue for cue in hold.cues if cue.moment.countdown))
