"""Units: milliseconds in scripts and plans, samples in the timeline, and how times are read and written."""

from __future__ import annotations

import re
from typing import TypeAlias

Milliseconds: TypeAlias = int
Samples: TypeAlias = int

SAMPLE_RATE = 44_100
"""Hz of everything after a voice: what every MP3 player plays without resampling."""

GRID = 1152
"""Samples of one MP3 frame (MPEG-1 Layer III). Every event starts on a multiple of it, 26.12 ms."""

SECOND: Milliseconds = 1_000
MINUTE: Milliseconds = 60_000
HOUR: Milliseconds = 60 * MINUTE
DIGITS = 9
"""More digits than anyone needs in a number."""
TOO_LONG: Milliseconds = 10**9
"""What a number of more than DIGITS is read as: past every limit."""

_UNITS = {"s": SECOND, "m": MINUTE, "h": HOUR}
"""By the first letter of a unit."""
_UNIT = r"(?:seconds|second|secs|sec|s|minutes|minute|mins|min|m|hours|hour|h)"
_NUMBER = r"[0-9]+(?:\.[0-9]+)?"
DURATION = rf"(?:[0-9]+:[0-5][0-9]|{_NUMBER}\s*{_UNIT}(?:\s*{_NUMBER}\s*{_UNIT})*)"
"""A time as scripts and options write it, as a pattern.

`20 s`, `1.5 s`, `1 min 30 s`, `1h30m`, or `9:30` for minutes and seconds.
"""

_DURATION = re.compile(DURATION)
_PART = re.compile(rf"({_NUMBER})\s*({_UNIT})")


def on_grid(samples: Samples) -> Samples:
    """The first place on the grid at or after `samples`."""
    return -(-samples // GRID) * GRID


def to_samples(ms: Milliseconds) -> Samples:
    """The one conversion: milliseconds to samples, rounded up to the grid, so that no time is ever cut short."""
    return on_grid(-(-ms * SAMPLE_RATE // 1000))


def seconds(samples: Samples) -> float:
    """Samples as seconds, for people and for files that count in seconds."""
    return samples / SAMPLE_RATE


def parse_duration(text: str) -> Milliseconds | None:
    """`1 min 30 s` or `1:30` as milliseconds; None if it is not a time, or has no unit."""
    text = text.strip()
    if not _DURATION.fullmatch(text):
        return None
    if ":" in text:
        minutes, _, secs = text.partition(":")
        parts = [(minutes, "m"), (secs, "s")]
    else:
        parts = _PART.findall(text)
    total = 0
    for number, unit in parts:
        if len(number) > DIGITS:
            return TOO_LONG
        total += round(float(number) * _UNITS[unit[0]])
    return total


def written(ms: Milliseconds) -> str:
    """Milliseconds as a script writes them: `20 s`, `1.5 s`, `1 min 30 s`."""
    minutes, rest = divmod(ms, MINUTE)
    in_seconds = f"{rest / SECOND:g} s"
    if not minutes:
        return in_seconds
    return f"{minutes} min {in_seconds}" if rest else f"{minutes} min"


def clock(samples: Samples) -> str:
    """A place in a session as a player shows it: `m:ss`, whole seconds, rounded down."""
    minutes, secs = divmod(samples // SAMPLE_RATE, 60)
    return f"{minutes}:{secs:02d}"


def spoken_minutes(samples: Samples) -> int:
    """A length as a voice says it: whole minutes, the nearest, at least 1."""
    return max(1, (samples + 30 * SAMPLE_RATE) // (60 * SAMPLE_RATE))
