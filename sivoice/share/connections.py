"""The server's connections, with limits so that nobody can crowd a phone out.

A connection makes progress when it opens, requests something, gets rid of a part of a response
(48 KiB, the distance between asyncio's two marks), and when a response is complete.
"""

from __future__ import annotations

import asyncio

from uvicorn.protocols.http.h11_impl import H11Protocol

LIMIT = 100
"""The most connections at once."""
ADDRESS_LIMIT = 16
"""The most connections from one address that are sent something. A phone opens six."""
PATIENCE = 10.0
"""Timeout in seconds of a connection without a complete request."""
STALL = 60.0
"""Timeout in seconds of a response without progress. A page that is paused reads nothing."""
GIVES_WAY = 2.0
"""Seconds without progress after which a response gives way to a new connection."""


class Connection(H11Protocol):
    """A connection that is closed if it makes no progress, or to make room for newer ones."""

    progress_at = 0.0
    """When it last made progress, by the event loop's clock."""
    _timer: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Make room if there are too many connections, perhaps by closing this one."""
        super().connection_made(transport)
        self._note_progress()
        self._look_later()
        if len(self.connections) > LIMIT:
            self._make_room(self._others)

    def connection_lost(self, exc: Exception | None) -> None:
        """Cancel the timeout."""
        if self._timer is not None:
            self._timer.cancel()
        super().connection_lost(exc)

    def handle_events(self) -> None:
        """Note a new request, and make room if too many from this address are being answered."""
        before = self.cycle
        super().handle_events()
        if self.cycle is before:
            return
        self._note_progress()
        others = [one for one in self._others if one.address == self.address and not one.waits]
        if len(others) >= ADDRESS_LIMIT:
            self._make_room(others)

    def resume_writing(self) -> None:
        """Note that a part of a response has been sent."""
        self._note_progress()
        super().resume_writing()

    def on_response_complete(self) -> None:
        """Wait for the next request."""
        self._note_progress()
        super().on_response_complete()

    @property
    def address(self) -> str | None:
        """The IP address of the client; None if it has already left."""
        return None if self.client is None else self.client[0]

    @property
    def waits(self) -> bool:
        """Whether no response is being sent."""
        answered = self.cycle is None or self.cycle.response_complete
        return answered and not self.transport.get_write_buffer_size()

    def drop(self) -> None:
        """Close the connection at once."""
        self.connections.discard(self)
        self.transport.abort()

    def _make_room(self, others: list[Connection]) -> None:
        """Close another connection that waits, or else one whose response stalls, or this one.

        Of several, the one without progress for the longest time.
        """
        stalled_since = self.loop.time() - GIVES_WAY
        waiting = [one for one in others if one.waits]
        stalled = [one for one in others if one.progress_at < stalled_since]
        min(waiting or stalled or [self], key=lambda one: one.progress_at).drop()

    @property
    def _others(self) -> list[Connection]:
        found = [one for one in self.connections if isinstance(one, Connection)]
        return [one for one in found if one is not self]

    def _note_progress(self) -> None:
        self.progress_at = self.loop.time()

    def _look_later(self) -> None:
        """Close the connection when its time is up."""
        now = self.loop.time()
        end = self.progress_at + (PATIENCE if self.waits else STALL)
        if now >= end:
            self.drop()
        else:
            # What it does, and with it the timeout, can change before the next look.
            self._timer = self.loop.call_at(min(end, now + PATIENCE), self._look_later)
