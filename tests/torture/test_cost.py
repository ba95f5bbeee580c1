"""The cost of a script grows in step with its size, and stays within the limits at its largest."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from sivoice.options.options import Options
from sivoice.schedule.scheduler import build_timeline
from sivoice.script.diagnostics import errors_among, listing
from sivoice.script.library import load
from sivoice.script.limits import FAULTS_LIMIT, SHOWN_FAULTS, STEPS_LIMIT
from tests.torture.hostile import BESIDE, SCRIPTS, tall
from tests.torture.scripts import guessed, planned

IS_LONG = "SIVOICE_TORTURE" in os.environ
SMALL = 50_000 if IS_LONG else 4_500
"""Bytes of the smaller of the two scripts that are compared."""
TIMES = 2
"""How much larger the other is."""
SLOW = (
    "four-thousand-cues.stretch",
    "moves.stretch",
    "plays.session",
    "plays-with-lines.session",
    "unknown-directions-dense.stretch",
)
"""Scripts that take more than a second, like those that only just keep to the limits."""
SECONDS, MEGABYTES = 2.0, 200
"""What a command may need for a file of the largest size: CPU time, and peak memory."""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for name, text in BESIDE.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    return tmp_path


def made_of(path: Path) -> None:
    """Do everything that the commands do with a script, up to its timeline."""
    loaded, faults = load(path)
    listing(faults)
    if errors_among(faults):
        return
    if plan := planned(loaded, Options()):
        build_timeline(plan, guessed)


def steps_of(path: Path) -> int:
    """Count the calls of functions, those of C functions too: the same number every time."""
    calls = 0

    def count(_frame: object, event: str, _arg: object) -> None:
        nonlocal calls
        calls += event in ("call", "c_call")

    made_of(path)  # what is loaded or compiled once does not count
    sys.setprofile(count)
    try:
        made_of(path)
    finally:
        sys.setprofile(None)
    return calls


@pytest.mark.torture
@pytest.mark.parametrize(
    "name",
    [pytest.param(name, marks=[pytest.mark.real] if "-most" in name else []) for name in SCRIPTS],
)
def test_the_work_grows_in_step_with_the_size(name: str, folder: Path) -> None:
    path = folder / name
    work = []
    for size in (SMALL, SMALL * TIMES):
        path.write_text(SCRIPTS[name](size), encoding="utf-8")
        work.append(steps_of(path))
    small, large = work
    assert large <= small * TIMES * 1.4 + 20_000, work


@pytest.mark.torture
@pytest.mark.parametrize("name", SCRIPTS)
def test_no_more_is_kept_or_printed_than_the_limits(name: str, folder: Path) -> None:
    path = folder / name
    path.write_text(SCRIPTS[name](20_000), encoding="utf-8")
    loaded, faults = load(path)
    assert len(faults) <= FAULTS_LIMIT + 1
    printed = listing(faults)
    assert printed.count("\nhelp: ") <= SHOWN_FAULTS
    assert len(printed) < SHOWN_FAULTS * 2_000
    more = len(faults) - SHOWN_FAULTS
    assert printed.endswith(f"and {more} more in {faults[-1].source.name}" if more > 0 else "")
    assert ("more in" in printed) == (more > 0)
    if not errors_among(faults):
        plan = planned(loaded, Options())
        assert plan is None or len(plan.steps()) <= STEPS_LIMIT


COMMANDS = {"check": ["check"], "show": ["show", "--voice", "none"]}
if IS_LONG:
    COMMANDS |= {
        "plan": ["show", "--stage", "plan"],
        "dose": ["show", "--dose"],
        "fit": ["show", "--voice", "none", "--fit", "60min"],
        "json": ["check", "--format", "json"],
        "fmt": ["fmt", "--check"],
        "handout": ["handout"],
    }


_LAUNCHED = """
import os, sys
words = [sys.executable, "-m", "sivoice", *sys.argv[1:]]
nowhere = os.open(os.devnull, os.O_WRONLY)
to = [(os.POSIX_SPAWN_DUP2, nowhere, file) for file in (1, 2)]
_, status, used = os.wait4(os.posix_spawn(sys.executable, words, os.environ, file_actions=to), 0)
print(os.waitstatus_to_exitcode(status), used.ru_utime + used.ru_stime, used.ru_maxrss / 1024)
"""
"""Runs sivoice from a small process: a process begins with the peak memory of the one that made it.
"""


@pytest.mark.real
@pytest.mark.torture
@pytest.mark.skipif(sys.platform != "linux", reason="reads the peak memory as Linux reports it")
@pytest.mark.parametrize("command", COMMANDS)
@pytest.mark.parametrize("name", SCRIPTS)
def test_a_file_of_the_largest_size_is_answered(command: str, name: str, folder: Path) -> None:
    (folder / name).write_text(tall(name), encoding="utf-8")
    launched = subprocess.run(
        [sys.executable, "-c", _LAUNCHED, *COMMANDS[command], name],
        cwd=folder,
        capture_output=True,
        text=True,
        check=True,
    )
    code, cpu, megabytes = map(float, launched.stdout.split())
    print(f"{command} {name}: {cpu:.2f} s of CPU, {megabytes:.0f} MB, exit code {code:.0f}")
    assert code in (0, 1)
    assert cpu < SECONDS
    assert megabytes < MEGABYTES
