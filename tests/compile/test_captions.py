"""Captions say where one is, and what comes next."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from sivoice.compile.captions import following
from sivoice.compile.plan import Place, Plan
from sivoice.language import language

HEAD = "# Calf\nposition: standing\n"


@pytest.mark.parametrize(
    ("script", "comes_next"),
    [
        ("## Hold\n[hold]\n", "the hold"),
        ("## Each side\nYour {side} foot.\n[hold]\n", "right side"),
        ("## Each rep\nRise.\n", "rep 1 of 1"),
        ("## Practice, 4 times\n[timer 4 s] In.\n", "Calf"),
    ],
)
def test_before_a_stretch_comes_its_first_pass(
    compiled: Callable[..., Plan], script: str, comes_next: str
) -> None:
    assert following(compiled(HEAD + script), Place(), language("en")) == comes_next
