"""One connection to the server, and how many there may be: nobody can crowd a phone out."""

from __future__ import annotations

import asyncio
from typing import Any

from uvicorn.protocols.http.h11_impl import H11Protocol

LIMIT = 100
"""Connections at once; a phone opens six."""
PATIENCE = 10.0
"""Seconds that a connection may be open without a whole request."""


class Connection(H11Protocol):
    """A connection that is closed where it asks for nothing, and gives way to newer ones while it does."""

    waiting_since = 0.0
    _timer: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Make room: at the limit, the one that has been waiting longest goes; it may be this one."""
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
        """Forget it."""
        if self._timer is not None:
            self._timer.cancel()
        super().connection_lost(exc)

    def on_response_complete(self) -> None:
        """Wait for the next request."""
        self._wait()
        super().on_response_complete()

    @property
    def waits(self) -> bool:
        """Whether nothing is being sent over it."""
        answered: Any = self.cycle is None or self.cycle.response_complete
        return bool(answered) and not self.transport.get_write_buffer_size()

    def drop(self) -> None:
        """Close it at once."""
        self.connections.discard(self)
        self.transport.abort()

    def _wait(self) -> None:
        self.waiting_since = self.loop.time()
        if self._timer is not None:
            self._timer.cancel()
        self._timer = self.loop.call_later(PATIENCE, self._tire)

    def _tire(self) -> None:
        if self.waits:
            self.drop()
