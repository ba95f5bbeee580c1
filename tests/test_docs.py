"""The documents are right: their examples compile, and their links lead somewhere."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest

from sivoice.compile.compiler import compile_session
from sivoice.options.options import Options
from sivoice.options.values import PerStretch
from sivoice.schedule.scheduler import build_timeline
from sivoice.script.library import load
from tests.conftest import ROOT, fake_length

PAGES = [ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md"))]
FENCES = [
    (page, kind, text)
    for page in PAGES
    for kind, text in re.findall(
        r"```(stretch|session)\n(.*?)```", page.read_text(encoding="utf-8"), re.DOTALL
    )
]


@pytest.mark.parametrize(
    ("page", "kind", "text"), FENCES, ids=[f"{p.name}: {t.splitlines()[0]}" for p, _, t in FENCES]
)
def test_an_example_compiles_without_faults(
    write: Callable[..., Path], page: Path, kind: str, text: str
) -> None:
    scripts, faults = load(write(f"{page.stem}.{kind}", text))
    assert faults == []
    for options in (Options(), Options(extra=("deeper",), warm_up=60_000, sets=PerStretch(2))):
        timeline = build_timeline(compile_session(scripts, options), fake_length)
        assert timeline.samples
        assert not timeline.left_out


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_links_inside_the_project_lead_somewhere(page: Path) -> None:
    for target in re.findall(r"\]\((?!https?:)([^)#]+)", page.read_text(encoding="utf-8")):
        assert (page.parent / target).exists(), target


def test_the_format_page_has_examples() -> None:
    assert len(FENCES) >= 2
