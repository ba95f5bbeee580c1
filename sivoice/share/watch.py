"""When sharing is over: after its time, or when nobody has fetched anything for a while."""

from __future__ import annotations

from enum import StrEnum

from sivoice.units import MINUTE, SECOND, Milliseconds

IDLE_LIMIT: Milliseconds = 10 * MINUTE


class Over(StrEnum):
    """Why sharing ends, as it is told."""

    TIME = "the time is over"
    IDLE = "nothing was fetched for ten minutes"
    ASKED = "as you asked"


class Watch:
    """Told of each transfer, says whether it is time to end. Times are a clock's seconds, handed in."""

    def __init__(self, length: Milliseconds, now: float) -> None:
        self._end = now + length / SECOND
        self._quiet_since = now
        self._under_way = 0

    def began(self) -> None:
        """A transfer is under way."""
        self._under_way += 1

    def ended(self, now: float) -> None:
        """A transfer has ended, whole or not."""
        self._under_way -= 1
        self._quiet_since = now

    def over(self, now: float) -> Over | None:
        """Why to end now; None to go on."""
        if now >= self._end:
            return Over.TIME
        if not self._under_way and now >= self._quiet_since + IDLE_LIMIT / SECOND:
            return Over.IDLE
        return None
