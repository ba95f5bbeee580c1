"""The commands have help, and an error ends with the right exit code and message."""

from __future__ import annotations

import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from sivoice import __version__
from sivoice.errors import SivoiceError
from sivoice.folders import settings_file
from sivoice.options.options import session_options
from tests.cli.conftest import Run


def test_help_says_what_sivoice_is_and_gives_an_example(run: Run) -> None:
    for words in ((), ("--help",), ("-h",)):
        said = run(*words).output
        assert "Guided stretching sessions" in said
        assert "sivoice export --hold 20" in said


@pytest.mark.parametrize(
    "command",
    [
        *("play", "export", "share", "handout", "show", "list"),
        *("new", "copy", "preview", "check", "fmt", "voices", "devices", "doctor", "cache"),
    ],
)
def test_every_command_has_help(run: Run, command: str) -> None:
    result = run(command, "--help")
    assert result.exit_code == 0
    assert "Usage: sivoice" in result.output


def test_help_groups_the_commands(run: Run) -> None:
    rows = [row.strip("│╭╰─╮╯ ") for row in run("--help").output.splitlines()]
    words = [row.split()[0] for row in rows[rows.index("Sessions") :] if row]
    names = ["play", "export", "share", "handout", "show", "list"]
    names += ["new", "copy", "preview", "check", "fmt", "voices", "devices", "doctor", "cache"]
    assert [word for word in words if word in names] == names
    assert {"Sessions", "Your own scripts", "This computer"} <= set(rows)


@pytest.mark.parametrize("command", ["play", "export", "share", "handout", "show", "preview"])
def test_every_command_about_a_session_takes_every_option(run: Run, command: str) -> None:
    said = run(command, "--help").output
    for option in session_options():
        assert f"--{option}" in said, option
    for option in ("--no-coaching", "--no-welcome", "--no-cautions", "--quiet"):
        assert option in said, option


def test_version_prints_the_version(run: Run) -> None:
    result = run("--version")
    assert (result.exit_code, result.output) == (0, f"sivoice {__version__}\n")


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("export", "si-jiont"), "Did you mean si-joint"),
        (("export", "--only", "pirifromis"), "Did you mean piriformis"),
        (("show", "--hold", "soon"), "--hold: must be a time like 20, 20s or 1min, not `soon`"),
        (("show", "--hold", "piriformis=1"), "--hold: must be from 2 s to 10 min, not 1 s"),
        (("show", "--sets", "0"), "--sets: must be a whole number from 1 to 20, not `0`"),
        (("show", "--variant", "hamstring=rased"), "Did you mean raised"),
        (("show", "--extra", "deper"), "Did you mean deeper"),
        (("show", "--guidance", "loud"), "--guidance: must be full, brief or minimal, not `loud`"),
        (("export", "notes.txt"), "notes.txt"),
        (("exprot",), "exprot"),
        (("show", "--nonsense"), "--nonsense"),
    ],
)
def test_wrong_usage_has_exit_code_2(run: Run, words: tuple[str, ...], said: str) -> None:
    result = run(*words)
    assert result.exit_code == 2
    assert said in result.output
    assert "Traceback" not in result.output


def test_a_failure_has_exit_code_1_and_is_printed_on_standard_error(
    run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fails() -> None:
        raise SivoiceError("no voice\nInstall one.")

    monkeypatch.setattr("sivoice.session.clips.default_voice", fails)
    result = run("export")
    assert result.exit_code == 1
    assert result.stderr == "error: no voice\nInstall one.\n"
    assert result.stdout == ""


def test_an_interrupt_has_exit_code_130(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupted() -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("sivoice.session.clips.default_voice", interrupted)
    assert run("export").exit_code == 130


def test_invalid_settings_are_an_error(run: Run) -> None:
    settings_file().parent.mkdir(parents=True)
    settings_file().write_text("hodl = 20\n")
    result = run("show")
    assert result.exit_code == 1
    assert "Did you mean hold?" in result.stderr


def no_toml() -> None:
    settings_file().write_text("hold = ")


def no_text() -> None:
    settings_file().write_bytes(b"\xff\xfe")


def nested() -> None:
    settings_file().write_text("hold = " + "[" * 100_000)


@pytest.mark.parametrize("spoil", [no_toml, no_text, nested, lambda: settings_file().mkdir()])
def test_settings_that_cannot_be_read_stop_only_the_commands_that_need_them(
    run: Run, spoil: Callable[[], None]
) -> None:
    settings_file().parent.mkdir(parents=True)
    spoil()
    for words in (
        ("list",),
        ("new", "my-knee"),
        ("copy", "desk-break", "my-back"),
        ("check", "my-knee"),
        ("fmt", "--check", "my-knee.stretch"),
        ("show", "my-knee", "--stage", "script"),
        ("cache", "info"),
        ("cache", "clear"),
    ):
        result = run(*words)
        assert (result.exit_code, result.stderr) == (0, ""), words
    for words in (("show", "my-knee"), ("export", "my-knee"), ("play", "my-knee")):
        result = run(*words)
        assert result.exit_code == 1
        assert result.stderr.startswith(f"error: cannot use the settings in {settings_file()}: ")
        assert result.stderr.endswith("\nCorrect the file, or delete it.\n")


@pytest.mark.real
@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such signals")
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_signal_ends_an_export_without_a_trace(tmp_path: Path, number: signal.Signals) -> None:
    command = [sys.executable, "-m", "sivoice", "export", "-o", "a.mp3"]
    process = subprocess.Popen(command, cwd=tmp_path, stderr=subprocess.PIPE, text=True)
    deadline = time.monotonic() + 60
    while not list(tmp_path.iterdir()) and time.monotonic() < deadline:
        time.sleep(0.05)  # until it begins to write
    process.send_signal(number)
    _, said = process.communicate(timeout=20)
    assert process.returncode == 128 + number
    assert list(tmp_path.iterdir()) == []
    assert "Traceback" not in said


@pytest.mark.parametrize(
    "words",
    [
        ("check", "a\x1b[2J\nerror: b.stretch"),
        ("export", "-o", "a\x1b[2J\nerror: b.mp3"),
        ("handout", "-o", "a\x1b[2J\nerror: b.pdf"),
        ("export", "--split", "-o", "a\x1b[2J\nerror: b"),
        ("export", "--only", "a\x1b[2J\nerror: b"),
        ("export", "--hold", "a\x1b[2J\nerror: b"),
        ("export", "--chimes", "a\x1b[2J\nerror: b"),
        ("export", "--title", "a\x1b[2J\nerror: b"),
        ("new", "a\x1b[2J\nerror: b"),
        ("copy", "si-joint", "a\x1b[2J\nerror: b"),
        ("fmt", "a\x1b[2J\nerror: b"),
        ("share", "a\x1b[2J\nerror: b.mp3"),
        ("share", "--address", "a\x1b[2J\nerror: b"),
        ("voices", "a\x1b[2J\nerror: b"),
        ("preview", "a\x1b[2J\nerror: b"),
        ("show", "--a\x1b[2J\nerror: b"),
        ("show", "si-joint", "a\x1b[2J\nerror: b"),
        ("a\x1b[2J\nerror: b",),
    ],
)
def test_the_words_of_a_command_line_do_not_become_lines_of_its_output(
    run: Run, words: tuple[str, ...]
) -> None:
    result = run(*words)
    assert result.exit_code == 2
    assert "\x1b" not in result.output
    assert not [line for line in result.output.splitlines() if line.startswith("error: b")]


@pytest.mark.parametrize(
    "text",
    [
        r'"a\u001b\nerror: b" = 1',
        r'voice = "a\u001b\nerror: b"',
        r'only = ["a\n\u009berror: b"]',
        r'hold = "a\u202e\nerror: b"',
    ],
)
def test_the_settings_do_not_become_lines_of_the_output(run: Run, text: str) -> None:
    settings_file().parent.mkdir(parents=True)
    settings_file().write_text(text)
    result = run("show")
    assert result.exit_code == 1
    assert not {"\x1b", "\x9b", "\u202e"} & set(result.output)
    assert not [line for line in result.output.splitlines() if line.startswith("error: b")]
