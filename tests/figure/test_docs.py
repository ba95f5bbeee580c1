"""The figures in the docs can be drawn, and the page of figures lists what there is."""

from __future__ import annotations

import re

import pytest

from sivoice.figure.checks import check_poses
from sivoice.figure.make import THEMES, strip
from sivoice.figure.palette import Theme
from sivoice.figure.parser import SUBJECTS, parse
from sivoice.script.diagnostics import FIGURE_CODES
from sivoice.script.source import SourceText
from tests.conftest import ROOT

PAGE = (ROOT / "docs" / "figures.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("name", ["figures.md", "writing-scripts.md"])
def test_the_figures_in_the_docs_have_no_faults(name: str) -> None:
    text = (ROOT / "docs" / name).read_text(encoding="utf-8")
    found = re.findall(r"```figure\n(.*?)```", text, re.DOTALL)
    assert found
    for one in found:
        figure, report = parse(SourceText(name, one))
        check_poses(figure, report)
        assert report.found == []


@pytest.mark.parametrize("theme", THEMES)
def test_the_pictures_of_the_readme_are_up_to_date(theme: Theme) -> None:
    """If this fails, run `make figures`."""
    assert (ROOT / "docs" / f"poses-{theme}.svg").read_text(encoding="utf-8") == strip(theme)


def test_the_page_lists_all_lines_and_codes() -> None:
    for word in (*SUBJECTS, *FIGURE_CODES):
        assert f"`{word}`" in PAGE, word
    for code in FIGURE_CODES:
        assert f"| `{code}` | {code.explanation} |" in PAGE
