"""The row of a direction says how it is read, where it can stand and what it means."""

from __future__ import annotations

from typing import get_args

import pytest

from sivoice.script import nodes
from sivoice.script.diagnostics import Fault
from sivoice.script.directions import EXCLUSIVE_WORDS, ROWS, nodes_of, row_of
from sivoice.script.markers import read_direction
from sivoice.script.rows import Role, Row
from sivoice.script.source import Span

PLACE = Span(1, 1, 1)


@pytest.mark.parametrize(
    ("row", "usage"), [pytest.param(row, usage, id=usage) for row in ROWS for usage in row.usage]
)
def test_a_direction_written_as_its_row_shows_becomes_its_node(row: Row, usage: str) -> None:
    direction = read_direction(usage[1:-1], PLACE)
    assert not isinstance(direction, Fault)
    assert row_of(direction) is row
    assert row.check(direction) is None


def test_a_node_belongs_to_the_union_of_its_role() -> None:
    assert set(nodes_of(Role.GUARD)) == set(get_args(nodes.Guard))
    assert set(nodes_of(Role.MOMENT)) == set(get_args(nodes.Moment))
    assert set(nodes_of(Role.INLINE)) == set(get_args(nodes.Inline))


def test_every_word_guard_excludes_another() -> None:
    assert set().union(*EXCLUSIVE_WORDS) == set(nodes.Word)
