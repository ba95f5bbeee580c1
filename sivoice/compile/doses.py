"""Plan -> its dose: how long and how often each stretch and each muscle is worked, on each side."""

from __future__ import annotations

from collections.abc import Iterable

from msgspec import Struct

from sivoice.compile.plan import Chapter, Pass, Plan
from sivoice.script.vocabulary import Side
from sivoice.units import SECOND


class Amount(Struct, frozen=True):
    """How much is done on one side."""

    side: Side | None
    """None for what is done without sides."""
    held: float
    """Seconds in holds in one session."""
    repetitions: int
    """The number of holds, reps or movements in one session."""
    held_a_week: float | None
    """None if the scripts do not say how often it is done."""
    repetitions_a_week: float | None

    def plus(self, other: Amount) -> Amount:
        """Return the sum of two amounts on the same side."""
        held, repetitions = None, None
        if self.held_a_week is not None and other.held_a_week is not None:
            held = self.held_a_week + other.held_a_week
        if self.repetitions_a_week is not None and other.repetitions_a_week is not None:
            repetitions = self.repetitions_a_week + other.repetitions_a_week
        return Amount(
            self.side,
            self.held + other.held,
            self.repetitions + other.repetitions,
            held,
            repetitions,
        )


class StretchDose(Struct, frozen=True):
    """The dose of one stretch."""

    stretch: str
    """The stretch's name."""
    title: str
    muscles: tuple[str, ...]
    how_often: str | None
    amounts: tuple[Amount, ...]
    """One for each side, in the order in which they are done."""


class MuscleDose(Struct, frozen=True):
    """The dose of one muscle in all the stretches together."""

    muscle: str
    amounts: tuple[Amount, ...]


class DoseTable(Struct, frozen=True):
    """The dose of a session."""

    title: str
    how_often: str | None
    stretches: tuple[StretchDose, ...]
    muscles: tuple[MuscleDose, ...]


_Amounts = dict[Side | None, Amount]


def dose_table(plan: Plan) -> DoseTable:
    """Add up the dose of a session, with all its rounds."""
    stretches: dict[str, Chapter] = {}
    of_stretch: dict[str, _Amounts] = {}
    of_muscle: dict[str, _Amounts] = {}
    for chapter in plan.chapters:
        if chapter.stretch is None:
            continue
        stretches.setdefault(chapter.stretch, chapter)
        for amount in _amounts(chapter):
            _add(amount, of_stretch.setdefault(chapter.stretch, {}))
            for muscle in chapter.muscles:
                _add(amount, of_muscle.setdefault(muscle, {}))
    return DoseTable(
        plan.title,
        plan.how_often.text if plan.how_often else None,
        tuple(
            StretchDose(
                name,
                chapter.stretch_title or chapter.title,
                chapter.muscles,
                chapter.how_often.text if chapter.how_often else None,
                tuple(of_stretch.get(name, {}).values()),
            )
            for name, chapter in stretches.items()
        ),
        tuple(MuscleDose(name, tuple(those.values())) for name, those in of_muscle.items()),
    )


def _add(amount: Amount, to: _Amounts) -> None:
    before = to.get(amount.side)
    to[amount.side] = amount if before is None else before.plus(amount)


def _amounts(chapter: Chapter) -> Iterable[Amount]:
    """Return what is done in a chapter, once for each side."""
    held: dict[Side | None, float] = {}
    repetitions: dict[Side | None, int] = {}
    for one in chapter.passes:
        held[one.side] = held.get(one.side, 0) + _held(one)
        done = len(one.reps) or len(one.practice) or 1
        repetitions[one.side] = repetitions.get(one.side, 0) + done
    if not chapter.passes:
        held, repetitions = {None: 0}, {None: len(chapter.moves)}
    a_week = chapter.how_often.a_week if chapter.how_often else None
    return [_amount(side, held[side], repetitions[side], a_week) for side in held]


def _amount(side: Side | None, held: float, repetitions: int, a_week: float | None) -> Amount:
    if a_week is None:
        return Amount(side, held, repetitions, None, None)
    return Amount(side, held, repetitions, held * a_week, repetitions * a_week)


def _held(one: Pass) -> float:
    """Return the seconds in the holds of a pass."""
    holds = [one.hold, *(rep.hold for rep in one.reps)]
    return sum(hold.ms for hold in holds if hold is not None) / SECOND
