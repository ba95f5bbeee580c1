"""Sharing ends after its time; on a virtual clock."""

from __future__ import annotations

from sivoice.share.watch import Over, Watch
from sivoice.units import MINUTE


def test_sharing_ends_after_its_time() -> None:
    watch = Watch(30 * MINUTE, 1000)
    assert watch.over(1000 + 1799) is None
    assert watch.over(1000 + 1800) is Over.TIME
