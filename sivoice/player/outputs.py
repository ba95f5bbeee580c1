"""The outputs for live sound, behind one interface."""

from __future__ import annotations

import sys
import time
from collections.abc import Generator
from contextlib import AbstractContextManager, suppress
from functools import partial
from typing import Any, Protocol

from sivoice.errors import DeviceError
from sivoice.player.bounded import BoundedCall, NotAnsweringError
from sivoice.player.devices import backends, find_device, find_sink, no_device
from sivoice.player.pulled import NoQueue, Pull, Queue
from sivoice.player.pulse import PulseOutput
from sivoice.units import SAMPLE_RATE, Samples

PERIOD = 0.08
"""Seconds per request for samples.

A control is heard within 0.12 s. With a period of 0.1 s it took up to 0.146 s.
"""
OPEN_LIMIT = 0.25
"""Seconds after which `open` gives up for now."""
CLOSE_LIMIT = 0.5
"""Timeout for closing in seconds: a sound server that has died never answers."""


class Output(Queue, Protocol):
    """A device that plays what it pulls."""

    @property
    def buffered(self) -> Samples:
        """How many samples can be pulled but not yet heard when the sound is lost."""

    def open(self, pull: Pull) -> None:
        """Start playing, within a fraction of a second. Raises DeviceError.

        That is NotAnsweringError if the sound system needs longer: call it again to wait on.
        """

    def close(self) -> None:
        """Stop within CLOSE_LIMIT, or stop waiting for `open`. A no-op if it is not open."""

    def silent_for(self) -> float:
        """Return seconds since samples were last pulled; 0 if the output cannot tell."""


class MiniaudioOutput(NoQueue):
    """PulseAudio, PipeWire, ALSA, JACK, CoreAudio or WASAPI through miniaudio."""

    def __init__(self, device: str | None = None) -> None:
        self._wanted = device
        self._opening: BoundedCall[Any] | None = None
        self._current: object | None = None
        """Identifies the device that may pull: one that hung can come back after it was closed."""
        self._device: Any = None
        self._pulled = time.monotonic()
        self._count: Samples = 0
        """How many samples have been pulled since it was opened."""

    @property
    def buffered(self) -> Samples:
        """How many samples can be pulled but not yet heard when the sound is lost."""
        return min(self._count, round(2.5 * PERIOD * SAMPLE_RATE))

    def open(self, pull: Pull) -> None:
        """Open the requested device or the system default. Raises DeviceError."""
        if self._opening is None:
            self._current = object()
            self._count = 0
            self._opening = BoundedCall(partial(self._opened, pull, self._current))
        try:
            self._device = self._opening.result(OPEN_LIMIT)
        except NotAnsweringError:
            raise
        except DeviceError:
            self._opening = None
            raise
        self._opening = None

    def close(self) -> None:
        """Close the device in a separate thread: if the server has died, closing never returns."""
        opening, self._opening = self._opening, None
        device, self._device = self._device, None
        self._current = None
        with suppress(DeviceError):
            if opening is not None:
                BoundedCall(lambda: _close(opening.result(None))).result(0)
            elif device is not None:
                BoundedCall(lambda: _close(device)).result(CLOSE_LIMIT)

    def silent_for(self) -> float:
        """Return seconds since samples were last pulled."""
        return time.monotonic() - self._pulled

    def _opened(self, pull: Pull, current: object) -> Any:
        """Open and start a device. Raises DeviceError."""
        import miniaudio

        chosen = find_device(self._wanted) if self._wanted else None
        try:
            device = miniaudio.PlaybackDevice(
                output_format=miniaudio.SampleFormat.SIGNED16,
                nchannels=1,
                sample_rate=SAMPLE_RATE,
                buffersize_msec=round(PERIOD * 1000),
                device_id=chosen,
                backends=backends(),
                app_name="sivoice",
            )
        except miniaudio.MiniaudioError as error:
            raise no_device() from error
        self._pulled = time.monotonic()
        stream = self._stream(pull, current)
        next(stream)
        try:
            device.start(stream)
        except miniaudio.MiniaudioError as error:
            _close(device)
            raise no_device() from error
        return device

    def _stream(self, pull: Pull, current: object) -> Generator[bytes, Samples, None]:
        """Yield what a device plays. Once it is given up, it only plays silence."""
        count = yield b""
        while True:
            if self._current is not current:
                count = yield bytes(2 * count)
                continue
            self._pulled = time.monotonic()
            self._count += count
            count = yield pull(count)


class SystemOutput:
    """The default: libpulse if PulseAudio or PipeWire is running, miniaudio otherwise."""

    def __init__(self, device: str | None = None) -> None:
        sink = partial(find_sink, device) if device is not None else None
        pulse = [PulseOutput(sink)] if sys.platform == "linux" else []
        self._candidates: list[Output] = [*pulse, MiniaudioOutput(device)]

    @property
    def buffered(self) -> Samples:
        """How many samples can be pulled but not yet heard when the sound is lost."""
        return self._candidates[0].buffered

    def open(self, pull: Pull) -> None:
        """Open the first output that can be opened, and later only that one again.

        Raises DeviceError.
        """
        for output in self._candidates[:-1]:
            try:
                output.open(pull)
            except NotAnsweringError:
                raise
            except DeviceError:
                continue
            self._candidates = [output]
            return
        self._candidates[-1].open(pull)
        self._candidates = self._candidates[-1:]

    def close(self) -> None:
        """Stop playing."""
        for output in self._candidates:
            output.close()

    def silent_for(self) -> float:
        """Return seconds since samples were last pulled; 0 if the output cannot tell."""
        return self._candidates[0].silent_for()

    def queued(self) -> Samples:
        """Estimate how many samples were pulled and are not heard yet."""
        return self._candidates[0].queued()

    def take_back(self) -> AbstractContextManager[Samples]:
        """Drop the queue, and return how many samples were dropped."""
        return self._candidates[0].take_back()


def _close(device: Any) -> None:
    import miniaudio

    context = device._context  # noqa: SLF001 - miniaudio leaks it, with four descriptors
    device.close()
    miniaudio.lib.ma_context_uninit(context)
