"""When sharing ends: after a fixed time, or when the user asks."""

from __future__ import annotations

from enum import StrEnum

from sivoice.units import SECOND, Milliseconds


class Over(StrEnum):
    """Why sharing ended. The value completes the sentence `Sharing has ended: …`."""

    TIME = "the time is up"
    ASKED = "as you asked"


class Watch:
    """Decides when to end. Times are in seconds of a monotonic clock, given by the caller."""

    def __init__(self, length: Milliseconds, now: float) -> None:
        self._end = now + length / SECOND

    def over(self, now: float) -> Over | None:
        """Return the reason to end now, or None to continue."""
        return Over.TIME if now >= self._end else None
