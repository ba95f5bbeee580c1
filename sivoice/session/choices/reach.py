"""The values that can be chosen on a page, and those that a session can have with them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import pairwise

from msgspec import Struct

from sivoice.compile.resolve import Bound
from sivoice.options.options import Options
from sivoice.session.fit import FINE, factors
from sivoice.session.ladder import MOST_SETS, PRESCRIBED, Part, Rung, parts_of
from sivoice.units import SECOND, Milliseconds

HOLDS: tuple[Milliseconds, ...] = tuple(range(10 * SECOND, 61 * SECOND, 5 * SECOND))
"""The holds that can be chosen for a stretch."""
HOLDS_OF_REPS: tuple[Milliseconds, ...] = tuple(s * SECOND for s in (3, 5, 8, 10))
"""The same for a stretch with reps."""
REPS = (5, 8, 10, 12, 15)
PACES = (0.8, 0.9, 1.0, 1.1, 1.2)


class Doses(Struct, frozen=True):
    """The holds, sets and reps that one stretch can have."""

    has_hold: bool
    has_sets: bool
    has_reps: bool
    holds: tuple[Milliseconds, ...]
    """What can be chosen, with the written value, like the next two."""
    sets: tuple[int, ...]
    reps: tuple[int, ...]
    fitted_holds: frozenset[Milliseconds]
    """What fitting the session to a length can choose, with the written value."""
    fitted_reps: frozenset[int]

    @property
    def all_holds(self) -> list[Milliseconds]:
        """All the holds that it can have."""
        return sorted({*self.holds, *self.fitted_holds})

    @property
    def all_reps(self) -> list[int]:
        """All the reps that it can have."""
        return sorted({*self.reps, *self.fitted_reps})

    def allows(self, hold: Milliseconds, reps: int) -> bool:
        """Return whether it can have this hold with these reps."""
        fitted = hold in self.fitted_holds and reps in {*self.reps, *self.fitted_reps}
        return fitted or (hold in self.holds and reps in self.reps)


class Reach(Struct, frozen=True):
    """What all the stretches of a session can have together."""

    doses: tuple[Doses, ...]
    """For each `[play …]`."""
    fits: bool
    """Whether it can be fitted to a length."""
    singles: bool
    """Whether the hold, the sets and the reps of a single stretch can be chosen."""
    hold_ranges: frozenset[tuple[Milliseconds, Milliseconds]]
    """The shortest and the longest hold of a session."""
    sets_ranges: frozenset[tuple[int, int]]


class Freedom(Struct, frozen=True):
    """What can be chosen at all."""

    fits: bool = True
    singles: bool = True
    doses: bool = True
    """Whether the holds, the sets and the reps of all stretches can be chosen."""


FREEDOMS = (
    Freedom(),
    Freedom(fits=False),
    Freedom(fits=False, singles=False),
    Freedom(fits=False, singles=False, doses=False),
)
"""From the most to the least, for a session that says too much about its doses."""


def reach_of(
    bound: Sequence[Bound],
    asked: Options,
    default_hold: Milliseconds,
    default_sets: int,
    freedom: Freedom,
) -> Reach:
    """Return what can be chosen. `asked` are the options that fitting may not change.

    The defaults are what a session's own lines say if no stretch has a hold, or sets.
    """
    parts = parts_of(bound, asked) if freedom.fits else []
    fitted = _Fitted(parts)
    doses = tuple(_doses(one, bound, fitted, freedom) for one in bound)
    having = [(one, those) for one, those in zip(bound, doses, strict=True)]
    kept = {one.hold for one, those in having if those.has_hold and one.name not in fitted.holds}
    held = [those.holds for _, those in having if those.has_hold] or [(default_hold,)]
    counted = [those.sets for _, those in having if those.has_sets] or [(default_sets,)]
    if freedom.singles:
        hold_ranges = _pairs({hold for holds in held for hold in holds})
        sets_ranges = _pairs({sets for each in counted for sets in each})
    else:
        always = {one.hold for one, those in having if those.has_hold}
        fixed = {one.hold for one, those in having if those.has_reps and those.has_hold}
        hold_ranges = _pairs(always or {default_hold})
        for hold in {hold for holds in held for hold in holds}:
            hold_ranges += _pairs({hold, *fixed})
        always = {one.sets for one, those in having if those.has_sets}
        sets_ranges = _pairs(always or {default_sets})
        sets_ranges += [(sets, sets) for each in counted for sets in each]
    for together in fitted.together:
        hold_ranges += _pairs({*together, *kept})
    return Reach(
        doses,
        freedom.fits,
        freedom.singles,
        frozenset(hold_ranges),
        frozenset(sets_ranges),
    )


def _doses(one: Bound, bound: Sequence[Bound], fitted: _Fitted, freedom: Freedom) -> Doses:
    alike = [other for other in bound if other.name == one.name]
    has_reps = "reps" in one.doses
    most_sets = max(MOST_SETS, *(other.sets for other in alike))
    holds: Iterable[Milliseconds] = HOLDS_OF_REPS if has_reps else HOLDS
    sets: Iterable[int] = range(1, most_sets + 1)
    reps: Iterable[int] = REPS if has_reps else ()
    if not freedom.doses or (has_reps and not freedom.singles):
        holds = ()
    if not freedom.doses:
        sets = reps = ()
    return Doses(
        has_hold="hold" in one.doses,
        has_sets="sets" in one.doses,
        has_reps=has_reps,
        holds=_sorted(holds, {other.hold for other in alike}),
        sets=_sorted(sets, {other.sets for other in alike}),
        reps=_sorted(reps, {other.reps for other in alike}),
        fitted_holds=frozenset(fitted.holds.get(one.name, ())) | {one.hold},
        fitted_reps=frozenset(fitted.reps.get(one.name, ())) | {one.reps},
    )


class _Fitted:
    """The holds and reps that fitting can choose, whichever stretches are skipped."""

    def __init__(self, parts: Sequence[Part]) -> None:
        rungs = [Rung({}, factor) for factor in (1.0, *PRESCRIBED)]
        self.holds: dict[str, set[Milliseconds]] = {}
        self.reps: dict[str, set[int]] = {}
        always: set[Milliseconds] = set()
        """The prescribed holds, which change apart from the others."""
        for part in parts:
            if part.hold is not None and part.is_prescribed:
                self.holds[part.name] = {part.change(rung, 1).hold or part.hold for rung in rungs}
                always |= self.holds[part.name]
            if part.reps is not None:
                self.reps[part.name] = {part.change(rung, 1).reps or part.reps for rung in rungs}
        ordinary = [part for part in parts if part.hold is not None and not part.is_prescribed]
        self.together: list[set[Milliseconds]] = [always]
        """Holds that a session can have at the same time."""
        found = _held(ordinary)
        for holds in found:
            for part, hold in zip(ordinary, holds, strict=True):
                self.holds.setdefault(part.name, set()).add(hold)
        self.together += [{*before, *after} | always for before, after in pairwise(found)]
        self.together += [{*holds} | always for holds in found]


def _held(parts: Sequence[Part]) -> list[tuple[Milliseconds, ...]]:
    """Return the holds of some stretches with each factor in turn that makes a difference."""
    held: dict[tuple[Milliseconds, ...], None] = {}
    for factor in factors(parts):
        changes = [part.change(Rung(), factor / FINE) for part in parts]
        held[tuple(a.hold or b.hold or 0 for a, b in zip(changes, parts, strict=True))] = None
    return list(held)


def _pairs(values: Iterable[int]) -> list[tuple[int, int]]:
    return [(low, high) for low in values for high in values if low <= high]


def _sorted(values: Iterable[int], more: Iterable[int]) -> tuple[int, ...]:
    return tuple(sorted({*values, *more}))
