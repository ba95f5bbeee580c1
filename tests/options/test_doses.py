"""A dose has a value for all stretches and others for single ones, and is laid over weaker ones."""

from __future__ import annotations

from sivoice.options.doses import PerStretch


def test_a_value_for_one_stretch_overrides_the_value_for_all() -> None:
    hold = PerStretch(20, {"piriformis": 25})
    assert (hold.of("piriformis"), hold.of("quadriceps")) == (25, 20)
    assert PerStretch[int]().of("piriformis") is None


def test_weaker_values_are_kept_apart() -> None:
    weaker = PerStretch(15, {"piriformis": 25})
    both = PerStretch(None, {"calf": 30}).over(weaker)
    assert (both.of("calf"), both.usually("calf")) == (30, 15)
    assert (both.of("piriformis"), both.usually("piriformis")) == (None, 25)
    assert PerStretch(20).over(weaker) == PerStretch(20, {}, weaker)
    assert PerStretch(20).over(PerStretch[int]()) == PerStretch(20)
    assert PerStretch(20).usually("calf") is None
