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
DIGITS = 9
"""More digits than anyone needs in a number."""
TOO_LONG: Milliseconds = 10**9
"""What a number of more than DIGITS is read as: past every limit."""

_UNIT = r"(?:seconds|second|secs|sec|s|minutes|minute|mins|min)"
DURATION = rf"(?:[0-9]+(?:\.[0-9]+)?\s*{_UNIT})(?:\s*[0-9]+(?:\.[0-9]+)?\s*{_UNIT})*"
"""A time as scripts and options write it, as a pattern: `20 s`, `1.5 s`, `1 min 30 s`."""

_DURATION = re.compile(DURATION)
_PART = re.compile(rf"([0-9]+(?:\.[0-9]+)?)\s*({_UNIT})")


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
    """`1 min 30 s` as milliseconds; None where it is no time, or has no unit."""
    if not _DURATION.fullmatch(text.strip()):
        return None
    total = 0
    for number, unit in _PART.findall(text):
        if len(number) > DIGITS:
            return TOO_LONG
        total += round(float(number) * (MINUTE if unit.startswith("m") else SECOND))
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
