"""Coverage-guided fuzzing of scripts with atheris, which finds its own way into the code.

    pip install atheris
    python -m tests.torture.fuzz FOLDER -max_total_time=600

FOLDER keeps what it found. It begins with the shipped scripts and those of the tests. Any other
argument is libFuzzer's. atheris is not needed for anything else, and has wheels for Linux only.
"""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

import atheris

with atheris.instrument_imports(include=["sivoice.script", "sivoice.compile"]):
    from tests.torture.scripts import STRETCHES, ScriptGenerator, examine

from sivoice.options.options import Options

KINDS = ("stretch", "session")


def examiner(folder: Path) -> Callable[[bytes], None]:
    """Return what is done with each input: its first byte is the kind, the rest a script."""
    for name, text in STRETCHES.items():
        (folder / f"{name}.stretch").write_text(text, encoding="utf-8")

    def examine_bytes(data: bytes) -> None:
        path = folder / f"x.{KINDS[data[0] % 2] if data else KINDS[0]}"
        path.write_bytes(data[1:])
        examine(path, Options())

    return examine_bytes


def main() -> None:
    """Fuzz until a limit that was given is reached, or something fails."""
    found = Path(sys.argv[1])
    found.mkdir(parents=True, exist_ok=True)
    for number, seed in enumerate(ScriptGenerator.seeds):
        kind = b"\x01" if "## Stretches" in seed else b"\x00"
        (found / f"seed-{number}").write_bytes(kind + seed.encode())
    with tempfile.TemporaryDirectory() as folder:
        atheris.Setup(sys.argv, examiner(Path(folder)))
        atheris.Fuzz()


if __name__ == "__main__":
    main()
