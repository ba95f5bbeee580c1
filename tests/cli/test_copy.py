"""`sivoice copy`: a session with all that belongs to it, under a new name."""

from __future__ import annotations

from pathlib import Path

import pytest

from sivoice.folders import own_scripts
from sivoice.script.library import load
from tests.cli.conftest import Run
from tests.conftest import ROOT, STRETCH

SHIPPED = ROOT / "scripts"
STRETCHES = sorted(load(SHIPPED / "si-joint.session")[0].stretches)
TWO = "# Two\n## Stretches\n[play calf]\n[play piriformis]\n[play calf, hold 20 s]\n"


def files(folder: Path) -> dict[str, bytes]:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file()
    }


def test_a_session_is_copied_with_its_stretches_and_its_handout(run: Run, tmp_path: Path) -> None:
    result = run("copy", "si-joint", "my-back")
    assert (result.exit_code, result.stderr) == (0, "")
    wanted = {
        "my-back.session": SHIPPED / "si-joint.session",
        "my-back.handout": SHIPPED / "si-joint.handout",
    }
    for name in STRETCHES:
        for ending in ("stretch", "figure"):
            wanted[f"stretches/{name}.{ending}"] = SHIPPED / "stretches" / f"{name}.{ending}"
    assert files(tmp_path) == {name: path.read_bytes() for name, path in wanted.items()}
    assert result.stdout == (
        "Written: my-back.session, my-back.handout, 14 files in stretches."
        " Open a text editor to change the words.\nTo hear it: sivoice play my-back.session\n"
    )
    assert run("check", "my-back").output == "no problems found\n"


def test_what_the_copy_plays_can_be_changed(run: Run, tmp_path: Path) -> None:
    run("copy", "si-joint", "my-back")
    path = tmp_path / "stretches" / "piriformis.stretch"
    path.write_text(path.read_text().replace("# Piriformis", "# My piriformis"))
    assert "My piriformis" in run("show", "my-back", "--stage", "plan").stdout
    assert "My piriformis" not in run("show", "si-joint", "--stage", "plan").stdout


def test_stretches_come_from_wherever_the_session_finds_them(run: Run, tmp_path: Path) -> None:
    own = own_scripts()
    own.mkdir(parents=True)
    (own / "two.session").write_text(TWO)
    (own / "calf.stretch").write_text(STRETCH)
    assert run("copy", "two", "mine.session", "--quiet").output == ""
    assert sorted(files(tmp_path)) == [
        "mine.session",
        "stretches/calf.stretch",
        "stretches/piriformis.figure",
        "stretches/piriformis.stretch",
    ]


def test_one_stretch_is_copied_alone(run: Run, tmp_path: Path) -> None:
    (tmp_path / "calf.stretch").write_text(STRETCH)
    (tmp_path / "calf.handout").write_text("## Tip\nSlowly.\n")
    assert run("copy", "calf", "my-calf").exit_code == 0
    found = files(tmp_path)
    assert found["my-calf.stretch"] == found["calf.stretch"]
    assert found["my-calf.handout"] == found["calf.handout"]
    assert len(found) == 4


def test_stretches_that_are_here_already_are_shared(run: Run, tmp_path: Path) -> None:
    (tmp_path / "piriformis.stretch").write_bytes(
        (SHIPPED / "stretches" / "piriformis.stretch").read_bytes()
    )
    assert run("copy", "si-joint", "ann").exit_code == 0
    assert "stretches/piriformis.stretch" not in files(tmp_path)
    result = run("copy", "ann", "bob")
    assert "shares the stretches that are here already" in result.stdout
    assert len(files(tmp_path)) == 2 + 2 + 7 + 6
    assert run("check", "bob").output == "no problems found\n"


def test_another_stretch_of_the_same_name_stops_it(run: Run, tmp_path: Path) -> None:
    (tmp_path / "stretches").mkdir()
    (tmp_path / "stretches" / "piriformis.stretch").write_text(STRETCH)
    result = run("copy", "si-joint", "my-back")
    assert result.exit_code == 1
    assert "stretches/piriformis.stretch is here already" in result.stderr
    assert list(files(tmp_path)) == ["stretches/piriformis.stretch"]


@pytest.mark.parametrize("there", ["my-back.session", "my-back.handout"])
def test_nothing_is_overwritten_and_nothing_left_behind(
    run: Run, tmp_path: Path, there: str
) -> None:
    (tmp_path / there).write_text("mine")
    result = run("copy", "si-joint", "my-back")
    assert result.exit_code == 1
    assert f"{there} already exists" in result.stderr
    assert files(tmp_path) == {there: b"mine"}


def test_a_failure_on_the_way_undoes_all(run: Run, tmp_path: Path) -> None:
    (tmp_path / "stretches").write_text("a file, not a folder")
    result = run("copy", "si-joint", "my-back")
    assert result.exit_code == 1
    assert "error: cannot write stretches" in result.stderr
    assert list(files(tmp_path)) == ["stretches"]


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (("si-jiont", "my-back"), 2, "Did you mean si-joint"),
        (("si-joint", "my back"), 2, "hyphens: my-back"),
        (("si-joint", "my-back.stretch"), 2, "my-back.stretch cannot be a session"),
        (("lonely.session", "my-back"), 1, "unknown-stretch"),
    ],
)
def test_what_cannot_be_copied_is_said(
    run: Run, tmp_path: Path, words: tuple[str, ...], code: int, said: str
) -> None:
    (tmp_path / "lonely.session").write_text("# Lonely\n## Stretches\n[play nowhere]\n")
    result = run("copy", *words)
    assert result.exit_code == code
    assert said in result.stderr
    assert list(files(tmp_path)) == ["lonely.session"]
