"""`sivoice show --figure` draws a stretch, and `sivoice check` reports the faults of a figure."""

from __future__ import annotations

import struct
from pathlib import Path

import pytest

from tests.cli.conftest import Run
from tests.conftest import STRETCH
from tests.figure.conftest import STANDING


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


def test_poses_are_drawn_side_by_side(run: Run, tmp_path: Path) -> None:
    for name in ("one", "two"):
        pose = ("--pose", "set-up,hold") if name == "two" else ()
        assert run("show", "hip-adductor", "--figure", *pose, "-o", f"{name}.png").exit_code == 0
    widths = [(tmp_path / f"{name}.png").read_bytes()[16:24] for name in ("one", "two")]
    assert [struct.unpack(">II", width) for width in widths] == [(1200, 900), (2400, 900)]
    assert run("show", "hip-adductor", "--figure", "--pose", "set-up, hold").exit_code == 0
    picture = (tmp_path / "hip-adductor.svg").read_text()
    assert picture.count('class="sivoice-figure"') == 2
    assert picture.count("<style>") == 1
    assert 'viewBox="0 0 800 300"' in picture
    unknown = run("show", "hip-adductor", "--figure", "--pose", "move")
    assert unknown.exit_code == 2
    assert unknown.stderr == "error: the figure has no pose move\nChoose set-up or hold.\n"
    assert run("show", "hip-adductor", "--pose", "hold").exit_code == 2


@pytest.mark.parametrize("name", ["a.svg", "a.png"])
def test_only_a_picture_that_sivoice_drew_is_replaced(run: Run, tmp_path: Path, name: str) -> None:
    path = tmp_path / name
    command = ("show", "piriformis", "--figure", "-o", name)
    for side in ("right", "left"):
        assert run(*command, "--side", side).exit_code == 0
    drawn = path.read_bytes()
    path.write_bytes(b"mine")
    refused = run(*command)
    assert refused.exit_code == 1
    assert "sivoice did not write it\nTo overwrite it, add --force." in refused.stderr
    assert path.read_bytes() == b"mine"
    assert run(*command, "--side", "left", "--force").exit_code == 0
    assert path.read_bytes() == drawn


def test_what_cannot_be_drawn_is_said(run: Run, tmp_path: Path) -> None:
    (tmp_path / "calf.stretch").write_text(STRETCH)
    assert "calf has no figure" in run("show", "calf", "--figure").stderr
    assert "is a session" in run("show", "si-joint", "--figure").stderr
    assert "must end in .svg or .png" in run("show", "piriformis", "--figure", "-o", "a.gif").stderr
    assert "go with --figure" in run("show", "piriformis", "-o", "a.svg").stderr
    assert [path.name for path in tmp_path.iterdir() if path.suffix == ".svg"] == []


def test_check_reports_the_faults_of_a_figure(run: Run, tmp_path: Path) -> None:
    (tmp_path / "calf.stretch").write_text(STRETCH)
    (tmp_path / "calf.figure").write_text("# Calf\n## Hold (low)\nright leg: knee 190\n")
    result = run("check", "calf", "--format", "concise")
    assert result.exit_code == 1
    assert "calf.figure:3:12: error[beyond-range]: the right knee would be at 190" in result.stderr
    assert "calf.figure:2:1: error[unknown-variant]" in result.stderr


@pytest.mark.parametrize("stretch", [STRETCH, None])
def test_check_takes_the_path_of_a_figure(run: Run, tmp_path: Path, stretch: str | None) -> None:
    if stretch:
        (tmp_path / "calf.stretch").write_text(stretch)
    (tmp_path / "calf.figure").write_text("# Calf\n## Hold (low)\nright leg: knee 190\n")
    result = run("check", "calf.figure", "--format", "concise")
    assert result.exit_code == 1
    assert "calf.figure:3:12: error[beyond-range]" in result.stderr
    assert ("unknown-variant" in result.stderr) is bool(stretch)
    (tmp_path / "calf.figure").write_text(STANDING)
    assert run("check", "calf.figure").output == "no problems found\n"
    missing = run("check", "knee.figure")
    assert missing.exit_code == 2
    assert missing.stderr.startswith("error: there is no figure knee.figure\n")


def test_fmt_tidies_the_spaces_of_a_figure(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "calf.figure"
    path.write_text(
        "\n# Calf\n[note] Mine,  not yours.\n\n\n##  Hold\nview :from the right\n"
        "  right leg:  hip  20 ,knee 30\n## Hold(low)\nbody: standing\n\n"
    )
    assert run("fmt", "--check", "calf.figure").exit_code == 1
    assert run("fmt", "calf.figure").output == "formatted calf.figure\n"
    assert path.read_text() == (
        "# Calf\n[note] Mine,  not yours.\n\n## Hold\nview: from the right\n"
        "right leg: hip 20, knee 30\n\n## Hold (low)\nbody: standing\n"
    )
    assert run("fmt", "calf.figure").output == "unchanged calf.figure\n"
    path.write_text("# Calf\n## Hold\nright leg:knee 190\n")
    assert run("fmt", "calf.figure").exit_code == 1
    assert path.read_text() == "# Calf\n## Hold\nright leg:knee 190\n"
