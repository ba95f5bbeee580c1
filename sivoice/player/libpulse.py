"""One playback stream of PulseAudio or PipeWire, through libpulse's asynchronous interface.

No call waits for the server, so none hangs with it. What is queued at the server can be replaced
until it is played.
"""

from __future__ import annotations

import ctypes
import time
from collections.abc import Iterator
from contextlib import contextmanager
from ctypes import c_char_p, c_int, c_int64, c_long, c_size_t, c_uint8, c_uint32, c_uint64, c_void_p
from enum import Enum
from functools import cache
from typing import Any

from sivoice.units import SAMPLE_RATE, Samples

# Constants of libpulse: pulse/def.h and pulse/sample.h.
_S16LE = 3
_NO_AUTOSPAWN = 1
_CONTEXT_READY, _CONTEXT_FAILED = 4, 5
_STREAM_READY, _STREAM_FAILED = 2, 3
_AUTO_TIMING_UPDATE, _EARLY_REQUESTS = 0x0008, 0x4000
_RELATIVE, _ABSOLUTE = 0, 1
_OPERATION_RUNNING = 0
_SERVER_CHOOSES = 0xFFFFFFFF
_POLL = 0.001
"""Seconds between two looks at an operation."""


class State(Enum):
    """Whether a stream can be used."""

    CONNECTING = "connecting"
    READY = "ready"
    FAILED = "failed"


class _SampleSpec(ctypes.Structure):
    _fields_ = (("format", c_int), ("rate", c_uint32), ("channels", c_uint8))


class _BufferAttr(ctypes.Structure):
    _fields_ = (
        ("maxlength", c_uint32),
        ("tlength", c_uint32),
        ("prebuf", c_uint32),
        ("minreq", c_uint32),
        ("fragsize", c_uint32),
    )


class _TimingInfo(ctypes.Structure):
    _fields_ = (
        ("seconds", c_long),
        ("microseconds", c_long),
        ("synchronized_clocks", c_int),
        ("sink_usec", c_uint64),
        ("source_usec", c_uint64),
        ("transport_usec", c_uint64),
        ("playing", c_int),
        ("write_index_corrupt", c_int),
        ("write_index", c_int64),
        ("read_index_corrupt", c_int),
        ("read_index", c_int64),
    )


_FUNCTIONS: dict[str, tuple[Any, tuple[Any, ...]]] = {
    "pa_threaded_mainloop_new": (c_void_p, ()),
    "pa_threaded_mainloop_free": (None, (c_void_p,)),
    "pa_threaded_mainloop_start": (c_int, (c_void_p,)),
    "pa_threaded_mainloop_stop": (None, (c_void_p,)),
    "pa_threaded_mainloop_lock": (None, (c_void_p,)),
    "pa_threaded_mainloop_unlock": (None, (c_void_p,)),
    "pa_threaded_mainloop_get_api": (c_void_p, (c_void_p,)),
    "pa_context_new": (c_void_p, (c_void_p, c_char_p)),
    "pa_context_connect": (c_int, (c_void_p, c_char_p, c_int, c_void_p)),
    "pa_context_get_state": (c_int, (c_void_p,)),
    "pa_context_disconnect": (None, (c_void_p,)),
    "pa_context_unref": (None, (c_void_p,)),
    "pa_stream_new": (c_void_p, (c_void_p, c_char_p, c_void_p, c_void_p)),
    "pa_stream_connect_playback": (
        c_int,
        (c_void_p, c_char_p, c_void_p, c_int, c_void_p, c_void_p),
    ),
    "pa_stream_get_state": (c_int, (c_void_p,)),
    "pa_stream_disconnect": (c_int, (c_void_p,)),
    "pa_stream_unref": (None, (c_void_p,)),
    "pa_stream_writable_size": (c_size_t, (c_void_p,)),
    "pa_stream_write": (c_int, (c_void_p, c_char_p, c_size_t, c_void_p, c_int64, c_int)),
    "pa_stream_update_timing_info": (c_void_p, (c_void_p, c_void_p, c_void_p)),
    "pa_stream_get_timing_info": (ctypes.POINTER(_TimingInfo), (c_void_p,)),
    "pa_operation_get_state": (c_int, (c_void_p,)),
    "pa_operation_unref": (None, (c_void_p,)),
}


@cache
def _library() -> Any:
    """Load libpulse. Raises OSError if it is not installed."""
    library = ctypes.CDLL("libpulse.so.0")
    for name, (result, arguments) in _FUNCTIONS.items():
        function = getattr(library, name)
        function.restype, function.argtypes = result, arguments
    return library


class PulseStream:
    """A stream of 16-bit mono samples to one sink."""

    def __init__(self, sink: str | None, *, queue: float, request: float) -> None:
        """Begin to connect. A sink of None is the server's default.

        The server queues `queue` seconds and asks for more once `request` seconds are played.
        Raises OSError if libpulse is not installed.
        """
        self._pulse = _library()
        self._sink = sink.encode() if sink is not None else None
        self._attributes = _BufferAttr(
            maxlength=_SERVER_CHOOSES,
            tlength=2 * round(queue * SAMPLE_RATE),
            # After a stall playback continues with the next sample, instead of skipping.
            prebuf=2,
            minreq=2 * round(request * SAMPLE_RATE),
            fragsize=_SERVER_CHOOSES,
        )
        self._stream: int | None = None
        self._loop = self._pulse.pa_threaded_mainloop_new()
        self._pulse.pa_threaded_mainloop_start(self._loop)
        with self._locked() as pulse:
            api = pulse.pa_threaded_mainloop_get_api(self._loop)
            self._context = pulse.pa_context_new(api, b"sivoice")
            pulse.pa_context_connect(self._context, None, _NO_AUTOSPAWN, None)

    def state(self) -> State:
        """Return whether the stream can be used. It connects only as long as this is called."""
        with self._locked() as pulse:
            context = pulse.pa_context_get_state(self._context)
            if context >= _CONTEXT_FAILED:
                return State.FAILED
            if context != _CONTEXT_READY:
                return State.CONNECTING
            if self._stream is None:
                self._stream = self._connected()
            stream = pulse.pa_stream_get_state(self._stream)
            if stream == _STREAM_READY:
                return State.READY
            return State.FAILED if stream >= _STREAM_FAILED else State.CONNECTING

    def writable(self) -> Samples:
        """Return how many samples the server asks for; 0 if the connection is lost."""
        with self._locked() as pulse:
            size: int = pulse.pa_stream_writable_size(self._stream)
            return 0 if size == c_size_t(-1).value else size // 2

    def write(self, pcm: bytes, at: Samples | None = None) -> None:
        """Queue samples at the end, or in place of those from sample `at` of the stream on."""
        mode = _RELATIVE if at is None else _ABSOLUTE
        with self._locked() as pulse:
            pulse.pa_stream_write(self._stream, pcm, len(pcm), None, 2 * (at or 0), mode)

    def played(self, limit: float) -> Samples | None:
        """Ask the server how many samples it has played; None without an answer in `limit` s."""
        deadline = time.monotonic() + limit
        with self._locked() as pulse:
            operation = pulse.pa_stream_update_timing_info(self._stream, None, None)
        if operation is None:
            return None
        while time.monotonic() < deadline:
            with self._locked() as pulse:
                if pulse.pa_operation_get_state(operation) != _OPERATION_RUNNING:
                    break
            time.sleep(_POLL)
        with self._locked() as pulse:
            is_answered = pulse.pa_operation_get_state(operation) != _OPERATION_RUNNING
            pulse.pa_operation_unref(operation)
            timing = pulse.pa_stream_get_timing_info(self._stream)
            if not is_answered or not timing:
                return None
            return int(timing.contents.read_index) // 2

    def close(self) -> None:
        """Drop what is queued, and disconnect."""
        with self._locked() as pulse:
            if self._stream is not None:
                pulse.pa_stream_disconnect(self._stream)
                pulse.pa_stream_unref(self._stream)
            pulse.pa_context_disconnect(self._context)
            pulse.pa_context_unref(self._context)
        self._pulse.pa_threaded_mainloop_stop(self._loop)
        self._pulse.pa_threaded_mainloop_free(self._loop)

    def _connected(self) -> int:
        """Create the stream on the connected context. The caller holds the lock."""
        spec = _SampleSpec(_S16LE, SAMPLE_RATE, 1)
        stream: int = self._pulse.pa_stream_new(self._context, b"session", ctypes.byref(spec), None)
        attributes, flags = ctypes.byref(self._attributes), _AUTO_TIMING_UPDATE | _EARLY_REQUESTS
        self._pulse.pa_stream_connect_playback(stream, self._sink, attributes, flags, None, None)
        return stream

    @contextmanager
    def _locked(self) -> Iterator[Any]:
        """Hold the lock of libpulse's thread."""
        self._pulse.pa_threaded_mainloop_lock(self._loop)
        try:
            yield self._pulse
        finally:
            self._pulse.pa_threaded_mainloop_unlock(self._loop)
