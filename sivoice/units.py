"""Units of time: milliseconds in scripts and plans, samples in the timeline.

Reads and formats both.
"""

from __future__ import annotations

import re
from typing import TypeAlias

Milliseconds: TypeAlias = int
Samples: TypeAlias = int

SAMPLE_RATE = 44_100
"""Hz. Every MP3 player plays this rate without resampling; voices are resampled to it."""

GRID = 1152
"""Samples in one MP3 frame (MPEG-1 Layer III), 26.12 ms. Every event starts on a multiple of it."""

SECOND: Milliseconds = 1_000
MINUTE: Milliseconds = 60_000
HOUR: Milliseconds = 60 * MINUTE
DIGITS = 9
"""The most digits that are parsed in a number."""
TOO_LONG: Milliseconds = 10**9
"""Stands for any number with more than DIGITS digits; it exceeds every limit."""

_UNITS = {"s": SECOND, "m": MINUTE, "h": HOUR}
"""By the first letter of a unit."""
_UNIT = r"(?:seconds|second|secs|sec|s|minutes|minute|mins|min|m|hours|hour|h)"
_NUMBER = r"[0-9]+(?:\.[0-9]+)?"
DURATION = rf"(?:[0-9]+:[0-5][0-9]|{_NUMBER}\s*{_UNIT}(?:\s*{_NUMBER}\s*{_UNIT})*)"
"""Regular expression for a time in scripts and options.

`20 s`, `1.5 s`, `1 min 30 s`, `1h30m`, or `9:30` for minutes and seconds.
"""

_DURATION = re.compile(DURATION)
_PART = re.compile(rf"({_NUMBER})\s*({_UNIT})")


def on_grid(samples: Samples) -> Samples:
    """Round up to a multiple of GRID."""
    return -(-samples // GRID) * GRID


def to_samples(ms: Milliseconds) -> Samples:
    """Convert milliseconds to samples, rounded up to the grid so that no time is cut short.

    This is the only such conversion.
    """
    return on_grid(-(-ms * SAMPLE_RATE // 1000))


def seconds(samples: Samples) -> float:
    """Convert samples to seconds, for people and for formats that count in seconds."""
    return samples / SAMPLE_RATE


def parse_duration(text: str) -> Milliseconds | None:
    """Parse a time such as `1 min 30 s` or `1:30`. Returns None if it is not one."""
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
    """Format a time as scripts do: `20 s`, `1.5 s`, `1 min 30 s`."""
    minutes, rest = divmod(ms, MINUTE)
    in_seconds = f"{rest / SECOND:g} s"
    if not minutes:
        return in_seconds
    return f"{minutes} min {in_seconds}" if rest else f"{minutes} min"


def clock(samples: Samples) -> str:
    """Format a position as players do: `m:ss`, rounded down to whole seconds."""
    minutes, secs = divmod(samples // SAMPLE_RATE, 60)
    return f"{minutes}:{secs:02d}"


def spoken_minutes(samples: Samples) -> int:
    """Round a length to whole minutes, at least 1, as the voice says it."""
    return max(1, (samples + 30 * SAMPLE_RATE) // (60 * SAMPLE_RATE))
