"""A signal ends every command at once, wherever it hangs, and nothing is left behind."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import textwrap
import time
from pathlib import Path

import pytest

from tests.interrupted import ROOT, Command

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="it hangs as Linux does")
LIMIT = 2.0
"""Seconds, on a busy machine. The limit itself is 1; tests/torture measures it."""
EXPORT = ("export", "calf")
SILENT = (*EXPORT, "--voice", "none", "--pad")
SHARE = ("share", "calf", "--voice", "none", "--address", "127.0.0.1")
PLAY = ("play", "calf", "--plain")
PLACES = {
    "reading": ("sivoice.script.library:load", ("check", "calf")),
    "speaking": ("tests.conftest:FakeVoice.synthesise", EXPORT),
    "encoding": ("sivoice.export.frames:Frames._encode", SILENT),
    "typesetting": ("sivoice.export.handout.pdf:pdf", ("handout", "calf")),
    "sharing": ("asyncio:wait", SHARE),
    "opening the device": ("tests.interrupted:SilentDevice.open", PLAY),
}
MORE_PLACES = {
    "choosing a voice": ("sivoice.session.clips:session_voice", EXPORT),
    "fitting": ("~sivoice.session.fit:fit", (*EXPORT, "--fit", "2min")),
    "scheduling": ("~sivoice.schedule.scheduler:build_timeline", EXPORT),
    "mixing": ("sivoice.sound.mix:render", (*SILENT, "-o", "calf.wav")),
    "tagging": ("sivoice.export.tags:id3", SILENT),
    "making a page": ("sivoice.export.page:page", (*SILENT, "--page")),
    "splitting": ("sivoice.export.frames:Frames._encode", (*SILENT, "--split")),
    "writing": ("os:fsync", ("handout", "calf", "-o", "calf.html")),
    "copying": ("os:fsync", ("copy", "si-joint", "mine")),
    "formatting": ("~sivoice.script.formatter:formatted", ("fmt", "calf")),
    "making what is shared": ("sivoice.export.page:page", SHARE),
    "preparing to play": ("sivoice.schedule.scheduler:build_timeline", PLAY),
    "looking at files": ("sivoice.files:Saves.look", ("preview", "calf", "--watch")),
    "listing devices": ("sivoice.player.devices:device_names", ("devices",)),
    "checking the sound": ("sivoice.player.devices:device_names", ("doctor",)),
    "listing voices": ("sivoice.voices.engine:Engine", ("voices",)),
    "playing a sentence": ("time:sleep", ("voices", "--say", "Breathe out.")),
}


def has_ended_at_once(command: Command, code: int, *numbers: int) -> str:
    """Check how a command ends on signals; return what it printed."""
    ending = command.end(*numbers)
    print(f"{ending.seconds:.2f} s")
    assert (ending.code, ending.err) == (code, ""), ending
    assert ending.seconds < LIMIT
    assert command.left() + command.made() == []
    return ending.out


@pytest.mark.parametrize("place", PLACES)
def test_ctrl_c_ends_a_command_that_hangs(tmp_path: Path, place: str) -> None:
    command = Command(tmp_path, PLACES[place][1], PLACES[place][0])
    command.until_reached()
    has_ended_at_once(command, 130)


@pytest.mark.real
@pytest.mark.parametrize("place", MORE_PLACES)
def test_ctrl_c_ends_a_command_that_hangs_anywhere(tmp_path: Path, place: str) -> None:
    command = Command(tmp_path, MORE_PLACES[place][1], MORE_PLACES[place][0])
    command.until_reached()
    has_ended_at_once(command, 130)


@pytest.mark.parametrize(
    ("numbers", "code"),
    [
        ((signal.SIGTERM,), 143),
        ((signal.SIGHUP,), 129),
        ((signal.SIGINT, signal.SIGINT, signal.SIGINT), 130),
        ((signal.SIGTERM, signal.SIGINT, signal.SIGHUP), 143),
    ],
)
def test_the_first_signal_decides_the_exit_code(
    tmp_path: Path, numbers: tuple[int, ...], code: int
) -> None:
    command = Command(tmp_path, SILENT, "sivoice.export.frames:Frames._encode")
    command.until_reached()
    has_ended_at_once(command, code, *numbers)


def test_ctrl_c_ends_it_while_modules_load(tmp_path: Path) -> None:
    modules = tmp_path / "modules"
    modules.mkdir()
    (modules / "typer.py").write_text(
        "import os, pathlib, tests.interrupted\n"
        "pathlib.Path(os.environ['REACHED']).touch()\n"
        "tests.interrupted.hang()\n"
    )
    command = Command(tmp_path, ["list"], env={"PYTHONPATH": f"{modules}:{ROOT}"})
    command.until_reached()
    has_ended_at_once(command, 130)


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_voice_that_hangs_is_ended_too(tmp_path: Path, number: signal.Signals) -> None:
    (tmp_path / "pyttsx3.py").write_text(HUNG_ENGINE)
    command = Command(
        tmp_path, (*EXPORT, "--voice", "system"), env={"PYTHONPATH": f"{tmp_path}:{ROOT}"}
    )
    command.until_reached()
    has_ended_at_once(command, 128 + number, number)


HUNG_ENGINE = """
import os, pathlib
from tests.interrupted import hang

class Voice:
    id, name, languages = "x", "English", ["en"]

class Engine:
    def __str__(self): return "sapi5"
    def getProperty(self, name): return [Voice()] if name == "voices" else "x"
    def setProperty(self, *_): pass
    def connect(self, *_): pass
    def disconnect(self, _): pass
    def save_to_file(self, *_): pass
    def runAndWait(self):
        pathlib.Path(os.environ["REACHED"]).touch()
        hang()

def init(): return Engine()
"""


def test_ffmpeg_is_ended_too(tmp_path: Path) -> None:
    ffmpeg = tmp_path / "bin" / "ffmpeg"
    ffmpeg.parent.mkdir()
    ffmpeg.write_text(
        "#!/bin/sh\n"
        'case "$*" in *-encoders*) echo aac;; *) touch "$REACHED"; exec sleep 60;; esac\n'
    )
    ffmpeg.chmod(0o755)
    path = f"{ffmpeg.parent}:{os.environ['PATH']}"
    command = Command(tmp_path, (*SILENT, "-o", "calf.m4a"), env={"PATH": path})
    command.until_reached()
    has_ended_at_once(command, 130)


@pytest.mark.parametrize(
    ("words", "said", "code"),
    [
        (PLAY, "Stopped. To continue from here: sivoice play --resume", 130),
        (("preview", "calf"), "", 130),
        (("preview", "calf", "--watch"), "", 0),
    ],
)
def test_play_ends_by_itself_although_the_voice_hangs(
    tmp_path: Path, words: tuple[str, ...], said: str, code: int
) -> None:
    command = Command(tmp_path, words, "tests.conftest:FakeVoice.synthesise")
    command.until_reached()
    assert said in has_ended_at_once(command, code, signal.SIGINT, signal.SIGINT)


def test_play_ends_although_the_device_does_not_close(tmp_path: Path) -> None:
    command = Command(tmp_path, PLAY, "tests.interrupted:SilentDevice.close")
    deadline = time.monotonic() + 60
    while not list((tmp_path / "STATE").rglob("*.json")) and time.monotonic() < deadline:
        time.sleep(0.05)  # until it plays
    has_ended_at_once(command, 130)


def ran(code: str, *numbers: int) -> tuple[int, str]:
    """Run Python code until it prints `ready`, send it signals; return exit code and output."""
    start = "import time, signal; from sivoice.interrupts import *; watch()\n"
    process = subprocess.Popen(
        [sys.executable, "-u", "-c", start + textwrap.dedent(code)],
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        cwd=ROOT,
    )
    assert process.stdout
    assert process.stdout.readline() == "ready\n"
    for number in numbers:
        process.send_signal(number)
    out, _ = process.communicate(timeout=20)
    return process.returncode, out


def test_an_undivided_block_is_completed_and_none_begins_after_a_signal() -> None:
    code = """
        with undivided():
            print("ready")
            time.sleep(0.3)
            print("whole")
        time.sleep(0.1)
        with undivided():
            print("begun")
        """
    assert ran(code, signal.SIGINT) == (130, "whole\n")


def test_what_is_registered_is_undone_the_latest_first_and_the_terminal_last() -> None:
    code = """
        on_end(lambda: print("terminal"), last=True)
        on_end(lambda: print("first"))
        on_end(lambda: 1 / 0)
        on_end(lambda: print("gone"))()
        on_end(lambda: print("second"))
        print("ready")
        time.sleep(60)
        """
    assert ran(code, signal.SIGTERM) == (143, "second\nfirst\nterminal\n")


def test_undoing_that_hangs_is_given_up() -> None:
    began = time.monotonic()
    assert ran("on_end(lambda: time.sleep(60)); print('ready'); time.sleep(60)", 2) == (130, "")
    assert time.monotonic() - began < LIMIT


@pytest.mark.parametrize(
    ("number", "code", "said"),
    [
        (signal.SIGINT, 0, "KeyboardInterrupt()\n"),
        (signal.SIGTERM, 0, "SystemExit(143)\n"),
    ],
)
def test_a_finishing_block_ends_by_itself(number: int, code: int, said: str) -> None:
    block = """
        with finishing():
            print("ready")
            try:
                while True:
                    time.sleep(0.05)
                    check()
            except BaseException as error:
                print(repr(error))
        """
    assert ran(block, number) == (code, said)


def test_a_finishing_block_is_ended_if_it_takes_too_long() -> None:
    began = time.monotonic()
    assert ran("with finishing(): print('ready'); time.sleep(60)", signal.SIGHUP) == (129, "")
    assert 0.4 < time.monotonic() - began < LIMIT + 0.5


def test_a_signal_that_was_ignored_from_the_start_stays_ignored() -> None:
    """As under nohup."""
    code = "from sivoice.interrupts import *; watch(); signal.raise_signal(1); print('alive')"
    process = subprocess.run(
        ["nohup", sys.executable, "-c", f"import signal; {code}"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    assert process.stdout == "alive\n"


def test_the_library_leaves_signals_alone() -> None:
    code = "import signal, sivoice.api; print(signal.getsignal(signal.SIGINT).__name__)"
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, check=True, capture_output=True, text=True
    )
    assert done.stdout == "default_int_handler\n"
