"""Live play as it is really heard: recorded from a sound server, driven through a pseudo-terminal.

Each recording takes half a minute. Ten minutes are recorded with
`SIVOICE_PLAY_SETS=8 pytest tests/player/test_real_play.py -k exact`.
"""

from __future__ import annotations

import json
import os
import pty
import random
import re
import signal
import subprocess
import sys
import termios
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from sivoice.script.vocabulary import ChimeKind
from sivoice.units import SAMPLE_RATE
from tests.onsets import onsets
from tests.player.speaker import Speaker, recorded, speaker

pytestmark = [
    pytest.mark.real,
    pytest.mark.skipif(sys.platform != "linux", reason="PulseAudio is recorded on Linux"),
]
SETS = int(os.environ.get("SIVOICE_PLAY_SETS", "1"))
ONE_MS = SAMPLE_RATE // 1000
BRISK = ("--pace", "2")
"""Short rests, to save time."""
CALF = """# Calf
position: standing
get ready: 2 s
safe hold: 10 s to 30 s
rest: 2 s
## First side
Step back with your {side} foot.
[hold 10 s]
[halfway] Halfway.
Come back.
## Next side
Now your {side} foot.
[hold 10 s]
[last 5 s] Five more seconds.
Come back again.
"""


@pytest.fixture(scope="module")
def room() -> Iterator[Speaker]:
    with speaker() as one:
        yield one


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("play")
    (folder / "calf.stretch").write_text(CALF)
    return folder


def command(*words: str) -> list[str]:
    return [sys.executable, "-m", "sivoice", *words]


def environment(home: Path, room: Speaker) -> dict[str, str]:
    own = {
        f"XDG_{name}_HOME": str(home / name.lower())
        for name in ("CACHE", "CONFIG", "DATA", "STATE")
    }
    return {**os.environ, **room.env, **own, "HOME": str(home), "TERM": "xterm-256color"}


@pytest.fixture(scope="module")
def timeline(home: Path, room: Speaker) -> dict[str, Any]:
    """The session's timeline. After this every clip is in the cache."""
    words = command("show", "calf.stretch", "--sets", str(SETS), *BRISK, "--json")
    done = subprocess.run(
        words, cwd=home, env=environment(home, room), check=True, capture_output=True
    )
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def play(home: Path, room: Speaker, *words: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        command("play", "calf.stretch", "--sets", str(SETS), *BRISK, "--plain", *words),
        cwd=home,
        env=environment(home, room),
        stdin=subprocess.DEVNULL,
        check=False,
        capture_output=True,
        text=True,
        timeout=120 + 100 * SETS,
    )


def test_the_sound_is_exact(home: Path, room: Speaker, timeline: dict[str, Any]) -> None:
    """Every chime is heard within 1 ms of its time on the timeline, from first to last."""
    path = home / "exact.wav"
    with room.recording(path):
        done = play(home, room)
    assert (done.returncode, done.stderr) == (0, "")
    assert "Halfway." in done.stdout
    heard = recorded(path)
    starts, ends = onsets(heard, ChimeKind.START), onsets(heard, ChimeKind.END)
    holds = [event["samples"] for event in timeline["events"] if event["kind"] == "hold"]
    assert len(starts) == len(ends) == len(holds) == 2 * SETS
    zero = starts[0] - holds[0][0]
    off = [start - zero - at for start, (at, _) in zip(starts, holds, strict=True)]
    off += [end - zero - at - length for end, (at, length) in zip(ends, holds, strict=True)]
    worst = max(map(abs, off))
    print(f"{len(off)} chimes in {timeline['duration']:.0f} s, off by at most {worst} samples")
    assert worst <= ONE_MS


def test_simpleaudio_plays_to_the_end_by_its_own_clock(
    home: Path, room: Speaker, timeline: dict[str, Any]
) -> None:
    """The session is heard to its end. The error of its clock is printed, but not limited."""
    pytest.importorskip("simpleaudio", reason="simpleaudio is not installed")
    path = home / "simpleaudio.wav"
    with room.recording(path):
        done = play(home, room, "--output", "simpleaudio")
    assert done.returncode == 0, done.stderr
    heard = recorded(path)
    starts, ends = onsets(heard, ChimeKind.START), onsets(heard, ChimeKind.END)
    lengths = [event["duration"] for event in timeline["events"] if event["kind"] == "hold"]
    off = [
        (end - start) / SAMPLE_RATE - s for start, end, s in zip(starts, ends, lengths, strict=True)
    ]
    print(f"simpleaudio: holds off by {', '.join(f'{1000 * seconds:+.0f} ms' for seconds in off)}")
    assert all(abs(seconds) < 2 for seconds in off)


class Terminal:
    """`sivoice play` in a pseudo-terminal."""

    def __init__(self, home: Path, room: Speaker, *words: str) -> None:
        self.master, self.slave = pty.openpty()
        termios.tcsetwinsize(self.slave, (24, 80))
        self.before = termios.tcgetattr(self.slave)
        self.process = subprocess.Popen(
            command("play", *words),
            cwd=home,
            env=environment(home, room),
            stdin=self.slave,
            stdout=self.slave,
            stderr=self.slave,
            start_new_session=True,
        )
        self.shown = b""
        self.looked = 0
        os.set_blocking(self.master, False)

    def read(self) -> str:
        try:
            while data := os.read(self.master, 65536):
                self.shown += data
        except (BlockingIOError, OSError):
            pass
        return re.sub(
            r"\x1b\[[0-9;?]*[a-zA-Z]", "", self.shown[self.looked :].decode(errors="ignore")
        )

    def forget(self) -> None:
        """Forget what has been shown so far."""
        self.read()
        self.looked = len(self.shown)

    def until(self, words: str, seconds: float = 60) -> None:
        deadline = time.monotonic() + seconds
        while words not in self.read():
            assert time.monotonic() < deadline, f"{words} is never shown:\n{self.read()[-2000:]}"
            assert self.process.poll() is None, self.read()[-2000:]
            time.sleep(0.05)

    def press(self, keys: str) -> None:
        os.write(self.master, keys.encode())

    def watch(self, seconds: float) -> None:
        """Let it play on. If nobody read its output, a full terminal would stop it."""
        until = time.monotonic() + seconds
        while time.monotonic() < until:
            self.read()
            time.sleep(0.05)

    def end(self) -> int:
        """Wait for the end, and return the exit code."""
        deadline = time.monotonic() + 20
        while self.process.poll() is None:
            assert time.monotonic() < deadline, "it does not end"
            self.watch(0.05)
        self.read()
        return self.process.returncode

    def is_restored(self) -> bool:
        whole = self.shown.count(b"\x1b[?1049h") == self.shown.count(b"\x1b[?1049l")
        return whole and termios.tcgetattr(self.slave) == self.before


def test_a_paused_hold_is_held_again_and_the_terminal_is_restored(
    home: Path, room: Speaker, timeline: dict[str, Any]
) -> None:
    assert timeline
    path = home / "paused.wav"
    with room.recording(path):
        terminal = Terminal(home, room, "calf.stretch", *BRISK)
        terminal.until("Hold")
        terminal.watch(4)
        terminal.press(" ")
        terminal.until("paused", 2)
        terminal.watch(2)
        terminal.forget()
        terminal.press(" ")
        terminal.until("Again.", 3)
        terminal.until("Get ready", 3)
        terminal.until("Halfway", 20)
        terminal.watch(8)
        terminal.press("q")
        assert terminal.end() == 0
    assert terminal.is_restored()
    assert "sivoice play --resume" in terminal.read()
    starts, ends = onsets(recorded(path), ChimeKind.START), onsets(recorded(path), ChimeKind.END)
    assert (len(starts), len(ends)) == (2, 1)
    assert abs(ends[0] - starts[1] - 10 * SAMPLE_RATE) <= ONE_MS + 1152


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGKILL])
def test_a_session_ended_by_a_signal_can_be_resumed(
    home: Path, room: Speaker, number: signal.Signals
) -> None:
    terminal = Terminal(home, room, "calf.stretch", *BRISK, "--first-side", "left")
    terminal.until("Hold")
    sent = time.monotonic()
    terminal.process.send_signal(number)
    assert terminal.end() == (128 + number if number is not signal.SIGKILL else -number)
    assert time.monotonic() - sent < 2
    assert number is signal.SIGKILL or terminal.is_restored()
    again = Terminal(home, room, "--resume")
    again.until("Get ready", 5)
    again.until("left side", 5)
    again.until("Hold", 10)
    again.press("q")
    assert again.end() == 0


def descriptors(process: subprocess.Popen[bytes]) -> int:
    return len(list(Path(f"/proc/{process.pid}/fd").iterdir()))


def is_back(terminal: Terminal) -> None:
    """Wait until the sound is back, which takes a moment only."""
    began = time.monotonic()
    terminal.until("The sound is back", 5)
    print(f"back after {time.monotonic() - began:.2f} s")
    assert time.monotonic() - began < 1.5


def test_play_goes_on_after_the_sound_server_was_killed(
    home: Path, room: Speaker, timeline: dict[str, Any]
) -> None:
    """At random moments. Each time play goes on; it leaks no descriptors, and ends on `q`."""
    assert timeline
    kills = int(os.environ.get("SIVOICE_KILLS", "2"))
    moment = random.Random(7)
    terminal = Terminal(home, room, "calf.stretch", *BRISK, "--sets", "20")
    terminal.until("Get ready")
    before = descriptors(terminal.process)
    for _ in range(kills):
        terminal.watch(moment.uniform(1, 5))
        room.kill()
        terminal.until("The sound is gone", 6)
        terminal.watch(moment.uniform(0.2, 2))
        terminal.forget()
        room.start()
        is_back(terminal)
    terminal.watch(1)
    assert descriptors(terminal.process) <= before + 2
    terminal.press("q")
    assert terminal.end() == 0
    assert terminal.is_restored()


@pytest.fixture
def hanging(room: Speaker) -> Iterator[Speaker]:
    """The speaker, which goes on after the test if it hangs."""
    yield room
    room.go_on()


def test_play_goes_on_after_the_sound_server_hung(
    home: Path, hanging: Speaker, timeline: dict[str, Any]
) -> None:
    """At random moments. It says so, keys work meanwhile, and no hold becomes shorter."""
    assert timeline
    hangs = int(os.environ.get("SIVOICE_HANGS", "2"))
    moment = random.Random(8)
    path = home / "hung.wav"
    with hanging.recording(path):
        terminal = Terminal(home, hanging, "calf.stretch", *BRISK, "--sets", "20")
        terminal.until("Get ready")
        before = descriptors(terminal.process)
        for number in range(hangs):
            terminal.watch(moment.uniform(1, 5))
            hanging.hang()
            terminal.until("The sound system does not answer", 8)
            terminal.forget()
            terminal.press("?")
            terminal.until("next stretch" if number % 2 == 0 else "all keys", 1)
            terminal.watch(moment.uniform(0.2, 2))
            terminal.forget()
            hanging.go_on()
            is_back(terminal)
        terminal.watch(25)
        assert descriptors(terminal.process) <= before + 2
        terminal.press("q")
        assert terminal.end() == 0
    assert terminal.is_restored()
    heard = recorded(path)
    starts, ends = onsets(heard, ChimeKind.START), onsets(heard, ChimeKind.END)
    lengths = [end - max(start for start in starts if start < end) for end in ends]
    print([f"{length / SAMPLE_RATE:.2f}" for length in lengths])
    assert lengths
    assert min(lengths) >= 10 * SAMPLE_RATE - ONE_MS


@pytest.mark.parametrize("how", ["q", signal.SIGINT, signal.SIGTERM])
@pytest.mark.parametrize("output", ["default", "miniaudio", "simpleaudio"])
def test_play_can_be_left_while_the_sound_server_hangs(
    home: Path,
    hanging: Speaker,
    timeline: dict[str, Any],
    how: str | signal.Signals,
    output: str,
) -> None:
    assert timeline
    if output == "simpleaudio":
        pytest.importorskip("simpleaudio", reason="simpleaudio is not installed")
    named = () if output == "default" else ("--output", output)
    terminal = Terminal(home, hanging, "calf.stretch", *BRISK, *named)
    terminal.until("Get ready")
    hanging.hang()
    terminal.until("The sound system does not answer", 8)
    left = time.monotonic()
    if isinstance(how, str):
        terminal.press(how)
    else:
        terminal.process.send_signal(how)
    assert terminal.end() == (0 if isinstance(how, str) else 128 + how)
    print(f"left after {time.monotonic() - left:.2f} s")
    assert time.monotonic() - left < 1
    assert terminal.is_restored()


def test_play_waits_for_a_sound_server_that_hangs_from_the_beginning(
    home: Path, hanging: Speaker, timeline: dict[str, Any]
) -> None:
    assert timeline
    hanging.hang()
    terminal = Terminal(home, hanging, "calf.stretch", *BRISK)
    terminal.until("The sound system does not answer", 8)
    hanging.go_on()
    terminal.until("Get ready", 5)
    terminal.press("q")
    assert terminal.end() == 0


@pytest.mark.parametrize("words", [("devices",), ("doctor",)])
def test_a_sound_server_that_hangs_is_reported(
    home: Path, hanging: Speaker, words: tuple[str, ...]
) -> None:
    hanging.hang()
    env = environment(home, hanging)
    began = time.monotonic()
    done = subprocess.run(
        command(*words), cwd=home, env=env, check=False, capture_output=True, text=True, timeout=30
    )
    print(f"answered after {time.monotonic() - began:.1f} s")
    assert "the sound system does not answer" in done.stdout + done.stderr
    assert done.returncode == (1 if words == ("devices",) else 0)


def test_play_goes_on_after_the_device_was_unplugged(
    home: Path, room: Speaker, timeline: dict[str, Any]
) -> None:
    assert timeline
    terminal = Terminal(home, room, "calf.stretch", *BRISK)
    terminal.until("Get ready")
    room.unplug()
    terminal.until("The sound is gone", 6)
    terminal.forget()
    room.plug_in()
    terminal.until("The sound is back", 2)
    terminal.press("q")
    assert terminal.end() == 0
    assert terminal.is_restored()


def test_a_hold_in_which_the_process_was_suspended_is_held_again(
    home: Path, room: Speaker, timeline: dict[str, Any]
) -> None:
    assert timeline
    path = home / "suspended.wav"
    with room.recording(path):
        terminal = Terminal(home, room, "calf.stretch", *BRISK)
        terminal.until("Hold")
        terminal.watch(3)
        terminal.process.send_signal(signal.SIGSTOP)
        time.sleep(4)
        terminal.process.send_signal(signal.SIGCONT)
        terminal.until("Again.", 20)  # the voice may have to be loaded to say it
        terminal.until("Halfway", 20)
        terminal.watch(8)
        terminal.press("q")
        assert terminal.end() == 0
    assert terminal.is_restored()
    starts, ends = onsets(recorded(path), ChimeKind.START), onsets(recorded(path), ChimeKind.END)
    assert (len(starts), len(ends)) == (2, 1)
    assert abs(ends[0] - starts[1] - 10 * SAMPLE_RATE) <= ONE_MS + 1152


def test_a_missing_sound_server_is_an_error_that_suggests_a_file(home: Path, room: Speaker) -> None:
    gone = {
        **environment(home, room),
        "PULSE_SERVER": "unix:/nowhere",
        "ALSA_CONFIG_PATH": os.devnull,
    }
    done = subprocess.run(
        command("play", "calf.stretch"),
        cwd=home,
        env=gone,
        check=False,
        capture_output=True,
        text=True,
        timeout=30,
    )
    assert done.returncode == 1
    assert "no sound device can be opened" in done.stderr
    assert "sivoice export" in done.stderr


def test_devices_and_doctor_name_the_speaker(home: Path, room: Speaker) -> None:
    def run(*words: str) -> str:
        env = environment(home, room)
        return subprocess.run(
            command(*words), cwd=home, env=env, check=True, capture_output=True, text=True
        ).stdout

    assert "Null Output" in run("devices")
    said = run("doctor", "--sound")
    assert re.search(r"(?m)^sound +ok  played a rising chime on Null Output$", said)
    assert re.search(r"(?m)^voice +ok  hibari speaks", said)
