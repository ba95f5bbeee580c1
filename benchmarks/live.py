"""How soon `sivoice play` and its controls are heard, and how much of a core it takes; recorded from a sound server.

    apt-get install pulseaudio pulseaudio-utils libasound2-plugins
    python benchmarks/live.py

Prints seconds from the command to the first words, on the first run ever and with warm clips, and the share of one core
that a minute of play takes, screen included; and how long a pause and a resumed cue take to be heard.
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
from sivoice.player.prepared import preparer

from sivoice.compile.plan import Pad, Place, Say
from sivoice.player.outputs import MiniaudioOutput
from sivoice.player.transport import Transport
from sivoice.sound.mix import Bed
from sivoice.units import SAMPLE_RATE
from tests.player.speaker import speaker

AUDIBLE = 100
"""Of 32768: the first sample of speech that is more than a fade."""


class Recorder:
    """What the speaker plays, on this computer's clock: each piece is stamped as it comes, 5 ms after it was heard."""

    def __init__(self, env: dict[str, str]) -> None:
        record = [
            "parec",
            "-d",
            "speaker.monitor",
            f"--rate={SAMPLE_RATE}",
            "--channels=1",
            "--format=s16le",
        ]
        self._process = subprocess.Popen(
            [*record, "--latency-msec=5"], stdout=subprocess.PIPE, env=env
        )
        self._heard = bytearray()
        self._began = float("inf")
        self._thread = threading.Thread(target=self._read)
        self._thread.start()
        time.sleep(1)

    def _read(self) -> None:
        assert self._process.stdout
        while piece := os.read(self._process.stdout.fileno(), 4096):
            self._heard += piece
            self._began = min(self._began, time.monotonic() - len(self._heard) / 2 / SAMPLE_RATE)

    def changes(self) -> np.ndarray[Any, np.dtype[np.float64]]:
        """End the recording: the times at which it turned from silence to sound and back."""
        self._process.terminate()
        self._thread.join()
        self._process.wait()
        audible = np.abs(np.frombuffer(bytes(self._heard), "<i2").astype(int)) > AUDIBLE
        return np.flatnonzero(np.diff(audible)) / SAMPLE_RATE + self._began


def run(env: dict[str, str], words: list[str], seconds: float) -> tuple[float, float, float]:
    """Seconds to the first sound, the CPU seconds taken and the peak MiB, of a play that is ended after so long."""
    master, slave = pty.openpty()
    recorder = Recorder(env)
    began = time.monotonic()
    process = subprocess.Popen(
        [sys.executable, "-m", "sivoice", "play", *words],
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


def _no_bed(pad: Pad) -> Bed:
    raise AssertionError(pad)


def control_delays(env: dict[str, str]) -> tuple[float, float]:
    """The longest time in seconds until a pause is silence, and until a resumed cue is heard."""
    os.environ.update(env)
    recorder = Recorder(env)
    loud = (8000).to_bytes(2, "little") * (60 * SAMPLE_RATE)
    transport = Transport(
        [Say(Place(), ("Loud",), "s:1")],
        preparer(lambda _: len(loud) // 2, lambda _: loud, _no_bed, 1),
    )
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
    """Measure both, with a home of its own."""
    with speaker() as room, tempfile.TemporaryDirectory() as name:
        homes = {
            f"XDG_{kind}_HOME": str(Path(name) / kind)
            for kind in ("CACHE", "CONFIG", "DATA", "STATE")
        }
        env = {**os.environ, **room.env, **homes, "HOME": name, "TERM": "xterm-256color"}
        for label in ("first run ever", "warm", "warm", "warm"):
            first, _, memory = run(env, [], 12)
            print(f"{label}: first words after {first:.2f} s, {memory:.0f} MiB")
        silent, again = control_delays(env)
        print(
            f"pause is silence after at most {1000 * silent:.0f} ms, a resumed cue heard after {1000 * again:.0f} ms"
        )
        # With nothing left to say for the first time: that is work of its own.
        subprocess.run(
            [sys.executable, "-m", "sivoice", "show"],
            env=env,
            stdout=subprocess.DEVNULL,
            check=True,
        )
        short, long = run(env, [], 15)[1], run(env, [], 75)[1]
        print(f"one minute of play takes {(long - short) / 60 * 100:.1f} % of one core")


if __name__ == "__main__":
    main()
