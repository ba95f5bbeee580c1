"""The changes that fitting a session to a length can make, from the smallest to the largest.

On the first rung of the ladder only the holds and the pace change. The next rungs change the sets,
one stretch at a time. The last ones change what is prescribed: reps, and holds that the script has
outside their usual range.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from math import floor

from msgspec import Struct

from sivoice.compile.resolve import Bound
from sivoice.options.options import Options
from sivoice.script.limits import REPS_LIMIT
from sivoice.script.vocabulary import HoldRange
from sivoice.session.lengths import Change
from sivoice.units import SECOND, Milliseconds

MOST_SETS = 4
"""Exercise guidelines recommend two to four repetitions; the default here is one."""
PRESCRIBED = tuple(hundredths / 100 for hundredths in range(50, 151))
"""The factors that prescribed holds and reps can be multiplied by."""


class Rung(Struct, frozen=True):
    """The changes of sets, and of what is prescribed, on one rung of the ladder."""

    sets: Mapping[str, int] = {}
    """The new number of sets, by stretch; stretches that keep theirs are left out."""
    prescribed: float = 1.0
    """What prescribed holds and reps are multiplied by."""


class Part(Struct, frozen=True):
    """The dose of one stretch, as far as it can change.

    A value is None if it cannot change: the command line sets it, the stretch does not have it, or
    the session plays the stretch several times with different values.
    """

    name: str
    hold: Milliseconds | None
    """The hold without changes."""
    safe: HoldRange
    """The usual range of its holds, in all the variants that are played."""
    sets: int | None
    reps: int | None

    @property
    def is_prescribed(self) -> bool:
        """Whether its hold is outside the usual range, and so changes only if all else fails."""
        return self.hold is not None and not (self.safe.shortest <= self.hold <= self.safe.longest)

    def change(self, rung: Rung, factor: float) -> Change:
        """Return its change, with a hold multiplied by `factor` but kept in its range."""
        hold = reps = None
        if self.hold is not None:
            by = rung.prescribed if self.is_prescribed else factor
            # A prescribed hold only ever gets closer to the range.
            low, high = min(self.hold, self.safe.shortest), max(self.hold, self.safe.longest)
            hold = min(max(floor(self.hold * by / SECOND + 0.5) * SECOND, low), high)
            hold = None if by == 1 or hold == self.hold else hold
        if self.reps is not None:
            reps = min(max(floor(self.reps * rung.prescribed + 0.5), 1), REPS_LIMIT)
            reps = None if reps == self.reps else reps
        return Change(hold, rung.sets.get(self.name), reps)


def parts_of(bound: Iterable[Bound], asked: Options) -> list[Part]:
    """Return the parts of a session that can change. `asked` are the command line's options."""
    plays: dict[str, list[Bound]] = {}
    for one in bound:
        plays.setdefault(one.name, []).append(one)
    parts = []
    for name, those in plays.items():
        has_reps = any("reps" in one.doses for one in those)
        keeps_hold = has_reps or asked.hold.of(name) is not None
        parts.append(
            Part(
                name,
                hold=None if keeps_hold else _common(those, "hold"),
                safe=_common_range([one.header.safe_hold for one in those]),
                sets=None if asked.sets.of(name) is not None else _common(those, "sets"),
                reps=None if asked.reps.of(name) is not None else _common(those, "reps"),
            )
        )
    return parts


def ladder(parts: Sequence[Part], *, longer: bool) -> list[Rung]:
    """Return the rungs, each making the session longer, or shorter, than the one before.

    Sets are added to the stretches with the fewest sets first. They are removed from those with the
    most, starting with the last stretch.
    """
    rungs = [Rung()]
    sets = {part.name: part.sets for part in parts if part.sets is not None}
    changed: dict[str, int] = {}
    levels = range(2, MOST_SETS + 1) if longer else range(max(sets.values(), default=1), 1, -1)
    for level in levels:
        for name in sets if longer else reversed(sets):
            now = changed.get(name, sets[name])
            if (now < level) if longer else (now >= level):
                changed[name] = level if longer else level - 1
                rungs.append(Rung(dict(changed)))
    return rungs + last_rungs(parts, changed, longer=longer)


def last_rungs(parts: Sequence[Part], sets: Mapping[str, int], *, longer: bool) -> list[Rung]:
    """Return the rungs that change what is prescribed, and keep these sets."""
    if not any(part.is_prescribed or part.reps is not None for part in parts):
        return []
    factors = [one for one in PRESCRIBED if (one > 1 if longer else one < 1)]
    return [Rung(dict(sets), one) for one in sorted(factors, reverse=not longer)]


def _common(those: Sequence[Bound], kind: str) -> int | None:
    """Return the dose that a stretch has wherever it is played; None if there is no such dose."""
    values = {one.doses[kind].value if kind in one.doses else None for one in those}
    return values.pop() if len(values) == 1 else None


def _common_range(ranges: Sequence[HoldRange]) -> HoldRange:
    shortest = max(one.shortest for one in ranges)
    return HoldRange(shortest, max(shortest, min(one.longest for one in ranges)))
