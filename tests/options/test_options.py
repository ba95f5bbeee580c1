"""The command line takes precedence over the settings file; both are read in the same way."""

from __future__ import annotations

from typing import Any

import pytest

from sivoice.options.doses import PerStretch
from sivoice.options.options import (
    Guidance,
    Options,
    Sides,
    for_stretches,
    options_from,
    session_options,
)
from sivoice.script.vocabulary import Side


@pytest.mark.parametrize(
    ("given", "options"),
    [
        ({"hold": ["20"]}, Options(hold=PerStretch(20_000))),
        (
            {"hold": ["20s", "piriformis=1min"]},
            Options(hold=PerStretch(20_000, {"piriformis": 60_000})),
        ),
        ({"hold": 20}, Options(hold=PerStretch(20_000))),
        ({"sets": "2"}, Options(sets=PerStretch(2))),
        (
            {"sets": ["2", "plank=3"], "reps": ["calf=8"]},
            Options(sets=PerStretch(2, {"plank": 3}), reps=PerStretch(None, {"calf": 8})),
        ),
        ({"only": ["a,b", "c"]}, Options(only=("a", "b", "c"))),
        ({"skip": "a"}, Options(skip=("a",))),
        ({"variant": ["hamstring=raised"]}, Options(variant={"hamstring": "raised"})),
        (
            {"side": "left", "first-side": "left"},
            Options(side=Sides.LEFT, first_side=Side.LEFT),
        ),
        (
            {"guidance": "brief", "coaching": False},
            Options(guidance=Guidance.BRIEF, coaching=False),
        ),
        ({"warm-up": "5min", "fit": "12min"}, Options(warm_up=300_000, fit=720_000)),
        ({"sets": None, "hold": []}, Options()),
        (
            {"title": " Ann's\n evening", "listener": "Ann"},
            Options(title="Ann's evening", listener="Ann"),
        ),
        ({"voice": " system ", "pad-sound": " a.wav"}, Options(voice="system", pad_sound=" a.wav")),
    ],
)
def test_given_values_become_options(given: dict[str, Any], options: Options) -> None:
    assert options_from(given) == options


def test_stronger_options_complete_weaker_ones() -> None:
    settings = Options(
        hold=PerStretch(15_000, {"piriformis": 25_000}),
        sets=PerStretch(2),
        variant={"hamstring": "raised"},
        extra=("deeper",),
        coaching=True,
    )
    assert Options(hold=PerStretch(20_000)).over(settings) == Options(
        hold=PerStretch(20_000, {}, settings.hold),
        sets=PerStretch(None, {}, settings.sets),
        variant={"hamstring": "raised"},
        extra=("deeper",),
        coaching=True,
    )
    asked = Options(
        hold=PerStretch(None, {"quadriceps": 20_000}),
        variant={"quadriceps": "lying"},
        extra=("further",),
        coaching=False,
    )
    assert asked.over(settings) == Options(
        hold=PerStretch(None, {"quadriceps": 20_000}, settings.hold),
        sets=PerStretch(None, {}, settings.sets),
        variant={"hamstring": "raised", "quadriceps": "lying"},
        extra=("further",),
        coaching=False,
    )


def test_only_and_skip_replace_each_other() -> None:
    for asked in (Options(only=("piriformis",)), Options(skip=("quadriceps",))):
        assert asked.over(Options(only=("calf",), skip=("piriformis",))) == asked


def test_settings_for_other_stretches_are_left_out() -> None:
    settings = Options(only=("calf", "other"), skip=("other",), sets=PerStretch(2))
    assert for_stretches(settings, {"calf"}) == Options(only=("calf",), sets=PerStretch(2))


def test_every_field_is_an_option() -> None:
    assert [name.replace("-", "_") for name in session_options()] == list(Options.__struct_fields__)
    assert not any(Options().asks_for(name) for name in session_options())
    assert Options(first_side=Side.LEFT).asks_for("first-side")
    assert Options(pad=False).asks_for("pad")
