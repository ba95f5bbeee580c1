"""Options + a length -> options that fit it: the most sets, the longest holds, then the pace."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from msgspec.structs import replace

from sivoice.compile.compiler import compile_session
from sivoice.compile.resolve import Bound, bind
from sivoice.errors import FitError
from sivoice.options.options import Options
from sivoice.options.values import PerStretch
from sivoice.schedule.scheduler import build_timeline
from sivoice.schedule.timeline import Clip
from sivoice.script.library import LoadedScript
from sivoice.script.vocabulary import HoldRange
from sivoice.units import SAMPLE_RATE, SECOND, Milliseconds, Samples, spoken_minutes, written

TOLERANCE: Milliseconds = 10 * SECOND
MOST_SETS = 4
"""Exercise guidelines recommend two to four repetitions; the default here is one."""
PACES = tuple(thousandths / 1000 for thousandths in range(800, 1251))
"""From unhurried to brisk."""


def fit(
    scripts: LoadedScript, options: Options, asked: Options, length: Callable[[Clip], Samples]
) -> Options:
    """Return options with which the session lasts `options.fit`, within TOLERANCE.

    The options of the command line, `asked`, are kept. Raises FitError, which names a possible
    length.
    """
    assert options.fit is not None
    target = options.fit * SAMPLE_RATE // 1000
    near = TOLERANCE * SAMPLE_RATE // 1000
    minutes = spoken_minutes(target)
    bound = bind(scripts, options)
    paces = PACES if asked.pace is None else (asked.pace,)
    holds = list(_holds(options, asked, bound))
    found: list[Samples] = []

    def lasts(candidate: Options) -> Samples:
        return build_timeline(compile_session(scripts, candidate), length, minutes).samples

    def can_last(longest: Options, shortest: Options) -> bool:
        ends = (lasts(replace(longest, pace=paces[0])), lasts(replace(shortest, pace=paces[-1])))
        found.extend(ends)
        return ends[1] - near <= target <= ends[0] + near

    for sets in _sets(asked, bound):
        candidates = [replace(hold, sets=PerStretch(hold.sets.everywhere, sets)) for hold in holds]
        if not can_last(candidates[0], candidates[-1]):
            continue
        for candidate in candidates:
            if can_last(candidate, candidate):
                fitted = _nearest([replace(candidate, pace=pace) for pace in paces], lasts, target)
                found.append(lasts(fitted))
                if abs(found[-1] - target) <= near:
                    return fitted
    raise FitError(_impossible(scripts.name, target, found))


def summary(options: Options) -> str:
    """Describe a fitted session: its sets, its holds and its pace."""
    sets = sorted({*options.sets.by_stretch.values()} or {options.sets.everywhere or 1})
    holds = sorted({*options.hold.by_stretch.values()} or {options.hold.everywhere or 0})
    held = " to ".join(written(hold) for hold in (holds[0], holds[-1])[: len(holds)])
    done = f"{' to '.join(map(str, sets))} {'set' if sets == [1] else 'sets'}"
    return f"{done}, holds of {held}, pace {options.pace:g}"


def _sets(asked: Options, bound: list[Bound]) -> Iterator[dict[str, int]]:
    """Yield the sets to try for each stretch, the most first.

    One stretch after the other loses a set, starting with the last stretch.
    """
    if asked.sets.everywhere is not None:
        yield {}
        return
    names = list(dict.fromkeys(one.name for one in bound))
    for sets in range(MOST_SETS, 0, -1):
        for fewer in range(len(names) if sets > 1 else 1):
            yield {name: sets - (index >= len(names) - fewer) for index, name in enumerate(names)}


def _holds(options: Options, asked: Options, bound: list[Bound]) -> Iterator[Options]:
    """Yield the holds to try, the longest first, each within its stretch's safe range."""
    safe: dict[str, HoldRange] = {}
    for one in bound:
        if one.name not in asked.hold.by_stretch:
            here = one.header.safe_hold
            others = safe.get(one.name, here)  # a stretch can be played twice, in two variants
            shortest = max(here.shortest, others.shortest)
            longest = max(shortest, min(here.longest, others.longest))
            safe[one.name] = HoldRange(shortest, longest)
    if asked.hold.everywhere is not None or not safe:
        yield options
        return
    lowest = min(held.shortest for held in safe.values()) // SECOND
    highest = max(held.longest for held in safe.values()) // SECOND
    for hold in range(highest, lowest - 1, -1):
        holds = dict(asked.hold.by_stretch)
        for name, held in safe.items():
            holds[name] = min(max(hold * SECOND, held.shortest), held.longest)
        yield replace(options, hold=PerStretch(None, holds))


def _nearest(
    by_pace: list[Options], lasts: Callable[[Options], Samples], target: Samples
) -> Options:
    """Find the options closest to the target, by bisection: a higher pace is a shorter session."""
    low, high = 0, len(by_pace) - 1
    while low < high:
        middle = (low + high) // 2
        if lasts(by_pace[middle]) > target:
            low = middle + 1
        else:
            high = middle
    return min(by_pace[max(0, low - 1) : low + 1], key=lambda options: abs(lasts(options) - target))


def _impossible(name: str, target: Samples, found: list[Samples]) -> str:
    def length(samples: Samples) -> str:
        return written(-(-samples // SAMPLE_RATE) * SECOND)

    problem = f"{name} cannot be fitted to {length(target)} with these options"
    if target < min(found):
        advice = "Leave out a stretch with --skip, or shorten the words with --guidance brief."
        return f"{problem}\nThe shortest is {length(min(found))}. {advice}"
    if target > max(found):
        advice = "Add a guided warm-up with --warm-up."
        return f"{problem}\nThe longest is {length(max(found))}. {advice}"
    nearest = min(found, key=lambda samples: abs(samples - target))
    advice = "Leave out --pace or --hold to allow more lengths."
    return f"{problem}\nThe nearest is {length(nearest)}. {advice}"
