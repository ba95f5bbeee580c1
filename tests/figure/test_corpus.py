"""Each figure with faults gets the report beside it: frames, carets and all.

`python -m tests.figure.test_corpus` writes the reports anew: read the difference before you commit
it.
"""

from __future__ import annotations

import contextlib
from pathlib import Path

import pytest

from sivoice.figure.files import read_figure
from sivoice.script.diagnostics import FIGURE_CODES, frame

CORPUS = Path(__file__).parent / "corpus"
FIGURES = sorted(CORPUS.glob("*.figure"))


def report(path: Path) -> str:
    with contextlib.chdir(CORPUS):
        _, faults = read_figure(path)
    return "".join(f"{frame(fault)}\n\n" for fault in faults)


@pytest.mark.parametrize("path", FIGURES, ids=lambda path: path.stem)
def test_a_figure_gets_the_report_beside_it(path: Path) -> None:
    assert report(path) == path.with_name(f"{path.name}.expected").read_text(encoding="utf-8")


def test_every_code_of_figures_has_a_case() -> None:
    shown = {fault.code for path in FIGURES for fault in read_figure(path)[1]}
    assert set(FIGURE_CODES) <= shown


if __name__ == "__main__":
    for one in FIGURES:
        one.with_name(f"{one.name}.expected").write_text(report(one), encoding="utf-8")
