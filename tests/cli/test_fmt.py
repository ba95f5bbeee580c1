"""`sivoice fmt`: scripts in the canonical layout, and scripts that are left alone."""

from __future__ import annotations

import sys
from io import BytesIO, TextIOWrapper
from pathlib import Path

import pytest
from typer.testing import CliRunner

from sivoice.cli.app import app
from sivoice.cli.fmt import fmt_command
from tests.cli.conftest import Run

MESSY = "#  Calf\r\nhold:20 s\r\nsivoice: 1\r\n## Hold\r\n[full]Rise.\r\n[hold 20s]\r\nSink."
NEAT = "# Calf\nsivoice: 1\nhold: 20 s\n\n## Hold\n[full] Rise.\n[hold 20 s]\nSink.\n"
BROKEN = "# Calf\n##  Hold\n[hodl]\n"


@pytest.fixture
def messy(tmp_path: Path) -> Path:
    path = tmp_path / "calf.stretch"
    path.write_bytes(MESSY.encode())
    return path


def test_a_script_is_rewritten_once(run: Run, messy: Path) -> None:
    result = run("fmt", "calf.stretch")
    assert (result.exit_code, result.output) == (0, "formatted calf.stretch\n")
    assert messy.read_bytes() == NEAT.encode()
    before = messy.stat()
    result = run("fmt", "calf")
    assert (result.exit_code, result.output) == (0, "unchanged calf.stretch\n")
    assert messy.stat() == before


def test_check_writes_nothing(run: Run, messy: Path) -> None:
    result = run("fmt", "--check", "calf.stretch")
    assert (result.exit_code, result.output) == (1, "would format calf.stretch\n")
    assert messy.read_bytes() == MESSY.encode()
    assert run("fmt", "--check", "--quiet", "calf.stretch").output == ""
    messy.write_bytes(NEAT.encode())
    result = run("fmt", "--check", "calf.stretch")
    assert (result.exit_code, result.output) == (0, "unchanged calf.stretch\n")


def test_diff_prints_what_would_change(run: Run, messy: Path) -> None:
    messy.write_text("# Calf\n\n## Hold\nRise.\n[hold 20s]\nSink.")
    result = run("fmt", "--diff", "calf.stretch")
    assert result.exit_code == 0
    assert result.stdout.splitlines() == [
        *("--- calf.stretch", "+++ calf.stretch", "@@ -2,5 +2,5 @@", " ", " ## Hold", " Rise."),
        *("-[hold 20s]", "-Sink.", "\\ No newline at end of file", "+[hold 20 s]", "+Sink."),
    ]
    assert messy.read_text().endswith("[hold 20s]\nSink.")
    assert run("fmt", "--diff", "--check", "calf.stretch").exit_code == 1
    messy.write_bytes(NEAT.encode())
    assert run("fmt", "--diff", "calf.stretch").output == ""


def test_a_script_with_errors_is_left_alone(run: Run, messy: Path, tmp_path: Path) -> None:
    (tmp_path / "broken.stretch").write_text(BROKEN)
    for words in ((), ("--check",), ("--diff",)):
        messy.write_bytes(MESSY.encode())
        result = run("fmt", *words, "broken.stretch", "calf.stretch")
        assert result.exit_code == 1
        assert result.stderr.startswith("error[unknown-direction]")
        assert "broken" not in result.stdout
        assert (tmp_path / "broken.stretch").read_text() == BROKEN
        assert messy.read_bytes() == (MESSY if words else NEAT).encode()


def test_only_errors_are_shown(run: Run, tmp_path: Path) -> None:
    (tmp_path / "long.stretch").write_text("# Long\n\n## Each side\nGo left.\n[hold 90 s]\n")
    assert run("fmt", "long.stretch").output == "unchanged long.stretch\n"


def test_what_a_session_plays_does_not_matter(run: Run, tmp_path: Path) -> None:
    (tmp_path / "x.session").write_text("# X\n## Stretches\n[play  nowhere]")
    assert run("fmt", "x.session").exit_code == 0
    assert (tmp_path / "x.session").read_text() == "# X\n\n## Stretches\n[play nowhere]\n"


def test_a_missing_file_does_not_stop_the_others(run: Run, messy: Path) -> None:
    result = run("fmt", "gone.stretch", "calf.stretch")
    assert result.exit_code == 2
    assert "there is no script gone.stretch" in result.stderr
    assert messy.read_bytes() == NEAT.encode()


@pytest.mark.parametrize(
    ("text", "neat"),
    [
        (MESSY, NEAT),
        ("# X\n## Stretches\n[play  calf,sets 2]", "# X\n\n## Stretches\n[play calf, sets 2]\n"),
    ],
    ids=["stretch", "session"],
)
def test_standard_input_goes_to_standard_output(text: str, neat: str) -> None:
    result = CliRunner().invoke(app, ["fmt", "-"], input=text)
    assert (result.exit_code, result.stdout, result.stderr) == (0, neat, "")
    result = CliRunner().invoke(app, ["fmt", "--check", "-"], input=text)
    assert (result.exit_code, result.output) == (1, "")
    assert CliRunner().invoke(app, ["fmt", "--check", "-"], input=neat).exit_code == 0


def test_standard_input_with_errors_prints_nothing() -> None:
    result = CliRunner().invoke(app, ["fmt", "-"], input=BROKEN)
    assert (result.exit_code, result.stdout) == (1, "")
    assert " --> standard input:3:1\n" in result.stderr


def test_a_diff_is_visible_on_a_terminal_and_exact_in_a_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "calf.stretch"
    path.write_bytes(b"# Calf\rposition :  standing\r\n## Each side\r\nGo.\r\n[hold]\r\n")
    data = BytesIO()
    monkeypatch.setattr(sys, "stdout", TextIOWrapper(data, encoding="utf-8", newline=""))
    fmt_command([str(path)], diff=True)
    assert b"\n-# Calf\rposition :  standing\r\n" in data.getvalue()
    monkeypatch.setattr(sys.stdout, "isatty", lambda: True)
    data.truncate(0)
    fmt_command([str(path)], diff=True)
    assert "\n-# Calf␍position :  standing\r\n".encode() in data.getvalue()
