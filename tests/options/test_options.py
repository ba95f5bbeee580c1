"""The command line is stronger than the settings file; both are read by the same words."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from sivoice.errors import SettingsError, UsageError
from sivoice.options.options import FirstSide, Guidance, Options, Sides, options_from, read_settings
from sivoice.options.words import in_words


@pytest.mark.parametrize(
    ("words", "options"),
    [
        ({"hold": ["20"]}, Options(hold=20_000)),
        ({"hold": ["20s", "piriformis=1min"]}, Options(hold=20_000, holds={"piriformis": 60_000})),
        ({"hold": 20}, Options(hold=20_000)),
        ({"only": ["a,b", "c"]}, Options(only=("a", "b", "c"))),
        ({"skip": "a"}, Options(skip=("a",))),
        ({"variant": ["hamstring=raised"]}, Options(variants={"hamstring": "raised"})),
        (
            {"side": "left", "first-side": "left"},
            Options(side=Sides.LEFT, first_side=FirstSide.LEFT),
        ),
        (
            {"guidance": "brief", "coaching": False},
            Options(guidance=Guidance.BRIEF, coaching=False),
        ),
        ({"warm-up": "5min", "fit": "12min"}, Options(warm_up=300_000, fit=720_000)),
        ({"sets": None, "hold": []}, Options()),
    ],
)
def test_words_become_options(words: dict[str, Any], options: Options) -> None:
    assert options_from(words) == options


@pytest.mark.parametrize(
    "words",
    [
        {"hold": ["soon"]},
        {"hold": ["1"]},
        {"hold": ["11min"]},
        {"hold": ["=20"]},
        {"sets": 0},
        {"sets": 21},
        {"sets": 1.5},
        {"sets": True},
        {"pace": 0.1},
        {"pace": float("nan")},
        {"speech-rate": 9},
        {"variant": ["raised"]},
        {"only": [","]},
        {"side": "both sides"},
        {"coaching": "yes"},
        {"warm-up": "0"},
        {"fit": "4 min of it"},
        {"fit": "181min"},
    ],
)
def test_a_wish_that_cannot_be_names_its_option(words: dict[str, Any]) -> None:
    with pytest.raises(UsageError, match=f"^--{next(iter(words))}: "):
        options_from(words)


def test_a_stronger_wish_for_all_beats_a_weaker_one_for_a_single_stretch() -> None:
    settings = Options(hold=15_000, holds={"piriformis": 25_000}, sets=2, coaching=True)
    assert Options(hold=20_000).over(settings) == Options(hold=20_000, sets=2, coaching=True)
    only = Options(only=("piriformis",)).over(Options(skip=("piriformis",)))
    assert (only.only, only.skip) == (("piriformis",), ())
    merged = Options(holds={"quadriceps": 20_000}, coaching=False).over(settings)
    assert merged.hold == 15_000
    assert merged.holds == {"piriformis": 25_000, "quadriceps": 20_000}
    assert merged.coaching is False


def test_no_settings_file_is_no_wish(tmp_path: Path) -> None:
    assert read_settings(tmp_path / "settings.toml") == Options()


def test_a_settings_file_has_the_options_names(tmp_path: Path) -> None:
    path = tmp_path / "settings.toml"
    path.write_text(
        'hold = ["20s", "piriformis=25"]\nsets = 2\ncountdown = true\npace = 1.2\nextra = "deeper"\n'
    )
    expected = Options(
        hold=20_000,
        holds={"piriformis": 25_000},
        sets=2,
        countdown=True,
        pace=1.2,
        extras=("deeper",),
    )
    assert read_settings(path) == expected


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("hodl = 20", "Did you mean hold"),
        ("hold = ", "cannot use the settings"),
        ('pace = "quick"', "settings.toml: pace: "),
        ("sets = 2.5", "settings.toml: sets: "),
    ],
)
def test_a_settings_file_that_cannot_be_used_is_named(tmp_path: Path, text: str, said: str) -> None:
    path = tmp_path / "settings.toml"
    path.write_text(text)
    with pytest.raises(SettingsError, match=said) as raised:
        read_settings(path)
    assert str(path) in str(raised.value)


@pytest.mark.parametrize(
    ("options", "words"),
    [
        (Options(), ""),
        (
            Options(hold=90_000, holds={"piriformis": 12_500}),
            "--hold 1min30s --hold piriformis=12.5s",
        ),
        (Options(sets=2, pace=1.2, fit=720_000), "--sets 2 --pace 1.2 --fit 12min"),
        (Options(only=("a", "b"), skip=("c",), side=Sides.LEFT), "--only a,b --skip c --side left"),
        (
            Options(variants={"hamstring": "raised"}, extras=("deeper",)),
            "--variant hamstring=raised --extra deeper",
        ),
        (
            Options(first_side=FirstSide.LEFT, guidance=Guidance.BRIEF),
            "--first-side left --guidance brief",
        ),
        (Options(warm_up=300_000, speech_rate=0.9), "--warm-up 5min --speech-rate 0.9"),
        (
            Options(coaching=False, countdown=True, cautions=False),
            "--no-coaching --countdown --no-cautions",
        ),
    ],
)
def test_options_become_words_again(options: Options, words: str) -> None:
    assert in_words(options) == words
    read: dict[str, Any] = {}
    for word in filter(None, words.split("--")):
        name, _, value = word.strip().partition(" ")
        if not value:
            read[name.removeprefix("no-")] = not name.startswith("no-")
        elif name in ("sets", "pace", "speech-rate"):
            read[name] = float(value)
        else:
            read.setdefault(name, []).append(value)
    single = ("fit", "warm-up", "side", "first-side", "guidance")
    assert (
        options_from({name: value[0] if name in single else value for name, value in read.items()})
        == options
    )


def test_in_words_no_place_on_this_computer_is_told() -> None:
    words = in_words(
        options_from(
            {"pad-sound": "/home/ann/My sounds/rain on roof.mp3", "chimes": "/home/ann/own"}
        )
    )
    assert words == "--chimes own --pad-sound 'rain on roof.mp3'"
