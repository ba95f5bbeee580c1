"""Alternatives of a line are heard in turn, from pass to pass and from stretch to stretch."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from sivoice.compile.compiler import compile_session
from sivoice.compile.plan import Plan
from sivoice.compile.steps import Hold, Say
from sivoice.options.doses import PerStretch
from sivoice.options.options import Guidance, Options, Sides
from tests.compile.notes import cues_in_holds, notes, steps_of, words
from tests.conftest import faultless

Compile = Callable[..., Plan]

CALF = """# Calf
position: standing
## Set up
Stand.
[or] Stand up.
## Each side
Your {side} foot.
[hold]
[halfway] Halfway.
[or] Half done.
[or] In the middle.
[last 5 s] Five more.
[or] Nearly there.
Release.
[or] Let go of the {side}. [move]
"""
TWICE = "# Twice\n## Stretches, 2 times\n[play calf]\n[play calf, side left]\n"


@pytest.fixture
def twice(write: Callable[..., Path]) -> Compile:
    """Compiles two stretches in two rounds."""

    def twice(**options: object) -> Plan:
        write("calf.stretch", CALF)
        path = write("twice.session", TWICE)
        return compile_session(faultless(path), Options(**options))  # type: ignore[arg-type]

    return twice


def test_each_pass_takes_the_next_wording(compiled: Compile) -> None:
    plan = compiled(CALF, sets=PerStretch(2))
    assert cues_in_holds(plan) == [
        ["Halfway.", "Five more."],
        ["Half done.", "Nearly there."],
        ["In the middle.", "Five more."],
        ["Halfway.", "Nearly there."],
    ]
    assert [said for said in words(plan) if said.startswith(("Release", "Let"))] == [
        *("Release.", "Let go of the left.") * 2
    ]


def test_each_stretch_of_all_rounds_begins_with_the_next_wording(twice: Compile) -> None:
    plan = twice()
    assert [said for said in words(plan) if said.startswith("Stand")] == [
        *("Stand.", "Stand up.") * 2
    ]
    assert [cues[0] for cues in cues_in_holds(plan)] == [
        *("Halfway.", "Half done."),  # stretch 0, passes 0 and 1
        "Half done.",  # stretch 1, pass 0
        *("In the middle.", "Halfway."),
        "Halfway.",
    ]


def test_stretches_and_sides_that_are_left_out_do_not_count(twice: Compile) -> None:
    plan = twice(side=Sides.RIGHT)
    assert [cues[0] for cues in cues_in_holds(plan)] == [
        "Halfway.",
        "Half done.",
        "In the middle.",
        "Halfway.",
    ]


def test_the_silence_is_that_of_the_wording(compiled: Compile) -> None:
    found = notes(compiled(CALF, sets=PerStretch(2)))
    assert found[found.index("Release.") + 1] == "4500 ms"
    assert found[found.index("Let go of the left.") + 1] == "6000 ms"


def test_the_time_before_the_hold_is_that_of_the_wording(compiled: Compile) -> None:
    text = CALF.replace("Your {side} foot.", "Your {side} foot.\n[or] The {side}. [move 9 s]")
    found = notes(compiled(text))
    assert found[found.index("Your right foot.") + 1] == "3000 ms"
    assert found[found.index("The left.") + 1] == "9000 ms"


def test_alternatives_share_the_guards_and_the_moment_of_their_line(compiled: Compile) -> None:
    text = CALF.replace("[halfway]", "[full] [hold from 20 s] [at 1/3]")
    plan = compiled(text)
    holds = [step for step in steps_of(plan) if isinstance(step, Hold)]
    assert [hold.cues[0].moment.ms for hold in holds] == [10_000, 10_000]
    assert cues_in_holds(compiled(text, guidance=Guidance.BRIEF)) == [
        ["Five more."],
        ["Nearly there."],
    ]


def test_the_countdown_replaces_the_last_seconds_with_their_alternatives(
    compiled: Compile,
) -> None:
    assert [cues[:2] for cues in cues_in_holds(compiled(CALF, countdown=True))] == [
        ["Halfway.", "Five."],
        ["Half done.", "Five."],
    ]


def test_minimal_guidance_speaks_the_wording_of_the_pass(compiled: Compile) -> None:
    assert words(compiled(CALF, guidance=Guidance.MINIMAL)) == [
        "Next: Calf.",
        "Stand.",
        "Your right foot.",
        "Release.",
        "Left side.",
        "Let go of the left.",
    ]


def test_reps_take_the_wording_of_their_pass(compiled: Compile) -> None:
    text = """# Raise
reps: 2
## Each side
Your {side} leg.
## Each rep
Lift.
[or] And lift.
"""
    assert [said for said in words(compiled(text)) if "ift" in said] == [
        *("Lift.", "Lift.", "And lift.", "And lift.")
    ]


def test_a_practice_counts_its_sets_as_passes(compiled: Compile) -> None:
    text = "# Walk\nsets: 3\n## Practice, 2 times\nWalk.\n[or] Again.\n[timer 9 s]\n"
    assert [said for said in words(compiled(text)) if said in ("Walk.", "Again.")] == [
        *("Walk.", "Walk.", "Again.", "Again.", "Walk.", "Walk.")
    ]


def test_a_cue_names_the_line_of_its_wording(compiled: Compile) -> None:
    says = [say for say in compiled(CALF).says() if isinstance(say, Say)]
    sources = {say.text(1): say.source.rpartition(":")[2] for say in says}
    assert sources["Halfway."] == "9"
    assert sources["Half done."] == "10"
    assert sources["Let go of the left."] == "15"
