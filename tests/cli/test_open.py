"""`sivoice open`: the scripts come out of an exported file, ready to be changed."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.conftest import Run
from tests.conftest import ROOT

pytestmark = pytest.mark.usefixtures("warm_cache")
SCRIPTS = ROOT / "scripts"


@pytest.fixture
def sound(run: Run, tmp_path: Path) -> Path:
    """The only file in the current folder."""
    words = ("--hold", "20", "--first-side", "left", "-o", "ann.mp3", "-q")
    assert run("export", "desk-break", *words).exit_code == 0
    return tmp_path / "ann.mp3"


def test_the_scripts_come_out_and_make_the_same_file_again(
    run: Run, tmp_path: Path, sound: Path
) -> None:
    result = run("open", "ann.mp3", "anns-back")
    assert (result.exit_code, result.stderr) == (0, "")
    assert result.stdout == (
        "Written: anns-back.session, anns-back.handout, 4 files in stretches."
        " Open a text editor to change the words.\n"
        "To make it again: sivoice export anns-back.session --hold 20s --first-side left\n"
    )
    shipped = (SCRIPTS / "desk-break.session").read_bytes()
    assert (tmp_path / "anns-back.session").read_bytes() == shipped
    before = sound.read_bytes()
    again = "export anns-back.session --hold 20s --first-side left -o ann.mp3 -q"
    assert run(*again.split()).exit_code == 0
    after = sound.read_bytes()
    assert after[after.index(b"Info") :] == before[before.index(b"Info") :]


@pytest.mark.usefixtures("sound")
def test_no_file_is_overwritten(run: Run, tmp_path: Path) -> None:
    (tmp_path / "desk-break.handout").write_text("mine")
    result = run("open", "ann.mp3")
    assert result.exit_code == 1
    assert "desk-break.handout already exists" in result.stderr
    assert sorted(path.name for path in tmp_path.iterdir()) == ["ann.mp3", "desk-break.handout"]


@pytest.mark.usefixtures("sound")
def test_equal_stretches_that_are_here_are_shared_and_others_kept(run: Run, tmp_path: Path) -> None:
    assert run("open", "ann.mp3", "one").exit_code == 0
    assert run("open", "ann.mp3", "two").exit_code == 0
    changed = tmp_path / "stretches" / "quadriceps.stretch"
    changed.write_text("# Changed\n")
    result = run("open", "ann.mp3", "three")
    assert result.exit_code == 1
    assert changed.read_text() == "# Changed\n"
    assert not (tmp_path / "three.session").exists()


def test_a_file_made_without_its_source_says_so(run: Run) -> None:
    assert run("export", "desk-break", "--no-source", "-q").exit_code == 0
    result = run("open", "desk-break.mp3")
    assert result.exit_code == 1
    assert "carries no scripts" in result.stderr
    assert run("handout", "desk-break", "--no-source", "-q").exit_code == 0
    assert "carries no scripts" in run("open", "desk-break.pdf").stderr
