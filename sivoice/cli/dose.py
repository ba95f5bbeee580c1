"""`sivoice show --dose`: print how long and how often each stretch and each muscle is worked."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from msgspec.structs import replace

from sivoice.cli.terminal import console, echo
from sivoice.compile.doses import Amount, DoseTable
from sivoice.units import SECOND, written

if TYPE_CHECKING:
    from rich.table import Table

GUIDELINE = (
    "For comparison, in stretching: 60 s in all for each exercise, on at least 2 to 3 days a week "
    "(ACSM, Garber 2011). Holds of 30 s gained more than holds of 15 s, and holds of 60 s gained "
    "no more than holds of 30 s (Bandy 1994, 1997)."
)


def print_dose(table: DoseTable, *, has_stretching: bool) -> None:
    """Print two tables, for the stretches and for their muscles, and what is usual in stretching.

    `has_stretching` says whether anything is held that is not a rep.
    """
    shown = console()
    echo(f"{table.title}{f', {table.how_often}' if table.how_often else ''}\n")
    stretches = []
    for one in table.stretches:
        differs = one.how_often is not None and one.how_often != table.how_often
        stretches.append((f"{one.title}, {one.how_often}" if differs else one.title, one.amounts))
    shown.print(_table("stretch", stretches))
    if table.muscles:
        echo()
        shown.print(_table("muscle", [(one.muscle, one.amounts) for one in table.muscles]))
    if has_stretching:
        echo()
        shown.print(GUIDELINE, highlight=False)


def _table(what: str, doses: Iterable[tuple[str, tuple[Amount, ...]]]) -> Table:
    from rich import box
    from rich.markup import escape
    from rich.table import Table

    table = Table(box=box.SIMPLE_HEAD, show_edge=False, pad_edge=False)
    table.add_column(what)
    table.add_column("side")
    rows = [(name, *row) for name, amounts in doses for row in _by_side(amounts)]
    has_week = any(amount.repetitions_a_week is not None for _, _, amount in rows)
    for column in ("held", "times", *(("held a week", "times a week") if has_week else ())):
        table.add_column(column, justify="right")
    for name, side, amount in rows:
        cells = [escape(name), side, _time(amount.held), f"{amount.repetitions}"]
        if has_week:
            times = amount.repetitions_a_week
            cells += [_time(amount.held_a_week), "" if times is None else f"{times:g}"]
        table.add_row(*cells)
    return table


def _by_side(amounts: tuple[Amount, ...]) -> Iterator[tuple[str, Amount]]:
    """Yield the amounts with the words for their sides; two equal sides are one row."""
    sided = [amount for amount in amounts if amount.side is not None]
    alike = len({replace(amount, side=None) for amount in sided}) == 1 and len(sided) > 1
    if alike:
        yield "each", sided[0]
    for amount in amounts:
        if amount.side is None:
            yield "", amount
        elif not alike:
            yield amount.side.value, amount


def _time(seconds: float | None) -> str:
    """Write a time in holds; empty if nothing is held, or if it is not known."""
    return written(round(seconds * SECOND)) if seconds else ""
