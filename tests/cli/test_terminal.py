"""Whatever the streams are connected to, there is no traceback, and the exit code is right."""

from __future__ import annotations

import io
import json
import os
import re
import select
import shutil
import struct
import subprocess
import sys
import time
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from hypothesis import given
from rich.table import Table
from rich.text import Text

from sivoice.cli.screen import print_error, print_json
from sivoice.cli.terminal import _Outlet, console, echo
from tests.conftest import ROOT, STRETCH
from tests.test_visible import ANY_TEXT, LEGITIMATE, is_hidden

pytestmark = pytest.mark.skipif(os.name == "nt", reason="Windows has no such streams")

EVIL = "\x1b]0;pwned\x07\x1b[2J\x9b31m\u202e"
GOOD = STRETCH.replace("# Calf", "# Calf “é” שלום").replace("[hold]", "[hold 2 s]")
STREAMS = {
    "pipes": "",
    "no input": "<&-",
    "no output": ">&-",
    "no errors": "2>&-",
    "nothing": "<&- >&- 2>&-",
    "a full disk": ">/dev/full",
    "a full disk for errors": "2>/dev/full",
    "a reader that leaves": "| head -c 1",
    "a reader of errors that leaves": "2> >(head -c 1)",
}
"""Redirections, as the shell takes them."""
SETTINGS = {
    "latin-1": {"PYTHONIOENCODING": "latin-1"},
    "ascii": {"PYTHONIOENCODING": "ascii"},
    "strict ascii": {"PYTHONIOENCODING": "ascii:strict"},
    "the C locale": {"LC_ALL": "C", "PYTHONCOERCECLOCALE": "0", "PYTHONUTF8": "0"},
    "a dumb terminal": {"TERM": "dumb"},
    "no terminal": {"TERM": ""},
    "20 columns": {"COLUMNS": "20"},
    "no home": {"HOMELESS": "1"},
}
"""Variables of the environment."""
COMMANDS: dict[str, tuple[tuple[str, ...], int, bool]] = {
    "check": (("check", "good.stretch"), 0, True),
    "check a bad one": (("check", "evil.stretch"), 1, True),
    "check none": (("check", "none.stretch"), 2, False),
    "list": (("list",), 0, True),
    "show": (("show", "good.stretch"), 0, True),
    "show as JSON": (("show", "good.stretch", "--json"), 0, True),
    "show the dose": (("show", "good.stretch", "--dose"), 0, True),
    "export": (("export", "good.stretch"), 0, True),
    "handout": (("handout", "good.stretch"), 0, True),
    "play": (("play", "good.stretch"), 0, True),
    "play plainly": (("play", "good.stretch", "--plain"), 0, True),
    "fmt": (("fmt", "--diff", "ugly.stretch"), 0, True),
    "doctor": (("doctor",), 1, True),
    "devices": (("devices",), 0, True),
    "help": (("--help",), 0, True),
    "wrong usage": (("show", f"--{EVIL}"), 2, False),
}
"""Words, the exit code, and whether something is printed on standard output.

`doctor` names the script with errors.
"""

FEW_OR_ALL = [
    pytest.param(["check a bad one", "list"], id="few"),
    pytest.param([*COMMANDS], id="all", marks=pytest.mark.real),
]


@pytest.fixture
def scripts(tmp_path: Path) -> Path:
    (tmp_path / "good.stretch").write_text(GOOD, encoding="utf-8")
    (tmp_path / "ugly.stretch").write_text(GOOD.replace("position:", "position :  "))
    (tmp_path / "evil.stretch").write_text(STRETCH.replace("Calf", f"Calf {EVIL}"))
    (tmp_path / f"{EVIL}\nspoofed.stretch").write_text(STRETCH)
    return tmp_path


class Ran:
    """What commands printed, and the exit code of each."""

    def __init__(self, names: Iterable[str], codes: list[int], data: bytes) -> None:
        self.codes = dict(zip(names, codes, strict=True))
        self.said = data.decode(errors="replace")


def environment(**settings: str) -> dict[str, str]:
    return {**os.environ, "PYTHONPATH": str(ROOT), "PYTHONIOENCODING": "utf-8", **settings}


def commands_in(folder: Path, names: Iterable[str]) -> Path:
    """Write the file that the child takes."""
    path = folder / "commands.json"
    path.write_text(json.dumps([COMMANDS[name][0] for name in names]))
    return path


def redirected(folder: Path, names: Iterable[str], stream: str = "", **settings: str) -> Ran:
    """Run commands with their streams redirected."""
    shell = shutil.which("bash")
    if shell is None:
        pytest.skip("there is no bash")
    file = commands_in(folder, names)
    command = [
        shell,
        "-c",
        f'"$@" {stream}',
        "sh",
        sys.executable,
        "-m",
        "tests.cli.child",
        str(file),
    ]
    done = subprocess.run(
        command,
        cwd=folder,
        env=environment(**settings),
        capture_output=True,
        timeout=120,
        check=False,
    )
    return Ran(names, json.loads(file.read_text()), done.stdout + done.stderr)


def check(said: str) -> None:
    """Check that nothing went wrong, and that nothing hidden was printed."""
    assert "Traceback" not in said, said
    assert "Exception ignored" not in said, said
    assert not [char for char in said if is_hidden(char) and char not in "\n\t"]
    assert "\nspoofed" not in said
    assert "\nerror: spoofed" not in said


@pytest.mark.parametrize("names", FEW_OR_ALL)
@pytest.mark.parametrize("stream", STREAMS)
def test_no_stream_breaks_a_command(scripts: Path, names: Iterable[str], stream: str) -> None:
    ran = redirected(scripts, names, STREAMS[stream])
    check(ran.said)
    expected = {name: COMMANDS[name][1] for name in names}
    if stream == "a full disk":
        expected |= {name: 1 for name in names if COMMANDS[name][2]}
        assert "error: cannot print: No space left on device" in ran.said
    assert ran.codes == expected
    assert (scripts / "good.mp3").exists() == ("export" in names)


@pytest.mark.parametrize("names", FEW_OR_ALL)
@pytest.mark.parametrize("setting", SETTINGS)
def test_no_setting_breaks_a_command(scripts: Path, names: Iterable[str], setting: str) -> None:
    ran = redirected(scripts, names, **SETTINGS[setting])
    check(ran.said)
    assert ran.codes == {name: COMMANDS[name][1] for name in names}
    if setting == "no home":
        assert "warning: this user has no home folder" in ran.said
        assert not (scripts / "~").exists()


@pytest.mark.parametrize("setting", ["latin-1", "ascii", "the C locale"])
def test_json_is_whole_in_every_encoding(scripts: Path, setting: str) -> None:
    ran = redirected(scripts, ["show as JSON"], "2>&-", **SETTINGS[setting])
    assert json.loads(ran.said)["title"] == "Calf “é” שלום"


def on_terminal(folder: Path, names: Iterable[str], size: tuple[int, int], term: str) -> Ran:
    """Run commands on a terminal of so many rows and columns."""
    import fcntl
    import pty
    import termios

    file = commands_in(folder, names)
    ours, theirs = pty.openpty()
    fcntl.ioctl(theirs, termios.TIOCSWINSZ, struct.pack("HHHH", *size, 0, 0))
    variables = environment(TERM=term)
    variables.pop("COLUMNS", None)
    command = [sys.executable, "-m", "tests.cli.child", str(file)]
    with subprocess.Popen(
        command, cwd=folder, env=variables, stdin=theirs, stdout=theirs, stderr=theirs
    ):
        os.close(theirs)
        data, until = b"", time.monotonic() + 120
        while time.monotonic() < until:
            if not select.select([ours], [], [], 1)[0]:
                continue
            try:
                more = os.read(ours, 65536)
            except OSError:  # the process has gone
                break
            data += more
        os.close(ours)
    return Ran(names, json.loads(file.read_text()), data)


OURS = re.compile(r"\x1b\[[0-9;]*[mHJKA]|\x1b\[\?(1049|25)[hl]")
"""The sequences that rich writes: colours, the place of the cursor, the other screen."""


@pytest.mark.parametrize("names", FEW_OR_ALL)
@pytest.mark.parametrize("size", [(24, 80), (10, 20)], ids=["80 columns", "20 columns"])
@pytest.mark.parametrize("term", ["xterm-256color", "dumb"])
def test_nothing_but_our_own_sequences_reaches_a_terminal(
    scripts: Path, names: Iterable[str], term: str, size: tuple[int, int]
) -> None:
    ran = on_terminal(scripts, names, size, term)
    assert ran.codes == {name: COMMANDS[name][1] for name in names}
    check(OURS.sub("", ran.said).replace("\r", ""))
    is_drawn = "play" in names and term != "dumb"
    assert ("\x1b[?1049h" in ran.said) == is_drawn


@pytest.mark.real
def test_a_stream_that_does_not_block_is_waited_for() -> None:
    """Another program can share it and have set it so."""
    reader, writer = os.pipe()
    os.set_blocking(writer, False)
    text = bytes(range(256)) * 4096
    with ThreadPoolExecutor(1) as pool, os.fdopen(reader, "rb") as pipe:
        received = pool.submit(pipe.read)
        with io.BufferedWriter(_Outlet(writer, "w")) as stream:
            stream.write(text)
        assert received.result(10) == text


def test_a_terminal_that_goes_away_is_no_traceback(scripts: Path) -> None:
    import pty

    ours, theirs = pty.openpty()
    errors = scripts / "errors"
    with errors.open("wb") as log:
        file = commands_in(scripts, ["play"])
        process = subprocess.Popen(
            [sys.executable, "-m", "tests.cli.child", file],
            cwd=scripts,
            env=environment(TERM="xterm"),
            stdin=theirs,
            stdout=theirs,
            stderr=log,
        )
        os.close(theirs)
        select.select([ours], [], [], 30)
        os.close(ours)
        process.wait(30)
    assert "Traceback" not in errors.read_text()
    assert json.loads(file.read_text()) == [0]


@given(ANY_TEXT)
def test_nothing_hidden_gets_through(text: str) -> None:
    out = io.StringIO()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(sys, "stdout", out)
        patch.setattr(sys, "stderr", out)
        echo(text)
        print_error(text)
        print_json({text: text})
        shown = console(width=30, file=out)
        shown.print(text, markup=False)
        shown.print(Text(text))
        table = Table(title=Text(text))
        table.add_column(Text(text))
        table.add_row(Text(text), Text(text).markup)
        shown.print(table)
    printed = out.getvalue().replace("\r\n", "")
    assert not [char for char in printed if is_hidden(char) and char not in "\n\t"]
    printed.encode()


@given(ANY_TEXT)
def test_json_loses_nothing(text: str) -> None:
    for encoding in ("utf-8", "latin-1"):
        data = io.BytesIO()
        with pytest.MonkeyPatch.context() as patch:
            stream = io.TextIOWrapper(data, encoding, errors="replace", newline="")
            patch.setattr(sys, "stdout", stream)
            print_json({"title": text})
        assert json.loads(data.getvalue().decode(encoding))["title"] == text


@pytest.mark.parametrize("text", LEGITIMATE)
def test_the_letters_of_every_language_are_printed(
    text: str, capsys: pytest.CaptureFixture[str]
) -> None:
    echo(text)
    console(width=100).print(Text(text))
    print_json({"title": text})
    out = capsys.readouterr().out
    assert out.startswith(f"{text}\n{text}\n")
    assert f'"title": "{text}"' in out


def test_a_style_keeps_its_place_around_a_control_character() -> None:
    out = io.StringIO()
    shown = console(file=out, force_terminal=True, color_system="standard", width=40)
    shown.print(Text.assemble("a\x1bb", ("red", "red")))
    assert out.getvalue() == "a␛b\x1b[31mred\x1b[0m\n"
