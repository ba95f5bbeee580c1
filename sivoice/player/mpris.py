"""The two D-Bus interfaces of an MPRIS player. Imported only if dbus-fast is installed."""

# No `from __future__ import annotations`: dbus-fast needs the annotations as types, not strings.

from typing import Any

from dbus_fast import PropertyAccess, Variant
from dbus_fast.annotations import DBusBool, DBusDict, DBusDouble, DBusInt64, DBusStr
from dbus_fast.service import ServiceInterface, dbus_method, dbus_property

from sivoice.player.display import Display
from sivoice.player.transport import Transport

PATH = "/org/mpris/MediaPlayer2"
_MICROSECONDS = 1_000_000
_READ = PropertyAccess.READ


class Root(ServiceInterface):
    """The properties of the application."""

    def __init__(self) -> None:
        super().__init__("org.mpris.MediaPlayer2")

    @dbus_property(access=_READ)
    def Identity(self) -> DBusStr:
        return "sivoice"

    @dbus_property(access=_READ)
    def CanQuit(self) -> DBusBool:
        return False

    @dbus_property(access=_READ)
    def CanRaise(self) -> DBusBool:
        return False

    @dbus_property(access=_READ)
    def HasTrackList(self) -> DBusBool:
        return False


class Player(ServiceInterface):
    """What is playing, and the controls, which act on the transport at once."""

    def __init__(self, transport: Transport) -> None:
        super().__init__("org.mpris.MediaPlayer2.Player")
        self._transport = transport
        self._display: Display | None = None

    def report(self, display: Display) -> None:
        """Signal a change of what is playing on the bus."""
        before, self._display = self._display, display
        shown = (display.chapter, display.where, display.paused)
        if before is None or shown != (before.chapter, before.where, before.paused):
            self.emit_properties_changed(
                {"PlaybackStatus": self._status(), "Metadata": self._metadata()}
            )

    def _status(self) -> str:
        return "Paused" if self._display is None or self._display.paused else "Playing"

    def _metadata(self) -> dict[str, Any]:
        if self._display is None:
            return {}
        where = f" ({self._display.where})" if self._display.where else ""
        return {
            "mpris:trackid": Variant("o", f"{PATH}/session"),
            "mpris:length": Variant("x", self._display.total * _MICROSECONDS),
            "xesam:title": Variant("s", f"{self._display.chapter}{where}"),
            "xesam:album": Variant("s", self._display.title),
            "xesam:artist": Variant("as", ["sivoice"]),
        }

    @dbus_method()
    def PlayPause(self) -> None:
        self._transport.toggle()

    @dbus_method()
    def Play(self) -> None:
        self._transport.resume()

    @dbus_method()
    def Pause(self) -> None:
        self._transport.pause()

    @dbus_method()
    def Stop(self) -> None:
        self._transport.pause()

    @dbus_method()
    def Next(self) -> None:
        self._transport.next_stretch()

    @dbus_method()
    def Previous(self) -> None:
        self._transport.previous_stretch()

    @dbus_property(access=_READ)
    def PlaybackStatus(self) -> DBusStr:
        return self._status()

    @dbus_property(access=_READ)
    def Metadata(self) -> DBusDict:
        return self._metadata()

    @dbus_property(access=_READ)
    def Position(self) -> DBusInt64:
        return (self._display.elapsed if self._display else 0) * _MICROSECONDS

    @dbus_property(access=_READ)
    def Rate(self) -> DBusDouble:
        return 1.0

    @dbus_property(access=_READ)
    def CanGoNext(self) -> DBusBool:
        return True

    @dbus_property(access=_READ)
    def CanGoPrevious(self) -> DBusBool:
        return True

    @dbus_property(access=_READ)
    def CanPlay(self) -> DBusBool:
        return True

    @dbus_property(access=_READ)
    def CanPause(self) -> DBusBool:
        return True

    @dbus_property(access=_READ)
    def CanSeek(self) -> DBusBool:
        return False

    @dbus_property(access=_READ)
    def CanControl(self) -> DBusBool:
        return True
