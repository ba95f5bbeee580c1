"""Each script with faults gets the report beside it: frames, carets and all.

`python -m tests.script.test_corpus` writes the reports anew: read the difference before you commit
it.
"""

from __future__ import annotations

import contextlib
from pathlib import Path

import pytest

from sivoice.script.diagnostics import FIGURE_CODES, Code, frame
from sivoice.script.library import load

CORPUS = Path(__file__).parent / "corpus"
SCRIPTS = sorted([*CORPUS.glob("*.stretch"), *CORPUS.glob("*.session")])


def report(path: Path) -> str:
    """What is reported about a script, as text. Scripts are named as they are from their folder."""
    with contextlib.chdir(CORPUS):
        _, faults = load(path)
    return "".join(f"{frame(fault)}\n\n" for fault in faults)


def beside(path: Path) -> Path:
    """The file with the expected report about a script."""
    return path.with_name(f"{path.name}.expected")


@pytest.mark.parametrize("path", SCRIPTS, ids=lambda path: path.name)
def test_a_script_gets_the_report_beside_it(path: Path) -> None:
    assert report(path) == beside(path).read_text(encoding="utf-8")


def test_every_code_has_a_case_in_the_corpus() -> None:
    shown = {fault.code for path in SCRIPTS for fault in load(path)[1]}
    # A file of a megabyte does not belong in the repository: test_library writes one.
    # tests/figure has the cases of figures.
    assert set(Code) - shown - set(FIGURE_CODES) == {Code.FILE_TOO_LARGE}


if __name__ == "__main__":
    for one in SCRIPTS:
        beside(one).write_text(report(one), encoding="utf-8")
