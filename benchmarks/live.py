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
import time
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).parent.parent))
from sivoice.plan import Place, Say
from sivoice.player.outputs import MiniaudioOutput
from sivoice.player.queue import preparer
from sivoice.player.transport import Transport
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


def control_delays(env: dict[str, str], folder: Path) -> tuple[float, float]:
    """The longest time in seconds until a pause is silence, and until a resumed cue is heard."""
    os.environ.update(env)
    sound = folder / "controls.wav"
    record = ["parec", "-d", "speaker.monitor", f"--rate={SAMPLE_RATE}", "--channels=1", "--format=s16le"]
    recorder = subprocess.Popen([*record, "--latency-msec=5"], stdout=sound.open("wb"), env=env)
    loud = (8000).to_bytes(2, "little") * (60 * SAMPLE_RATE)
    step = Say(Place(), ("Loud",), "s:1")
    transport = Transport([step], preparer(lambda _: len(loud) // 2, lambda _: loud, 1))
    transport.prepare_next()
    output = MiniaudioOutput()
    output.open(transport.pull)
    pressed = []
    for _ in range(20):
        time.sleep(0.7 + 0.013 * len(pressed) % 0.1)
        pressed.append(time.monotonic())
        transport.toggle()
    time.sleep(0.5)
    recorder.terminate()
    recorder.wait()
    ended = time.monotonic()
    output.close()
    heard = np.abs(np.fromfile(sound, "<i2").astype(int)) > AUDIBLE
    began = ended - len(heard) / SAMPLE_RATE
    changes = np.flatnonzero(np.diff(heard)) / SAMPLE_RATE + began
    delays = [float(changes[changes > at][0] - at) for at in pressed]
    return max(delays[::2]), max(delays[1::2])


def main() -> None:
    """Measure both, with a home of its own."""
    with speaker() as room, tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        homes = {f"XDG_{kind}_HOME": str(folder / kind) for kind in ("CACHE", "CONFIG", "DATA", "STATE")}
        env = {**os.environ, **room.env, **homes, "HOME": name, "TERM": "xterm-256color"}
        for label in ("first run ever", "warm", "warm", "warm"):
            first, _ = run(env, folder, [], 12)
            print(f"{label}: first words after {first:.2f} s")
        silent, again = control_delays(env, folder)
        print(f"pause is silence after at most {1000 * silent:.0f} ms, a resumed cue heard after {1000 * again:.0f} ms")
        # With nothing left to say for the first time: that is work of its own.
        subprocess.run([sys.executable, "-m", "sivoice", "show"], env=env, stdout=subprocess.DEVNULL, check=True)
        short, long = run(env, folder, [], 15)[1], run(env, folder, [], 75)[1]
        print(f"one minute of play takes {(long - short) / 60 * 100:.1f} % of one core")


if __name__ == "__main__":
    main()
