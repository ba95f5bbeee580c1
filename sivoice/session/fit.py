"""Options + a length -> a session that fits it, with as few changes to the script as possible.

A session that fits already is left alone. Otherwise the holds change, all by the same factor, each
within its usual range; then the pace; and only if these cannot reach the length, the sets and what
is prescribed, rung by rung of the ladder.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Iterable, Mapping, Sequence
from math import ceil, floor

from msgspec import Struct
from msgspec.structs import replace

from sivoice.compile.compiler import compile_session
from sivoice.compile.resolve import bind
from sivoice.errors import FitError
from sivoice.options.doses import PerStretch
from sivoice.options.options import Options
from sivoice.schedule.scheduler import Length, build_timeline
from sivoice.schedule.timeline import Timeline
from sivoice.script.library import LoadedScript
from sivoice.script.limits import SESSION_LIMIT
from sivoice.session.ladder import Part, Rung, ladder, last_rungs, parts_of
from sivoice.session.lengths import Change, Lengths
from sivoice.units import (
    SAMPLE_RATE,
    SECOND,
    Milliseconds,
    Samples,
    spoken_minutes,
    to_samples,
    written,
)

TOLERANCE: Milliseconds = 10 * SECOND
PACES = (0.85, 1.2)
"""The slowest and the briskest pace."""
FINE = 1000
"""Factors and paces are tried in steps of one part in so many."""
ATTEMPTS = 4
"""How often the sums are corrected by the actual length of the session."""
_NEAR: Samples = TOLERANCE * SAMPLE_RATE // 1000


class Fitted(Struct, frozen=True):
    """A session that fits its length."""

    options: Options
    timeline: Timeline
    summary: str
    """What was changed, in a line."""


def fit(scripts: LoadedScript, options: Options, asked: Options, length: Length) -> Fitted:
    """Fit a session to `options.fit`, within TOLERANCE.

    The options of the command line, `asked`, are kept. Raises FitError, which names the closest
    length that is possible.
    """
    assert options.fit is not None
    target = options.fit * SAMPLE_RATE // 1000
    search = _Search(scripts, options, asked, length, spoken_minutes(target))
    aim = target
    for _ in range(ATTEMPTS):
        doses = search.find(aim)
        if doses is None:
            break
        fitted = search.options_with(doses)
        timeline = build_timeline(compile_session(scripts, fitted), length)
        if abs(timeline.samples - target) <= _NEAR:
            return Fitted(fitted, timeline, search.summary(doses, timeline.samples))
        search.tried.append(timeline.samples)
        # The session's own lines say how long or how often something is done, which sums ignore.
        aim = target - (timeline.samples - search.lasts(doses))
    raise FitError(_impossible(scripts.name, target, search.tried))


def lengths_to_fit(
    scripts: LoadedScript, options: Options, asked: Options, length: Length
) -> tuple[Samples, Samples]:
    """Return the shortest and the longest session that a length can be fitted to."""
    search = _Search(scripts, options, asked, length, minutes=1)
    for aim in (0, to_samples(SESSION_LIMIT)):
        search.find(aim)
    return min(search.tried), max(search.tried)


class Doses(Struct, frozen=True):
    """All the doses of a session, and its pace."""

    changes: Mapping[str, Change]
    """The change of every stretch."""
    pace: float


class _Search:
    """Searches for the doses that fit a session with the fewest changes."""

    def __init__(
        self,
        scripts: LoadedScript,
        options: Options,
        asked: Options,
        length: Length,
        minutes: int,
    ) -> None:
        self.options = options
        self.parts = parts_of(bind(scripts, options), asked)
        self.tried: list[Samples] = []
        self._lengths = Lengths(scripts, options, length, minutes)
        self._pace = options.pace or 1.0
        self._paces = [self._pace]
        if asked.pace is None:
            steps = _steps(min(PACES[0], self._pace), max(PACES[1], self._pace))
            self._paces = [step / FINE for step in steps]
        self._factors = factors(self.parts)

    def find(self, aim: Samples) -> Doses | None:
        """Find doses with which the session lasts `aim`, within TOLERANCE.

        Returns None if there are none. Then `tried` includes the closest length there is.
        """
        longer = self.lasts(self._doses(Rung(), 1)) < aim
        rungs = ladder(self.parts, longer=longer)
        first = self._first(rungs, aim, longer=longer)
        doses = self._climb(rungs[first:], aim, longer=longer)
        if doses is None and 0 < first < len(rungs):
            # With one set more it is too long, with one less too short: prescribed doses fill in.
            for sets, more in ((rungs[first - 1].sets, longer), (rungs[first].sets, not longer)):
                last = last_rungs(self.parts, sets, longer=more)
                last = last[self._first(last, aim, longer=more) :]
                doses = doses or self._climb(last, aim, longer=more)
        return doses

    def _first(self, rungs: Sequence[Rung], aim: Samples, *, longer: bool) -> int:
        """Return the index of the first rung that is long enough, or short enough, for `aim`."""
        if longer:
            return bisect_left(rungs, aim - _NEAR, key=self._longest)
        return bisect_left(rungs, -aim - _NEAR, key=lambda rung: -self._shortest(rung))

    def _climb(self, rungs: Iterable[Rung], aim: Samples, *, longer: bool) -> Doses | None:
        """Return doses on the first rung that fits `aim`. The first of `rungs` can reach it."""
        for rung in rungs:
            doses = self._on(rung, aim)
            if abs(self.lasts(doses) - aim) <= _NEAR:
                return doses
            beyond = self._shortest(rung) - aim if longer else aim - self._longest(rung)
            if beyond > _NEAR:
                break  # the rungs after it are further off
        return None

    def lasts(self, doses: Doses) -> Samples:
        """Return the length of the session, and remember it."""
        samples = self._lengths.samples(doses.changes, doses.pace)
        self.tried.append(samples)
        return samples

    def options_with(self, doses: Doses) -> Options:
        """Return the options that result in these doses."""
        changes = doses.changes
        holds = {name: one.hold for name, one in changes.items() if one.hold is not None}
        sets = {name: one.sets for name, one in changes.items() if one.sets is not None}
        reps = {name: one.reps for name, one in changes.items() if one.reps is not None}
        return replace(
            self.options,
            hold=_with(self.options.hold, holds),
            sets=_with(self.options.sets, sets),
            reps=_with(self.options.reps, reps),
            pace=self.options.pace if doses.pace == self._pace else doses.pace,
        )

    def _doses(self, rung: Rung, factor: float, pace: float | None = None) -> Doses:
        changes = {part.name: part.change(rung, factor) for part in self.parts}
        return Doses(changes, pace or self._pace)

    def _longest(self, rung: Rung) -> Samples:
        return self.lasts(self._doses(rung, self._factors[-1] / FINE, self._paces[0]))

    def _shortest(self, rung: Rung) -> Samples:
        return self.lasts(self._doses(rung, self._factors[0] / FINE, self._paces[-1]))

    def _on(self, rung: Rung, aim: Samples) -> Doses:
        """Return the doses on a rung that come closest, with another pace only if needed."""
        doses = self._doses(rung, 1)
        if abs(self.lasts(doses) - aim) <= _NEAR:
            return doses
        doses = self._with_holds(rung, aim)
        if abs(self.lasts(doses) - aim) <= _NEAR:
            return doses
        paces = self._paces
        around = self._around(lambda i: replace(doses, pace=paces[-1 - i]), len(paces), aim)
        return self._nearest(around, aim)

    def _with_holds(self, rung: Rung, aim: Samples) -> Doses:
        """Return the doses on a rung with the holds that come closest, in whole seconds.

        If one more second in every hold is too much, only the first stretches get it.
        """
        low = self._factors.start
        shorter, longer = self._around(
            lambda i: self._doses(rung, (low + i) / FINE), len(self._factors), aim
        )
        nearest = self._nearest((shorter, longer), aim)
        if abs(self.lasts(nearest) - aim) <= _NEAR:
            return nearest
        names = [part.name for part in self.parts]

        def mixed(count: int) -> Doses:
            some = {name: longer.changes[name] for name in names[:count]}
            return replace(shorter, changes={**shorter.changes, **some})

        return self._nearest(self._around(mixed, len(names) + 1, aim), aim)

    def _around(
        self, doses: Callable[[int], Doses], count: int, aim: Samples
    ) -> tuple[Doses, Doses]:
        """Return the two of `count` doses on either side of `aim`; each is longer than the last."""
        first = bisect_left(range(count), aim, key=lambda i: self.lasts(doses(i)))
        return doses(max(0, first - 1)), doses(min(first, count - 1))

    def _nearest(self, doses: Iterable[Doses], aim: Samples) -> Doses:
        return min(doses, key=lambda one: abs(self.lasts(one) - aim))

    def summary(self, doses: Doses, samples: Samples) -> str:
        """Describe the changes in a line. `samples` is the length of the session with them."""
        assert self.options.fit is not None
        asked = written(self.options.fit)
        changes = _changes(self.parts, doses)
        if doses.pace != self._pace:
            changes.append(f"pace {doses.pace:g}")
        if not changes:
            return f"No changes needed for {asked}: the session lasts {_in_seconds(samples)}"
        return f"Fitted to {asked} with {', '.join(changes)}"


def factors(parts: Iterable[Part]) -> range:
    """Return the factors, in thousandths, that the holds can be multiplied by."""
    ordinary = [part for part in parts if part.hold and not part.is_prescribed]
    shortest = [part.safe.shortest / part.hold for part in ordinary if part.hold]
    longest = [part.safe.longest / part.hold for part in ordinary if part.hold]
    return _steps(min(shortest, default=1), max(longest, default=1))


def _steps(low: float, high: float) -> range:
    """Return the steps between two numbers, in thousandths."""
    return range(floor(low * FINE), ceil(high * FINE) + 1)


def _with(wish: PerStretch[int], values: Mapping[str, int]) -> PerStretch[int]:
    return replace(wish, by_stretch={**wish.by_stretch, **values}) if values else wish


def _changes(parts: Sequence[Part], doses: Doses) -> list[str]:
    """Describe the changes of the stretches."""
    old: list[Milliseconds] = []
    new: list[Milliseconds] = []
    others: dict[str, list[str]] = {}
    for part in parts:
        change = doses.changes[part.name]
        if change.hold is not None and part.hold is not None and not part.is_prescribed:
            old.append(part.hold)
            new.append(change.hold)
        elif change.hold is not None and part.hold is not None:
            text = f"a hold of {written(change.hold)} instead of {written(part.hold)}"
            others.setdefault(text, []).append(part.name)
        if change.sets is not None:
            text = f"{change.sets} {'set' if change.sets == 1 else 'sets'} instead of {part.sets}"
            others.setdefault(text, []).append(part.name)
        if change.reps is not None:
            text = f"{change.reps} {'rep' if change.reps == 1 else 'reps'} instead of {part.reps}"
            others.setdefault(text, []).append(part.name)
    holds = [f"holds of {_span(new)} instead of {_span(old)}"] if new else []
    return holds + [f"{text} ({', '.join(names)})" for text, names in others.items()]


def _span(times: Sequence[Milliseconds]) -> str:
    """Return the range of some times: `24 s`, or `12 s to 24 s`."""
    return " to ".join(written(time) for time in sorted({min(times), max(times)}))


def _in_seconds(samples: Samples) -> str:
    """Write a length in whole seconds, rounded up."""
    return written(-(-samples // SAMPLE_RATE) * SECOND)


def _impossible(name: str, target: Samples, found: Sequence[Samples]) -> str:
    problem = f"{name} cannot be fitted to {_in_seconds(target)} with these options"
    if target < min(found):
        advice = "Leave out a stretch with --skip, or shorten the words with --guidance brief."
        return f"{problem}\nThe shortest is {_in_seconds(min(found))}. {advice}"
    if target > max(found):
        advice = "Add a guided warm-up with --warm-up."
        return f"{problem}\nThe longest is {_in_seconds(max(found))}. {advice}"
    nearest = min(found, key=lambda samples: abs(samples - target))
    advice = "Leave out --pace or --hold to allow more lengths."
    return f"{problem}\nThe nearest is {_in_seconds(nearest)}. {advice}"
