"""`sivoice list` lists the scripts that have a name."""

from __future__ import annotations

import subprocess
import sys

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
        "Piriformis (deep muscle of the buttock)",
        "calf",
        "Calf",
        "broken",
    ):
        assert words in said
    assert str(folder) in said


def test_the_command_line_loads_no_heavy_libraries() -> None:
    heavy = {"numpy", "scipy", "onnxruntime", "lameenc", "mutagen"}
    code = f"import sys, sivoice.cli.app; print({heavy} & set(sys.modules))"
    done = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True)
    assert done.stdout == "set()\n"
