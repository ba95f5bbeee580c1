"""Cell of a table -> a chapter that it can be read off, compiled as in any session."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import product

from msgspec import Struct
from msgspec.structs import replace

from sivoice.compile.compiler import Occurrence, SessionCompiler
from sivoice.compile.plan import Chapter
from sivoice.compile.resolve import Bound
from sivoice.options.options import Guidance
from sivoice.script.vocabulary import GUARD_ENDS_LYING, SIDED, Position, Side
from sivoice.session.choices.axes import FIRST, FULL, LAST, NEXT, ONLY, Cell
from sivoice.session.choices.reach import Doses

SIDES = (Side.RIGHT, Side.LEFT)
"""By their numbers in tables."""
POSITIONS = tuple(Position)
"""By their numbers in tables."""


def is_sided(bound: Bound) -> bool:
    """Return whether a stretch is done on each side."""
    return any(section.name in SIDED for section in bound.script.sections)


class Choosable(Struct, frozen=True):
    """The compilers of a session, and its stretches, for each choice of what is said."""

    compilers: dict[tuple[Guidance, bool, bool], SessionCompiler]
    """By guidance, coaching and countdown."""

    def compiler(self, cell: Cell) -> SessionCompiler:
        """Return the compiler for a cell of a table."""
        return self.compilers[
            tuple(Guidance)[cell.get("guidance", FULL)],
            bool(cell.get("coaching", 1)),
            bool(cell.get("countdown", 0)),
        ]


class Turn(Struct, frozen=True):
    """A pass of a stretch, and one of its reps."""

    round: int
    set: int
    sets: int
    sides: tuple[Side, ...]
    index: int
    """The index of the pass in the chapter."""
    rep: int
    reps: int


class Chapters:
    """Compiles the chapters of one `[play …]`, each once."""

    def __init__(self, index: int, choosable: Choosable, doses: Doses, rounds: int) -> None:
        """`index` is the number of the `[play …]` in the session, from 0."""
        self._index = index
        self._choosable = choosable
        self._doses = doses
        self._rounds_in_all = rounds
        self._known: dict[object, Chapter] = {}
        self.bound = self._bound({})
        """The stretch with the settings that it was made with."""
        self.sided = is_sided(self.bound)
        """Whether it is done on each side."""

    def turn(self, cell: Cell) -> Turn | None:
        """Return a pass and a rep that a cell can be read off; None if there is none."""
        is_dose = {"hold", "reps"} <= cell.keys()
        for role in self._roles(cell):
            sides, width = self._sides(cell, role), 1 if role == ONLY else 2
            for round, (reps, rep), (sets, number) in product(
                self._rounds(cell), self._reps(cell), self._sets(cell, role)
            ):
                if is_dose and not self._doses.allows(cell["hold"], reps):
                    continue
                index = width * (number - 1) + (role == LAST)
                is_first = index == 0 and round == 1
                if cell.get("firstPass", is_first) == is_first:
                    return Turn(round, number, sets, sides, index, rep, reps)
        return None

    def _roles(self, cell: Cell) -> Iterable[int]:
        if "role" in cell:
            return (cell["role"],)
        return (ONLY, LAST) if self.sided else (ONLY,)

    def _rounds(self, cell: Cell) -> Iterable[int]:
        return (cell["round"],) if "round" in cell else range(1, min(self._rounds_in_all, 2) + 1)

    def _sides(self, cell: Cell, role: int) -> tuple[Side, ...]:
        if not self.sided:
            return self.bound.sides
        side = SIDES[cell.get("side", 0)]
        if role == ONLY:
            return (side,)
        return (side.other, side) if role == LAST else (side, side.other)

    def _sets(self, cell: Cell, role: int) -> Iterator[tuple[int, int]]:
        """Yield each number of sets and of the set that a cell allows."""
        most = max(self._doses.sets)
        for sets in (cell["sets"],) if "sets" in cell else range(1, most + 1):
            for number in (cell["set"],) if "set" in cell else range(1, sets + 1):
                if (
                    number <= sets
                    and cell.get("firstSet", number == 1) == (number == 1)
                    and cell.get("lastSet", number == sets) == (number == sets)
                    and (role != FIRST or number == 1)
                    and (role != NEXT or number > 1)
                ):
                    yield sets, number

    def _reps(self, cell: Cell) -> Iterator[tuple[int, int]]:
        """Yield each number of reps and of the rep that a cell allows."""
        if "rep" not in cell:
            yield cell.get("reps", 1), 1
            return
        most, rep = max(self._doses.all_reps), cell["rep"]
        # From the most, so that few chapters are compiled.
        for reps in (cell["reps"],) if "reps" in cell else range(most, 0, -1):
            if rep <= reps and cell.get("lastRep", rep == reps) == (rep == reps):
                yield reps, rep

    def _bound(self, cell: Cell) -> Bound:
        return self._choosable.compiler(cell).bound[self._index]

    def chapter(self, cell: Cell, turn: Turn) -> Chapter:
        """Compile a chapter that a cell can be read off."""
        bound = self._bound(cell)
        lying = {GUARD_ENDS_LYING} if cell.get("lying") else set()
        occurrence = Occurrence(
            replace(
                bound,
                hold=cell.get("hold", bound.hold),
                sets=turn.sets,
                reps=turn.reps,
                sides=turn.sides,
                first_side=SIDES[cell.get("first", 0)],
                names=(bound.names - {GUARD_ENDS_LYING}) | lying,
                following=(),
            ),
            turn.round,
            POSITIONS[cell.get("before", 0)],
            cell.get("turn", turn.index) - turn.index,
        )
        said = tuple(cell.get(name) for name in ("guidance", "coaching", "countdown"))
        key = (
            said,
            *(occurrence.bound.hold, turn.sets, turn.reps, turn.sides, cell.get("first")),
            *(cell.get("lying"), occurrence.round, occurrence.before, occurrence.number),
        )
        if key not in self._known:
            self._known[key] = self._choosable.compiler(cell).stretch(occurrence)
        return self._known[key]
