"""The fixed words of the format (sections, positions, sides, chimes) and its defaults."""

from __future__ import annotations

from enum import StrEnum

from msgspec import Struct

from sivoice.units import SECOND, Milliseconds

FORMAT_VERSION = 1


class Kind(StrEnum):
    """The two kinds of script; the value is also the file's ending."""

    SESSION = "session"
    STRETCH = "stretch"


class Position(StrEnum):
    """The positions of the body that a stretch can be done in."""

    STANDING = "standing"
    SITTING = "sitting"
    KNEELING = "kneeling"
    HANDS_AND_KNEES = "on hands and knees"
    BACK = "lying on your back"
    FRONT = "lying on your front"
    SIDE = "lying on your side"


LYING = (Position.BACK, Position.FRONT, Position.SIDE)
"""The positions from which the listener rolls over."""


class Side(StrEnum):
    """The working side of the body."""

    RIGHT = "right"
    LEFT = "left"

    @property
    def other(self) -> Side:
        """The side that is not working."""
        return Side.LEFT if self is Side.RIGHT else Side.RIGHT


class ChimeKind(StrEnum):
    """The chimes: before a stretch, and at the start and the end of a hold."""

    SOFT = "soft"
    START = "start"
    END = "end"
    REP_START = "rep-start"
    """Short and quiet, for the hold of a rep: sixty of them must not tire the ear."""
    REP_END = "rep-end"


SCRIPT_CHIMES = (ChimeKind.SOFT, ChimeKind.START, ChimeKind.END)
"""Those that a script can ask for with `[chime NAME]`."""


class HowOften(Struct, frozen=True):
    """How often something is to be done."""

    text: str
    """In the words of the script."""
    a_week: float | None
    """Times a week; None if the words do not say."""


class HoldRange(Struct, frozen=True):
    """A range of hold lengths, both ends included."""

    shortest: Milliseconds
    longest: Milliseconds


WELCOME, CAUTIONS, WARM_UP, STRETCHES, CLOSE = (
    "Welcome",
    "Cautions",
    "Warm-up",
    "Stretches",
    "Close",
)
SET_UP, MOVE, FINISH = "Set up", "Move", "Finish"
EACH_SIDE, FIRST_SIDE, NEXT_SIDE, HOLD = "Each side", "First side", "Next side", "Hold"
EACH_REP, PRACTICE = "Each rep", "Practice"

SIDED = (EACH_SIDE, FIRST_SIDE, NEXT_SIDE)
"""The sections that are done once for each side."""
PASSES = (*SIDED, HOLD)
"""The sections that are done once in each pass: they hold, or they lead in to the reps."""
IN_EACH_SET = frozenset({*PASSES, EACH_REP, PRACTICE})
"""The sections that are done again in each set."""
REPEATED = (MOVE, PRACTICE, STRETCHES)
"""The sections that can be done several times: `Move, 3 times`."""
HELD = (*PASSES, EACH_REP)
"""The sections that can have a hold."""
MIRRORED = (*SIDED, EACH_REP, MOVE)
"""The sections in which `{side}` has a meaning; in `Each rep`, if the stretch has sides."""

SECTIONS: dict[Kind, dict[str, int]] = {
    Kind.SESSION: {WELCOME: 0, CAUTIONS: 1, WARM_UP: 2, STRETCHES: 3, CLOSE: 4},
    Kind.STRETCH: {
        CAUTIONS: 0,
        SET_UP: 1,
        MOVE: 2,
        EACH_SIDE: 3,
        FIRST_SIDE: 3,
        HOLD: 3,
        PRACTICE: 3,
        NEXT_SIDE: 4,
        EACH_REP: 5,
        FINISH: 6,
    },
}
"""The sections of each kind of script, with their rank in the required order."""

GUARD_WARM_UP, GUARD_CHIMES, GUARD_LISTENER = "warm-up", "chimes", "listener"
GUARD_ENDS_LYING = "ends-lying"
EVERYWHERE = (GUARD_WARM_UP, GUARD_CHIMES, GUARD_LISTENER, GUARD_ENDS_LYING)
"""The names that `[if …]` can use in every script."""

SAFE_HOLD = HoldRange(15 * SECOND, 30 * SECOND)
"""The usual range: 30 s gained more than 15 s, 60 s no more than 30 s (Bandy 1994, 1997)."""
OLDER_ADULTS_HOLD = HoldRange(30 * SECOND, 60 * SECOND)
"""Usual from the age of 65: there 60 s gained more than 30 s (Feland 2001)."""
DEFAULT_HOLD: Milliseconds = 30 * SECOND
DEFAULT_SETS = 1
DEFAULT_REPS = 1
DEFAULT_BEFORE_HOLD: Milliseconds = 3 * SECOND
DEFAULT_CHANGE_SIDE: Milliseconds = 7 * SECOND
"""Practice; there is no clinical norm."""
MINIMAL_BEFORE_HOLD: Milliseconds = 10 * SECOND
"""With minimal guidance, at least this: the few words before a hold give no time to get into it."""
DEFAULT_LANGUAGE = "en"
DEFAULT_REST: Milliseconds = 10 * SECOND
"""Between two sets (Feland 2001)."""
