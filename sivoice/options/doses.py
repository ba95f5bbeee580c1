"""Doses: options that have a value for all stretches, and others for single ones."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, ClassVar, Generic, TypeVar

from msgspec import Struct, field
from msgspec.structs import replace

from sivoice.options.values import Option, Time, in_short, many, number_in, wrong
from sivoice.units import Milliseconds

T = TypeVar("T")


class PerStretch(Struct, Generic[T], frozen=True):
    """A value for all stretches, with exceptions for single ones."""

    everywhere: T | None = None
    by_stretch: Mapping[str, T] = field(default_factory=dict)
    usual: PerStretch[T] | None = None
    """The weaker values that these were laid over: the listener's settings. None if there are none.

    They stay apart, because what a script says of a stretch is stronger than they are.
    """

    def of(self, stretch: str) -> T | None:
        """Return the value for a stretch: its own, or the one for all, or None."""
        return self.by_stretch.get(stretch, self.everywhere)

    def usually(self, stretch: str) -> T | None:
        """Return the weaker value for a stretch, or None."""
        return None if self.usual is None else self.usual.of(stretch)

    def over(self, weaker: PerStretch[T]) -> PerStretch[T]:
        """Return these values, with weaker ones kept as the usual ones."""
        return self if weaker == PerStretch() else replace(self, usual=weaker)


class Count(Option, frozen=True, kw_only=True):
    """A whole number for all stretches, and others for single ones: `2`, `plank=3`."""

    repeatable: ClassVar[bool] = True

    low: int
    high: int

    def read(self, given: Any) -> PerStretch[int]:
        """Parse the numbers. Raises ValueError."""
        return _per_stretch(given, self.parse)

    def parse(self, text: str) -> int:
        """Parse one whole number. Raises ValueError."""
        number = number_in(text)
        if number is None or not self.low <= number <= self.high or number != int(number):
            raise wrong(f"a whole number from {self.low} to {self.high}", text)
        return int(number)

    def texts(self, value: PerStretch[int]) -> list[str]:
        """Format the number for all stretches, then those for single ones."""
        return _texts(value, str)


class StretchTime(Time, frozen=True, kw_only=True):
    """A time in a range for all stretches or for single ones: `20s`, `piriformis=25`."""

    repeatable: ClassVar[bool] = True

    def read(self, given: Any) -> PerStretch[Milliseconds]:
        """Parse the times. Raises ValueError."""
        return _per_stretch(given, self.parse)

    def texts(self, value: PerStretch[Milliseconds]) -> list[str]:
        """Format the time for all stretches, then those for single ones."""
        return _texts(value, in_short)


def _per_stretch(given: object, parse: Callable[[str], T]) -> PerStretch[T]:
    """Values for all stretches, and for single ones before an =. Raises ValueError."""
    everywhere = None
    by_stretch: dict[str, T] = {}
    for one in many(given):
        stretch, equals, value = one.rpartition("=")
        if not equals:
            everywhere = parse(value)
        elif stretch.strip():
            by_stretch[stretch.strip()] = parse(value)
        else:
            raise ValueError(f"needs the name of a stretch before the = in `{one}`")
    return PerStretch(everywhere, by_stretch)


def _texts(value: PerStretch[T], text: Callable[[T], str]) -> list[str]:
    """Format the value for all stretches, then those for single ones."""
    everywhere = [] if value.everywhere is None else [text(value.everywhere)]
    return [*everywhere, *(f"{stretch}={text(one)}" for stretch, one in value.by_stretch.items())]
