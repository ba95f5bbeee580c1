"""What is played of a script after it was changed, without any sound."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from sivoice.compile.plan import Place, Plan, PlannedStep
from sivoice.compile.steps import Chime, Hold, Rest, Say
from sivoice.player.changes import changed_steps, from_first_words

Compiled = Callable[..., Plan]

CALF = """# Calf
position: standing
## Set up
Stand at a wall.
Lean on it.
## First side
Step back with your {side} foot.
[hold]
[halfway] Halfway.
Come back.
## Next side
Now your {side} foot.
[hold]
Come back again.
## Finish
Shake out. [pause 3 s] Both legs.
"""
TWO_SETS = CALF.replace("position", "sets: 2\nrest: 20 s\nposition")


def heard(steps: list[PlannedStep], part: range) -> list[str]:
    """The words of some steps, with their holds and chimes."""
    told = []
    for planned in steps[part.start : part.stop]:
        match planned.step:
            case Say() as say:
                told.append(" ".join(say.parts))
            case Hold() as hold:
                told.append(f"hold {hold.ms}")
            case Chime() as chime:
                told.append(f"chime {chime.kind}")
    return told


@pytest.fixture
def changed(compiled: Compiled) -> Callable[[str, str], list[str]]:
    """What is played after one text was changed into another."""

    def changed(before: str, after: str) -> list[str]:
        steps = compiled(after).steps()
        return heard(steps, changed_steps(compiled(before).steps(), steps))

    return changed


def test_it_begins_with_the_first_words(compiled: Compiled) -> None:
    steps = compiled(CALF).steps()
    part = from_first_words(steps)
    assert heard(steps, part)[:2] == ["Next: Calf.", "Stand at a wall."]
    assert part.stop == len(steps)


def test_without_words_all_is_played() -> None:
    assert from_first_words([PlannedStep(Place(), Rest(100))]) == range(1)


@pytest.mark.parametrize(
    "after",
    [
        CALF,
        f"[note] Mine.\n\n{CALF}",
        CALF.replace("## Finish", "[note] The end.\n\n\n##  Finish"),
        CALF.replace("Lean on it.", "   Lean   on it."),
    ],
    ids=["the same", "notes above", "notes below", "spaces"],
)
def test_what_sounds_the_same_has_not_changed(
    changed: Callable[[str, str], list[str]], after: str
) -> None:
    assert changed(CALF, after) == []


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("Lean on it.", "Lean into it.", ["Lean into it."]),
        ("Lean on it.", "Lean on it.\nBreathe.", ["Breathe."]),
        ("Shake out.", "Shake.", ["Shake."]),
        ("Halfway.", "Half.", ["hold 30000"]),
        ("# Calf", "# Lower leg", ["chime soft", "Next: Lower leg."]),
    ],
)
def test_only_what_differs_is_played(
    changed: Callable[[str, str], list[str]], old: str, new: str, told: list[str]
) -> None:
    assert changed(CALF, CALF.replace(old, new)) == told


def test_it_goes_from_the_first_change_to_the_last(
    changed: Callable[[str, str], list[str]],
) -> None:
    after = CALF.replace("Come back.", "And back.").replace("Now your", "Then your")
    assert changed(CALF, after) == ["And back.", "Then your left foot."]


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("[pause 3 s]", "[pause 5 s]", ["Shake out.", "Both legs."]),
        ("Lean on it.\n", "", ["Stand at a wall.", "Step back with your right foot."]),
        ("Shake out. [pause 3 s] Both legs.", "[pause 3 s]", ["Come back again."]),
        ("position", "before hold: 6 s\nposition", ["Step back with your right foot."]),
    ],
    ids=["a pause", "a line less", "the last line less", "before the hold"],
)
def test_silence_is_played_with_the_words_around_it(
    changed: Callable[[str, str], list[str]], old: str, new: str, told: list[str]
) -> None:
    assert changed(CALF, CALF.replace(old, new))[: len(told)] == told


def test_a_rest_between_sets_changes_only_with_its_length(
    changed: Callable[[str, str], list[str]],
) -> None:
    words = TWO_SETS.replace("Come back again.", "And back again.")
    assert changed(TWO_SETS, words)[0] == "And back again."
    assert changed(TWO_SETS, TWO_SETS.replace("rest: 20 s", "rest: 30 s")) == [
        "Come back again.",
        "Now your right foot.",
    ]


def test_a_script_that_got_shorter_or_longer_at_its_end(
    changed: Callable[[str, str], list[str]],
) -> None:
    longer = f"{CALF}Well done.\n"
    assert changed(CALF, longer) == ["Well done."]
    assert changed(longer, CALF) == ["Both legs."]


def test_a_repeated_line_is_found_once(changed: Callable[[str, str], list[str]]) -> None:
    twice = CALF.replace("Lean on it.\n", "Lean on it.\nLean on it.\n")
    assert changed(CALF, twice) == ["Lean on it."]


def test_everything_may_differ(compiled: Compiled) -> None:
    steps = compiled(CALF).steps()
    assert changed_steps([], steps) == range(len(steps))
    assert not changed_steps(steps, [])
