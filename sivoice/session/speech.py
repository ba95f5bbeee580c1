"""The cues of a plan: which were spoken before, and having the others spoken on all cores."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Mapping

from sivoice.compile.plan import Plan
from sivoice.errors import VoiceError
from sivoice.schedule.scheduler import spoken_text
from sivoice.voices.clips import SpeechClips

MOST_AT_ONCE = 8
"""Cues that are synthesised at the same time, one to a core; more would only take memory."""

NEARBY = 3
"""Minutes by which a session gets longer or shorter with holds of 20 instead of 30 s, and so on."""

Progress = Callable[[int, int], None]
"""Told how many clips are done, and how many there are to do."""


def known(plan: Plan, speech: SpeechClips, minutes: int) -> Iterator[bool]:
    """Of each cue in order, whether it was spoken before, in a session of so many minutes."""
    for say in plan.says():
        yield speech.known_length(spoken_text(say, minutes)) is not None


def say_all(plan: Plan, speech: SpeechClips, progress: Progress) -> bool:
    """Synthesise the cues of a plan that are not known, and return whether there were any.

    The cues that wait for the session's length are left out. Raises VoiceError, naming the cue's
    line.
    """
    lines = {spoken_text(say, 1): say.source for say in plan.says() if len(say.parts) == 1}
    return _synthesise(lines, speech, progress)


def say_nearby(plan: Plan, speech: SpeechClips, minutes: int) -> None:
    """Synthesise what the session would say of its length if it were a little shorter or longer.

    Raises VoiceError, naming the cue's line.
    """
    lengths = range(max(1, minutes - NEARBY), minutes + NEARBY + 1)
    lines = {
        spoken_text(say, length): say.source
        for say in plan.says()
        if len(say.parts) > 1
        for length in lengths
    }
    _synthesise(lines, speech, lambda done, of: None)


def _synthesise(lines: Mapping[str, str], speech: SpeechClips, progress: Progress) -> bool:
    """Synthesise those texts that are not known, and return whether there were any.

    `lines` has each text's line, as `file:line`.
    """
    missing = [text for text in lines if speech.known_length(text) is None]
    progress(0, len(missing))
    if not missing:
        return False
    from concurrent.futures import ThreadPoolExecutor

    def synthesise(text: str) -> None:
        try:
            speech.length(text)
        except VoiceError as error:
            raise VoiceError(f"{lines[text]}: {error}") from error

    with ThreadPoolExecutor(min(os.cpu_count() or 1, MOST_AT_ONCE)) as pool:
        for done, _ in enumerate(pool.map(synthesise, missing), 1):
            progress(done, len(missing))
    return True
