"""Real commands, with the real voice and a real sound server, interrupted at random moments.

A few of each in every run of the tests; `SIVOICE_INTERRUPTS=50 pytest -s tests/torture` takes half
an hour and prints the figures of docs/reliability.md.
"""

from __future__ import annotations

import os
import random
import re
import shutil
import signal
import statistics
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.interrupted import STRETCH, Command
from tests.player.speaker import Speaker, speaker

pytestmark = [
    pytest.mark.torture,
    pytest.mark.real,
    pytest.mark.skipif(sys.platform != "linux", reason="it looks into /proc"),
]
SEED = os.environ.get("SIVOICE_TORTURE_SEED", "1")
TIMES = int(os.environ.get("SIVOICE_INTERRUPTS", "1"))
"""How often each command is interrupted."""
LIMIT = 2.0
"""Seconds, if other programs keep all cores busy. What is promised is 1."""
LONGEST = 8.0
"""Seconds: a command that goes on for longer is interrupted within this time."""
EXPORT = ("export", "si-joint", "--only", "piriformis,knee-to-chest")
COMMANDS = {
    "export": (*EXPORT, "--fit", "6min", "--pad"),
    "export with its page": (*EXPORT, "--page", "--lyrics", "--transcript", "txt"),
    "export --split": (*EXPORT, "--split"),
    "export of long holds": ("export", "--voice", "none", "--pad", "--hold", "60"),
    "export as .m4a": (*EXPORT, "-o", "si-joint.m4a"),
    "export by eSpeak NG": (*EXPORT, "--voice", "system"),
    "handout": ("handout", "si-joint"),
    "copy": ("copy", "si-joint", "mine"),
    "check": ("check", "large.session"),
    "show": ("show", "si-joint", "--stage", "timeline", "--json"),
    "voices": ("voices", "--all"),
    "doctor": ("doctor",),
    "share": ("share", "calf", "--address", "127.0.0.1"),
    "play": ("play", "calf", "--plain", "--hold", "5"),
    "play on the screen": ("play", "calf"),
    "preview": ("preview", "calf", "--watch"),
}
SIGNALS = [
    *[(signal.SIGINT,)] * 4,
    *[(signal.SIGINT, signal.SIGINT, signal.SIGINT)] * 2,
    (signal.SIGTERM,),
    (signal.SIGHUP,),
    (signal.SIGTERM, signal.SIGINT),
]
ENDS_WELL = {"share", "preview"}
"""Commands that Ctrl-C ends with exit code 0."""
SCRIPTS = {
    "calf.stretch": STRETCH,
    "large.session": "# Large\n## Stretches\n" + "[play calf]\n" * 500,
}


@pytest.fixture(scope="module")
def room() -> Iterator[Speaker]:
    if shutil.which("ffmpeg") is None:
        pytest.skip("ffmpeg is not installed")
    with speaker() as one:
        yield one


def started(home: Path, name: str, room: Speaker) -> Command:
    """Start a command, and wait until signals are watched. Before that, Python ends by itself."""
    env = {**room.env, "PYTHONUNBUFFERED": "1"}
    command = Command(home, COMMANDS[name], env=env, scripts=SCRIPTS)
    status = Path(f"/proc/{command.process.pid}/status")
    while command.process.poll() is None:
        caught = re.search(r"SigCgt:\s*(\w+)", status.read_text())
        if caught and int(caught[1], 16) & 1 << (signal.SIGHUP - 1):
            break
        time.sleep(0.001)
    return command


@pytest.mark.parametrize("name", COMMANDS)
def test_signals_at_random_moments(tmp_path: Path, room: Speaker, name: str) -> None:
    whole = started(tmp_path / "whole", name, room)
    began = time.monotonic()
    while whole.process.poll() is None and time.monotonic() < began + LONGEST:
        time.sleep(0.01)
    takes = time.monotonic() - began
    complete = whole.made()
    goes_on = whole.process.poll() is None
    if goes_on:
        assert whole.end().seconds < LIMIT
    moment = random.Random(f"{SEED} {name}")
    took = []
    for number in range(TIMES):
        command = started(tmp_path / str(number), name, room)
        time.sleep(moment.uniform(0, takes))
        signals, gap = moment.choice(SIGNALS), moment.uniform(0, 0.1)
        ending = command.end(*signals, gap=gap)
        made = command.made()
        if not goes_on and ending.code in (0, -signals[0]):
            assert made == complete  # the command was done, and Python itself was ending
        else:
            took.append(ending.seconds)
            ends_well = signals[0] == signal.SIGINT and name in ENDS_WELL
            assert ending.code in {128 + signals[0], 0 if ends_well else None}, (signals, ending)
        assert made in ([], complete), (signals, ending)
        assert ending.is_quiet(), (signals, ending)
        assert command.left() == [], (signals, ending)
        shutil.rmtree(tmp_path / str(number))
    if took:
        median, worst = statistics.median(took), max(took)
        print(f"\n{name} ({takes:.1f} s): {len(took)} times, {median:.2f} s, at most {worst:.2f} s")
        assert worst < LIMIT
