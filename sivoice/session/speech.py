"""Synthesis of a plan's cues: finds those that are not cached, and makes them on all cores."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Mapping

from sivoice.compile.plan import Plan
from sivoice.errors import VoiceError
from sivoice.schedule.scheduler import spoken_text
from sivoice.voices.clips import SpeechClips

MOST_AT_ONCE = 8
"""Cues that are synthesised at the same time, one per core; more would only use more memory."""

NEARBY = 3
"""Minutes by which a session's length changes with, for example, holds of 20 instead of 30 s."""

Progress = Callable[[int, int], None]
"""Called with the number of clips done and the total."""


def known(plan: Plan, speech: SpeechClips, minutes: int) -> Iterator[bool]:
    """Yield for each cue in order whether it is cached, given the session's length in minutes."""
    for say in plan.says():
        yield speech.known_length(spoken_text(say, minutes), calm=say.calm) is not None


def say_all(plan: Plan, speech: SpeechClips, progress: Progress) -> bool:
    """Synthesise the cues of a plan that are not cached, and return whether there were any.

    Cues that say the session's length are left out. Raises VoiceError, which names the cue's line.
    """
    lines = {
        (spoken_text(say, 1), say.calm): say.source for say in plan.says() if len(say.parts) == 1
    }
    return synthesise(lines, speech, progress)


def say_other_lengths(plan: Plan, speech: SpeechClips, minutes: int) -> None:
    """Synthesise the cues that say the session's length, for slightly different lengths too.

    Raises VoiceError, which names the cue's line.
    """
    lengths = range(max(1, minutes - NEARBY), minutes + NEARBY + 1)
    lines = {
        (spoken_text(say, length), say.calm): say.source
        for say in plan.says()
        if len(say.parts) > 1
        for length in lengths
    }
    synthesise(lines, speech, lambda done, of: None)


def synthesise(
    lines: Mapping[tuple[str, bool], str], speech: SpeechClips, progress: Progress
) -> bool:
    """Synthesise the texts that are not cached, and return whether there were any.

    `lines` maps each text, and whether it is said calmly, to its place in the script, `file:line`.
    """
    missing = [cue for cue in lines if speech.known_length(cue[0], calm=cue[1]) is None]
    progress(0, len(missing))
    if not missing:
        return False
    from concurrent.futures import ThreadPoolExecutor

    def say(cue: tuple[str, bool]) -> None:
        text, calm = cue
        try:
            speech.length(text, calm=calm)
        except VoiceError as error:
            raise VoiceError(f"{lines[cue]}: {error}") from error

    with ThreadPoolExecutor(min(os.cpu_count() or 1, MOST_AT_ONCE)) as pool:
        for done, _ in enumerate(pool.map(say, missing), 1):
            progress(done, len(missing))
    return True
