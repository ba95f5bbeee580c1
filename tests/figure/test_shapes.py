"""Outlines are exact after rounding."""

from __future__ import annotations

import re

import pytest

from sivoice.figure.shapes import hull
from sivoice.figure.view import Circle


@pytest.mark.parametrize("x", [10.0, 10.04, 10.05, 10.09])
def test_a_circle_stays_round_when_its_numbers_are_rounded(x: float) -> None:
    """An arc of more than half a circle between ends that are too close would be an oval."""
    path = hull([Circle(x, 20.0, 2.73)])
    match = re.match(r"M([\d.]+) \S+?A([\d.]+) \S+ 0 1 1 ([\d.]+) ", path)
    assert match is not None
    left, radius, right = map(float, match.groups())
    assert right - left == pytest.approx(2 * radius)
