"""What a listener wishes is checked, warned of, and told in words that give it again."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from sivoice.compile.resolve import Bound, bind
from sivoice.compile.wishes import check_wishes, deciding, dose_changes, hold_warnings
from sivoice.errors import UsageError
from sivoice.options.doses import PerStretch
from sivoice.options.options import Options, options_from
from sivoice.options.words import in_words
from sivoice.script.library import LoadedScript, load
from tests.compile.test_resolve import BRIDGE, STRETCH
from tests.conftest import faultless


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (Options(only=("claf",)), "no stretch claf\nDid you mean calf"),
        (Options(skip=("piriformis",)), "no stretch piriformis\nKnown: calf"),
        (Options(hold=PerStretch(None, {"calv": 20_000})), "no stretch calv"),
        (Options(sets=PerStretch(None, {"calv": 2})), "no stretch calv"),
        (Options(reps=PerStretch(None, {"calv": 2})), "no stretch calv"),
        (Options(variant={"calf": "stp"}), "calf has no variant stp\nDid you mean step"),
        (Options(extra=("deper",)), "has an extra deper\nDid you mean deeper"),
    ],
)
def test_what_the_session_does_not_have_is_refused(
    write: Callable[..., Path], options: Options, said: str
) -> None:
    scripts = faultless(write("calf.stretch", STRETCH.format(fields="", hold="")))
    with pytest.raises(UsageError, match=said):
        check_wishes(scripts, options)


def test_only_a_hold_that_the_listener_chose_is_warned_of(write: Callable[..., Path]) -> None:
    scripts = faultless(write("calf.stretch", STRETCH.format(fields="safe hold: 40-50 s", hold="")))
    for options, warned in (
        (Options(), False),
        (Options(hold=PerStretch(30_000)), True),
        (Options(hold=PerStretch(45_000)), False),
        (Options().over(Options(hold=PerStretch(20_000))), True),
    ):
        assert bool(hold_warnings(bind(scripts, options))) is warned
    strong = Options(hold=PerStretch(90_000))
    assert hold_warnings(bind(scripts, strong)) == [
        "calf: a hold of 1 min 30 s is longer than usual; 40 to 50 s is usual for this stretch"
    ]


PLANK = "# Plank\n## Hold\nUp.\n[hold 45 s]\nDown.\n"
SESSION = """# Evening
hold: 30 s
## Stretches
[play calf]
[play plank]
[play bridge, sets 3]
[play other, hold 20 s, sets 2]
"""


@pytest.fixture
def evening(write: Callable[..., Path]) -> LoadedScript:
    write("calf.stretch", STRETCH.format(fields="", hold=""))
    write("plank.stretch", PLANK.replace("## Hold", "safe hold: 20-60 s\n## Hold"))
    write("bridge.stretch", BRIDGE.format(fields="reps: 10"))
    write("other.stretch", STRETCH.format(fields="", hold=""))
    return faultless(write("evening.session", SESSION))


@pytest.mark.parametrize(
    ("options", "told"),
    [
        (Options(), []),
        (Options().over(Options(hold=PerStretch(15_000), sets=PerStretch(1))), []),
        (Options(hold=PerStretch(30_000, {"plank": 45_000, "other": 20_000})), []),
        (
            Options(hold=PerStretch(30_000), sets=PerStretch(1), reps=PerStretch(8)),
            [
                "plank: hold 30 s instead of 45 s",
                "bridge: 1 set instead of 3",
                "bridge: 8 reps instead of 10",
                "other: hold 30 s instead of 20 s",
                "other: 1 set instead of 2",
            ],
        ),
        (Options(sets=PerStretch(None, {"calf": 4})), []),
    ],
)
def test_a_prescribed_dose_that_the_command_line_changes_is_told(
    evening: LoadedScript, options: Options, told: list[str]
) -> None:
    assert dose_changes(bind(evening, options)) == told


def test_stretches_with_the_same_change_are_told_together(write: Callable[..., Path]) -> None:
    write("a.stretch", PLANK)
    write("b.stretch", PLANK)
    path = write("c.session", "# C\n## Stretches\n[play a]\n[play b]\n[play a, hold 40 s]\n")
    scripts, _ = load(path)
    assert dose_changes(bind(scripts, Options(hold=PerStretch(20_000)))) == [
        "a, b: hold 20 s instead of 45 s",
        "a: hold 20 s instead of 40 s",
    ]


@pytest.mark.parametrize(
    ("settings", "asked", "words"),
    [
        ({"hold": 25, "sets": 2}, {}, "--hold calf=25s --sets calf=2 --sets plank=2"),
        ({"hold": ["25", "plank=20", "away=40"]}, {}, "--hold calf=25s"),
        ({"hold": 25}, {"only": "calf"}, "--hold 25s --only calf"),
        (
            {"hold": ["25", "calf=15"]},
            {"hold": ["plank=20", "other=25"]},
            "--hold calf=15s --hold plank=20s --hold other=25s",
        ),
        ({"hold": 25}, {"hold": 20}, "--hold 20s"),
        ({"reps": 8}, {}, ""),
        ({"reps": 8}, {"only": "calf"}, "--only calf"),
    ],
)
def test_words_claim_no_dose_that_a_script_overruled(
    evening: LoadedScript, settings: dict[str, object], asked: dict[str, object], words: str
) -> None:
    options = options_from(asked).over(options_from(settings))
    bound = bind(evening, options)
    told = deciding(options, bound)
    assert in_words(told) == words
    assert [values(one) for one in bind(evening, told)] == [values(one) for one in bound]


def values(bound: Bound) -> dict[str, int]:
    return {kind: dose.value for kind, dose in bound.doses.items()}


@pytest.mark.parametrize("kind", ["reps", "hold"])
def test_a_dose_for_a_stretch_without_it_is_an_error(write: Callable[..., Path], kind: str) -> None:
    write("arms.stretch", "# Arms\nposition: standing\n## Move, 4 times\nSwing your arms.\n")
    scripts, _ = load(write("c.session", "# C\n## Stretches\n[play arms]\n"))
    with pytest.raises(UsageError, match=f"arms has no {kind}"):
        check_wishes(scripts, options_from({kind: "arms=8"}))
    check_wishes(scripts, options_from({kind: "8"}))
