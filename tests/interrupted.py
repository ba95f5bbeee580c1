"""The real command as a child process that hangs at one place, and how it ends on a signal.

Run as a module, it is that child process. It patches a function to report that it was reached and
then to hang like native code: no signal ends that, and no exception of Python's.
"""

from __future__ import annotations

import ctypes
import importlib
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any

import psutil
from msgspec import Struct

from sivoice.player.pulled import NoQueue

ROOT = Path(__file__).parent.parent
NOWHERE = "-"
"""The place for a command that does not hang."""
REACHED = "REACHED"
"""The environment variable that names the file to make at the place."""
STRETCH = """# Calf
position: standing
get ready: 2 s
safe hold: 5 s to 60 s
rest: 2 s
## Each side
Step back with your {side} foot.
[hold 5 s]
Come back.
"""
SCRIPTS = {"calf.stretch": STRETCH}


class Ending(Struct, frozen=True):
    """How a command ended on signals."""

    code: int
    seconds: float
    """From the first signal to the end."""
    out: str
    err: str

    def is_quiet(self) -> bool:
        """Whether neither an error nor anything of Python's own was printed."""
        noise = ("error", "Traceback", "Exception ignored", "Fatal Python error")
        return not any(word in self.err for word in noise)


class Command:
    """A command in folders of its own, started with the words of a command line."""

    def __init__(
        self,
        home: Path,
        words: Sequence[str],
        at: str = "",
        env: Mapping[str, str] | None = None,
        scripts: Mapping[str, str] = SCRIPTS,
    ) -> None:
        """`at` is the place that hangs, `module:name`; with a `~` before it, Python code hangs."""
        self.folder, self.temporary, self.reached = home / "here", home / "tmp", home / "reached"
        for folder in (self.folder, self.temporary):
            folder.mkdir(parents=True)
        self.given = {self.folder / name for name in scripts}
        for path in self.given:
            path.write_text(scripts[path.name])
        self._home = home
        self._children: list[psutil.Process] = []
        own = {
            f"XDG_{name}_HOME": str(home / name) for name in ("CACHE", "CONFIG", "DATA", "STATE")
        }
        module = ["-m", "tests.interrupted", at] if at else ["-m", "sivoice"]
        self.process = subprocess.Popen(
            [sys.executable, *module, *words],
            cwd=self.folder,
            env={
                **os.environ,
                "PYTHONPATH": str(ROOT),
                "HOME": str(home),
                "TMPDIR": str(self.temporary),
                "XDG_RUNTIME_DIR": str(home),
                REACHED: str(self.reached),
                **own,
                **(env or {}),
            },
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )

    def until_reached(self, seconds: float = 60) -> None:
        """Wait until the place is reached."""
        deadline = time.monotonic() + seconds
        while not self.reached.exists():
            assert self.process.poll() is None, self.process.communicate()
            assert time.monotonic() < deadline, "the place is never reached"
            time.sleep(0.01)

    def end(self, *numbers: int, gap: float = 0.05) -> Ending:
        """Send signals, by default that of Ctrl-C, with a gap in seconds; wait for the end."""
        with suppress(psutil.NoSuchProcess):
            self._children += psutil.Process(self.process.pid).children(recursive=True)
        began = time.monotonic()
        for number in numbers or (signal.SIGINT,):
            self.process.send_signal(number)
            with suppress(subprocess.TimeoutExpired):
                self.process.wait(gap)
        try:
            out, err = self.process.communicate(timeout=20)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.communicate()
            raise
        seconds = time.monotonic() - began
        psutil.wait_procs(self._children, timeout=1)
        return Ending(self.process.returncode, seconds, out, err)

    def made(self) -> list[str]:
        """Return the files that the command has made in its folder."""
        return sorted(path.name for path in self.folder.iterdir() if path not in self.given)

    def left(self) -> list[str]:
        """Return temporary files, and child processes that still run."""
        left = [*self.temporary.iterdir(), *self._home.rglob("*.part")]
        return [*map(str, left), *(child.name() for child in self._children if _runs(child))]


def _runs(child: psutil.Process) -> bool:
    return bool(child.is_running() and child.status() != psutil.STATUS_ZOMBIE)


def hang() -> None:
    """Wait in native code for ever. No signal interrupts a mutex."""
    mutex = ctypes.create_string_buffer(128)  # zeros are PTHREAD_MUTEX_INITIALIZER
    libc = ctypes.CDLL(None)
    libc.pthread_mutex_lock(mutex)
    libc.pthread_mutex_lock(mutex)


def spin() -> None:
    """Wait in Python's own code for ever."""
    while True:
        pass


def _hangs_once_reached(place: str, wait: Callable[[], None]) -> None:
    """Patch `module:name` or `module:Class.name`."""
    module, _, path = place.partition(":")
    *outer, name = path.split(".")
    owner: Any = importlib.import_module(module)
    for part in outer:
        owner = getattr(owner, part)

    def patched(*_args: object, **_more: object) -> None:
        Path(os.environ[REACHED]).touch()
        wait()

    setattr(owner, name, patched)


class SilentDevice(NoQueue):
    """A sound device that plays nothing, in real time."""

    name = "silent"
    buffered = 0

    def __init__(self, device: str | None = None) -> None:
        self._over = threading.Event()

    def open(self, pull: Callable[[int], bytes]) -> None:
        self._over.clear()
        threading.Thread(target=self._play, args=(pull,), daemon=True).start()

    def close(self) -> None:
        self._over.set()

    def silent_for(self) -> float:
        return 0.0

    def _play(self, pull: Callable[[int], bytes]) -> None:
        while not self._over.wait(0.02):
            pull(882)


def main() -> None:
    """Run a command that hangs at a place, with a voice and a device that need nothing."""
    place = sys.argv.pop(1)
    if place != NOWHERE:
        _hangs_once_reached(place.lstrip("~"), spin if place.startswith("~") else hang)
    from sivoice.cli import main as sivoice
    from sivoice.player import outputs
    from sivoice.session import clips
    from tests.conftest import FakeVoice
    from tests.interrupted import SilentDevice  # not the one of this module, which is __main__

    clips.default_voice = FakeVoice
    outputs.SystemOutput = SilentDevice  # type: ignore[assignment, misc]
    sivoice()


if __name__ == "__main__":
    main()
