"""Measure the delays and CPU use of `sivoice play`, on a recording of a sound server.

    apt-get install pulseaudio pulseaudio-utils libasound2-plugins
    python benchmarks/live.py

Prints the seconds from the command to the first words, with an empty and a warm cache, the delays
of a pause and of a resumed cue, and the share of one core that a minute of play takes with its
screen.
"""

from __future__ import annotations

import os
import pty
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path
from typing import Any

import numpy as np

sys.path.insert(0, str(Path(__file__).parent.parent))
from sivoice.compile.plan import Place, PlannedStep
from sivoice.compile.steps import Say
from sivoice.player.outputs import MiniaudioOutput
from sivoice.player.prepare import preparer
from sivoice.player.transport import Transport
from sivoice.units import SAMPLE_RATE
from tests.conftest import FakeClips
from tests.player.speaker import speaker

AUDIBLE = 100
"""The level, of 32768, of the first sample of speech after its fade-in."""


class Recorder:
    """A recording of the speaker, with times of the system's clock, at most 5 ms late."""

    def __init__(self, env: dict[str, str]) -> None:
        record = ["parec", "-d", "speaker.monitor", "--latency-msec=5"]
        record += [f"--rate={SAMPLE_RATE}", "--channels=1", "--format=s16le"]
        self._process = subprocess.Popen(record, stdout=subprocess.PIPE, env=env)
        self._recorded = bytearray()
        self._began = float("inf")
        self._thread = threading.Thread(target=self._read)
        self._thread.start()
        time.sleep(1)

    def _read(self) -> None:
        assert self._process.stdout
        while piece := os.read(self._process.stdout.fileno(), 4096):
            self._recorded += piece
            lasted = len(self._recorded) / 2 / SAMPLE_RATE
            self._began = min(self._began, time.monotonic() - lasted)

    def changes(self) -> np.ndarray[Any, np.dtype[np.float64]]:
        """End the recording. Returns the times at which silence turned to sound or back."""
        self._process.terminate()
        self._thread.join()
        self._process.wait()
        audible = np.abs(np.frombuffer(bytes(self._recorded), "<i2").astype(int)) > AUDIBLE
        return np.flatnonzero(np.diff(audible)) / SAMPLE_RATE + self._began


def run(env: dict[str, str], seconds: float) -> tuple[float, float, float]:
    """Play for so many seconds. Returns seconds to the first sound, CPU seconds and peak MiB."""
    master, slave = pty.openpty()
    recorder = Recorder(env)
    began = time.monotonic()
    process = subprocess.Popen(
        [sys.executable, "-m", "sivoice", "play"],
        env=env,
        stdin=slave,
        stdout=slave,
        stderr=slave,
    )
    os.set_blocking(master, False)
    while time.monotonic() - began < seconds:
        try:
            os.read(master, 65536)
        except BlockingIOError:
            time.sleep(0.05)
    changes = recorder.changes()
    os.write(master, b"q")
    _, _, usage = os.wait4(process.pid, 0)
    return float(changes[0]) - began, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024


def control_delays(env: dict[str, str]) -> tuple[float, float]:
    """Measure the longest seconds until a pause is silent, and until a resumed cue is heard."""
    os.environ.update(env)
    recorder = Recorder(env)
    loud = (8000).to_bytes(2, "little") * (60 * SAMPLE_RATE)
    prepare = preparer(lambda _: len(loud) // 2, FakeClips(lambda _: loud), 1)
    transport = Transport([PlannedStep(Place(), Say(("Loud",), "s:1"))], prepare)
    transport.prepare_next()
    output = MiniaudioOutput()
    output.open(transport.pull)
    time.sleep(2)  # until the device has filled its buffers once
    pressed = []
    for number in range(20):
        time.sleep(0.7 + 0.013 * number % 0.1)
        pressed.append(time.monotonic())
        transport.toggle()
    time.sleep(0.5)
    changes = recorder.changes()
    output.close()
    delays = [float(changes[changes > at][0] - at) for at in pressed]
    return max(delays[::2]), max(delays[1::2])


def main() -> None:
    """Measure everything, in a home folder of its own."""
    with speaker() as room, tempfile.TemporaryDirectory() as name:
        homes = {
            f"XDG_{kind}_HOME": str(Path(name) / kind)
            for kind in ("CACHE", "CONFIG", "DATA", "STATE")
        }
        env = {**os.environ, **room.env, **homes, "HOME": name, "TERM": "xterm-256color"}
        for label in ("empty cache", "warm", "warm", "warm"):
            first, _, memory = run(env, 12)
            print(f"{label}: first words after {first:.2f} s, {memory:.0f} MiB")
        silent, again = control_delays(env)
        print(f"a pause is silent after at most {1000 * silent:.0f} ms")
        print(f"a resumed cue is heard after at most {1000 * again:.0f} ms")
        # Synthesise all cues now, so that only the playing is measured.
        show = [sys.executable, "-m", "sivoice", "show"]
        subprocess.run(show, env=env, stdout=subprocess.DEVNULL, check=True)
        short, long = run(env, 15)[1], run(env, 75)[1]
        print(f"one minute of play takes {(long - short) / 60 * 100:.1f} % of one core")


if __name__ == "__main__":
    main()
