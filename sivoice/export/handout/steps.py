"""Steps of a plan -> the numbered steps of a handout, in the words of the script."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from msgspec import Struct
from msgspec.structs import replace

from sivoice.compile.plan import Chapter, Pass, Rep
from sivoice.compile.resolve import Bound
from sivoice.compile.steps import ChapterStep, Hold, Rest, Say, TimedCue, Timer
from sivoice.export.handout.dose import rest_between_sets, whole_seconds
from sivoice.language import Language
from sivoice.units import SECOND, Milliseconds

LONG_PAUSE: Milliseconds = 10 * SECOND
"""Pauses from this length on are printed: something is done in them."""


class Step(Struct, frozen=True):
    """One instruction."""

    text: str
    hold: str = ""
    """`Hold for 30 seconds.` if this is the hold; `text` is then what to watch for during it."""
    is_label: bool = False
    """Whether the text is from the language's table, not from the script."""
    number: int = 0
    """Its place among the steps of its stretch, from 1."""
    is_repeated: bool = False
    """Whether it is done several times, together with the steps beside it."""


def steps_of(bound: Bound, chapter: Chapter, words: Language) -> tuple[Step, ...]:
    """Return the steps of a stretch: its first pass, and what to repeat."""
    labels = words.handout
    steps = [*_start(bound, chapter), *_described(chapter.set_up, words)]
    if chapter.moves:
        _add_repeated(steps, _described(chapter.moves[0], words), len(chapter.moves), words)
    for first in chapter.passes[:1]:
        _add_first_pass(steps, first, words)
        if any(one.side is not first.side for one in chapter.passes):
            steps.append(_label(labels.other_side))
    if chapter.sets > 1:
        rest = words.lasting(rest_between_sets(chapter))
        steps.append(_label(labels.all_sets.format(sets=bound.sets, time=rest)))
    steps += _described((*chapter.finish, *chapter.between), words)
    return tuple(replace(step, number=number) for number, step in enumerate(steps, 1))


def texts(steps: Iterable[ChapterStep], words: Language, *, timed: bool = True) -> list[str]:
    """Return what is said, one text for each line of the script, repeated lines only once.

    A timer and a long pause are given with their length: `Walk about (2 minutes).`
    """
    said: list[tuple[str, str]] = []
    for step in steps:
        if isinstance(step, Say):
            said.append((step.source, " ".join(step.parts)))
        elif isinstance(step, Timer):
            said.append((step.source, _timer(step, words, timed=timed)))
        elif isinstance(step, Rest) and step.ms >= LONG_PAUSE and not step.to_get_ready:
            source, text = said.pop() if said else ("", "")
            said.append((source, _lasting(text, whole_seconds(step.ms), words)))
    lines: dict[str, dict[str, None]] = {}
    for source, text in said:
        lines.setdefault(source, {})[text] = None
    return [" ".join(texts) for texts in lines.values()]


def _timer(timer: Timer, words: Language, *, timed: bool) -> str:
    """Return the words of a timer, with its length if `timed`, and what is said later in it.

    The cues that tell the time are left out.
    """
    opening: list[str] = []
    later: list[str] = []
    for cue in timer.cues:
        said = [" ".join(step.parts) for step in cue.steps if isinstance(step, Say)]
        if cue.moment.opening:
            opening += said
        elif not _tells_time(cue, timer.ms):
            later += said
    text = " ".join(opening)
    return " ".join([_lasting(text, timer.ms, words) if timed else text, *later])


def _lasting(text: str, ms: Milliseconds, words: Language) -> str:
    """Add a length of time to a text: `Walk about (2 minutes).`."""
    timed = words.handout.timed.format(text=text.rstrip("."), time=words.lasting(ms))
    return timed.strip()


def guided(steps: Iterable[ChapterStep], words: Language) -> Iterator[str]:
    """Yield the length of a guided warm-up, then what to do during it."""
    for step in steps:
        if isinstance(step, Timer):
            yield f"{words.lasting(step.ms)}."
            for cue in step.cues:
                if cue.moment.opening:
                    yield from texts(cue.steps, words)


def _start(bound: Bound, chapter: Chapter) -> Iterator[Step]:
    """Yield how to get ready: what the stretch's own announcement says after its first sentence."""
    if bound.header.announce:
        announced = next(step for step in chapter.opening if isinstance(step, Say))
        sentences = re.split(r"(?<=[.!?])\s+", " ".join(announced.parts), maxsplit=1)
        yield from (Step(text) for text in sentences[1:])


def _described(steps: Iterable[ChapterStep], words: Language) -> list[Step]:
    return [Step(text) for text in texts(steps, words)]


def _label(text: str) -> Step:
    return Step(text, is_label=True)


def _add_repeated(steps: list[Step], repeated: list[Step], times: int, words: Language) -> None:
    """Add steps, and how often they are done. They are named by their numbers on paper."""
    first = len(steps) + 1
    if times == 1 or not repeated:
        steps += repeated
        return
    steps += (replace(step, is_repeated=True) for step in repeated)
    last = len(steps)
    label = words.handout.repeat if first == last else words.handout.repeat_steps
    steps.append(_label(label.format(first=first, last=last, times=times)))


def _add_first_pass(steps: list[Step], one: Pass, words: Language) -> None:
    """Add what is done in a pass: its hold, or its first rep and how often that is done."""
    steps += _described(one.lead_in, words)
    held = Rep((), one.hold, one.release) if not one.reps else one.reps[0]
    rep = _described(held.lead_in, words)
    if held.hold is not None:
        hold = words.handout.hold.format(time=words.lasting(held.hold.ms))
        rep.append(Step(" ".join(_reminders(held.hold, words)), hold))
    rep += _described(held.release, words)
    _add_repeated(steps, rep, len(one.reps) or 1, words)
    if one.practice:
        _add_repeated(steps, _described(one.practice[0], words), len(one.practice), words)


def _reminders(hold: Hold, words: Language) -> list[str]:
    """Return what to watch for during a hold, without the cues that tell the time."""
    steps: list[ChapterStep] = []
    for cue in hold.cues:
        if not _tells_time(cue, hold.ms):
            steps += cue.steps
    return texts(steps, words)


def _tells_time(cue: TimedCue, ms: Milliseconds) -> bool:
    """Whether a cue says how much of a hold or a timer is left: halfway, or a time from its end."""
    return cue.moment.from_end or 2 * cue.moment.ms == ms
