"""LoadedScript with faults, and beside each the report that they get: frames, carets and all."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from sivoice.script.diagnostics import frame
from sivoice.script.library import load
from tests.conftest import ROOT

CORPUS = Path(__file__).parent / "corpus"
SCRIPTS = sorted([*CORPUS.glob("*.stretch"), *CORPUS.glob("*.session")])


def report(path: Path) -> str:
    _, faults = load(path)
    return "".join(f"{frame(fault)}\n\n" for fault in faults).replace("\x07", "\\x07")


@pytest.mark.parametrize("path", SCRIPTS, ids=lambda path: path.name)
def test_a_script_gets_the_report_beside_it(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(CORPUS)
    expected = path.with_name(f"{path.name}.expected")
    assert report(path) == expected.read_text(encoding="utf-8")


def test_the_corpus_the_page_and_the_code_know_the_same_codes() -> None:
    """Every code that can be reported is explained on the format's page, and has a case in the corpus."""
    code = "".join(
        path.read_text(encoding="utf-8") for path in (ROOT / "sivoice" / "script").glob("*.py")
    )
    kinds = {"bracket", "brace"}
    used = set(
        re.findall(
            r"""(?:report\.(?:error|warning)\(|Fault\(|code = |self\.bad\([^)]*)\s*"([a-z]+-[a-z-]+)\"""",
            code,
        )
    )
    used |= set(
        re.findall(
            r'"((?:missing|malformed|unknown|misplaced|side|unsupported|duplicate)-[a-z-]+)"', code
        )
    )
    used |= set(re.findall(r'\[\[?"([a-z-]+)", "([a-z-]+)"', code))
    used |= {f"{stem}-{kind}" for stem in ("stray", "unclosed") for kind in kinds}
    page = (
        (ROOT / "docs" / "script-format.md")
        .read_text(encoding="utf-8")
        .split("<!-- diagnostics -->")[1]
    )
    tables = page.split("## Grammar")[0]
    explained = set(
        re.findall(r"`([a-z]+(?:-[a-z]+)+)`", "".join(re.findall(r"(?m)^\| (`[^|]*) \|", tables)))
    )
    shown = set()
    for expected in CORPUS.glob("*.expected"):
        shown |= set(
            re.findall(r"(?m)^(?:error|warning)\[([a-z-]+)\]", expected.read_text(encoding="utf-8"))
        )
    assert used <= explained
    assert explained - shown == {
        "file-too-large"
    }  # a megabyte has no place in the repository: see test_library
    assert shown <= explained
