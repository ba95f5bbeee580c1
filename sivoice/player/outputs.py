"""The outputs for live sound, behind one interface."""

from __future__ import annotations

import ctypes
import sys
import threading
import time
from collections.abc import Callable, Generator
from contextlib import suppress
from functools import cache
from typing import Any, Protocol, TypeAlias

from sivoice.errors import DeviceError, did_you_mean, listed
from sivoice.units import SAMPLE_RATE, Samples
from sivoice.visible import on_one_line

Pull: TypeAlias = Callable[[Samples], bytes]
"""Returns the next samples, 16-bit little-endian, mono."""

PERIOD = 0.08
"""Seconds per request for samples.

A control is heard within 0.12 s. With a period of 0.1 s it took up to 0.146 s.
"""
CLOSE_LIMIT = 1.0
"""Timeout for closing in seconds: a sound server that has died never answers."""


class Output(Protocol):
    """A device that plays what it pulls."""

    @property
    def name(self) -> str:
        """The name that --output takes."""

    @property
    def buffered(self) -> Samples:
        """How many samples can be pulled but not yet heard when the sound is lost."""

    def open(self, pull: Pull) -> None:
        """Start playing. Raises DeviceError."""

    def close(self) -> None:
        """Stop within CLOSE_LIMIT. A no-op if it is not open."""

    def silent_for(self) -> float:
        """Return seconds since samples were last pulled; 0 if the output cannot tell."""


class MiniaudioOutput:
    """The default: PulseAudio, PipeWire, ALSA, CoreAudio or WASAPI through miniaudio."""

    name = "miniaudio"
    buffered: Samples = round(2.5 * PERIOD * SAMPLE_RATE)

    def __init__(self, device: str | None = None) -> None:
        self._wanted = device
        self._device: Any = None
        self._pulled = time.monotonic()

    def open(self, pull: Pull) -> None:
        """Open the requested device or the system default. Raises DeviceError."""
        import miniaudio

        chosen = _find_device(self._wanted) if self._wanted else None
        try:
            device = miniaudio.PlaybackDevice(
                output_format=miniaudio.SampleFormat.SIGNED16,
                nchannels=1,
                sample_rate=SAMPLE_RATE,
                buffersize_msec=round(PERIOD * 1000),
                device_id=chosen,
                backends=_backends(),
                app_name="sivoice",
            )
        except miniaudio.MiniaudioError as error:
            raise no_device() from error
        self._device = device
        self._pulled = time.monotonic()
        stream = self._stream(pull)
        next(stream)
        try:
            device.start(stream)
        except miniaudio.MiniaudioError as error:
            self.close()
            raise no_device() from error

    def close(self) -> None:
        """Close the device in a separate thread: if the server has died, closing never returns."""
        device, self._device = self._device, None
        if device is not None:
            closing = threading.Thread(target=_close, args=(device,), daemon=True)
            closing.start()
            closing.join(CLOSE_LIMIT)

    def silent_for(self) -> float:
        """Return seconds since samples were last pulled."""
        return time.monotonic() - self._pulled

    def _stream(self, pull: Pull) -> Generator[bytes, Samples, None]:
        count = yield b""
        while True:
            self._pulled = time.monotonic()
            count = yield pull(count)


class SimpleaudioOutput:
    """simpleaudio: starts each cue and each chime as a separate buffer, by the system clock.

    It can neither pause nor seek, so a control is heard only after the current cue.
    """

    name = "simpleaudio"
    _BLOCK: Samples = SAMPLE_RATE // 10
    _LONGEST: Samples = 30 * SAMPLE_RATE
    _LATE = 1.0
    """Seconds that are not caught up on."""
    buffered: Samples = _BLOCK

    def __init__(self) -> None:
        self._stop = threading.Event()
        self._thread: threading.Thread | None = None

    def open(self, pull: Pull) -> None:
        """Start playing on the system default device. Raises DeviceError."""
        try:
            import simpleaudio
        except ImportError as error:
            raise DeviceError(
                "the output simpleaudio is not installed\n"
                "Install sivoice with its `simpleaudio` extra, as described in the README."
            ) from error
        try:
            simpleaudio.play_buffer(bytes(2 * self._BLOCK), 1, 2, SAMPLE_RATE).wait_done()
        except Exception as error:
            raise no_device() from error
        self._stop.clear()
        self._thread = threading.Thread(target=self._play, args=(simpleaudio, pull), daemon=True)
        self._thread.start()

    def close(self) -> None:
        """Stop playing."""
        self._stop.set()
        if self._thread is not None:
            self._thread.join(CLOSE_LIMIT)
            self._thread = None

    def silent_for(self) -> float:
        """Return 0: simpleaudio does not show whether the server is lost."""
        return 0.0

    def _play(self, simpleaudio: Any, pull: Pull) -> None:
        playing = None
        due = time.monotonic()
        while not self._stop.wait(max(0.0, due - time.monotonic())):
            if time.monotonic() - due > self._LATE:  # the process was suspended
                due = time.monotonic()
            sound = pull(self._BLOCK)
            due += self._BLOCK / SAMPLE_RATE
            if not any(sound):
                continue
            # A join inside a sound would be audible, so the buffer extends to the next silence.
            while len(sound) < 2 * self._LONGEST and any(sound[-2 * self._BLOCK :]):
                sound += pull(self._BLOCK)
                due += self._BLOCK / SAMPLE_RATE
            playing = simpleaudio.play_buffer(sound, 1, 2, SAMPLE_RATE)
        if playing is not None:
            playing.stop()


def device_names() -> list[str]:
    """List this computer's playback devices as --device takes them.

    Raises DeviceError if there are none.
    """
    return [_name(device) for device in _devices()]


def _devices() -> list[dict[str, Any]]:
    import miniaudio

    try:
        found: list[dict[str, Any]] = miniaudio.Devices(backends=_backends()).get_playbacks()
    except miniaudio.MiniaudioError as error:
        raise no_device() from error
    if not found:
        raise no_device()
    return found


def _name(device: dict[str, Any]) -> str:
    return on_one_line(str(device["name"]))  # a Bluetooth device has the name that it likes


def _find_device(wanted: str) -> Any:
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


def no_device() -> DeviceError:
    """Make the error for a computer without a working sound device."""
    return DeviceError(
        "no sound device can be opened\n"
        "Check that one is connected and that the sound server is running, "
        "or make a file with: sivoice export"
    )


def _backends() -> list[Any]:
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


def _close(device: Any) -> None:
    import miniaudio

    context = device._context  # noqa: SLF001 - miniaudio leaks it, with four descriptors
    device.close()
    miniaudio.lib.ma_context_uninit(context)
