"""Stretch -> the same with few steps, for a session on one page. The others are named."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby

from msgspec.structs import replace

from sivoice.export.handout.content import Stretch
from sivoice.export.handout.steps import Step
from sivoice.language import Handout as Labels

MOST_STEPS = 4
"""As many steps as one remembers after a glance at the paper."""


def shortened(stretch: Stretch, most: int, labels: Labels) -> Stretch:
    """Return a stretch with at most `most` steps, chosen by `_chosen`, and without remarks."""
    chosen = _chosen(stretch.steps, most)
    left_out = [step for step in stretch.steps if step not in chosen]
    return replace(
        stretch,
        steps=tuple(chosen),
        remarks=(),
        left_out=_named(left_out, labels) if left_out else "",
    )


def _chosen(steps: Sequence[Step], most: int) -> list[Step]:
    """Return the first step, those that lead into the hold, and the hold itself.

    Of a stretch without a hold, the first steps. A step that is done several times before the hold
    would not be understood without the others, so it is left out.
    """
    hold = next((step for step in steps if step.hold), None)
    if len(steps) <= most or hold is None:
        return list(steps[:most])
    way = [
        step
        for step in steps
        if step.number <= hold.number
        and not step.is_label
        and (not step.is_repeated or hold.is_repeated)
    ]
    if most <= 1:
        return [hold] * most
    return way if len(way) <= most else [way[0], *way[1 - most :]]


def _named(steps: Sequence[Step], labels: Labels) -> str:
    """Name steps by their numbers: `Steps left out: 2, 5-7.`."""
    runs = groupby(enumerate(step.number for step in steps), lambda one: one[1] - one[0])
    spans = [[number for _, number in run] for _, run in runs]
    numbers = ", ".join(
        f"{span[0]}\u2013{span[-1]}" if len(span) > 1 else f"{span[0]}" for span in spans
    )
    label = labels.left_out if len(steps) > 1 else labels.one_left_out
    return label.format(steps=numbers)
