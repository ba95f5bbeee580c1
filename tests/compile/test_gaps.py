"""The silences follow the body: instructions, releases, movements, and the end of a session."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from sivoice.compile.plan import Plan
from sivoice.compile.steps import Rest
from sivoice.options.doses import PerStretch
from sivoice.options.options import Guidance, Sides
from tests.compile.notes import notes, steps_of

Compile = Callable[..., Plan]

CALF = """# Calf
position: standing
## Set up
Fetch a chair. {fetch}
Stand behind it.
## Each side
Step back with your {{side}} foot. {step}
[hold]
{release}
"""
REPS = """# Raise
position: standing
reps: 2
## Each side
Stand on your {side} foot. MOVE
## Each rep
Rise.
And sink. IN_REP
"""


def calf(fetch: str = "", step: str = "", release: str = "Come back.") -> str:
    return CALF.format(fetch=fetch, step=step, release=release)


def after(plan: Plan, words: str) -> list[str]:
    """What comes after each time that these words are heard."""
    found = notes(plan)
    return [found[i + 1] for i, note in enumerate(found) if note == words]


def test_an_instruction_has_3_s_and_a_release_before_the_other_side_4_5(compiled: Compile) -> None:
    plan = compiled(calf(), sets=PerStretch(2))
    assert after(plan, "Fetch a chair.") == ["3000 ms"]
    assert after(plan, "Stand behind it.") == ["3000 ms"]
    assert after(plan, "Come back.") == ["4500 ms", "600 ms"] * 2


def test_only_the_last_line_of_a_release_has_the_longer_gap(compiled: Compile) -> None:
    plan = compiled(calf(release="Come back.\nShake it out."))
    assert after(plan, "Come back.") == ["600 ms", "600 ms"]
    assert after(plan, "Shake it out.") == ["4500 ms", "600 ms"]


def test_a_pause_after_a_release_replaces_the_gap(compiled: Compile) -> None:
    plan = compiled(calf(release="Come back. [pause 1 s]"))
    assert after(plan, "Come back.") == ["1000 ms", "1000 ms"]


def test_the_other_side_waits_even_if_nothing_is_said_at_the_release(compiled: Compile) -> None:
    plan = compiled(calf(release=""), sets=PerStretch(2))
    assert after(plan, "Hold right 30000 ms") == ["4500 ms", "4500 ms"]
    assert after(plan, "Hold left 30000 ms") == ["10000 ms", "4000 ms"]


def test_a_single_side_has_no_gap_for_another(compiled: Compile) -> None:
    plan = compiled(calf(), side=Sides.LEFT)
    assert after(plan, "Come back.") == ["600 ms"]


@pytest.mark.parametrize(("move", "ms"), [("[move]", 6_000), ("[move 8 s]", 8_000)])
def test_a_movement_gets_its_time(compiled: Compile, move: str, ms: int) -> None:
    plan = compiled(calf(fetch=move, release=f"Come back. {move}"))
    assert after(plan, "Fetch a chair.") == [f"{ms} ms"]
    assert after(plan, "Come back.") == [f"{ms} ms"] * 2
    assert after(compiled(calf(fetch=move), pace=2.0), "Fetch a chair.") == [f"{ms // 2} ms"]


def test_a_movement_is_time_to_get_ready(compiled: Compile) -> None:
    plan = compiled(calf(fetch="[pause 2 s] [move]"))
    rests = [step for step in steps_of(plan) if isinstance(step, Rest)]
    assert Rest(2_000) in rests
    assert Rest(6_000, to_get_ready=True) in rests


@pytest.mark.parametrize(
    ("move", "fields", "expected"),
    [
        ("", "", ["3000 ms", "7000 ms"]),
        ("[move]", "", ["6000 ms", "7000 ms"]),
        ("[move 8 s]", "", ["8000 ms", "8000 ms"]),
        ("[move 8 s]", "before hold: 10 s", ["10000 ms", "8000 ms"]),
    ],
)
def test_the_longer_of_a_movement_and_the_silence_before_the_hold_counts(
    compiled: Compile, move: str, fields: str, expected: list[str]
) -> None:
    text = calf(step=move).replace("position", f"{fields}\nposition")
    plan = compiled(text)
    assert [
        wait
        for side in ("right", "left")
        for wait in after(plan, f"Step back with your {side} foot.")
    ] == expected


def test_reps_keep_their_quick_gaps(compiled: Compile) -> None:
    plan = compiled(REPS.replace("MOVE", "").replace("IN_REP", ""))
    assert after(plan, "Stand on your right foot.") == ["3000 ms"]
    assert after(plan, "Rise.") == ["1500 ms"] * 4
    assert after(plan, "And sink.") == ["1500 ms"] * 4


def test_a_movement_before_the_first_rep_and_in_reps_gets_its_time(compiled: Compile) -> None:
    plan = compiled(REPS.replace("MOVE", "[move 9 s]").replace("IN_REP", "[move 2 s]"))
    assert after(plan, "Stand on your left foot.") == ["9000 ms"]
    assert after(plan, "And sink.") == ["2000 ms"] * 4


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ("", ["10000 ms", "10000 ms"]),
        ("before hold: 4 s\n", ["10000 ms", "10000 ms"]),
        ("before hold: 12 s\n", ["12000 ms", "10000 ms"]),
        ("change side: 5 s\n", ["10000 ms", "10000 ms"]),
        ("change side: 15 s\n", ["10000 ms", "15000 ms"]),
    ],
)
def test_minimal_guidance_leaves_at_least_10_s_to_get_into_a_hold(
    compiled: Compile, fields: str, expected: list[str]
) -> None:
    text = calf().replace("position", f"{fields}position")
    plan = compiled(text, guidance=Guidance.MINIMAL)
    lead_ins = (*after(plan, "Step back with your right foot."), *after(plan, "Left side."))
    assert list(lead_ins) == expected


def test_minimal_guidance_leaves_10_s_without_sides_too(compiled: Compile) -> None:
    text = "# Plank\nposition: standing\n## Hold\nLean on it.\nRest your chin.\n[hold]\n"
    assert notes(compiled(text, guidance=Guidance.MINIMAL))[-4:] == [
        "Lean on it.",
        "10000 ms",
        "Hold 30000 ms",
        "4000 ms",
    ]


def test_a_session_ends_with_4_s_of_silence_at_any_pace(compiled: Compile) -> None:
    assert notes(compiled(calf(), pace=2.0))[-1] == "4000 ms"
