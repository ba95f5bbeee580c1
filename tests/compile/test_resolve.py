"""The strongest level wins: command line, play, stretch, settings, session, default."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from sivoice.compile.resolve import Level, bind
from sivoice.errors import UsageError
from sivoice.options.doses import PerStretch
from sivoice.options.options import Options, Sides
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
        ("hold", PerStretch(None, {}, PerStretch(17_000)), 17),
        ("hold", PerStretch(None, {}, PerStretch(17_000, {"calf": 18_000})), 18),
        ("stretch", "hold: 19 s", 19),
        ("directive", " 20 s", 20),
        ("play", ", hold 21 s", 21),
        ("hold", PerStretch(22_000, {}, PerStretch(17_000, {"calf": 18_000})), 22),
        ("hold", PerStretch(22_000, {"calf": 23_000}, PerStretch(None, {"calf": 18_000})), 23),
    ):
        assert hold(**wishes | {name: value}) == seconds
        wishes[name] = value
        assert hold(**wishes) == seconds


BRIDGE = """# Bridge
{fields}
## Each rep
Lift. [pause 2 s]
"""


def test_sets_and_reps_have_the_same_order(write: Callable[..., Path]) -> None:
    all_alike = Options(sets=PerStretch(7))
    settings = Options().over(Options(sets=PerStretch(3), reps=PerStretch(13)))
    asked = Options(sets=PerStretch(None, {"bridge": 6}), reps=PerStretch(16)).over(settings)

    def doses(options: Options, fields: str, play: str) -> tuple[int, int]:
        write("bridge.stretch", BRIDGE.format(fields=fields))
        session = f"# Evening\nsets: 2\n## Stretches\n[play bridge{play}]\n"
        (bound,) = bind(faultless(write("evening.session", session)), options)
        return bound.sets, bound.reps

    assert doses(Options(), "", "") == (2, 1)
    assert doses(settings, "", "") == (3, 13)
    assert doses(settings, "sets: 4\nreps: 14", "") == (4, 14)
    assert doses(settings, "sets: 4\nreps: 14", ", sets 5, reps 15") == (5, 15)
    assert doses(asked, "sets: 4\nreps: 14", ", sets 5, reps 15") == (6, 16)
    assert doses(all_alike, "sets: 4\nreps: 14", ", sets 5, reps 15") == (7, 15)


def test_a_stretch_has_only_its_own_doses(write: Callable[..., Path]) -> None:
    scripts = faultless(write("calf.stretch", STRETCH.format(fields="sets: 2", hold="")))
    (calf,) = bind(scripts, Options(reps=PerStretch(8)))
    assert {kind: dose.by for kind, dose in calf.doses.items()} == {
        "hold": Level.DEFAULT,
        "sets": Level.STRETCH,
    }
    (bridge,) = bind(faultless(write("b.stretch", BRIDGE.format(fields="reps: 8"))), Options())
    assert set(bridge.doses) == {"sets", "reps"}
    text = "# Breath\n## Practice\n[timer 4 s] In.\n"
    (breath,) = bind(faultless(write("breath.stretch", text)), Options())
    assert set(breath.doses) == {"sets"}
    (moved,) = bind(faultless(write("arms.stretch", "# Arms\n## Move\nSwing.\n")), Options())
    assert not moved.doses


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


def test_a_session_without_stretches_is_refused(write: Callable[..., Path]) -> None:
    scripts = faultless(write("calf.stretch", STRETCH.format(fields="", hold="")))
    message = "no stretches of calf are left to play\nKeep at least one of its stretches: calf."
    with pytest.raises(UsageError, match=message):
        bind(scripts, Options(skip=("calf",)))
