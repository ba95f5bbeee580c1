"""Commands that draw nothing load nothing that draws."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from tests.conftest import STRETCH
from tests.figure.conftest import STANDING

PROGRAM = """
import sys
sys.argv = ["sivoice", *{words}]
from sivoice import cli, interrupts
interrupts.leave = lambda code: None
try: cli.main()
finally:
    light = ("sivoice.figure", "sivoice.figure.files")
    named = [name for name in sys.modules if name.startswith(("sivoice.figure", "resvg_py"))]
    print("loaded", sorted(set(named) - set(light)), file=sys.stderr)
"""


def loaded(folder: Path, *words: str) -> str:
    """The modules of figures that a command loads, as the last line that it prints."""
    code = PROGRAM.format(words=list(words))
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=folder, check=True, capture_output=True, text=True
    )
    return done.stderr.splitlines()[-1]


@pytest.mark.parametrize(
    "words",
    [("--help",), ("list",), ("play", "--help"), ("check", "calf"), ("show", "calf", "--dose")],
    ids=" ".join,
)
def test_a_command_that_draws_nothing(tmp_path: Path, words: tuple[str, ...]) -> None:
    (tmp_path / "calf.stretch").write_text(STRETCH)
    assert loaded(tmp_path, *words) == "loaded []"


def test_a_warm_export_of_a_stretch_with_a_figure(tmp_path: Path) -> None:
    (tmp_path / "calf.stretch").write_text(STRETCH)
    (tmp_path / "calf.figure").write_text(STANDING)
    words = ("export", "calf", "--voice", "none", "--quiet")
    assert "resvg_py" in loaded(tmp_path, *words)
    assert loaded(tmp_path, *words) == "loaded []"
