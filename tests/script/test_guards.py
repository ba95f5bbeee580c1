"""Guards that can never all be true are recognised, and others are not."""

from __future__ import annotations

import pytest

from sivoice.script import nodes
from sivoice.script.diagnostics import Report
from sivoice.script.guards import exclude_each_other, stands_for
from sivoice.script.headers import Header
from sivoice.script.parser import parse
from sivoice.script.source import SourceText
from sivoice.script.vocabulary import Kind

HEADER = Header(variants=("wall", "step"), extras=("deeper",))


def line(guards: str) -> nodes.Line:
    """A line with these guards."""
    text = f"# T\n## Each side\n{guards} Words.\n"
    script, report = parse(SourceText("calf.stretch", text), Kind.STRETCH)
    assert isinstance(report, Report)
    assert not report.found
    return script.sections[0].spoken[0]


@pytest.mark.parametrize(
    "guards",
    [
        "[first set] [later sets]",
        "[first time] [later times]",
        "[another side] [last side]",
        "[another set] [last set]",
        "[another round] [last round]",
        "[full] [brief]",
        "[if deeper] [if not deeper]",
        "[if wall] [if step]",
        "[if not wall] [if not step]",
        "[hold from 20 s] [hold under 20 s]",
        "[hold from 30 s] [hold under 20 s]",
        "[hold under 2 s]",
        "[hold from 11 min]",
    ],
)
def test_guards_that_can_never_all_be_true_are_recognised(guards: str) -> None:
    assert exclude_each_other(line(guards).guards, HEADER)


@pytest.mark.parametrize(
    "guards",
    [
        "",
        "[first set] [another side] [full]",
        "[first set] [last set] [last side]",
        "[later sets] [another set]",
        "[later sets] [last side] [brief]",
        "[if wall] [if deeper]",
        "[if wall] [if not step]",
        "[if not wall]",
        "[if warm-up] [if not chimes]",
        "[hold from 20 s] [hold under 30 s]",
        "[hold from 2 s]",
        "[hold under 10 min]",
    ],
)
def test_guards_that_can_all_be_true_are_accepted(guards: str) -> None:
    assert not exclude_each_other(line(guards).guards, HEADER)


@pytest.mark.parametrize(
    ("guards", "variants"),
    [
        ("", {"wall", "step", None}),
        ("[if wall]", {"wall"}),
        ("[if not wall]", {"step", None}),
        ("[if deeper]", {"wall", "step", None}),
        ("[if wall] [if deeper]", {"wall"}),
        ("[first set]", {"wall", "step", None}),
    ],
)
def test_only_guards_about_variants_decide_which_variant_has_a_line(
    guards: str, variants: set[str | None]
) -> None:
    found = {
        variant
        for variant in ("wall", "step", None)
        if stands_for(line(guards), variant, HEADER.variants)
    }
    assert found == variants
