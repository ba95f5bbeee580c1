"""Sharing ends after its time, or when nobody comes; on a clock of the test's own."""

from __future__ import annotations

from sivoice.share.watch import Over, Watch
from sivoice.units import MINUTE

IDLE = 600.0


def test_it_ends_after_its_time_even_in_a_transfer() -> None:
    watch = Watch(30 * MINUTE, 1000)
    watch.began()
    assert watch.over(1000 + 1799) is None
    assert watch.over(1000 + 1800) is Over.TIME


def test_it_ends_when_nobody_comes() -> None:
    watch = Watch(30 * MINUTE, 1000)
    assert watch.over(1000 + IDLE - 1) is None
    assert watch.over(1000 + IDLE) is Over.IDLE


def test_a_transfer_under_way_is_waited_for_and_counts_from_its_end() -> None:
    watch = Watch(60 * MINUTE, 0)
    watch.began()
    watch.began()
    watch.ended(5)
    assert watch.over(2 * IDLE) is None
    watch.ended(2 * IDLE)
    assert watch.over(3 * IDLE - 1) is None
    assert watch.over(3 * IDLE) is Over.IDLE
