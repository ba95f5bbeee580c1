"""Media keys and headset buttons on Linux, and the desktop told what plays (MPRIS). No session bus is no error."""

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
"""Seconds for the bus to answer when playing begins, and when it ends."""

Tell = Callable[[Display], None]
"""Tells the desktop what is played now."""


@contextmanager
def media_keys(transport: Transport) -> Iterator[Tell]:
    """The desktop's media keys while the block lasts; nothing where there is no dbus-fast or no session bus."""
    try:
        import dbus_fast  # noqa: F401 - an extra
    except ImportError:
        yield lambda display: None
        return
    service = _Service(transport)
    service.start()
    try:
        yield service.tell
    finally:
        service.stop()


class _Service:
    """The bus, in a thread with a loop of its own."""

    def __init__(self, transport: Transport) -> None:
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, daemon=True)
        self._transport = transport
        self._bus: MessageBus | None = None
        self._player: Player | None = None

    def start(self) -> None:
        """Take our name on the session bus, if there is one."""
        self._thread.start()
        try:
            asyncio.run_coroutine_threadsafe(self._connect(), self._loop).result(WAIT)
        except Exception:  # noqa: BLE001 - whatever is wrong with the bus, the session plays
            self._player = None

    def tell(self, display: Display) -> None:
        """Pass on what is played, where somebody listens."""
        if self._player is not None:
            self._loop.call_soon_threadsafe(self._player.tell, display)

    def stop(self) -> None:
        """Leave the bus."""
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
