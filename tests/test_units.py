"""Times are read, written and rounded up to the grid."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sivoice.units import (
    GRID,
    SAMPLE_RATE,
    clock,
    parse_duration,
    spoken_minutes,
    to_samples,
    written,
)


@pytest.mark.parametrize(
    ("text", "ms"),
    [
        ("20 s", 20_000),
        ("20s", 20_000),
        ("1.5 s", 1_500),
        ("1 min 30 s", 90_000),
        ("1min30s", 90_000),
        ("2 minutes", 120_000),
        ("12m", 720_000),
        ("1h", 3_600_000),
        ("1h30m", 5_400_000),
        ("1.5 hours", 5_400_000),
        ("9:30", 570_000),
        ("0:05", 5_000),
        ("90:00", 5_400_000),
        ("1 min 30 s 500", None),
        ("9:3", None),
        ("9:60", None),
        ("9:30 s", None),
        ("1:00:00", None),
        (":30", None),
        ("5 mi", None),
        ("20", None),
        ("s", None),
        ("-1 s", None),
        ("1e3 s", None),
        ("٣ s", None),
        ("9" * 5000 + " s", 10**9),
        ("9" * 5000 + ":30", 10**9),
    ],
)
def test_a_time_needs_its_unit(text: str, ms: int | None) -> None:
    assert parse_duration(text) == ms


@given(st.integers(0, 10**8))
def test_a_time_is_rounded_up_by_less_than_a_grid_step(ms: int) -> None:
    samples = to_samples(ms)
    assert samples % GRID == 0
    assert 0 <= samples - ms * SAMPLE_RATE / 1000 < GRID


@given(st.integers(0, 10**7))
def test_a_written_time_is_read_as_the_same_time(ms: int) -> None:
    ms -= ms % 100
    assert parse_duration(written(ms)) == ms


def test_a_length_is_shown_rounded_down_and_spoken_rounded() -> None:
    assert clock(61 * SAMPLE_RATE + 44_099) == "1:01"
    assert spoken_minutes(0) == 1
    assert spoken_minutes(90 * SAMPLE_RATE) == 2
    assert spoken_minutes(89 * SAMPLE_RATE) == 1
