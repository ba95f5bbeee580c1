"""Stretch -> its dose as it is printed: how long, on which sides and how often."""

from __future__ import annotations

from collections.abc import Iterator

from sivoice.compile.captions import side_caption
from sivoice.compile.plan import Chapter
from sivoice.compile.resolve import Bound
from sivoice.compile.steps import Steps, Timer
from sivoice.language import Language
from sivoice.units import SECOND, Milliseconds


def dose_in_words(bound: Bound, chapter: Chapter, words: Language) -> Iterator[str]:
    """Yield `Hold 30 s`, `each side`, `2 times`; or `3 sets of 10`, `hold 5 s`, `rest 30 s`."""
    yield from _parts(chapter, words)
    if bound.header.how_often is not None:
        yield bound.header.how_often.text


def rest_between_sets(chapter: Chapter) -> Milliseconds:
    """Return the rest between two sets as it is played, in whole seconds."""
    return whole_seconds(next(one.rest.ms for one in chapter.passes if one.rest is not None))


def whole_seconds(ms: Milliseconds) -> Milliseconds:
    """Round a time to a second, at least 1 s."""
    return max(SECOND, round(ms / SECOND) * SECOND)


def _parts(chapter: Chapter, words: Language) -> Iterator[str]:
    labels = words.handout
    if not chapter.passes:
        if len(chapter.moves) > 1:
            yield labels.sets.format(sets=len(chapter.moves))
        return
    first, sets = chapter.passes[0], chapter.sets
    sides = [] if first.side is None else [_sides(chapter, words)]
    if not first.reps and not first.practice:
        if first.hold is not None:
            yield labels.dose.format(time=words.short(first.hold.ms))
        yield from sides
        if sets > 1:
            yield labels.sets.format(sets=sets)
        return
    times = len(first.reps) or len(first.practice)
    timers = _timers(first.reps[0].steps if first.reps else first.practice[0])
    if times == sets == 1:
        if timers:
            yield words.short(sum(timers))
    else:
        lengths = " / ".join(words.short(ms) for ms in timers)
        yield _number(times, sets, words, are_reps=bool(first.reps)) + (lengths and f" ({lengths})")
    yield from sides
    if first.last_hold is not None:
        yield labels.rep_hold.format(time=words.short(first.last_hold.ms))
    if sets > 1:
        yield labels.rest.format(time=words.short(rest_between_sets(chapter)))


def _number(times: int, sets: int, words: Language, *, are_reps: bool) -> str:
    """`3 sets of 10`, `10 reps` or `6 times`."""
    labels = words.handout
    if times > 1 and sets > 1:
        return labels.sets_of.format(sets=sets, reps=times)
    if times > 1 and are_reps:
        return labels.reps.format(reps=times)
    return labels.sets.format(sets=max(times, sets))


def _timers(steps: Steps) -> list[Milliseconds]:
    return [step.ms for step in steps if isinstance(step, Timer)]


def _sides(chapter: Chapter, words: Language) -> str:
    """`each side`, or `left side only`."""
    sides = [one.side for one in chapter.passes if one.side is not None]
    if len(set(sides)) > 1:
        return words.handout.each_side
    return words.handout.one_side.format(side=side_caption(sides[0], words))
