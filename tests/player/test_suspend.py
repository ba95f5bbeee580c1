"""Ctrl-Z and `fg` in a real shell, and a terminal that is restored however play ends."""

from __future__ import annotations

import os
import pty
import re
import shutil
import signal
import subprocess
import sys
import termios
import time
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest

from tests.interrupted import NOWHERE, REACHED, ROOT, STRETCH

pytestmark = [
    pytest.mark.real,
    pytest.mark.skipif(sys.platform != "linux", reason="the shell's job control"),
]


class Shell:
    """An interactive bash in a pseudo-terminal."""

    def __init__(self, home: Path) -> None:
        (home / "calf.stretch").write_text(STRETCH)
        self.reached = home / "reached"
        self.master, self.slave = pty.openpty()
        termios.tcsetwinsize(self.slave, (24, 80))
        folders = {
            f"XDG_{name}_HOME": str(home / name) for name in ("CACHE", "CONFIG", "DATA", "STATE")
        }
        self.process = subprocess.Popen(
            ["bash", "--norc", "--noprofile", "--noediting", "-i"],
            cwd=home,
            env={
                **os.environ,
                **folders,
                "HOME": str(home),
                "PYTHONPATH": str(ROOT),
                "PS1": "ready> ",
                "TERM": "xterm-256color",
                REACHED: str(self.reached),
            },
            stdin=self.slave,
            stdout=self.slave,
            stderr=self.slave,
            start_new_session=True,
            preexec_fn=_take_terminal,  # noqa: PLW1509 - there are no threads
        )
        self.raw = ""
        self.looked = 0
        os.set_blocking(self.master, False)
        self.until("ready> ")

    def type(self, keys: str) -> None:
        self.read()
        self.looked = len(self.raw)
        os.write(self.master, keys.encode())

    def read(self) -> str:
        """Return what was shown since the last `type`, without escape sequences."""
        try:
            while data := os.read(self.master, 65536):
                self.raw += data.decode(errors="ignore")
        except (BlockingIOError, OSError):
            pass
        return re.sub(r"\x1b\[[0-9;?]*[a-zA-Z]", "", self.raw[self.looked :])

    def until(self, words: str, seconds: float = 20) -> None:
        deadline = time.monotonic() + seconds
        while words not in self.read():
            assert time.monotonic() < deadline, f"{words} is never shown:\n{self.read()[-2000:]}"
            time.sleep(0.02)

    def play(self, *words: str, place: str = NOWHERE) -> psutil.Process:
        """Start to play, and return the process."""
        words = ("play", "calf", "--hold", "60", *words)
        self.type(f"{sys.executable} -m tests.interrupted {place} {' '.join(words)}\n")
        deadline = time.monotonic() + 20
        while not (children := psutil.Process(self.process.pid).children()):
            assert time.monotonic() < deadline
            time.sleep(0.01)
        return children[0]

    def reads_keys(self) -> bool:
        """Whether the terminal gives single keys without echo."""
        return not termios.tcgetattr(self.slave)[3] & (termios.ICANON | termios.ECHO)

    def has_own_screen(self) -> bool:
        """Whether the terminal is as the shell left it: its screen, its cursor and its lines."""
        self.read()
        screens = self.raw.count("\x1b[?1049h") == self.raw.count("\x1b[?1049l")
        cursor = self.raw.rfind("\x1b[?25h") >= self.raw.rfind("\x1b[?25l")
        return screens and cursor and not self.reads_keys()


def _take_terminal() -> None:
    import fcntl

    fcntl.ioctl(0, termios.TIOCSCTTY, 0)


@pytest.fixture
def shell(tmp_path: Path) -> Iterator[Shell]:
    if shutil.which("bash") is None:
        pytest.skip("bash is not installed")
    one = Shell(tmp_path)
    yield one
    for child in psutil.Process(one.process.pid).children(recursive=True):
        child.kill()
    one.process.kill()
    one.process.wait()
    os.close(one.master)
    os.close(one.slave)


def test_ctrl_z_gives_the_terminal_back_and_fg_holds_again(shell: Shell) -> None:
    shell.play()
    shell.until("Hold")
    assert shell.reads_keys()
    time.sleep(1)  # into the hold
    for _ in range(2):
        shell.type("\x1a")
        shell.until("Stopped")
        shell.until("ready> ")
        assert shell.has_own_screen()
        time.sleep(1.5)
        shell.type("fg\n")
        shell.until("Again.")
        shell.until("Hold")
        assert shell.reads_keys()
    shell.type(" ")
    shell.until("paused")
    shell.type("\x1a")
    shell.until("ready> ")
    shell.type("fg\n")
    shell.until("paused")  # as it was before
    shell.type("q")
    shell.until("ready> ")
    assert shell.has_own_screen()
    shell.type("echo code $?\n")
    shell.until("code 0")


def test_keys_work_after_the_process_was_stopped_from_outside(shell: Shell) -> None:
    playing = shell.play()
    shell.until("Hold")
    playing.send_signal(signal.SIGSTOP)
    shell.until("Stopped")
    shell.type("fg\n")
    shell.until("Calf")
    deadline = time.monotonic() + 5
    while not shell.reads_keys():
        assert time.monotonic() < deadline
        time.sleep(0.02)
    shell.type("q")
    shell.until("ready> ")
    assert shell.has_own_screen()


@pytest.mark.parametrize("place", [NOWHERE, "tests.interrupted:SilentDevice.close"])
def test_ctrl_c_restores_the_terminal_even_if_the_device_hangs(shell: Shell, place: str) -> None:
    shell.play(place=place)
    shell.until("Hold")
    shell.type("\x03\x03\x03")
    began = time.monotonic()
    shell.until("ready> ")
    print(f"{time.monotonic() - began:.2f} s")
    assert time.monotonic() - began < 2
    assert shell.has_own_screen()
    assert "Traceback" not in shell.raw
    shell.type("echo code $?\n")
    shell.until("code 130")


def test_ctrl_c_erases_the_progress_bar_and_shows_the_cursor(shell: Shell) -> None:
    words = "-m tests.interrupted tests.conftest:FakeVoice.synthesise export calf"
    shell.type(f"{sys.executable} {words}\n")
    shell.until("Speaking")
    shell.type("\x03")
    shell.until("ready> ")
    assert shell.has_own_screen()
    assert "\x1b[2K\x1b[?25h" in shell.raw[shell.looked :]
