"""One `[play …]` of a session -> its tables, read off the chapters that the compiler makes."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import cached_property
from itertools import product
from typing import Any

from msgspec import Struct
from msgspec.structs import replace

from sivoice.compile.compiler import Occurrence, SessionCompiler
from sivoice.compile.plan import Chapter, Pass, Rep
from sivoice.compile.resolve import Bound
from sivoice.compile.steps import Hold, Steps
from sivoice.options.options import Guidance
from sivoice.script import nodes
from sivoice.script.guards import stands_for
from sivoice.script.lines import with_timers
from sivoice.script.nodes import Word
from sivoice.script.vocabulary import (
    CAUTIONS,
    EACH_REP,
    FINISH,
    FIRST_SIDE,
    GUARD_ENDS_LYING,
    IN_EACH_SET,
    MOVE,
    NEXT_SIDE,
    PASSES,
    PRACTICE,
    SET_UP,
    SIDED,
    Position,
    Side,
)
from sivoice.session.choices.axes import (
    FIRST,
    FULL,
    LAST,
    NEXT,
    ONLY,
    Axis,
    Cell,
    Table,
    Uses,
    guidance_axes,
    hold_axes,
    set_axes,
    table,
    turn_axes,
    uses_of,
)
from sivoice.session.choices.lists import Lists
from sivoice.session.choices.reach import Doses

SIDES = (Side.RIGHT, Side.LEFT)
"""By their numbers in tables."""
POSITIONS = tuple(Position)
"""By their numbers in tables."""
_NONE = -1


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


class _Turn(Struct, frozen=True):
    """A pass of a stretch, and one of its reps."""

    round: int
    set: int
    sets: int
    sides: tuple[Side, ...]
    index: int
    """The index of the pass in the chapter."""
    rep: int
    reps: int


class StretchTables:
    """Makes the tables of one `[play …]`."""

    def __init__(
        self, index: int, choosable: Choosable, doses: Doses, lists: Lists, rounds: int
    ) -> None:
        """`index` is the number of the `[play …]` in the session, from 0."""
        self.choosable = choosable
        self.doses = doses
        self.lists = lists
        self.rounds = rounds
        self.index = index
        self.bound = self._bound({})
        script = self.bound.script
        names = {section.name for section in script.sections}
        self.sided = bool(names & {*SIDED})
        self.has_passes = bool(names & IN_EACH_SET)
        self._chapters: dict[object, Chapter] = {}

    @cached_property
    def fractions(self) -> dict[str, nodes.FractionMoment]:
        """The moments that depend on the length of a hold, by `file:line`."""
        source = self.bound.script.source
        return {
            source.at(span): line.moments[0]
            for section in self.bound.script.sections
            for line in section.spoken
            if line.moments and isinstance(line.moments[0], nodes.FractionMoment)
            for span in line.spans
        }

    def data(self) -> dict[str, Any]:
        """Return the tables as JSON."""
        before = [
            self._around(["opening"], lambda one: one.opening, announced=True),
            self._around([CAUTIONS], lambda one: one.cautions, with_minimal=False),
            self._around(["get ready"], lambda one: _only(one.get_ready), before=True),
            self._around([SET_UP], lambda one: one.set_up),
            self._around([MOVE], lambda one: [step for steps in one.moves for step in steps]),
        ]
        after = [self._around([FINISH], lambda one: one.finish)]
        return {
            "before": before,
            "after": after,
            "pass": self._pass() if self.has_passes else None,
        }

    def titles(self) -> list[str]:
        """Return the title of the chapter in each round."""
        numbers = range(1, self.rounds + 1)
        return [self._chapter({"round": number}).title for number in numbers]

    def _pass(self) -> dict[str, Any]:
        before, inside, after = self._split(PASSES)
        rep_before, rep_inside, rep_after = self._split([EACH_REP])
        has_reps = bool(self._lines([EACH_REP]))
        practice = self._lines([PRACTICE])
        return {
            "leadIn": self._of_pass(before, lambda one: one.lead_in, leads_in=True),
            "hold": self._hold(inside, lambda one: one.hold, PASSES),
            "release": self._of_pass(after, lambda one: one.release),
            "practice": self._of_pass(
                practice, lambda one: [step for steps in one.practice for step in steps]
            )
            if practice
            else None,
            "rep": {
                "leadIn": self._of_rep(rep_before, lambda one: one.lead_in, leads_in=True),
                "hold": self._hold(rep_inside, lambda one: one.hold, [EACH_REP], light=True),
                "release": self._of_rep(rep_after, lambda one: one.release),
            }
            if has_reps
            else None,
        }

    # Tables

    def _around(
        self,
        sections: Sequence[str],
        steps: Callable[[Chapter], Iterable[Any]],
        *,
        announced: bool = False,
        before: bool = False,
        with_minimal: bool = True,
    ) -> Table:
        """Make the table of what is before or after the passes."""
        lines = self._lines(sections)
        uses = uses_of(lines, (self.bound.announce or ()) if announced else ())
        axes = [*guidance_axes(uses, with_minimal=with_minimal and bool(lines))]
        if announced or before:
            axes.append(Axis("before", tuple(range(len(POSITIONS)))))
        if uses.has_side:
            axes.append(Axis("first", (0, 1)))
        if CAUTIONS in sections and self.rounds > 1 and lines:
            axes.append(Axis("round", (1, 2)))
        axes += self._dose_axes(uses)
        return table(axes, lambda cell: self._entry(cell, steps))

    def _entry(self, cell: Cell, steps: Callable[[Chapter], Iterable[Any]]) -> int:
        turn = self._turn(cell)
        if turn is None:
            return _NONE
        return self.lists.of_steps(steps(self._chapter(cell, turn)))

    def _of_pass(
        self,
        lines: Sequence[nodes.Line],
        steps: Callable[[Pass], Iterable[Any]],
        *,
        leads_in: bool = False,
    ) -> Table:
        """Make the table of a part of a pass.

        What leads in names the side, and with minimal guidance the first pass has more words.
        """
        axes = self._pass_axes(uses_of(lines), has_role=True, has_side=leads_in)
        if leads_in:
            axes.insert(0, Axis("firstPass", (0, 1)))

        def entry(cell: Cell) -> int:
            turn = self._turn(cell)
            if turn is None:
                return _NONE
            return self.lists.of_steps(steps(self._chapter(cell, turn).passes[turn.index]))

        return table(axes, entry)

    def _of_rep(
        self,
        lines: Sequence[nodes.Line],
        steps: Callable[[Rep], Iterable[Any]],
        *,
        leads_in: bool = False,
    ) -> Table:
        """Make the table of a part of a rep."""
        axes = self._rep_axes(uses_of(lines))
        if leads_in:
            axes.insert(0, Axis("firstPass", (0, 1)))

        def entry(cell: Cell) -> int:
            turn = self._turn(cell)
            if turn is None:
                return _NONE
            one = self._chapter(cell, turn).passes[turn.index].reps[turn.rep - 1]
            return self.lists.of_steps(steps(one))

        return table(axes, entry)

    def _hold(
        self,
        inside: Sequence[nodes.Line],
        hold: Callable[[Any], Hold | None],
        sections: Sequence[str],
        *,
        light: bool = False,
    ) -> dict[str, Any] | None:
        """Make the tables of a hold: one for each line inside it; None if there is no hold."""

        def held(cell: Cell) -> Hold | None:
            turn = self._turn(cell)
            if turn is None:
                return None
            one = self._chapter(cell, turn).passes[turn.index]
            return hold(one.reps[turn.rep - 1] if light else one)

        if not self._lines(sections) or not any(
            isinstance(line.body, nodes.Hold) for line in self._standing(sections)
        ):
            return None
        lines = [self._line_in_hold(line, held, light=light) for line in inside]
        if not light:
            lines.append(table([Axis("countdown", (0, 1))], lambda cell: self._counted(held(cell))))
        return {"light": light, "cues": lines}

    def _line_in_hold(
        self, line: nodes.Line, held: Callable[[Cell], Hold | None], *, light: bool
    ) -> Table:
        uses, has_role = uses_of([line]), line in self._lines([FIRST_SIDE, NEXT_SIDE])
        axes = [
            *(self._rep_axes(uses) if light else self._pass_axes(uses, has_role=has_role)),
            Axis("coaching", (0, 1)),
        ]
        if isinstance(line.moments[0], nodes.LastMoment) and not light:
            axes.append(Axis("countdown", (0, 1)))
        source = self.bound.script.source
        sources = {source.at(span) for span in line.spans}

        def entry(cell: Cell) -> int:
            turn = self._turn(cell)
            if turn is None:
                return _NONE
            hold = held(cell)
            cues = [] if hold is None else [cue for cue in hold.cues if cue.source in sources]
            return self.lists.of_cues(cues, self.fractions, light=light)

        return table(axes, entry)

    def _counted(self, hold: Hold | None) -> int:
        cues = () if hold is None else hold.cues
        counted = [cue for cue in cues if cue.moment.countdown]
        return self.lists.of_cues(counted, {}, light=False)

    # Axes

    def _pass_axes(
        self, uses: Uses, *, has_role: bool = False, has_side: bool = False
    ) -> list[Axis]:
        axes = [*guidance_axes(uses, with_minimal=True)]
        if self.sided:
            if has_role or uses.words & {Word.LAST_SIDE, Word.ANOTHER_SIDE}:
                axes.append(Axis("role", (ONLY, FIRST, NEXT, LAST)))
            if has_role and self.rounds > 1 and self._lines([FIRST_SIDE]):
                axes.append(Axis("round", (1, 2)))
            if has_side or uses.has_side:
                axes.append(Axis("side", (0, 1)))
        return [*axes, *self._dose_axes(uses)]

    def _rep_axes(self, uses: Uses) -> list[Axis]:
        axes = self._pass_axes(uses)
        if uses.words & {Word.LAST_REP}:
            axes.append(Axis("lastRep", (0, 1)))
        return [*axes, Axis("rep", tuple(range(1, max(self.doses.all_reps) + 1)))]

    def _dose_axes(self, uses: Uses) -> Iterator[Axis]:
        if GUARD_ENDS_LYING in uses.names:
            yield Axis("lying", (0, 1))
        yield from set_axes(uses, self.doses.sets)
        yield from hold_axes(uses, self.doses.all_holds)
        if "reps" in uses.blanks:
            yield Axis("reps", tuple(self.doses.all_reps))
        yield from turn_axes(uses)

    # Lines

    def _lines(self, sections: Iterable[str]) -> list[nodes.Line]:
        bound = self.bound
        return [
            line
            for name in sections
            for section in bound.script.sections_for(name, bound.variant)
            for line in section.spoken
        ]

    def _standing(self, sections: Iterable[str]) -> list[nodes.Line]:
        """Return the lines that apply to the variant."""
        variants = self.bound.header.variants
        lines = self._lines(sections)
        return [line for line in lines if stands_for(line, self.bound.variant, variants)]

    def _split(
        self, sections: Iterable[str]
    ) -> tuple[list[nodes.Line], list[nodes.Line], list[nodes.Line]]:
        """Return the lines before, inside and after the holds of some sections."""
        before: list[nodes.Line] = []
        inside: list[nodes.Line] = []
        after: list[nodes.Line] = []
        bound = self.bound
        for name in sections:
            held = False
            for section in bound.script.sections_for(name, bound.variant):
                for line, in_timer in with_timers(section.spoken):
                    if isinstance(line.body, nodes.Hold):
                        held |= stands_for(line, bound.variant, bound.header.variants)
                    elif line.moments and not in_timer:
                        inside.append(line)
                    else:
                        (after if held else before).append(line)
        return before, inside, after

    # Chapters

    def _turn(self, cell: Cell) -> _Turn | None:
        """Return a pass and a rep that a cell can be read off; None if there is none."""
        is_dose = {"hold", "reps"} <= cell.keys()
        for role in self._roles(cell):
            sides, width = self._sides(cell, role), 1 if role == ONLY else 2
            for round, (reps, rep), (sets, number) in product(
                self._rounds(cell), self._reps(cell), self._sets(cell, role)
            ):
                if is_dose and not self.doses.allows(cell["hold"], reps):
                    continue
                index = width * (number - 1) + (role == LAST)
                is_first = index == 0 and round == 1
                if cell.get("firstPass", is_first) == is_first:
                    return _Turn(round, number, sets, sides, index, rep, reps)
        return None

    def _roles(self, cell: Cell) -> Iterable[int]:
        if "role" in cell:
            return (cell["role"],)
        return (ONLY, LAST) if self.sided else (ONLY,)

    def _rounds(self, cell: Cell) -> Iterable[int]:
        return (cell["round"],) if "round" in cell else range(1, min(self.rounds, 2) + 1)

    def _sides(self, cell: Cell, role: int) -> tuple[Side, ...]:
        if not self.sided:
            return self.bound.sides
        side = SIDES[cell.get("side", 0)]
        if role == ONLY:
            return (side,)
        return (side.other, side) if role == LAST else (side, side.other)

    def _sets(self, cell: Cell, role: int) -> Iterator[tuple[int, int]]:
        """Yield each number of sets and of the set that a cell allows."""
        most = max(self.doses.sets)
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
        most, rep = max(self.doses.all_reps), cell["rep"]
        # From the most, so that few chapters are compiled.
        for reps in (cell["reps"],) if "reps" in cell else range(most, 0, -1):
            if rep <= reps and cell.get("lastRep", rep == reps) == (rep == reps):
                yield reps, rep

    def _bound(self, cell: Cell) -> Bound:
        return self.choosable.compiler(cell).bound[self.index]

    def _chapter(self, cell: Cell, turn: _Turn | None = None) -> Chapter:
        """Compile a chapter that a cell can be read off."""
        turn = turn or self._turn(cell)
        assert turn is not None
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
        if key not in self._chapters:
            self._chapters[key] = self.choosable.compiler(cell).stretch(occurrence)
        return self._chapters[key]


def _only(step: Any) -> Steps:
    return () if step is None else (step,)
