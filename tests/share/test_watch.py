"""Sharing ends after its time, or if nothing is fetched; on a virtual clock."""

from __future__ import annotations

from sivoice.share.watch import Over, Watch
from sivoice.units import MINUTE

IDLE = 600.0


def test_sharing_ends_after_its_time_even_during_a_transfer() -> None:
    watch = Watch(30 * MINUTE, 1000)
    watch.began()
    assert watch.over(1000 + 1799) is None
    assert watch.over(1000 + 1800) is Over.TIME


def test_sharing_ends_if_nothing_is_fetched() -> None:
    watch = Watch(30 * MINUTE, 1000)
    assert watch.over(1000 + IDLE - 1) is None
    assert watch.over(1000 + IDLE) is Over.IDLE


def test_the_idle_time_starts_at_the_end_of_a_transfer() -> None:
    watch = Watch(60 * MINUTE, 0)
    watch.began()
    watch.began()
    watch.ended(5)
    assert watch.over(2 * IDLE) is None
    watch.ended(2 * IDLE)
    assert watch.over(3 * IDLE - 1) is None
    assert watch.over(3 * IDLE) is Over.IDLE
