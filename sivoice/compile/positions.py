"""From one position of the body to the next: what is said, and how long it takes."""

from __future__ import annotations

from sivoice.script.vocabulary import Position
from sivoice.units import SECOND, Milliseconds

SAME: Milliseconds = 8 * SECOND
ON_THE_FLOOR: Milliseconds = 15 * SECOND
TO_OR_FROM_STANDING: Milliseconds = 25 * SECOND
"""Get-ready times from practice; there is no clinical norm."""

_LYING = (Position.BACK, Position.FRONT, Position.SIDE)
_DOWN = {
    Position.BACK: "Lie down on your back.",
    Position.FRONT: "Lie down on your front.",
    Position.SIDE: "Lie down on your side.",
    Position.SITTING: "Sit down.",
    Position.KNEELING: "Come down to kneeling.",
    Position.HANDS_AND_KNEES: "Come down onto your hands and knees.",
}
_FROM_LYING = {
    Position.BACK: "Roll over onto your back.",
    Position.FRONT: "Roll over onto your front.",
    Position.SIDE: "Roll onto your side.",
    Position.SITTING: "Sit up.",
    Position.KNEELING: "Come up to kneeling.",
    Position.HANDS_AND_KNEES: "Come up onto your hands and knees.",
}
_BETWEEN = {
    **_DOWN,
    Position.KNEELING: "Come to kneeling.",
    Position.HANDS_AND_KNEES: "Come onto your hands and knees.",
}


def words(before: Position, after: Position) -> str | None:
    """The sentence that takes the listener from one position to another; None where nothing changes."""
    if before is after:
        return None
    if after is Position.STANDING:
        return "Come up to standing, in your own time."
    if before is Position.STANDING:
        return _DOWN[after]
    return (_FROM_LYING if before in _LYING else _BETWEEN)[after]


def get_ready(before: Position, after: Position) -> Milliseconds:
    """The silence in which the listener gets there."""
    if before is after:
        return SAME
    return TO_OR_FROM_STANDING if Position.STANDING in (before, after) else ON_THE_FLOOR
