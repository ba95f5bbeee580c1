"""A sound server without a sound card, and recordings of what it plays."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import tempfile
import time
import wave
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pytest

from sivoice.units import SAMPLE_RATE

NEEDED = ("pulseaudio", "pactl", "parec")


class Speaker:
    """PulseAudio with a null sink at our own sample rate, so that nothing is resampled."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.socket = folder / "native"
        self.env = {
            "PULSE_SERVER": f"unix:{self.socket}",
            "PULSE_SINK": "speaker",
            "XDG_RUNTIME_DIR": str(folder),
            "PULSE_COOKIE": str(folder / "cookie"),
        }
        self.server: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Start the server and wait until it answers."""
        self.socket.unlink(missing_ok=True)
        sink = f"module-null-sink sink_name=speaker rate={SAMPLE_RATE} channels=2 format=s16le"
        self.server = subprocess.Popen(
            [
                "pulseaudio",
                "-n",
                "--daemonize=no",
                "--use-pid-file=no",
                "--exit-idle-time=-1",
                "--disable-shm=yes",
                "-L",
                f"module-native-protocol-unix auth-anonymous=1 socket={self.socket}",
                "-L",
                sink,
            ],
            env={**os.environ, **self.env},
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        deadline = time.monotonic() + 20
        while self._ask() != 0:
            assert time.monotonic() < deadline, "the sound server does not answer"
            time.sleep(0.05)

    def unplug(self) -> None:
        """Remove the device while the server keeps running."""
        self._pactl("unload-module", "module-null-sink")

    def plug_in(self) -> None:
        """Put the device back."""
        self._pactl("load-module", "module-null-sink", "sink_name=speaker", f"rate={SAMPLE_RATE}")

    def kill(self) -> None:
        """Kill the server, as a crash would."""
        if self.server is not None:
            self.server.send_signal(signal.SIGKILL)
            self.server.wait()
            self.server = None

    def hang(self) -> None:
        """Stop the server without ending it: it answers nobody."""
        assert self.server is not None
        self.server.send_signal(signal.SIGSTOP)

    def go_on(self) -> None:
        """Let a server that hangs go on."""
        assert self.server is not None
        self.server.send_signal(signal.SIGCONT)

    @contextmanager
    def recording(self, path: Path) -> Iterator[None]:
        """Record while the block runs. The sink keeps time only once the recorder is there."""
        command = [
            "parec",
            "-d",
            "speaker.monitor",
            f"--rate={SAMPLE_RATE}",
            "--channels=1",
            "--format=s16le",
        ]
        recorder = subprocess.Popen(
            [*command, "--latency-msec=5", "--file-format=wav", str(path)],
            env={**os.environ, **self.env},
        )
        time.sleep(0.5)
        try:
            yield
        finally:
            time.sleep(0.5)
            recorder.send_signal(signal.SIGINT)
            recorder.wait(10)

    def _ask(self) -> int:
        return self._pactl("info")

    def _pactl(self, *words: str) -> int:
        return subprocess.run(
            ["pactl", *words], env={**os.environ, **self.env}, check=False, capture_output=True
        ).returncode


@contextmanager
def speaker() -> Iterator[Speaker]:
    """A running sound server. The test is skipped if its programs are not installed."""
    missing = [name for name in NEEDED if shutil.which(name) is None]
    if missing:
        pytest.skip(f"{', '.join(missing)} not installed")
    # The path of a socket must be short, and pytest's folders are long.
    with tempfile.TemporaryDirectory(prefix="speaker") as folder:
        one = Speaker(Path(folder))
        one.start()
        try:
            yield one
        finally:
            one.kill()


def recorded(path: Path) -> npt.NDArray[np.float32]:
    """The samples of a recording. A signal ended it, so its header may not give its length."""
    data = path.read_bytes()
    try:
        with wave.open(str(path)) as file:
            assert file.getframerate() == SAMPLE_RATE
    except wave.Error:
        pass
    sound = data[data.index(b"data") + 8 :]
    return np.frombuffer(sound[: len(sound) // 2 * 2], "<i2").astype(np.float32)
