"""How soon `sivoice play` is heard, and how much of a core it takes; recorded from a sound server.

    apt-get install pulseaudio pulseaudio-utils libasound2-plugins
    python benchmarks/first_words.py

Prints seconds from the command to the first words, on the first run ever and with warm clips, and the share of one core
that a minute of play takes, screen included.
"""

from __future__ import annotations

import os
import pty
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).parent.parent))
from sivoice.units import SAMPLE_RATE
from tests.player.speaker import speaker

AUDIBLE = 100
"""Of 32768: the first sample of speech that is more than a fade."""


def run(env: dict[str, str], folder: Path, words: list[str], seconds: float) -> tuple[float, float]:
    """Seconds to the first sound, and the CPU seconds taken, of a play that is ended after so long."""
    master, slave = pty.openpty()
    sound = folder / "heard.wav"
    recorder = subprocess.Popen(
        [
            "parec",
            "-d",
            "speaker.monitor",
            f"--rate={SAMPLE_RATE}",
            "--channels=1",
            "--format=s16le",
            "--latency-msec=5",
        ],
        stdout=sound.open("wb"),
        env=env,
    )
    time.sleep(1)
    began = time.monotonic()
    process = subprocess.Popen(
        [sys.executable, "-m", "sivoice", "play", *words], env=env, stdin=slave, stdout=slave, stderr=slave
    )
    os.set_blocking(master, False)
    while time.monotonic() - began < seconds:
        try:
            os.read(master, 65536)
        except BlockingIOError:
            time.sleep(0.05)
    recorder.terminate()
    recorder.wait()
    ended = time.monotonic()
    heard = np.fromfile(sound, "<i2")
    os.write(master, b"q")
    _, _, usage = os.wait4(process.pid, 0)
    first = int(np.flatnonzero(np.abs(heard) > AUDIBLE)[0])
    return first / SAMPLE_RATE - (len(heard) / SAMPLE_RATE - (ended - began)), usage.ru_utime + usage.ru_stime


def main() -> None:
    """Measure both, with a home of its own."""
    with speaker() as room, tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        homes = {f"XDG_{kind}_HOME": str(folder / kind) for kind in ("CACHE", "CONFIG", "DATA", "STATE")}
        env = {**os.environ, **room.env, **homes, "HOME": name, "TERM": "xterm-256color"}
        for label in ("first run ever", "warm", "warm", "warm"):
            first, _ = run(env, folder, [], 12)
            print(f"{label}: first words after {first:.2f} s")
        short, long = run(env, folder, [], 15)[1], run(env, folder, [], 75)[1]
        print(f"one minute of play takes {(long - short) / 60 * 100:.1f} % of one core")


if __name__ == "__main__":
    main()
