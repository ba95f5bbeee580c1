"""The canonical layout of a figure changes nothing that is drawn."""

from __future__ import annotations

from pathlib import Path

import pytest

from sivoice.figure.files import check_figure
from sivoice.figure.formatter import formatted
from sivoice.figure.picture import svg
from tests.conftest import ROOT

FIGURES = sorted((ROOT / "scripts").rglob("*.figure"))


@pytest.mark.parametrize("path", FIGURES, ids=lambda path: path.stem)
def test_the_shipped_figures_have_the_canonical_layout(path: Path) -> None:
    data = path.read_bytes()
    figure, _ = check_figure(data, path.name)
    assert formatted(figure.source) == data.decode()


def test_loose_spaces_are_tidied_and_the_picture_stays() -> None:
    text = (ROOT / "scripts/stretches/hip-adductor.figure").read_text(encoding="utf-8")
    loose = text.replace(":", " :  ").replace("## ", "\n\n##   ")
    figure, faults = check_figure(loose.encode(), "hip.figure")
    assert faults == []
    tidied = formatted(figure.source)
    assert tidied == text
    assert svg(check_figure(tidied.encode(), "hip.figure")[0]) == svg(figure)
