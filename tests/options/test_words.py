"""Options are written in the words of the command line."""

from __future__ import annotations

from typing import Any

import pytest

from sivoice.options.doses import PerStretch
from sivoice.options.options import Guidance, Options, Sides, options_from
from sivoice.options.words import in_words
from sivoice.script.vocabulary import Side


@pytest.mark.parametrize(
    ("options", "words"),
    [
        (Options(), ""),
        (
            Options(hold=PerStretch(90_000, {"piriformis": 12_500})),
            "--hold 1min30s --hold piriformis=12.5s",
        ),
        (Options(sets=PerStretch(2), pace=1.2, fit=720_000), "--sets 2 --pace 1.2 --fit 12min"),
        (Options(only=("a", "b"), skip=("c",), side=Sides.LEFT), "--only a,b --skip c --side left"),
        (
            Options(variant={"hamstring": "raised"}, extra=("deeper",)),
            "--variant hamstring=raised --extra deeper",
        ),
        (
            Options(first_side=Side.LEFT, guidance=Guidance.BRIEF),
            "--first-side left --guidance brief",
        ),
        (Options(warm_up=300_000, speech_rate=0.9), "--warm-up 5min --speech-rate 0.9"),
        (
            Options(voice="en us", guidance=Guidance.FULL, chimes="bowl", volume_chimes=50.0),
            "--guidance full --voice 'en us' --chimes bowl --volume-chimes 50.0",
        ),
        (
            Options(pad=True, warm_up=90_000, welcome=False, pad_sound="rain.mp3", breath=True),
            "--warm-up 1min30s --pad-sound rain.mp3 --no-welcome --pad --breath",
        ),
        (
            Options(sets=PerStretch(None, {"piriformis": 3}), reps=PerStretch(8, {"bridge": 6})),
            "--sets piriformis=3 --reps 8 --reps bridge=6",
        ),
        (Options(hold=PerStretch(None, {"calf": 20_000}, PerStretch(25_000))), "--hold calf=20s"),
        (
            Options(coaching=False, countdown=True, cautions=False),
            "--no-coaching --countdown --no-cautions",
        ),
    ],
)
def test_options_are_written_as_on_the_command_line(options: Options, words: str) -> None:
    assert in_words(options) == words


@pytest.mark.parametrize(
    "given",
    [
        {"hold": ["1min30s", "piriformis=12.5s"], "sets": "2", "pace": "1.2", "fit": "12min"},
        {"only": ["a,b"], "skip": ["c"], "side": "left", "first-side": "right"},
        {"variant": ["a=b", "c=d"], "extra": ["e", "f"], "guidance": "brief", "warm-up": "5min"},
        {"speech-rate": "0.9", "voice": "german", "chimes": "bowl", "volume-chimes": "50.0"},
        {"coaching": False, "countdown": True, "cautions": False, "pad": True},
    ],
)
def test_written_options_can_be_read_back(given: dict[str, Any]) -> None:
    options = options_from(given)
    read: dict[str, Any] = {}
    for word in in_words(options).removeprefix("--").split(" --"):
        name, _, value = word.partition(" ")
        if not value:
            read[name.removeprefix("no-")] = not name.startswith("no-")
        elif isinstance(given[name], list):
            read.setdefault(name, []).append(value)
        else:
            read[name] = value
    assert read == given


def test_written_options_do_not_reveal_folders() -> None:
    words = in_words(
        options_from(
            {"pad-sound": "/home/ann/My sounds/rain on roof.mp3", "chimes": "/home/ann/own"}
        )
    )
    assert words == "--chimes own --pad-sound 'rain on roof.mp3'"
    assert in_words(Options(chimes=".")) == ""
