"""When sharing ends: after a fixed time, or if nothing has been fetched for a while."""

from __future__ import annotations

from enum import StrEnum

from sivoice.units import MINUTE, SECOND, Milliseconds

IDLE_LIMIT: Milliseconds = 10 * MINUTE
"""Sharing ends after this time without a transfer."""


class Over(StrEnum):
    """Why sharing ended. The value completes the sentence `Sharing has ended: …`."""

    TIME = "the time is up"
    IDLE = "nothing was fetched for ten minutes"
    ASKED = "as you asked"


class Watch:
    """Decides when to end. Times are in seconds of a monotonic clock, given by the caller."""

    def __init__(self, length: Milliseconds, now: float) -> None:
        self._end = now + length / SECOND
        self._quiet_since = now
        self._under_way = 0

    def began(self) -> None:
        """Note that a transfer has begun."""
        self._under_way += 1

    def ended(self, now: float) -> None:
        """Note that a transfer has ended, whether or not it was complete."""
        self._under_way -= 1
        self._quiet_since = now

    def over(self, now: float) -> Over | None:
        """Return the reason to end now, or None to continue."""
        if now >= self._end:
            return Over.TIME
        if not self._under_way and now >= self._quiet_since + IDLE_LIMIT / SECOND:
            return Over.IDLE
        return None
