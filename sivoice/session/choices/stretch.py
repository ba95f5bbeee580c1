"""One `[play …]` of a session -> its tables, read off the chapters that the compiler makes."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import cached_property
from typing import Any

from sivoice.compile.plan import Chapter, Pass, Rep
from sivoice.compile.steps import Hold, Steps
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
)
from sivoice.session.choices.axes import (
    FIRST,
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
from sivoice.session.choices.chapters import POSITIONS, Chapters, Choosable
from sivoice.session.choices.lists import Lists
from sivoice.session.choices.reach import Doses

_NONE = -1


class StretchTables:
    """Makes the tables of one `[play …]`."""

    def __init__(
        self, index: int, choosable: Choosable, doses: Doses, lists: Lists, rounds: int
    ) -> None:
        """`index` is the number of the `[play …]` in the session, from 0."""
        self.chapters = Chapters(index, choosable, doses, rounds)
        self.doses = doses
        self.lists = lists
        self.rounds = rounds
        self.bound = self.chapters.bound
        names = {section.name for section in self.bound.script.sections}
        self.has_passes = bool(names & IN_EACH_SET)

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
        found = []
        for number in range(1, self.rounds + 1):
            cell = {"round": number}
            turn = self.chapters.turn(cell)
            assert turn is not None
            found.append(self.chapters.chapter(cell, turn).title)
        return found

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
        turn = self.chapters.turn(cell)
        if turn is None:
            return _NONE
        return self.lists.of_steps(steps(self.chapters.chapter(cell, turn)))

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
            turn = self.chapters.turn(cell)
            if turn is None:
                return _NONE
            return self.lists.of_steps(steps(self.chapters.chapter(cell, turn).passes[turn.index]))

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
            turn = self.chapters.turn(cell)
            if turn is None:
                return _NONE
            one = self.chapters.chapter(cell, turn).passes[turn.index].reps[turn.rep - 1]
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
            turn = self.chapters.turn(cell)
            if turn is None:
                return None
            one = self.chapters.chapter(cell, turn).passes[turn.index]
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
            turn = self.chapters.turn(cell)
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
        if self.chapters.sided:
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


def _only(step: Any) -> Steps:
    return () if step is None else (step,)
