"""The kinds of options: how each parses its value, and formats it for a command line."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from enum import StrEnum
from pathlib import Path
from shlex import quote
from typing import Any, ClassVar

from msgspec import Struct

from sivoice.errors import listed
from sivoice.units import MINUTE, SECOND, Milliseconds, parse_duration, written

_BARE_NUMBER = re.compile(r"[0-9]+(\.[0-9]+)?")


class Option(Struct, frozen=True):
    """One session option: on the command line, and under the same name in the settings file."""

    repeatable: ClassVar[bool] = False
    """Whether it can be given more than once, or as a list in the settings file."""
    is_switch: ClassVar[bool] = False
    """Whether it takes the form `--name` or `--no-name`, without a value."""

    panel: str
    """The heading under which the help lists it."""
    help: str
    """One line, in Markdown."""
    metavar: str | None = None
    """The placeholder for the value in the help."""
    suggest: Callable[[], Iterable[str]] = tuple
    """Returns values for shell completion."""

    def placeholder(self) -> str | None:
        """Return the placeholder for the value in the help, or None for the default one."""
        return self.metavar

    def suggestions(self) -> Iterable[str]:
        """Return the values for shell completion."""
        return self.suggest()

    def read(self, given: Any) -> Any:
        """Parse the value, given as a string on the command line or as TOML in the settings file.

        Raises ValueError, with a message that follows on from `--name: `.
        """
        raise NotImplementedError

    def texts(self, value: Any) -> list[str]:
        """Format the value for a command line, as one string for each time the option is given."""
        return [str(value)]

    def words(self, name: str, value: Any) -> list[str]:
        """Format the option and its value as words of a command line."""
        return [f"--{name} {quote(text)}" for text in self.texts(value)]


class Switch(Option, frozen=True):
    """On or off."""

    is_switch: ClassVar[bool] = True

    def read(self, given: Any) -> bool:
        """Parse a boolean. Raises ValueError."""
        if not isinstance(given, bool):
            raise wrong("true or false", given)
        return given

    def words(self, name: str, value: Any) -> list[str]:
        """Format the switch as `--name` or `--no-name`."""
        return [f"--{name}" if value else f"--no-{name}"]


class Number(Option, frozen=True, kw_only=True):
    """A number in a range."""

    low: float
    high: float

    def read(self, given: Any) -> float:
        """Parse a number; an int from the settings file stays an int. Raises ValueError."""
        number = number_in(given)
        if number is None or not self.low <= number <= self.high:
            raise wrong(f"a number from {self.low:g} to {self.high:g}", given)
        return number


class Time(Option, frozen=True, kw_only=True):
    """A time in a range."""

    low: Milliseconds
    high: Milliseconds
    bare: bool = False
    """Whether a number without a unit is taken as seconds."""

    def read(self, given: Any) -> Any:
        """Parse a time. Raises ValueError."""
        return self.parse(_text(given))

    def texts(self, value: Any) -> list[str]:
        """Format the time as one word."""
        return [in_short(value)]

    def parse(self, text: str) -> Milliseconds:
        """Parse `20s`, `1 min 30 s`, `1h30m` or `9:30` to milliseconds. Raises ValueError."""
        text = text.strip()
        has_unit = not _BARE_NUMBER.fullmatch(text)
        if not (has_unit or self.bare):
            raise self._without_unit(text)
        ms = parse_duration(text if has_unit else f"{text} s")
        if ms is None:
            examples = "20, 20s or 1min" if self.bare else "30s, 12min, 1h30m or 9:30"
            raise wrong(f"a time like {examples}", text)
        if self._allows(ms):
            return ms
        reason = f"{self._range()}, not {written(ms)}"
        if not has_unit and self._allows(ms * MINUTE // SECOND):
            reason += f"\nWithout a unit it is in seconds; for minutes write {text}min."
        raise ValueError(reason)

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


class Choice(Option, frozen=True, kw_only=True):
    """One of a few words."""

    of: type[StrEnum]

    def placeholder(self) -> str:
        """Return the choices, as in `<right|left>`."""
        return f"<{'|'.join(self.of)}>"

    def suggestions(self) -> Iterable[str]:
        """Return the choices."""
        return self.of

    def read(self, given: Any) -> StrEnum:
        """Parse one of the choices. Raises ValueError."""
        if given not in tuple(self.of):
            raise wrong(listed(self.of), given)
        return self.of(given)


class Names(Option, frozen=True, kw_only=True):
    """Names, separated by commas or given one by one."""

    repeatable: ClassVar[bool] = True

    one_by_one: bool = False
    """Whether `texts` gives each name on its own, rather than all in one string."""

    def read(self, given: Any) -> tuple[str, ...]:
        """Parse the names. Raises ValueError."""
        names: list[str] = []
        for one in many(given):
            found = [name.strip() for name in one.split(",") if name.strip()]
            if not found:
                raise ValueError("needs at least one name")
            names += found
        return tuple(names)

    def texts(self, value: tuple[str, ...]) -> list[str]:
        """Format the names, together or one by one."""
        return list(value) if self.one_by_one else [",".join(value)]


class Variants(Option, frozen=True):
    """A variant for each stretch that is named, as in `hamstring=raised`."""

    repeatable: ClassVar[bool] = True

    def read(self, given: Any) -> dict[str, str]:
        """Parse the variants, by stretch. Raises ValueError."""
        variants: dict[str, str] = {}
        for one in many(given):
            stretch, _, variant = (part.strip() for part in one.partition("="))
            if not (stretch and variant):
                raise wrong("a stretch and its variant, like hamstring=raised", one)
            variants[stretch] = variant
        return variants

    def texts(self, value: Mapping[str, str]) -> list[str]:
        """Format each stretch with its variant."""
        return [f"{stretch}={variant}" for stretch, variant in value.items()]


class Name(Option, frozen=True):
    """A name."""

    def read(self, given: Any) -> str:
        """Parse the name. Raises ValueError."""
        if not isinstance(given, str) or not given.strip():
            raise wrong("a name", given)
        return given.strip()


class Line(Option, frozen=True):
    """A line of text."""

    def read(self, given: Any) -> str:
        """Parse the line, with single spaces between its words. Raises ValueError."""
        text = " ".join(given.split()) if isinstance(given, str) else ""
        if not text or not text.isprintable():
            raise wrong("a line of text", given)
        return text


class PathOrName(Option, frozen=True):
    """The path of a file or folder, or a name for one."""

    def read(self, given: Any) -> str:
        """Check that there is a path, and return it unchanged. Raises ValueError."""
        if not isinstance(given, str) or not given.strip():
            raise wrong("a name or a path", given)
        return given

    def texts(self, value: str) -> list[str]:
        """Format the last part only, because the folders of a path are private."""
        name = Path(value).name.encode(errors="replace").decode()
        return [name] if name else []


def wrong(what: str, given: object) -> ValueError:
    """Return the error for a value that is not what it must be."""
    shown = _text(given)
    return ValueError(f"must be {what}, not {f'`{shown}`' if shown.strip() else 'empty'}")


def _text(given: object) -> str:
    """Format a value as TOML writes it."""
    return str(given).lower() if isinstance(given, bool) else str(given)


def number_in(given: object) -> float | None:
    """Parse a number, or a string with a number; None for anything else."""
    if isinstance(given, bool):
        return None
    if isinstance(given, int | float):
        return given
    text = str(given)
    # float() also takes 1_000 and the digits of other scripts.
    if not text.isascii() or "_" in text:
        return None
    try:
        return float(text)
    except ValueError:
        return None


def many(given: object) -> list[str]:
    """Return the values of a repeatable option, which can be a list or a single value."""
    return [_text(one) for one in (given if isinstance(given, list | tuple) else [given])]


def in_short(ms: Milliseconds) -> str:
    """Format a time as one word: `20s`, `1min30s`."""
    return written(ms).replace(" ", "")
