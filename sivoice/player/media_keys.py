"""Media keys, headset buttons and what the desktop shows of a session, on Linux (MPRIS).

Without a session bus, it does nothing.
"""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from sivoice.player.display import Display
from sivoice.player.transport import Transport

if TYPE_CHECKING:
    from dbus_fast.aio import MessageBus

    from sivoice.player.mpris import Player

NAME = "org.mpris.MediaPlayer2.sivoice"
WAIT = 2.0
"""Timeout for the bus in seconds, when play starts and when it ends."""

Report = Callable[[Display], None]
"""Reports to the desktop what is playing."""


@contextmanager
def media_keys(transport: Transport) -> Iterator[Report]:
    """Connect to the desktop's media keys during the block, if there is a session bus.

    Does nothing if dbus-fast is not installed.
    """
    try:
        import dbus_fast  # noqa: F401 - only checks that this extra is installed
    except ImportError:
        yield lambda display: None
        return
    service = _Service(transport)
    service.start()
    try:
        yield service.report
    finally:
        service.stop()


class _Service:
    """The connection to the bus, in a thread with its own event loop."""

    def __init__(self, transport: Transport) -> None:
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, daemon=True)
        self._transport = transport
        self._bus: MessageBus | None = None
        self._player: Player | None = None

    def start(self) -> None:
        """Claim our name on the session bus, if there is one."""
        self._thread.start()
        try:
            asyncio.run_coroutine_threadsafe(self._connect(), self._loop).result(WAIT)
        except Exception:  # noqa: BLE001 - no problem with the bus may stop the session
            self._player = None

    def report(self, display: Display) -> None:
        """Report what is playing, if connected."""
        if self._player is not None:
            self._loop.call_soon_threadsafe(self._player.report, display)

    def stop(self) -> None:
        """Disconnect from the bus."""
        if self._bus is not None:
            self._loop.call_soon_threadsafe(self._bus.disconnect)
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(WAIT)

    async def _connect(self) -> None:
        from dbus_fast.aio import MessageBus

        from sivoice.player.mpris import PATH, Player, Root

        bus = await MessageBus().connect()
        player = Player(self._transport)
        bus.export(PATH, Root())
        bus.export(PATH, player)
        await bus.request_name(NAME)
        self._bus, self._player = bus, player
