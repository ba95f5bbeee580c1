"""The kinds of options: how the value of each is read, and written on a command line again."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from enum import StrEnum
from pathlib import Path
from shlex import quote
from typing import Any, ClassVar, Generic, TypeVar

from msgspec import Struct, field
from msgspec.structs import replace

from sivoice.errors import listed
from sivoice.units import MINUTE, SECOND, Milliseconds, parse_duration, written

T = TypeVar("T")
_BARE_NUMBER = re.compile(r"[0-9]+(\.[0-9]+)?")


class PerStretch(Struct, Generic[T], frozen=True):
    """A value for all stretches, and others for single ones."""

    everywhere: T | None = None
    by_stretch: Mapping[str, T] = field(default_factory=dict)
    usual: PerStretch[T] | None = None
    """The weaker values that these were laid over: the listener's settings. None if there are none.

    They stay apart, because what a script says of a stretch is stronger than they are.
    """

    def of(self, stretch: str) -> T | None:
        """The value for a stretch: its own, or the one for all; None if there is neither."""
        return self.by_stretch.get(stretch, self.everywhere)

    def usually(self, stretch: str) -> T | None:
        """The weaker value for a stretch; None if there is none."""
        return None if self.usual is None else self.usual.of(stretch)

    def over(self, weaker: PerStretch[T]) -> PerStretch[T]:
        """These values, with weaker ones kept as the usual ones."""
        return self if weaker == PerStretch() else replace(self, usual=weaker)


class Option(Struct, frozen=True):
    """One session option: on the command line, and under the same name in the settings file."""

    repeatable: ClassVar[bool] = False
    """Whether the command line takes it more than once, and the settings file a list."""
    is_switch: ClassVar[bool] = False
    """Whether it is given as `--name` or `--no-name`, without a value."""

    panel: str
    """The heading it is listed under in the help."""
    help: str
    """One line, in Markdown."""
    metavar: str | None = None
    suggest: Callable[[], Iterable[str]] = tuple

    def placeholder(self) -> str | None:
        """What stands for the value in the help; None for the usual."""
        return self.metavar

    def suggestions(self) -> Iterable[str]:
        """The values that a shell completes."""
        return self.suggest()

    def read(self, given: Any) -> Any:
        """The value, from a text of the command line or a value of the settings file.

        Raises ValueError, whose text completes `--name: `.
        """
        raise NotImplementedError

    def texts(self, value: Any) -> list[str]:
        """The value as the command line takes it, one text for each time the option is given."""
        return [str(value)]

    def words(self, name: str, value: Any) -> list[str]:
        """What asks for the value on a command line, with the option's name."""
        return [f"--{name} {quote(text)}" for text in self.texts(value)]


class Switch(Option, frozen=True):
    """On or off."""

    is_switch: ClassVar[bool] = True

    def read(self, given: Any) -> bool:
        """The value of a switch. Raises ValueError."""
        if not isinstance(given, bool):
            raise _wrong("true or false", given)
        return given

    def words(self, name: str, value: Any) -> list[str]:
        """`--name` or `--no-name`."""
        return [f"--{name}" if value else f"--no-{name}"]


class Number(Option, frozen=True, kw_only=True):
    """A number in a range."""

    low: float
    high: float

    def read(self, given: Any) -> float:
        """The number; an int of the settings file stays one. Raises ValueError."""
        number = _number(given)
        if number is None or not self.low <= number <= self.high:
            raise _wrong(f"a number from {self.low:g} to {self.high:g}", given)
        return number


class Count(Option, frozen=True, kw_only=True):
    """A whole number for all stretches, and others for single ones: `2`, `plank=3`."""

    repeatable: ClassVar[bool] = True

    low: int
    high: int

    def read(self, given: Any) -> PerStretch[int]:
        """The numbers. Raises ValueError."""
        return _per_stretch(given, self.parse)

    def parse(self, text: str) -> int:
        """One number. Raises ValueError."""
        number = _number(text)
        if number is None or not self.low <= number <= self.high or number != int(number):
            raise _wrong(f"a whole number from {self.low} to {self.high}", text)
        return int(number)

    def texts(self, value: PerStretch[int]) -> list[str]:
        """The number for all stretches, then those for single ones."""
        everywhere = [] if value.everywhere is None else [str(value.everywhere)]
        return [*everywhere, *(f"{name}={count}" for name, count in value.by_stretch.items())]


class Time(Option, frozen=True, kw_only=True):
    """A time in a range."""

    low: Milliseconds
    high: Milliseconds
    bare: bool = False
    """Whether a number without a unit is taken as seconds."""

    def read(self, given: Any) -> Any:
        """The time. Raises ValueError."""
        return self.parse(_text(given))

    def texts(self, value: Any) -> list[str]:
        """The time as one word."""
        return [_in_short(value)]

    def parse(self, text: str) -> Milliseconds:
        """`20s`, `1 min 30 s`, `1h30m` or `9:30` as milliseconds. Raises ValueError."""
        text = text.strip()
        has_unit = not _BARE_NUMBER.fullmatch(text)
        if not (has_unit or self.bare):
            raise self._without_unit(text)
        ms = parse_duration(text if has_unit else f"{text} s")
        if ms is None:
            examples = "20, 20s or 1min" if self.bare else "30s, 12min, 1h30m or 9:30"
            raise _wrong(f"a time like {examples}", text)
        if self._allows(ms):
            return ms
        wrong = f"{self._range()}, not {written(ms)}"
        if not has_unit and self._allows(ms * MINUTE // SECOND):
            wrong += f"\nWithout a unit it is seconds; for minutes write {text}min."
        raise ValueError(wrong)

    def _allows(self, ms: Milliseconds | None) -> bool:
        return ms is not None and self.low <= ms <= self.high

    def _range(self) -> str:
        return f"must be from {written(self.low)} to {written(self.high)}"

    def _without_unit(self, number: str) -> ValueError:
        meant = [f"{number}{unit}" for unit in ("min", "s")]
        meant = [text for text in meant if self._allows(parse_duration(text))]
        if not meant:
            return ValueError(f"{self._range()}, not `{number}`")
        return ValueError(f"the time `{number}` has no unit\nWrite {listed(meant)}.")


class StretchTime(Time, frozen=True, kw_only=True):
    """A time in a range for all stretches, and others for single ones: `20s`, `piriformis=25`."""

    repeatable: ClassVar[bool] = True

    def read(self, given: Any) -> PerStretch[Milliseconds]:
        """The times. Raises ValueError."""
        return _per_stretch(given, self.parse)

    def texts(self, value: PerStretch[Milliseconds]) -> list[str]:
        """The time for all stretches, then those for single ones."""
        everywhere = [] if value.everywhere is None else [_in_short(value.everywhere)]
        return [
            *everywhere,
            *(f"{stretch}={_in_short(ms)}" for stretch, ms in value.by_stretch.items()),
        ]


class Choice(Option, frozen=True, kw_only=True):
    """One of a few words."""

    of: type[StrEnum]

    def placeholder(self) -> str:
        """The words."""
        return f"<{'|'.join(self.of)}>"

    def suggestions(self) -> Iterable[str]:
        """The words."""
        return self.of

    def read(self, given: Any) -> StrEnum:
        """The word. Raises ValueError."""
        if given not in tuple(self.of):
            raise _wrong(listed(self.of), given)
        return self.of(given)


class Names(Option, frozen=True, kw_only=True):
    """Names, separated by commas, or given one by one."""

    repeatable: ClassVar[bool] = True

    one_by_one: bool = False
    """How they are written on a command line again."""

    def read(self, given: Any) -> tuple[str, ...]:
        """The names. Raises ValueError."""
        names: list[str] = []
        for one in _many(given):
            found = [name.strip() for name in one.split(",") if name.strip()]
            if not found:
                raise ValueError("needs at least one name")
            names += found
        return tuple(names)

    def texts(self, value: tuple[str, ...]) -> list[str]:
        """The names, together or one by one."""
        return list(value) if self.one_by_one else [",".join(value)]


class Variants(Option, frozen=True):
    """A variant for each of some stretches: `hamstring=raised`."""

    repeatable: ClassVar[bool] = True

    def read(self, given: Any) -> dict[str, str]:
        """The variants by stretch. Raises ValueError."""
        variants: dict[str, str] = {}
        for one in _many(given):
            stretch, _, variant = (part.strip() for part in one.partition("="))
            if not (stretch and variant):
                raise _wrong("a stretch and its variant, like hamstring=raised", one)
            variants[stretch] = variant
        return variants

    def texts(self, value: Mapping[str, str]) -> list[str]:
        """Each stretch with its variant."""
        return [f"{stretch}={variant}" for stretch, variant in value.items()]


class Name(Option, frozen=True):
    """A name."""

    def read(self, given: Any) -> str:
        """The name. Raises ValueError."""
        if not isinstance(given, str) or not given.strip():
            raise _wrong("a name", given)
        return given.strip()


class PathOrName(Option, frozen=True):
    """The path of a file or folder, or a name that stands for one."""

    def read(self, given: Any) -> str:
        """The path, as it is. Raises ValueError."""
        if not isinstance(given, str) or not given.strip():
            raise _wrong("a name or a path", given)
        return given

    def texts(self, value: str) -> list[str]:
        """The last part alone: where a listener keeps files is nobody else's business."""
        name = Path(value).name.encode(errors="replace").decode()
        return [name] if name else []


def _wrong(what: str, given: object) -> ValueError:
    """The error that says what a value must be."""
    shown = _text(given)
    return ValueError(f"must be {what}, not {f'`{shown}`' if shown.strip() else 'empty'}")


def _text(given: object) -> str:
    """A value of the settings file as it is written there."""
    return str(given).lower() if isinstance(given, bool) else str(given)


def _number(given: object) -> float | None:
    """A number, or a text that is one; None for anything else."""
    if isinstance(given, bool):
        return None
    if isinstance(given, int | float):
        return given
    try:
        return float(str(given))
    except ValueError:
        return None


def _many(given: object) -> list[str]:
    """The values of a repeatable option, which may be a list or a single one."""
    return [_text(one) for one in (given if isinstance(given, list | tuple) else [given])]


def _per_stretch(given: object, parse: Callable[[str], T]) -> PerStretch[T]:
    """Values for all stretches, and for single ones before an =. Raises ValueError."""
    everywhere = None
    by_stretch: dict[str, T] = {}
    for one in _many(given):
        stretch, equals, value = one.rpartition("=")
        if not equals:
            everywhere = parse(value)
        elif stretch.strip():
            by_stretch[stretch.strip()] = parse(value)
        else:
            raise ValueError(f"needs the name of a stretch before the = in `{one}`")
    return PerStretch(everywhere, by_stretch)


def _in_short(ms: Milliseconds) -> str:
    """A time as one word: `20s`, `1min30s`."""
    return written(ms).replace(" ", "")
