"""Scripts with faults, each beside the report that it gets: frames, carets and all."""

from __future__ import annotations

from pathlib import Path

import pytest

from sivoice.script.diagnostics import Code, frame
from sivoice.script.library import load

CORPUS = Path(__file__).parent / "corpus"
SCRIPTS = sorted([*CORPUS.glob("*.stretch"), *CORPUS.glob("*.session")])


def report(path: Path) -> str:
    _, faults = load(path)
    return "".join(f"{frame(fault)}\n\n" for fault in faults)


@pytest.mark.parametrize("path", SCRIPTS, ids=lambda path: path.name)
def test_a_script_gets_the_report_beside_it(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(CORPUS)
    expected = path.with_name(f"{path.name}.expected")
    assert report(path) == expected.read_text(encoding="utf-8")


def test_every_code_has_a_case_in_the_corpus() -> None:
    shown = {fault.code for path in SCRIPTS for fault in load(path)[1]}
    # A megabyte has no place in the repository: test_library writes a file too large.
    assert set(Code) - shown == {Code.FILE_TOO_LARGE}
