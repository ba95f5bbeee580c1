"""Steps and words are counted before they are compiled, with all their repetitions."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from sivoice.compile import budget
from sivoice.compile.plan import Plan
from sivoice.compile.steps import Hold, Timer
from sivoice.errors import ScriptError
from sivoice.script.limits import REPEATS_LIMIT
from tests.conftest import STRETCH

Compiled = Callable[..., Plan]

REPS = "# X\nsets: 3\nreps: 7\n## Each side\nYour {side} leg.\n## Each rep\n"
MOVES = "# X\n## Move, 9 times\nA[pause]b[chime]c[breath]\n"
MOST = "# X\nsets: 20\nreps: 100\n## Each side\nYour {side} leg.\n## Each rep\n"


def steps_of(plan: Plan) -> int:
    """The steps of a plan, those inside holds and timers too."""
    inside = 0
    for planned in plan.steps():
        if isinstance(planned.step, Hold | Timer):
            inside += sum(len(cue.steps) for cue in planned.step.cues)
    return len(plan.steps()) + inside


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (
            MOST + "{rep}.\n" * 20,
            "calf.stretch:6: with `Each rep`, calf has more than 100000 steps",
        ),
        (
            "# X\nsets: 20\n## Practice, 20 times\n" + "[timer 1 s] In.\n" * 200,
            "calf.stretch:3: with `Practice`, calf has more than 100000 steps",
        ),
        (
            "# X\n## Move, 20 times\n" + "A[pause]\n" * 2000 + "## Hold\n[hold]\n",
            "calf.stretch:2: with `Move`, calf has more than 100000 steps",
        ),
        (
            f"# {'x' * 1500}\n## Set up\n" + "{name}{name}\n" * 400 + "## Hold\n[hold]\n",
            "calf.stretch:2: with `Set up`, calf has more than 1000000 characters to speak",
        ),
        (
            "# X\nannounce: " + "{name}" * 300 + "\n" + STRETCH.replace("# Calf\n", ""),
            None,
        ),
    ],
    ids=["reps", "practice", "move", "characters", "within the limits"],
)
def test_a_session_with_too_many_steps_names_the_section(
    compiled: Compiled, text: str, said: str | None
) -> None:
    if said is None:
        compiled(text)
        return
    with pytest.raises(ScriptError) as raised:
        compiled(text)
    assert raised.value.problem.endswith(said)
    assert raised.value.advice


def test_rounds_and_lines_between_stretches_count(
    compiled: Compiled, write: Callable[..., Path]
) -> None:
    write("calf.stretch", STRETCH)
    played = "[play calf]\n" + "Now round {round}.\n" * 60
    text = "# X\n## Stretches, 20 times\n"
    compiled(text + played, "x.session")
    with pytest.raises(ScriptError, match=r"x.session:2: with `Stretches`, x has more than 100000"):
        compiled(text + played * 50, "x.session")


def test_no_step_is_compiled_for_a_session_that_is_refused(
    compiled: Compiled, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sivoice.compile.compiler.StretchCompiler", None)
    with pytest.raises(ScriptError, match="more than 100000 steps"):
        compiled(MOST + "{rep}.\n" * 20)


@pytest.mark.parametrize(
    "text",
    [
        STRETCH,
        f"{REPS}{{rep}}.\n[hold 5 s]\n[halfway] A[pause]b.\nC.\n",
        "# X\nsets: 4\n## Practice, 5 times\n[timer 5 s] In.\n[halfway] A.\n[last 1 s] B.\n",
        f"{MOVES}## First side\n{{side}}\n[hold]\n## Next side\n{{side}}\n[hold]\n",
        "# X\nsets: 9\n## Each side\n{side}\n[or] {side}[pause]a[pause]b[move]\n[hold]\nA.[move]\n",
    ],
    ids=["holds", "reps", "practice", "moves", "alternatives"],
)
def test_the_count_is_never_less_than_what_is_compiled(
    compiled: Compiled, monkeypatch: pytest.MonkeyPatch, text: str
) -> None:
    steps = steps_of(compiled(text))
    # The half second at each end of a file, and the mark of the chapter, are not counted.
    monkeypatch.setattr(budget, "STEPS_LIMIT", steps - 4)
    with pytest.raises(ScriptError, match="more than"):
        compiled(text)
    monkeypatch.setattr(budget, "STEPS_LIMIT", steps * 3)
    compiled(text)


def test_of_some_alternatives_the_longest_counts(compiled: Compiled) -> None:
    text = "# X\nsets: 20\n## Each side\nThe {side}.\nA.\n"
    line = f"[or] {'y' * 1900}\n"  # 76 000 characters in 40 passes
    compiled(f"{text}{line * 100}[hold]\n")
    with pytest.raises(ScriptError, match="more than 1000000 characters"):
        compiled(f"{text}{line}{f'B.{chr(10)}{line}' * 13}[hold]\n")


def test_the_largest_dose_of_a_short_rep_is_allowed(compiled: Compiled) -> None:
    plan = compiled(MOST + "[first rep] Up.\n[later reps] {rep}.\n[last rep] Down.\n")
    assert sum(len(one.reps) for one in plan.chapters[0].passes) == REPEATS_LIMIT * 2 * 100
