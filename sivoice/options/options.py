"""What a listener asks for: the command line over the settings file; scripts and built-in defaults come below."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Mapping
from enum import StrEnum
from pathlib import Path
from typing import Any

from msgspec import Struct, field
from msgspec.structs import fields, replace

from sivoice.errors import SettingsError, UsageError, did_you_mean, listed
from sivoice.script.vocabulary import HOLD_LIMITS, REPEATS_LIMIT, TIMER_LIMIT
from sivoice.units import MINUTE, SECOND, Milliseconds, parse_duration, written

CHIME_SETS = ("bell", "bowl", "wood")
"""The first is what sounds where nobody says otherwise."""
NO_CHIMES = "none"

SESSION_LIMIT: Milliseconds = 3 * 60 * 60 * 1000
"""Three hours: past it a session is a mistake."""


class Sides(StrEnum):
    """Which sides are stretched."""

    BOTH = "both"
    RIGHT = "right"
    LEFT = "left"


class FirstSide(StrEnum):
    """Which side begins."""

    RIGHT = "right"
    LEFT = "left"


class Guidance(StrEnum):
    """How much is spoken."""

    FULL = "full"
    BRIEF = "brief"
    MINIMAL = "minimal"


class Options(Struct, frozen=True):
    """One listener's wishes; None or empty is no wish, and the script or the built-in default decides."""

    hold: Milliseconds | None = None
    holds: Mapping[str, Milliseconds] = field(default_factory=dict)
    """By stretch."""
    sets: int | None = None
    sets_of: Mapping[str, int] = field(default_factory=dict)
    """By stretch; only fitting a session to a length sets it."""
    only: tuple[str, ...] = ()
    skip: tuple[str, ...] = ()
    side: Sides | None = None
    first_side: FirstSide | None = None
    variants: Mapping[str, str] = field(default_factory=dict)
    """By stretch."""
    extras: tuple[str, ...] = ()
    pace: float | None = None
    """Gaps, pauses, breaths, rests and get-ready times are divided by it."""
    speech_rate: float | None = None
    """1.0 is the voice's calm pace."""
    voice: str | None = None
    """Its name."""
    guidance: Guidance | None = None
    coaching: bool | None = None
    countdown: bool | None = None
    warm_up: Milliseconds | None = None
    welcome: bool | None = None
    cautions: bool | None = None
    fit: Milliseconds | None = None
    """The length the session is to have."""
    chimes: str | None = None
    """A set's name, or a folder."""
    volume_chimes: float | None = None
    """Percent of the chimes' amplitude."""
    pad: bool | None = None
    pad_sound: str | None = None
    """The path of a sound file."""
    breath: bool | None = None

    def over(self, weaker: Options) -> Options:
        """These wishes, and below them the weaker ones. A wish for all stretches beats a weaker one for a single."""
        chosen = {
            f.name: getattr(self if _is_wish(getattr(self, f.name)) else weaker, f.name)
            for f in fields(self)
        }
        if self.only or self.skip:
            chosen |= {"only": self.only, "skip": self.skip}
        chosen["holds"] = self.holds if self.hold is not None else {**weaker.holds, **self.holds}
        chosen["variants"] = {**weaker.variants, **self.variants}
        return Options(**chosen)


def for_stretches(options: Options, names: Collection[str]) -> Options:
    """The settings of a listener that mean something to these stretches: others may be for another session."""
    return replace(
        options,
        only=tuple(name for name in options.only if name in names),
        skip=tuple(name for name in options.skip if name in names),
    )


def parse_time(text: str) -> Milliseconds:
    """`20`, `20s`, `1 min 30 s`: a time whose unit is seconds where none is given. Raises ValueError."""
    ms = parse_duration(
        text if not re.fullmatch(r"\s*[0-9]+(\.[0-9]+)?\s*", text) else f"{text.strip()} s"
    )
    if ms is None:
        raise ValueError(f"`{text}` is not a time like 20, 20s or 1min")
    return ms


def parse_hold(text: str) -> tuple[str | None, Milliseconds]:
    """`20s` or `piriformis=25` as the stretch (None: all) and the time. Raises ValueError."""
    name, equals, time = text.rpartition("=")
    if equals and not name.strip():
        raise ValueError(f"`{text}` names no stretch before the =")
    ms = parse_time(time)
    low, high = HOLD_LIMITS
    if not low <= ms <= high:
        raise ValueError(f"a hold lasts from {written(low)} to {written(high)}, not {written(ms)}")
    return name.strip() or None, ms


def parse_variant(text: str) -> tuple[str, str]:
    """`hamstring=raised` as stretch and variant. Raises ValueError."""
    name, equals, variant = text.partition("=")
    if not (equals and name.strip() and variant.strip()):
        raise ValueError(f"`{text}` is not a stretch and its variant, like hamstring=raised")
    return name.strip(), variant.strip()


def parse_voice(text: str) -> str:
    """A voice's name. Raises ValueError where there is none."""
    if not text.strip():
        raise ValueError("no name is given")
    return text.strip()


def parse_names(text: str) -> tuple[str, ...]:
    """`a, b` as names. Raises ValueError where there is none."""
    names = tuple(name.strip() for name in text.split(",") if name.strip())
    if not names:
        raise ValueError("no name is given")
    return names


def number_between(low: float, high: float) -> Callable[[float], float]:
    """A check that a number lies in a range; it raises ValueError."""

    def check(number: float) -> float:
        if isinstance(number, bool) or not isinstance(number, int | float):
            raise TypeError("it is a number")
        if not low <= number <= high:
            raise ValueError(f"{number:g} is not between {low:g} and {high:g}")
        return number

    return check


def time_up_to(limit: Milliseconds) -> Callable[[str], Milliseconds]:
    """A reader of times above nothing and up to a limit; it raises ValueError."""

    def read(text: str) -> Milliseconds:
        ms = parse_time(text)
        if not 0 < ms <= limit:
            raise ValueError(f"a time up to {written(limit)}, not {written(ms)}")
        return ms

    return read


check_pace = number_between(0.5, 2.0)
check_speech_rate = number_between(0.5, 2.0)
check_sets = number_between(1, REPEATS_LIMIT)
check_volume = number_between(0, 200)
parse_warm_up = time_up_to(TIMER_LIMIT)


def parse_fit(text: str) -> Milliseconds:
    """The length of a session. Raises ValueError."""
    ms = time_up_to(SESSION_LIMIT)(text)
    if ms < MINUTE:
        raise ValueError(f"no session lasts {written(ms)}; for minutes write {ms // SECOND}min")
    return ms


def options_from(wishes: Mapping[str, Any]) -> Options:
    """Options from words, as the command line and the settings file give them. Raises UsageError, naming the option."""
    known: dict[str, Any] = {}
    for key, value in wishes.items():
        if value is None or value == []:
            continue
        try:
            known |= _READERS[key](value)
        except (ValueError, TypeError, ArithmeticError) as error:
            raise UsageError(f"--{key}: {error}") from error
    return Options(**known)


def read_settings(path: Path) -> Options:
    """The listener's own defaults; none where there is no file. Raises SettingsError, naming the file."""
    import tomllib

    try:
        wishes = tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return Options()
    except (OSError, ValueError) as error:
        raise SettingsError(f"cannot use the settings in {path}: {error}") from error
    for key in wishes:
        if key not in _READERS:
            near = did_you_mean(key, _READERS)
            help = f"Did you mean {near}?" if near else f"The settings are {listed(_READERS)}."
            raise SettingsError(f"{path}: there is no setting `{key}`\n{help}")
    try:
        return options_from(wishes)
    except UsageError as error:
        raise SettingsError(f"{path}: {str(error).removeprefix('--')}") from error


def _is_wish(value: object) -> bool:
    return value is not None and (isinstance(value, bool | int | float) or bool(value))


def _many(value: Any) -> list[str]:
    """A repeatable option, given once or as a list."""
    return [str(one) for one in (value if isinstance(value, list | tuple) else [value])]


def _holds(value: Any) -> dict[str, Any]:
    read = dict(parse_hold(one) for one in _many(value))
    general = {"hold": read.pop(None)} if None in read else {}
    return {**general, "holds": read}


def _text(value: Any) -> str:
    if not isinstance(value, str) or not value.strip():
        raise ValueError(f"`{value}` is no name")
    return value


def _whole(value: float) -> int:
    if value != int(value):
        raise ValueError("it is a whole number")
    return int(value)


def _switch(name: str) -> Callable[[Any], dict[str, Any]]:
    def read(value: Any) -> dict[str, Any]:
        if not isinstance(value, bool):
            raise TypeError("it is true or false")
        return {name: value}

    return read


def _choice(name: str, enum: type[StrEnum]) -> Callable[[Any], dict[str, Any]]:
    def read(value: Any) -> dict[str, Any]:
        if value not in tuple(enum):
            raise ValueError(f"`{value}` is not {listed(enum)}")
        return {name: enum(value)}

    return read


_READERS: dict[str, Callable[[Any], dict[str, Any]]] = {
    "hold": _holds,
    "sets": lambda v: {"sets": _whole(check_sets(v))},
    "only": lambda v: {"only": tuple(n for one in _many(v) for n in parse_names(one))},
    "skip": lambda v: {"skip": tuple(n for one in _many(v) for n in parse_names(one))},
    "side": _choice("side", Sides),
    "first-side": _choice("first_side", FirstSide),
    "variant": lambda v: {"variants": dict(parse_variant(one) for one in _many(v))},
    "extra": lambda v: {"extras": tuple(n for one in _many(v) for n in parse_names(one))},
    "pace": lambda v: {"pace": check_pace(v)},
    "speech-rate": lambda v: {"speech_rate": check_speech_rate(v)},
    "voice": lambda v: {"voice": parse_voice(str(v))},
    "guidance": _choice("guidance", Guidance),
    "coaching": _switch("coaching"),
    "countdown": _switch("countdown"),
    "warm-up": lambda v: {"warm_up": parse_warm_up(str(v))},
    "welcome": _switch("welcome"),
    "cautions": _switch("cautions"),
    "fit": lambda v: {"fit": parse_fit(str(v))},
    "chimes": lambda v: {"chimes": _text(v)},
    "volume-chimes": lambda v: {"volume_chimes": check_volume(v)},
    "pad": _switch("pad"),
    "pad-sound": lambda v: {"pad_sound": _text(v)},
    "breath": _switch("breath"),
}
"""The options by their long names, which are also the settings' names."""
