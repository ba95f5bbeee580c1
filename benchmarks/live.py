"""Measure the delays and CPU use of `sivoice play`, on a recording of a sound server.

    apt-get install pulseaudio pulseaudio-utils libasound2-plugins
    python benchmarks/live.py
    python benchmarks/live.py --busy 2 --minutes 3

Prints the seconds from the command to the first words, with an empty and a warm cache, and the
share of one core that a minute of play takes with its screen. Then, for each output, prints the
delays of a pause, a resumed cue and a skip, and the stalls in some minutes of sound. With `--busy`
it measures only these, while that many busy loops run and a voice speaks in this process.
"""

from __future__ import annotations

import argparse
import os
import pty
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, TypeAlias

import numpy as np

sys.path.insert(0, str(Path(__file__).parent.parent))
from sivoice.compile.plan import Place, PlannedStep
from sivoice.compile.steps import Say
from sivoice.player.bounded import NotAnsweringError
from sivoice.player.outputs import MiniaudioOutput, Output, SystemOutput
from sivoice.player.prepare import preparer
from sivoice.player.transport import Transport
from sivoice.schedule.timeline import Clip, Utterance
from sivoice.units import SAMPLE_RATE
from sivoice.voices.hibari import HibariVoice
from tests.conftest import FakeClips
from tests.player.speaker import Speaker, speaker

Times: TypeAlias = np.ndarray[Any, np.dtype[np.float64]]
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

    def changes(self) -> Times:
        """End the recording. Returns the times at which silence turned to sound or back."""
        return self.turns(lambda sound: np.abs(sound) > AUDIBLE)

    def turns(self, state: Callable[[np.ndarray], np.ndarray]) -> Times:
        """End the recording. Returns the times at which the state of the sound changed."""
        self._process.terminate()
        self._thread.join()
        self._process.wait()
        states = state(np.frombuffer(bytes(self._recorded), "<i2").astype(int))
        return np.flatnonzero(np.diff(states)) / SAMPLE_RATE + self._began


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


def _constant(clip: Clip) -> bytes:
    """Return ten minutes of one level: positive or negative, by the first letter of the cue."""
    assert isinstance(clip, Utterance)
    value = 8000 if clip.spoken.startswith("A") else -8000
    return value.to_bytes(2, "little", signed=True) * (600 * SAMPLE_RATE)


@contextmanager
def _playing(output: Output) -> Iterator[Transport]:
    """Play two long cues, each a chapter of its own."""
    prepare = preparer(lambda clip: len(_constant(clip)) // 2, FakeClips(_constant), 1)
    steps = [
        PlannedStep(Place(chapter), Say((words,), "s:1"))
        for chapter, words in enumerate(("A cue", "Before"))
    ]
    transport = Transport(steps, prepare)
    transport.queue = output
    is_over = threading.Event()

    def stay_ahead() -> None:
        while not is_over.is_set():
            if not transport.prepare_next():
                transport.wait_until_wanted(1)

    threading.Thread(target=stay_ahead, daemon=True).start()
    while True:
        try:
            output.open(transport.pull)
            break
        except NotAnsweringError:  # on a busy machine it needs more than one attempt
            continue
    time.sleep(5)  # until the null sink, which can take 2 s to begin, has begun
    try:
        yield transport
    finally:
        is_over.set()
        output.close()


def control_delays(output: Output, env: dict[str, str], count: int = 20) -> str:
    """Measure the seconds until a pause is silent, a resumed cue is heard and a skip is."""
    recorder = Recorder(env)
    pressed: dict[str, list[float]] = {"pause": [], "resume": [], "next_stretch": []}
    with _playing(output) as transport:
        for number in range(count):
            for name, at in pressed.items():
                time.sleep(0.7 + 0.013 * number % 0.1)
                at.append(time.monotonic())
                getattr(transport, name)()
            time.sleep(0.7)
            transport.previous_stretch()
        time.sleep(0.5)
        changes = recorder.turns(lambda sound: np.sign(sound) * (np.abs(sound) > AUDIBLE))
    told = []
    for name, times in pressed.items():
        delays = [1000 * float(changes[changes > at][0] - at) for at in times]
        told.append(f"{name} {np.median(delays):.0f} ms, at most {max(delays):.0f}")
    return "; ".join(told)


def stalls(output: Output, env: dict[str, str], minutes: float) -> str:
    """Measure the gaps in a sound without silence."""
    recorder = Recorder(env)
    with _playing(output):
        time.sleep(1)
        began = time.monotonic()
        time.sleep(60 * minutes)
        ended = time.monotonic()
        changes = recorder.changes()
    inside = changes[(changes > began) & (changes < ended)]
    gaps = np.diff(inside)[::2]
    longest = max(gaps, default=0.0)
    return f"{len(gaps) / minutes:.1f} stalls a minute, the longest {1000 * longest:.0f} ms"


@contextmanager
def load(busy: int) -> Iterator[None]:
    """Keep the machine busy, and this process with a voice that speaks all the time."""
    loops = [subprocess.Popen([sys.executable, "-c", "while True: pass"]) for _ in range(busy)]
    is_over = threading.Event()

    def speak() -> None:
        voice = HibariVoice()
        while not is_over.is_set():
            voice.synthesise("Cross your left ankle over your right knee, and breathe.", 1.0)

    speaking = threading.Thread(target=speak)
    speaking.start()
    try:
        yield
    finally:
        is_over.set()
        speaking.join()
        for loop in loops:
            loop.kill()


def measure_outputs(room: Speaker, minutes: float) -> None:
    """Measure the default output, and miniaudio."""
    os.environ.update(room.env)
    for label, new in (("default", SystemOutput), ("miniaudio", MiniaudioOutput)):
        print(f"{label}: {control_delays(new(), dict(os.environ))}")
        print(f"{label}: {stalls(new(), dict(os.environ), minutes)}")
        print(f"  load average {os.getloadavg()[0]:.1f}", flush=True)


def main() -> None:
    """Measure everything, in a home folder of its own."""
    arguments = argparse.ArgumentParser()
    arguments.add_argument("--busy", type=int, default=0)
    arguments.add_argument("--minutes", type=float, default=1)
    given = arguments.parse_args()
    with speaker() as room, tempfile.TemporaryDirectory() as name:
        if given.busy:
            with load(given.busy):
                measure_outputs(room, given.minutes)
            return
        homes = {
            f"XDG_{kind}_HOME": str(Path(name) / kind)
            for kind in ("CACHE", "CONFIG", "DATA", "STATE")
        }
        env = {**os.environ, **room.env, **homes, "HOME": name, "TERM": "xterm-256color"}
        for label in ("empty cache", "warm", "warm", "warm"):
            first, _, memory = run(env, 12)
            print(f"{label}: first words after {first:.2f} s, {memory:.0f} MiB")
        # Synthesise all cues now, so that only the playing is measured.
        show = [sys.executable, "-m", "sivoice", "show"]
        subprocess.run(show, env=env, stdout=subprocess.DEVNULL, check=True)
        short, long = run(env, 15)[1], run(env, 75)[1]
        print(f"one minute of play takes {(long - short) / 60 * 100:.1f} % of one core")
        measure_outputs(room, given.minutes)


if __name__ == "__main__":
    main()
