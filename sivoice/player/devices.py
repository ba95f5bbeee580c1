"""This computer's playback devices, as miniaudio finds them."""

from __future__ import annotations

import ctypes
import sys
from contextlib import suppress
from functools import cache
from typing import Any

from sivoice.errors import DeviceError, did_you_mean, listed
from sivoice.player.bounded import BoundedCall
from sivoice.visible import on_one_line

LIST_LIMIT = 3.0
"""Seconds that listing the devices takes at most."""


def device_names() -> list[str]:
    """List this computer's playback devices as --device takes them.

    Raises DeviceError if there are none, or if the sound system does not answer.
    """
    devices = BoundedCall(_devices).result(LIST_LIMIT)
    return [_name(device) for device in devices]


def find_device(wanted: str) -> Any:
    """Return miniaudio's identifier of a device by its name or a part of it. Raises DeviceError.

    It returns only once the sound system answers; so does find_sink.
    """
    devices = _devices()
    for device in devices:
        if _name(device).casefold() == wanted.casefold():
            return device["id"]
    part = [device for device in devices if wanted.casefold() in _name(device).casefold()]
    if len(part) == 1:
        return part[0]["id"]
    names = [_name(device) for device in devices]
    near = did_you_mean(wanted, names)
    hint = f"Did you mean {near}?" if near else f"Choose {listed(names)}."
    raise DeviceError(f"there is no sound device called {on_one_line(wanted)}\n{hint}")


def find_sink(wanted: str) -> str:
    """Return the name that PulseAudio gives a device. Raises DeviceError."""
    from miniaudio import ffi

    name: bytes = ffi.string(ffi.cast("char *", find_device(wanted)))
    return name.decode()


def no_device() -> DeviceError:
    """Make the error for a computer without a working sound device."""
    return DeviceError(
        "no sound device can be opened\n"
        "Check that one is connected and that the sound server is running, "
        "or make a file with: sivoice export"
    )


def backends() -> list[Any]:
    """List this system's real backends. miniaudio's own list ends in one that plays nowhere."""
    from miniaudio import Backend

    match sys.platform:
        case "win32":
            return [Backend.WASAPI, Backend.DSOUND, Backend.WINMM]
        case "darwin":
            return [Backend.COREAUDIO]
        case _:
            _silence_alsa()
            return [Backend.PULSEAUDIO, Backend.ALSA, Backend.JACK]


def _devices() -> list[dict[str, Any]]:
    import miniaudio

    try:
        found: list[dict[str, Any]] = miniaudio.Devices(backends=backends()).get_playbacks()
    except miniaudio.MiniaudioError as error:
        raise no_device() from error
    if not found:
        raise no_device()
    return found


def _name(device: dict[str, Any]) -> str:
    return on_one_line(str(device["name"]))  # a Bluetooth device has the name that it likes


@cache
def _silence_alsa() -> Any:
    """Keep ALSA's messages off the screen: it prints a dozen whenever a device fails to open."""
    kind = ctypes.CFUNCTYPE(
        None, ctypes.c_char_p, ctypes.c_int, ctypes.c_char_p, ctypes.c_int, ctypes.c_char_p
    )
    silent = kind(lambda *_: None)
    with suppress(OSError, AttributeError):
        ctypes.CDLL("libasound.so.2").snd_lib_error_set_handler(silent)
    return silent  # cached, because ALSA calls it for the lifetime of this process
