"""`sivoice list` lists the scripts that have a name."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from sivoice.cli.arguments import complete_script
from sivoice.folders import own_scripts
from tests.cli.conftest import Run
from tests.conftest import STRETCH


def test_shipped_scripts_and_the_listeners_own_are_listed(run: Run) -> None:
    folder = own_scripts()
    (folder / "stretches").mkdir(parents=True)
    (folder / "stretches" / "calf.stretch").write_text(STRETCH)
    (folder / "broken.session").write_bytes(b"\xff\xfe no text")
    (folder / "stretches" / "folder.stretch").mkdir()
    said = run("list").stdout
    for words in (
        "si-joint",
        "SI joint relief",
        "Piriformis (deep buttock muscle)",
        "calf",
        "Calf",
        "broken",
    ):
        assert words in said
    assert str(folder) in said


def test_the_examples_have_a_heading_of_their_own(run: Run) -> None:
    said = run("list").stdout
    sessions, examples = said.index("Sessions\n"), said.index("Examples\n")
    assert sessions < said.index("si-joint ") < said.index("si-joint-short ") < examples
    assert said.index("slow-breathing") < examples
    for name in ("leg-raises", "plank-circuit", "4-7-8 ", "intervals", "straight-leg-raise"):
        assert said.index(name) > examples


def test_the_scripts_in_this_folder_have_a_heading_of_their_own(run: Run, tmp_path: Path) -> None:
    assert "In this folder" not in run("list").stdout
    (tmp_path / "calm.session").write_text("# Calm\n## Stretches\n[play calf]\n")
    (tmp_path / "piriformis.stretch").write_text(STRETCH)
    (tmp_path / "si-joint.session").mkdir()
    rows = run("list").stdout.splitlines()
    assert [" ".join(row.split()) for row in rows[:3]] == [
        "In this folder",
        "calm Calm",
        "piriformis Calf",
    ]
    assert [row for row in rows if row.startswith("  piriformis")] == [rows[2]]
    assert "SI joint relief" in "\n".join(rows[3:])


def test_a_script_in_this_folder_is_used_and_completed_by_its_name(
    run: Run, tmp_path: Path
) -> None:
    (tmp_path / "calm.session").write_text("# Calm\n## Stretches\n[play calf]\n")
    (tmp_path / "calf.stretch").write_text(STRETCH)
    (tmp_path / "calm").mkdir()
    assert run("check", "calm").stdout == "no problems found\n"
    assert run("show", "calm", "--stage", "plan").exit_code == 0
    assert run("export", "calm").exit_code == 0
    assert (tmp_path / "calm.mp3").is_file()
    assert complete_script("cal") == ["calf", "calm"]


def test_the_command_line_loads_no_heavy_libraries() -> None:
    heavy = {"numpy", "scipy", "onnxruntime", "lameenc", "mutagen"}
    code = f"import sys, sivoice.cli.app; print({heavy} & set(sys.modules))"
    done = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True)
    assert done.stdout == "set()\n"
