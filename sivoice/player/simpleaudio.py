"""The output simpleaudio, which plays in a process of its own."""

from __future__ import annotations

import queue
import subprocess
import sys
import threading
import time
from contextlib import suppress
from pathlib import Path

from sivoice.errors import DeviceError
from sivoice.player.bounded import not_answering
from sivoice.player.devices import no_device
from sivoice.player.pulled import KEPT, NoQueue, Pull
from sivoice.player.simpleaudio_worker import MISSING, PLAYING, READY
from sivoice.units import SAMPLE_RATE, Samples

WORKER = (sys.executable, "-P", str(Path(__file__).with_name("simpleaudio_worker.py")))
OPEN_LIMIT = 0.25
"""Seconds after which `open` gives up for now."""
CLOSE_LIMIT = 0.5
"""Timeout in seconds for the worker to end once it is killed."""


class SimpleaudioOutput(NoQueue):
    """simpleaudio: starts each cue and each chime as a separate buffer, by the system clock.

    It can neither pause nor seek, so a control is heard only after the current cue.
    """

    _BLOCK: Samples = SAMPLE_RATE // 10
    _LONGEST: Samples = 30 * SAMPLE_RATE
    _LATE = 1.0
    """Seconds that are not caught up on."""

    def __init__(self) -> None:
        self._player: _Player | None = None

    @property
    def buffered(self) -> Samples:
        """How many samples were pulled but not heard if the sound is lost now."""
        player = self._player
        return self._BLOCK if player is None else min(max(self._BLOCK, player.waiting), KEPT)

    def open(self, pull: Pull) -> None:
        """Start playing on the system default device. Raises DeviceError."""
        if self._player is None:
            self._player = _Player()
        try:
            self._player.wait_until_ready(OPEN_LIMIT)
        except queue.Empty:
            raise not_answering() from None
        except DeviceError:
            self.close()
            raise
        threading.Thread(target=self._play, args=(self._player, pull), daemon=True).start()

    def close(self) -> None:
        """Stop playing."""
        player, self._player = self._player, None
        if player is not None:
            player.end()

    def silent_for(self) -> float:
        """Return for how many seconds simpleaudio has not answered; 0 if it has."""
        return 0.0 if self._player is None else self._player.waiting_for()

    def _play(self, player: _Player, pull: Pull) -> None:
        due = time.monotonic()
        while not player.has_ended.wait(max(0.0, due - time.monotonic())):
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
            if not player.play(sound):
                return


class _Player:
    """One worker process."""

    def __init__(self) -> None:
        """Start the process. Raises DeviceError."""
        self.waiting: Samples = 0
        """The length of the sound that it was sent and has not begun to play."""
        self.has_ended = threading.Event()
        self._since = time.monotonic()
        self._answers: queue.SimpleQueue[bytes] = queue.SimpleQueue()
        try:
            self._process = subprocess.Popen(  # noqa: S603
                [*WORKER, str(SAMPLE_RATE)],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0),
            )
        except OSError as error:
            raise no_device() from error
        threading.Thread(target=self._read, daemon=True).start()

    def wait_until_ready(self, limit: float) -> None:
        """Wait at most `limit` seconds. Raises queue.Empty after them, and DeviceError."""
        answer = self._answers.get(timeout=limit)
        if answer == MISSING:
            raise DeviceError(
                "the output simpleaudio is not installed\n"
                "Install sivoice with its `simpleaudio` extra, as described in the README."
            )
        if answer != READY:
            raise no_device()

    def play(self, sound: bytes) -> bool:
        """Play a sound, and return once it has begun. Returns False if the worker has ended."""
        assert self._process.stdin is not None
        self._since, self.waiting = time.monotonic(), len(sound) // 2
        try:
            self._process.stdin.write(len(sound).to_bytes(8, "little") + sound)
            self._process.stdin.flush()
        except (OSError, ValueError):
            return False
        has_begun = self._answers.get() == PLAYING
        if has_begun:
            self.waiting = 0
        return has_begun

    def waiting_for(self) -> float:
        """Return for how many seconds the current sound was not begun."""
        return time.monotonic() - self._since if self.waiting else 0.0

    def end(self) -> None:
        """End the process, whatever it is doing."""
        self.has_ended.set()
        self._process.kill()
        assert self._process.stdin is not None
        with suppress(OSError, subprocess.TimeoutExpired):
            self._process.wait(CLOSE_LIMIT)
            self._process.stdin.close()

    def _read(self) -> None:
        assert self._process.stdout is not None
        with self._process.stdout as answers:
            while answer := answers.read(1):
                self._answers.put(answer)
        self._answers.put(b"")
