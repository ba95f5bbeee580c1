"""The dose of a session is added up for each stretch, muscle and side."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from sivoice.compile.captions import how_often
from sivoice.compile.compiler import compile_session
from sivoice.compile.doses import Amount, DoseTable, dose_table
from sivoice.export.handout.content import handout
from sivoice.language import language
from sivoice.options.options import Options, options_from
from sivoice.script.library import LoadedScript
from sivoice.script.vocabulary import Side
from tests.conftest import faultless

RIGHT, LEFT = Side
SESSION = """# Evening
how often: twice a day
## Stretches, 2 times
[play calf, hold 20 s]
[play raise]
[play breath]
[play arms]
"""
SCRIPTS = {
    "calf": "muscles: calf, foot\n## Each side\nYour {side} foot.\n[hold]\n",
    "raise": """muscles: front of the thigh, calf
how often: every other day
reps: 10
sets: 3
hold: 5 s
## Each side
Your {side} leg.
## Each rep
Lift.
[hold]
""",
    "breath": "how often: as you like\n## Practice, 4 times\n[timer 4 s] In.\n",
    "arms": "## Move, 3 times\nSwing.\n",
}


@pytest.fixture
def scripts(write: Callable[..., Path]) -> LoadedScript:
    for name, text in SCRIPTS.items():
        write(f"{name}.stretch", f"# {name.capitalize()}\n{text}")
    return faultless(write("evening.session", SESSION))


@pytest.fixture
def table(scripts: LoadedScript) -> DoseTable:
    return dose_table(compile_session(scripts, Options()))


def test_each_stretch_is_added_up_over_rounds_sets_and_reps(table: DoseTable) -> None:
    calf, leg, breath, arms = table.stretches
    assert (table.title, table.how_often) == ("Evening", "twice a day")
    assert (calf.stretch, calf.title, calf.muscles) == ("calf", "Calf", ("calf", "foot"))
    assert calf.amounts == (Amount(RIGHT, 40, 2, 560, 28), Amount(LEFT, 40, 2, 560, 28))
    assert leg.how_often == "every other day"
    assert leg.amounts[0] == Amount(RIGHT, 300, 60, 1050, 210)
    assert breath.amounts == (Amount(None, 0, 8, None, None),)
    assert arms.amounts == (Amount(None, 0, 6, 0, 84),)


def test_each_muscle_is_added_up_over_its_stretches(table: DoseTable) -> None:
    muscles = {one.muscle: one.amounts for one in table.muscles}
    assert list(muscles) == ["calf", "foot", "front of the thigh"]
    assert muscles["calf"][1] == Amount(LEFT, 340, 62, 1610, 238)
    assert muscles["foot"][0] == Amount(RIGHT, 40, 2, 560, 28)


def test_a_week_is_known_only_if_every_part_is() -> None:
    known, unknown = Amount(LEFT, 30, 1, 210, 7), Amount(LEFT, 20, 2, None, None)
    assert known.plus(unknown) == Amount(LEFT, 50, 3, None, None)
    assert known.plus(known) == Amount(LEFT, 60, 2, 420, 14)


def test_one_side_and_other_doses_are_as_chosen(scripts: LoadedScript) -> None:
    options = options_from({"only": "calf", "side": "left", "hold": "30", "sets": "2"})
    (calf,) = dose_table(compile_session(scripts, options)).stretches
    assert calf.amounts == (Amount(LEFT, 120, 4, 1680, 56),)


def test_how_often_is_shown_for_the_session_and_for_what_differs(scripts: LoadedScript) -> None:
    plan = compile_session(scripts, Options())
    expected = ["How often: twice a day", "Raise: every other day", "Breath: as you like"]
    assert how_often(plan, language("en")) == expected
    paper = handout(scripts, Options())
    assert paper.how_often == "How often: twice a day"
    assert paper.rounds.startswith("2 rounds: ")
    doses = [", ".join(one.dose) for one in paper.stretches]
    assert doses[0] == "Hold 20 s, each side"
    assert doses[1].endswith(", every other day")


def test_nothing_is_shown_if_no_script_says_how_often(write: Callable[..., Path]) -> None:
    scripts = faultless(write("arms.stretch", "# Arms\n## Move\nSwing.\n"))
    assert how_often(compile_session(scripts, Options()), language("en")) == []
    assert handout(scripts, Options()).how_often == ""
