"""The output for PulseAudio and PipeWire: a deep queue at the server that controls take back.

With both cores busy, a client that queued 80 ms was woken too late several times a minute, even if
written in C. With QUEUE the sound goes on, and a control still replaces what is not played yet.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from sivoice.errors import DeviceError
from sivoice.player.bounded import BoundedCall, NotAnsweringError, not_answering
from sivoice.player.devices import no_device
from sivoice.player.libpulse import PulseStream, State
from sivoice.player.pulled import Pull
from sivoice.units import SAMPLE_RATE, Samples

QUEUE = 0.5
"""Seconds of sound queued at the server: how late this process can be without a gap."""
REQUEST = 0.04
"""Seconds. The server asks for samples this often, and passes them on to the device as early."""
MARGIN = 0.03
"""Seconds of the queue that a control leaves alone, because they are played before it arrives."""
_OPEN_LIMIT = 0.25
"""Seconds after which `open` gives up for now."""
_FEED = 0.05
"""Seconds between two looks at what the server asks for."""
_POLL = 0.002
"""Seconds between two looks at a stream that is connecting."""
_ANSWER = 0.5
"""Seconds that a control waits for the server's answer.

It comes within 2 ms, but on a machine with a load of 20 it once took more than 100 ms. Without it,
the control is heard only after the queue.
"""


class PulseOutput:
    """PulseAudio or PipeWire through libpulse."""

    def __init__(self, sink: Callable[[], str] | None = None) -> None:
        """Play on the sink that `sink` returns, or on the default one if it is None."""
        self._find_sink = sink
        self._finding: BoundedCall[str] | None = None
        self._stream: PulseStream | None = None
        self._feeder: threading.Thread | None = None
        self._stopping = threading.Event()
        self._turn = threading.Lock()
        """Held while samples are pulled and written, and while a control changes them."""
        self._pull: Pull = lambda count: b""
        self._written: Samples = 0
        self._pulled_at = 0.0

    def open(self, pull: Pull) -> None:
        """Start playing. A call after NotAnsweringError continues the same attempt."""
        if self._stream is None:
            sink = self._sink()
            try:
                self._stream = PulseStream(sink, queue=QUEUE, request=REQUEST)
            except OSError as error:  # libpulse is not installed
                raise no_device() from error
        deadline = time.monotonic() + _OPEN_LIMIT
        while (state := self._stream.state()) is State.CONNECTING:
            if time.monotonic() > deadline:
                raise not_answering()
            time.sleep(_POLL)
        if state is State.FAILED:
            self.close()
            raise no_device()
        self._pull, self._written, self._pulled_at = pull, 0, time.monotonic()
        self._stopping = threading.Event()
        arguments = (self._stream, self._stopping)
        self._feeder = threading.Thread(target=self._feed, args=arguments, daemon=True)
        self._feeder.start()

    def close(self) -> None:
        """Stop playing at once."""
        with self._turn:
            self._stopping.set()
            stream, self._stream, self._feeder = self._stream, None, None
        if stream is not None:
            stream.close()

    @property
    def buffered(self) -> Samples:
        """How many samples can be pulled but not yet heard when the sound is lost."""
        return min(self._written, round((QUEUE + REQUEST) * SAMPLE_RATE))

    def silent_for(self) -> float:
        """Return seconds since the server last asked for samples."""
        return time.monotonic() - self._pulled_at

    def queued(self) -> Samples:
        """Estimate how many samples were pulled and are not heard yet."""
        if self._feeder is None:
            return 0
        return round(max(0.0, QUEUE - self.silent_for()) * SAMPLE_RATE)

    @contextmanager
    def take_back(self) -> Iterator[Samples]:
        """Take back what will not be played before MARGIN."""
        with self._turn:
            stream = self._stream if self._feeder is not None else None
            played = stream.played(_ANSWER) if stream is not None else None
            if stream is None or played is None:
                yield 0
                return
            at = min(self._written, played + round(MARGIN * SAMPLE_RATE))
            count = self._written - at
            try:
                yield count
            finally:
                if count:
                    stream.write(self._pull(count), at)

    def _sink(self) -> str | None:
        """Return the sink to play on. Raises DeviceError."""
        if self._find_sink is None:
            return None
        if self._finding is None:
            self._finding = BoundedCall(self._find_sink)
        try:
            return self._finding.result(_OPEN_LIMIT)
        except NotAnsweringError:
            raise
        except DeviceError:
            self._finding = None
            raise

    def _feed(self, stream: PulseStream, stopping: threading.Event) -> None:
        """Write what the server asks for until the output is closed, in a separate thread."""
        while not stopping.wait(_FEED):
            with self._turn:
                count = 0 if stopping.is_set() else stream.writable()
                if count:
                    self._pulled_at = time.monotonic()
                    stream.write(self._pull(count))
                    self._written += count
