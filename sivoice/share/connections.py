"""The server's connections, with limits so that nobody can crowd a phone out."""

from __future__ import annotations

import asyncio
from typing import Any

from uvicorn.protocols.http.h11_impl import H11Protocol

LIMIT = 100
"""The most connections at once. A phone opens six."""
PATIENCE = 10.0
"""Timeout in seconds of a connection without a complete request."""


class Connection(H11Protocol):
    """A connection that is closed if it requests nothing, or to make room for newer ones."""

    waiting_since = 0.0
    _timer: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Close the connection that has waited longest if there are too many, perhaps this one."""
        super().connection_made(transport)
        self._wait()
        if len(self.connections) > LIMIT:
            ours = [other for other in self.connections if isinstance(other, Connection)]
            oldest = min(
                (other for other in ours if other.waits),
                key=lambda other: other.waiting_since,
                default=self,
            )
            oldest.drop()

    def connection_lost(self, exc: Exception | None) -> None:
        """Cancel the timeout."""
        if self._timer is not None:
            self._timer.cancel()
        super().connection_lost(exc)

    def on_response_complete(self) -> None:
        """Wait for the next request."""
        self._wait()
        super().on_response_complete()

    @property
    def waits(self) -> bool:
        """Whether no response is being sent."""
        answered: Any = self.cycle is None or self.cycle.response_complete
        return bool(answered) and not self.transport.get_write_buffer_size()

    def drop(self) -> None:
        """Close the connection at once."""
        self.connections.discard(self)
        self.transport.abort()

    def _wait(self) -> None:
        self.waiting_since = self.loop.time()
        if self._timer is not None:
            self._timer.cancel()
        self._timer = self.loop.call_later(PATIENCE, self._time_out)

    def _time_out(self) -> None:
        if self.waits:
            self.drop()
