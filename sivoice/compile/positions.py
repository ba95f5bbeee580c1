"""Changes of body position: what is said, and how long they take."""

from __future__ import annotations

from sivoice.language import Spoken
from sivoice.script.vocabulary import LYING, Position
from sivoice.units import SECOND, Milliseconds

# Get-ready times come from practice. There is no clinical norm.
SAME: Milliseconds = 8 * SECOND
ON_THE_FLOOR: Milliseconds = 15 * SECOND
TO_OR_FROM_STANDING: Milliseconds = 25 * SECOND


def change_of_position(before: Position, after: Position, spoken: Spoken) -> str | None:
    """Return the sentence that takes the listener to another position, if it changes."""
    if before is after:
        return None
    if after is Position.STANDING:
        return spoken.to_standing[before]
    if before is Position.STANDING:
        return spoken.from_standing[after]
    return (spoken.from_lying if before in LYING else spoken.from_elsewhere)[after]


def get_ready(before: Position, after: Position) -> Milliseconds:
    """Return how long the listener has to get into position."""
    if before is after:
        return SAME
    return TO_OR_FROM_STANDING if Position.STANDING in (before, after) else ON_THE_FLOOR
