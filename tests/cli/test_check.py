"""`sivoice check` reports faults for people, editors and programs."""

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


def test_a_script_without_faults_is_reported_as_such(run: Run) -> None:
    result = run("check", "si-joint", "piriformis")
    assert (result.exit_code, result.output) == (0, "no problems found\n")


def test_text_shows_each_fault_in_its_frame(run: Run, bad: str) -> None:
    result = run("check", bad)
    assert result.exit_code == 1
    assert result.stderr.startswith(
        "error[unknown-direction]: unknown stage direction `[bak]`\n --> bad.stretch:6:6\n"
    )
    assert "warning[bare-side]" in result.stderr
    assert result.stdout == "1 error, 1 warning\n"


def test_concise_prints_a_line_for_each_fault(run: Run, bad: str) -> None:
    assert run("check", bad, "--format", "concise").stderr.splitlines() == [
        "bad.stretch:6:6: error[unknown-direction]: unknown stage direction `[bak]`",
        "bad.stretch:7:6: warning[bare-side]: `right` stays the same on both sides",
    ]


def test_json_has_every_fault(run: Run, bad: str) -> None:
    result = run("check", bad, "--format", "json")
    written = json.loads(result.stdout)
    assert (result.exit_code, written["errors"], written["warnings"]) == (1, 1, 1)
    first = written["diagnostics"][0]
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


def test_warnings_alone_have_exit_code_0(run: Run, tmp_path: Path) -> None:
    (tmp_path / "mild.stretch").write_text(STRETCH.replace("{side} ", ""))
    result = run("check", "mild.stretch")
    assert result.exit_code == 0
    assert "side-not-named" in result.stderr


def test_faults_of_several_files_are_reported_together(run: Run, bad: str, tmp_path: Path) -> None:
    (tmp_path / "worse.stretch").write_text("# Worse\n")
    result = run("check", "worse.stretch", bad, bad, "--format", "concise", "--quiet")
    assert [line.split(":")[0] for line in result.stderr.splitlines()] == [
        "worse.stretch",
        "bad.stretch",
    ]
    assert result.stdout == ""


def test_a_missing_file_is_not_reported_as_without_faults(run: Run) -> None:
    assert run("check", "gone.stretch").stdout == ""


DOSES = """# Doses
reps: 40
## Each rep
Lift.
[hold 3 s]
"""


def test_a_dose_is_advised_by_check_and_show_alone(run: Run, tmp_path: Path) -> None:
    (tmp_path / "long.stretch").write_text(STRETCH.replace("[hold]", "[hold 90 s]"))
    advice = "a hold of 1 min 30 s is longer than usual"
    usual = "15 to 30 s is usual, and 30 to 60 s for older adults"
    checked = run("check", "long")
    assert checked.exit_code == 0
    assert f"warning[hold-length]: {advice}\n" in checked.stderr
    assert f"help: {usual}\n" in checked.stderr
    assert advice in run("show", "long").stderr
    assert run("show", "long", "--quiet").stderr == ""
    for command in ("export", "handout"):
        assert run(command, "long").stderr == ""
    for words in (("long",), ("si-joint", "--only", "abdominal", "--hold", "90")):
        assert advice in run("show", *words).stderr
        assert advice not in run("export", *words, "--force").stderr
        assert advice not in run("handout", *words, "--force").stderr
    said = run("show", "si-joint", "--only", "abdominal", "--hold", "90").stderr
    assert said == f"advice: abdominal: {advice}; {usual}\n"


def test_reps_need_no_advice_about_their_length(run: Run, tmp_path: Path) -> None:
    (tmp_path / "doses.stretch").write_text(DOSES)
    assert run("check", "doses").output == "no problems found\n"
    said = run("show", "doses", "--hold", "2").stderr
    assert said == "warning: doses: hold 2 s instead of 3 s\n"


@pytest.mark.parametrize("format", ["text", "concise"])
def test_at_most_fifty_faults_are_printed(run: Run, tmp_path: Path, format: str) -> None:
    (tmp_path / "bad.stretch").write_text(STRETCH + "Come [bak].\n" * 300)
    result = run("check", "bad.stretch", "--format", format)
    assert result.stderr.count("unknown stage direction `[bak]`") == 50
    assert result.stderr.endswith("\nand 250 more in bad.stretch\n")
    assert result.stdout == "300 errors, 0 warnings\n"
    assert (
        len(json.loads(run("check", "bad.stretch", "--format", "json").stdout)["diagnostics"])
        == 300
    )


def test_what_has_no_hold_needs_no_advice_about_one(run: Run, tmp_path: Path) -> None:
    breath = "# Breath\nhold: 5 s\n## Practice, 4 times\n[timer 4 s] In.\n[timer 6 s] Out.\n"
    (tmp_path / "breath.stretch").write_text(breath)
    (tmp_path / "calm.session").write_text("# Calm\n## Stretches\n[play breath]\n")
    for name in ("breath", "calm"):
        assert run("check", name).output == "no problems found\n"
        assert run("show", name, "--hold", "2").stderr == ""
    (tmp_path / "calm.session").write_text("# Calm\nhold: 5 s\n## Stretches\n[play breath]\n")
    assert "hold-length" in run("check", "calm").stderr  # for stretches that hold


@pytest.mark.parametrize(("rest", "warnings"), [("2 s", 1), ("40 s", 0)])
def test_a_rest_that_is_too_short_for_its_words_is_told(
    run: Run, tmp_path: Path, rest: str, warnings: int
) -> None:
    script = tmp_path / "reach.stretch"
    words = "Rest your arms for a moment, and let your shoulders sink."
    script.write_text(
        f"# Reach\nposition: standing\nsets: 3\nrest: {rest}\n## Hold\nReach up.\n[hold]\n{words}\n"
    )
    result = run("check", "reach.stretch")
    assert result.exit_code == 0
    assert result.stderr.count("reach.stretch:1: the rest of 2 s lasts about ") == warnings
    said = "0 errors, 1 warning" if warnings else "no problems found"
    assert result.stdout == f"{said}\n"
    assert run("check", "reach.stretch", "--quiet").stderr == ""
