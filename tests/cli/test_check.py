"""`sivoice check`: faults for people, editors and programs."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.cli.conftest import Run
from tests.conftest import STRETCH


@pytest.fixture
def bad(tmp_path: Path) -> str:
    (tmp_path / "bad.stretch").write_text(STRETCH.replace("Come back.", "Come [bak].\nTurn right."))
    return "bad.stretch"


def test_what_has_no_faults_says_so(run: Run) -> None:
    result = run("check", "si-joint", "piriformis")
    assert (result.exit_code, result.output) == (0, "no problems found\n")


def test_text_is_for_people(run: Run, bad: str) -> None:
    result = run("check", bad)
    assert result.exit_code == 1
    assert result.stderr.startswith(
        "error[unknown-direction]: unknown stage direction `[bak]`\n --> bad.stretch:6:6\n"
    )
    assert "warning[bare-side]" in result.stderr
    assert result.stdout == "1 error, 1 warning\n"


def test_concise_is_a_line_a_fault(run: Run, bad: str) -> None:
    assert run("check", bad, "--format", "concise").stderr.splitlines() == [
        "bad.stretch:6:6: error[unknown-direction]: unknown stage direction `[bak]`",
        "bad.stretch:7:6: warning[bare-side]: `right` stays the same on both sides",
    ]


def test_json_is_for_programs(run: Run, bad: str) -> None:
    result = run("check", bad, "--format", "json")
    told = json.loads(result.stdout)
    assert (result.exit_code, told["errors"], told["warnings"]) == (1, 1, 1)
    first = told["diagnostics"][0]
    assert first.pop("help").endswith("o have it spoken, write `\\[bak\\]`")
    assert first == {
        "code": "unknown-direction",
        "severity": "error",
        "message": "unknown stage direction `[bak]`",
        "file": "bad.stretch",
        "line": 6,
        "column": 6,
        "end_column": 11,
    }
    assert json.loads(run("check", "si-joint", "--format", "json").stdout)["diagnostics"] == []


def test_warnings_alone_end_with_nought(run: Run, tmp_path: Path) -> None:
    (tmp_path / "mild.stretch").write_text(STRETCH.replace("{side} ", ""))
    result = run("check", "mild.stretch")
    assert result.exit_code == 0
    assert "side-not-named" in result.stderr


def test_faults_of_several_files_come_together(run: Run, bad: str, tmp_path: Path) -> None:
    (tmp_path / "worse.stretch").write_text("# Worse\n")
    result = run("check", "worse.stretch", bad, bad, "--format", "concise", "--quiet")
    assert [line.split(":")[0] for line in result.stderr.splitlines()] == [
        "worse.stretch",
        "bad.stretch",
    ]
    assert result.stdout == ""


def test_a_file_that_is_missing_is_not_without_faults(run: Run) -> None:
    assert run("check", "gone.stretch").stdout == ""
