"""`sivoice list`: what can be asked for by name."""

from __future__ import annotations

import subprocess
import sys

from sivoice.folders import own_scripts
from tests.cli.conftest import Run
from tests.conftest import STRETCH


def test_the_shipped_scripts_and_ones_own_are_listed(run: Run) -> None:
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


def test_the_examples_have_a_heading_of_their_own(run: Run) -> None:
    said = run("list").stdout
    sessions, examples = said.index("Sessions\n"), said.index("Examples\n")
    assert sessions < said.index("si-joint ") < said.index("si-joint-short ") < examples
    assert said.index("slow-breathing") < examples
    for name in ("leg-raises", "plank-circuit", "4-7-8 ", "intervals", "straight-leg-raise"):
        assert said.index(name) > examples


def test_nothing_heavy_is_needed() -> None:
    heavy = ("numpy", "scipy", "onnxruntime", "lameenc", "mutagen")
    code = f"import sys; from sivoice.cli.app import app; print([m for m in {heavy} if m in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True)
    assert done.stdout == "[]\n"
