"""The strongest wish wins: the listener's, the session's, the stretch's, or the default."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from sivoice.compile.resolve import bind, check_wishes, hold_warnings
from sivoice.errors import UsageError
from sivoice.options.options import Options, Sides
from sivoice.options.values import PerStretch
from sivoice.script.vocabulary import Side
from tests.conftest import faultless

STRETCH = """# Calf
{fields}
variants: wall, step
extras: deeper
## Each side
Your {{side}} foot.
[if deeper] More.
[if step] Up.
[hold{hold}]
"""
SESSION = "# Evening\n{fields}\n## Stretches\n[play calf{play}]\n"


@pytest.fixture
def hold(write: Callable[..., Path]) -> Callable[..., int]:
    """Binds the hold from what each level asks for, and returns its seconds."""

    def hold(
        session: str = "", stretch: str = "", directive: str = "", play: str = "", **options: object
    ) -> int:
        write("calf.stretch", STRETCH.format(fields=stretch, hold=directive))
        path = write("evening.session", SESSION.format(fields=session, play=play))
        return bind(faultless(path), Options(**options))[0].hold // 1000  # type: ignore[arg-type]

    return hold


def test_each_level_is_stronger_than_the_one_below(hold: Callable[..., int]) -> None:
    wishes: dict[str, object] = {}
    assert hold(**wishes) == 30
    for name, value, seconds in (
        ("session", "hold: 16 s", 16),
        ("stretch", "hold: 17 s", 17),
        ("directive", " 18 s", 18),
        ("play", ", hold 19 s", 19),
        ("hold", PerStretch(20_000), 20),
        ("hold", PerStretch(20_000, {"calf": 21_000}), 21),
    ):
        assert hold(**wishes | {name: value}) == seconds
        wishes[name] = value
        assert hold(**wishes) == seconds


def test_a_single_side_can_be_chosen(write: Callable[..., Path]) -> None:
    scripts = faultless(write("calf.stretch", STRETCH.format(fields="first side: left", hold="")))
    assert bind(scripts, Options())[0].sides == (Side.LEFT, Side.RIGHT)
    one = bind(scripts, Options(side=Sides.RIGHT))[0]
    assert one.sides == (Side.RIGHT,)
    assert one.first_side is Side.LEFT


def test_the_chosen_variant_and_extras_are_true_in_guards(write: Callable[..., Path]) -> None:
    scripts = faultless(write("calf.stretch", STRETCH.format(fields="", hold="")))
    assert bind(scripts, Options())[0].names == {"wall", "chimes"}
    wishes = Options(variant={"calf": "step"}, extra=("deeper",), warm_up=60_000)
    assert bind(scripts, wishes)[0].names == {"step", "deeper", "warm-up", "chimes"}
    settings_of_another_session = Options(variant={"calf": "bridge"}, extra=("louder",))
    assert bind(scripts, settings_of_another_session)[0].names == {"wall", "chimes"}


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (Options(only=("claf",)), "no stretch claf\nDid you mean calf"),
        (Options(skip=("piriformis",)), "no stretch piriformis\nChoose calf"),
        (Options(hold=PerStretch(None, {"calv": 20_000})), "no stretch calv"),
        (Options(variant={"calf": "stp"}), "calf has no variant stp\nDid you mean step"),
        (Options(extra=("deper",)), "has an extra deper\nDid you mean deeper"),
    ],
)
def test_unknown_stretches_variants_and_extras_are_refused(
    write: Callable[..., Path], options: Options, said: str
) -> None:
    scripts = faultless(write("calf.stretch", STRETCH.format(fields="", hold="")))
    with pytest.raises(UsageError, match=said):
        check_wishes(scripts, options)


def test_a_session_without_stretches_is_refused(write: Callable[..., Path]) -> None:
    scripts = faultless(write("calf.stretch", STRETCH.format(fields="", hold="")))
    message = "no stretches of calf are left to play\nKeep at least one of its stretches: calf."
    with pytest.raises(UsageError, match=message):
        bind(scripts, Options(skip=("calf",)))


def test_only_a_hold_chosen_by_the_listener_is_warned_of(write: Callable[..., Path]) -> None:
    scripts = faultless(write("calf.stretch", STRETCH.format(fields="safe hold: 40-50 s", hold="")))
    for options, warned in (
        (Options(), False),
        (Options(hold=PerStretch(30_000)), True),
        (Options(hold=PerStretch(45_000)), False),
    ):
        assert bool(hold_warnings(bind(scripts, options), options)) is warned
    strong = Options(hold=PerStretch(90_000))
    assert hold_warnings(bind(scripts, strong), strong) == [
        "calf: a hold of 1 min 30 s is long enough to cause strain; the safe range is 40 s to 50 s"
    ]
