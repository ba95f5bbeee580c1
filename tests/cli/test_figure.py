"""`sivoice show --figure` draws a stretch, and `sivoice check` reports the faults of a figure."""

from __future__ import annotations

from pathlib import Path

from tests.cli.conftest import Run
from tests.conftest import STRETCH


def test_a_stretch_is_drawn_as_an_svg_and_a_png(run: Run, tmp_path: Path) -> None:
    assert run("show", "piriformis", "--figure").exit_code == 0
    assert (tmp_path / "piriformis.svg").read_text().startswith("<svg")
    result = run("show", "hamstring", "--figure", "--variant", "hamstring=lying", "-o", "a.png")
    assert (result.exit_code, result.stderr) == (0, "")
    assert (tmp_path / "a.png").read_bytes().startswith(b"\x89PNG")


def test_the_left_side_is_another_picture(run: Run, tmp_path: Path) -> None:
    run("show", "piriformis", "--figure", "-o", "right.svg")
    run("show", "piriformis", "--figure", "--side", "left", "-o", "left.svg")
    assert (tmp_path / "left.svg").read_text() != (tmp_path / "right.svg").read_text()


def test_what_cannot_be_drawn_is_said(run: Run, tmp_path: Path) -> None:
    (tmp_path / "calf.stretch").write_text(STRETCH)
    assert "calf has no figure" in run("show", "calf", "--figure").stderr
    assert "is a session" in run("show", "si-joint", "--figure").stderr
    assert ".svg or .png" in run("show", "piriformis", "--figure", "-o", "a.gif").stderr
    assert "--output goes with --figure" in run("show", "piriformis", "-o", "a.svg").stderr
    assert [path.name for path in tmp_path.iterdir() if path.suffix == ".svg"] == []


def test_check_reports_the_faults_of_a_figure(run: Run, tmp_path: Path) -> None:
    (tmp_path / "calf.stretch").write_text(STRETCH)
    (tmp_path / "calf.figure").write_text("# Calf\n## Hold (low)\nright leg: knee 190\n")
    result = run("check", "calf", "--format", "concise")
    assert result.exit_code == 1
    assert "calf.figure:3:12: error[beyond-range]: the right knee would be at 190" in result.stderr
    assert "calf.figure:2:1: error[unknown-variant]" in result.stderr
