"""What may change of a session to bring it to a length: its stretches, step by step further away.

The first step leaves everything but holds and pace as the script has it. Further steps change the
sets, one stretch after the other, and the last ones what is prescribed: reps, and holds that the
script has outside their safe range.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from math import floor

from msgspec import Struct

from sivoice.compile.resolve import Bound
from sivoice.options.options import Options
from sivoice.script.vocabulary import REPS_LIMIT, HoldRange
from sivoice.session.lengths import Change
from sivoice.units import SECOND, Milliseconds

MOST_SETS = 4
"""Exercise guidelines give two to four repetitions; our default is one."""
_PRESCRIBED = tuple(hundredths / 100 for hundredths in range(50, 151))
"""The factors by which prescribed holds and reps can change."""


class Rung(Struct, frozen=True):
    """One step away from the script."""

    sets: Mapping[str, int] = {}
    """The new number of sets by stretch; those that stay are not in it."""
    prescribed: float = 1.0
    """The factor for what is prescribed."""


class Part(Struct, frozen=True):
    """What may change of one stretch, however often the session plays it.

    None stands for what must stay, because the command line asks for it, the session does not have
    it, or plays the stretch with different ones.
    """

    name: str
    hold: Milliseconds | None
    """As the session has it."""
    safe: HoldRange
    """The range in which all its variants can be held."""
    sets: int | None
    reps: int | None

    @property
    def is_prescribed(self) -> bool:
        """Whether its hold is outside the safe range, and is changed only if all else fails."""
        return self.hold is not None and not (self.safe.shortest <= self.hold <= self.safe.longest)

    def change(self, rung: Rung, factor: float) -> Change:
        """What is changed of it, with holds multiplied by `factor` and then kept in their range."""
        hold = reps = None
        if self.hold is not None:
            by = rung.prescribed if self.is_prescribed else factor
            # A prescribed hold only ever comes nearer to the range.
            low, high = min(self.hold, self.safe.shortest), max(self.hold, self.safe.longest)
            hold = min(max(floor(self.hold * by / SECOND + 0.5) * SECOND, low), high)
            hold = None if by == 1 or hold == self.hold else hold
        if self.reps is not None:
            reps = min(max(floor(self.reps * rung.prescribed + 0.5), 1), REPS_LIMIT)
            reps = None if reps == self.reps else reps
        return Change(hold, rung.sets.get(self.name), reps)


def parts_of(bound: Iterable[Bound], asked: Options) -> list[Part]:
    """What may change of the stretches of a session; what is `asked` for stays."""
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
    """The steps away from the script, each making the session longer, or shorter, than the last.

    A set is added to the stretches that have the fewest first, and taken from those that have the
    most, from the last one backwards.
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
    """The steps that change what is prescribed, with these sets; none if nothing is prescribed."""
    if not any(part.is_prescribed or part.reps is not None for part in parts):
        return []
    factors = [one for one in _PRESCRIBED if (one > 1 if longer else one < 1)]
    return [Rung(dict(sets), one) for one in sorted(factors, reverse=not longer)]


def _common(those: Sequence[Bound], kind: str) -> int | None:
    """The dose that a stretch has wherever it is played; None if there are several, or none."""
    values = {one.doses[kind].value if kind in one.doses else None for one in those}
    return values.pop() if len(values) == 1 else None


def _common_range(ranges: Sequence[HoldRange]) -> HoldRange:
    shortest = max(one.shortest for one in ranges)
    return HoldRange(shortest, max(shortest, min(one.longest for one in ranges)))
