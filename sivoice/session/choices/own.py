"""The session's own parts -> their tables: the welcome, the close, and the lines between."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from copy import copy
from functools import cached_property
from typing import Any

from msgspec.structs import replace

from sivoice.compile.compiler import Occurrence, SessionCompiler
from sivoice.compile.plan import Chapter
from sivoice.compile.resolve import Bound, Dose, Level
from sivoice.options.options import Guidance, Options
from sivoice.script.library import LoadedScript
from sivoice.script.nodes import Word
from sivoice.script.vocabulary import (
    CAUTIONS,
    CLOSE,
    EVERYWHERE,
    GUARD_ENDS_LYING,
    WARM_UP,
    WELCOME,
    Position,
)
from sivoice.session.choices.axes import (
    FULL,
    Axis,
    Cell,
    Table,
    Uses,
    guidance_axes,
    table,
    uses_of,
)
from sivoice.session.choices.lists import Lists
from sivoice.session.choices.reach import Reach

_NONE = -1
_SUFFIXES = {"hold": ("holdLow", "holdHigh"), "sets": ("setsLow", "setsHigh")}
"""The axes of the smallest and the largest dose in a session."""


class OwnTables:
    """Makes the tables of the session's own lines."""

    def __init__(self, scripts: LoadedScript, options: Options, reach: Reach, lists: Lists) -> None:
        self.scripts = scripts
        self.options = options
        self.reach = reach
        self.lists = lists
        self.compiler = SessionCompiler(scripts, options)
        self._fresh = [
            SessionCompiler(scripts, replace(options, guidance=guidance)) for guidance in Guidance
        ]
        self._compilers: dict[object, SessionCompiler] = {}

    @cached_property
    def names(self) -> list[str]:
        """The names in the session's own guards that only some stretches have."""
        script = self.scripts.session.script
        lines = [line for section in script.sections for line in section.spoken]
        stretches = {name for one in self.compiler.bound for name in one.names}
        return sorted((uses_of(lines).names & stretches) - {*EVERYWHERE})

    def opening(self) -> list[dict[str, Any]]:
        """Return the chapters before the first stretch."""
        first = [
            self._part(WELCOME, self._opening(WELCOME, lambda one: one.opening)),
            self._part(CAUTIONS, self._opening(WELCOME, lambda one: one.cautions)),
            self._part(WARM_UP, self._opening(WELCOME, lambda one: one.finish)),
        ]
        warm_up = self._part(WARM_UP, self._opening(WARM_UP, lambda one: one.opening))
        return [self._chapter(WELCOME, first), self._chapter(WARM_UP, [warm_up])]

    def closing(self) -> list[dict[str, Any]]:
        """Return the chapters after the last stretch."""

        def close(cell: Cell) -> Iterable[Any]:
            return next((one.opening for one in self._compiler(cell).closing()), ())

        return [self._chapter(CLOSE, [self._part(CLOSE, close)])]

    def between(self, index: int) -> Table:
        """Return the lines after a stretch; `index` is the number of its `[play …]`."""
        lines = self.compiler.bound[index].following
        uses, rounds = uses_of(lines), self.compiler.rounds
        axes = [*self._axes(uses, with_minimal=bool(lines))]
        if uses.words & {Word.LAST_ROUND, Word.ANOTHER_ROUND}:
            axes.append(Axis("lastRound", (0, 1)))
        if "round" in uses.blanks:
            axes.append(Axis("round", tuple(range(1, rounds + 1))))

        def entry(cell: Cell) -> int:
            number = cell.get("round", rounds if cell.get("lastRound", 1) else 1)
            is_last = number == rounds
            if not self._is_possible(cell) or cell.get("lastRound", is_last) != is_last:
                return _NONE
            bound = replace(self._bound(cell, self.compiler.bound[index]), following=lines)
            one = Occurrence(bound, number, Position.STANDING, 0)
            return self.lists.of_steps(self._compiler(cell).stretch(one).between)

        return table(axes, entry)

    def _chapter(self, section: str, parts: list[Table]) -> dict[str, Any]:
        words = self.compiler.words
        return {"title": words.chapters[section], "language": words.tag, "parts": parts}

    def _opening(
        self, section: str, steps: Callable[[Chapter], Iterable[Any]]
    ) -> Callable[[Cell], Iterable[Any]]:
        def found(cell: Cell) -> Iterable[Any]:
            for one in self._compiler(cell).opening():
                if one.section == section:
                    return steps(one)
            return ()

        return found

    def _part(self, name: str, steps: Callable[[Cell], Iterable[Any]]) -> Table:
        sections = self.scripts.session.script.sections_for(name, None)
        lines = [line for section in sections for line in section.spoken]
        axes = [*self._axes(uses_of(lines), with_minimal=bool(lines) and name != CAUTIONS)]

        def entry(cell: Cell) -> int:
            return self.lists.of_steps(steps(cell)) if self._is_possible(cell) else _NONE

        return table(axes, entry)

    def _axes(self, uses: Uses, *, with_minimal: bool) -> Iterator[Axis]:
        yield from guidance_axes(uses, with_minimal=with_minimal)
        if GUARD_ENDS_LYING in uses.names:
            yield Axis("lying", (0, 1))
        for name in self.names:
            if name in uses.names:
                yield Axis(f"has {name}", (0, 1))
        for blank, (low, high) in _SUFFIXES.items():
            if blank in uses.blanks:
                ranges = self._ranges(blank)
                yield Axis(low, tuple(sorted({one for one, _ in ranges})))
                yield Axis(high, tuple(sorted({one for _, one in ranges})))

    def _ranges(self, blank: str) -> frozenset[tuple[int, int]]:
        return self.reach.hold_ranges if blank == "hold" else self.reach.sets_ranges

    def _is_possible(self, cell: Cell) -> bool:
        return all(
            (cell[low], cell[high]) in self._ranges(blank)
            for blank, (low, high) in _SUFFIXES.items()
            if low in cell
        )

    def _compiler(self, cell: Cell) -> SessionCompiler:
        """Return a compiler for stretches that make a cell's values true."""
        key = tuple(sorted((name, value) for name, value in cell.items() if "ound" not in name))
        if key not in self._compilers:
            # A copy, because it fills the session's blanks only once.
            compiler = copy(self._fresh[cell.get("guidance", FULL)])
            first = compiler.bound[0]
            compiler.bound = [self._bound(cell, first, low_or_high=which) for which in range(2)]
            self._compilers[key] = compiler
        return self._compilers[key]

    def _bound(self, cell: Cell, bound: Bound, low_or_high: int = 0) -> Bound:
        """Return a stretch with the names and doses of a cell."""
        doses = {
            blank: Dose(cell[names[low_or_high]], Level.DEFAULT, None)
            for blank, names in _SUFFIXES.items()
            if names[low_or_high] in cell
        }
        names = bound.names - {GUARD_ENDS_LYING, *self.names}
        if cell.get("lying"):
            names |= {GUARD_ENDS_LYING}
        names |= {name for name in self.names if cell.get(f"has {name}")}
        return replace(bound, names=names, doses=doses)
