"""Options + a length -> options that bring the session to it: the most sets, the longest holds, then the pace."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace

from sivoice.binding import Bound, bind
from sivoice.compiler import compile_session
from sivoice.errors import FitError
from sivoice.options import Options
from sivoice.scheduler import build_timeline
from sivoice.script.library import Scripts
from sivoice.timeline import Clip
from sivoice.units import SAMPLE_RATE, SECOND, Milliseconds, Samples, spoken_minutes, written

TOLERANCE: Milliseconds = 10 * SECOND
SETS = (4, 3, 2, 1)
"""Two to four repetitions are what exercise guidelines give; one is our default."""
PACES = tuple(hundredths / 100 for hundredths in range(80, 126))
"""From unhurried to brisk."""


def fit(scripts: Scripts, options: Options, asked: Options, length: Callable[[Clip], Samples]) -> Options:
    """Options with which the session lasts `options.fit`, within TOLERANCE.

    What `asked` names, the words of the command line, is left alone. Raises FitError with what is possible.
    """
    assert options.fit is not None
    target = options.fit * SAMPLE_RATE // 1000
    near = TOLERANCE * SAMPLE_RATE // 1000
    minutes = spoken_minutes(target)
    bound = bind(scripts, options)

    def lasts(candidate: Options) -> Samples:
        return build_timeline(compile_session(scripts, candidate), length, minutes).samples

    paces = PACES if asked.pace is None else (asked.pace,)
    found: list[Samples] = []
    for candidate in _candidates(options, asked, bound):
        slow, brisk = (lasts(replace(candidate, pace=pace)) for pace in (paces[0], paces[-1]))
        found += [slow, brisk]
        if slow < target - near or brisk > target + near:
            continue
        fitted = _nearest([replace(candidate, pace=pace) for pace in paces], lasts, target)
        if abs(lasts(fitted) - target) <= near:
            return fitted
    raise FitError(_impossible(scripts.name, target, found))


def _candidates(options: Options, asked: Options, bound: Iterable[Bound]) -> Iterator[Options]:
    """What may be tried, the best first; the pace is still open."""
    safe = {one.name: one.header.safe_hold for one in bound if one.name not in asked.holds}
    lowest = min((low for low, _ in safe.values()), default=0) // SECOND
    highest = max((high for _, high in safe.values()), default=0) // SECOND
    for sets in SETS if asked.sets is None else (asked.sets,):
        if asked.hold is not None or not safe:
            yield replace(options, sets=sets)
            continue
        for hold in range(highest, lowest - 1, -1):
            holds = {name: min(max(hold * SECOND, low), high) for name, (low, high) in safe.items()}
            yield replace(options, sets=sets, hold=None, holds={**asked.holds, **holds})


def _nearest(by_pace: list[Options], lasts: Callable[[Options], Samples], target: Samples) -> Options:
    """The one whose length comes nearest to the target; a session gets shorter as the pace rises."""
    low, high = 0, len(by_pace) - 1
    while low < high:
        middle = (low + high) // 2
        if lasts(by_pace[middle]) > target:
            low = middle + 1
        else:
            high = middle
    return min(by_pace[max(0, low - 1) : low + 1], key=lambda options: abs(lasts(options) - target))


def _impossible(name: str, target: Samples, found: list[Samples]) -> str:
    def told(samples: Samples) -> str:
        return written(-(-samples // SAMPLE_RATE) * SECOND)

    asked = f"{name} cannot be brought to {told(target)} with these options"
    if target < min(found):
        return f"{asked}\nThe shortest is {told(min(found))}. Leave a stretch out with --skip for less."
    if target > max(found):
        return f"{asked}\nThe longest is {told(max(found))}. Add a guided warm-up with --warm-up for more."
    nearest = min(found, key=lambda samples: abs(samples - target))
    return f"{asked}\nThe nearest is {told(nearest)}. Leave the pace or the holds open for more choice."
