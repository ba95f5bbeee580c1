"""The limits of scripts and sessions. Anything larger is refused before work is done on it."""

from __future__ import annotations

from sivoice.files import TEXT_LIMIT
from sivoice.units import MINUTE, SECOND, Milliseconds

# What a file can have
SIZE_LIMIT = TEXT_LIMIT
"""The most bytes in a script file; also the most characters of a session with its stretches."""
LINES_LIMIT = 10_000
"""The most lines of a session with its stretches, far more than three hours can use."""
LINE_LIMIT = 2_000
"""The most characters in a line: two minutes of speech."""
PRINTED_LIMIT = 5_000
"""The most lines of the text that is only printed: some hundred pages."""
SECTIONS_LIMIT = 300
"""The most sections in a file. With every section written for each of 20 variants, it has 210."""
NAMES_LIMIT = 20
"""The most variants, and the most extras, of a stretch."""
PLAYS_LIMIT = 500
"""The most `[play …]` in a session."""

# What is reported
FAULTS_LIMIT = 1_000
"""The most faults that are collected in a file, and in the stretches of a session.

After that, the rest is not checked.
"""
SHOWN_FAULTS = 50
"""The most faults of a file that are printed; the others are only counted."""

# What a line can ask for
REPEATS_LIMIT = 20
"""The most repetitions of a `Move`, breaths in one `[breaths]`, and sets."""
REPS_LIMIT = 100
PAUSE_LIMIT: Milliseconds = 10 * MINUTE
"""The longest pause, rest or get-ready time."""
TIMER_LIMIT: Milliseconds = 60 * MINUTE
HOLD_LIMITS: tuple[Milliseconds, Milliseconds] = (2 * SECOND, 10 * MINUTE)
"""The shortest and the longest hold that a script can have; the start chime needs 2 s."""

# What a session can have
STEPS_LIMIT = 100_000
"""The most steps, counted before they are compiled, with every line as if it were always heard."""
CHARACTERS_LIMIT = 1_000_000
"""The most characters in the words of all these steps; three hours of speech have 160 000."""
SPOKEN_LIMIT = LINE_LIMIT
"""The most characters of one cue, with its numbers written out.

The memory that the default voice needs grows with their square: 8 000 take 4.5 GB.
"""
SESSION_LIMIT: Milliseconds = 180 * MINUTE
"""A longer session must be a mistake."""
