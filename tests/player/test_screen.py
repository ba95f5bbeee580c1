"""The screen fits its terminal, and plain output prints only what is new."""

from __future__ import annotations

from io import StringIO

import pytest
from msgspec.structs import replace
from rich.console import Console, ConsoleDimensions

from sivoice.language import language
from sivoice.player.display import Display
from sivoice.player.screen import LiveScreen, PlainScreen, drawn

WORDS = language("en")
HOLD = Display(
    title="SI joint relief",
    chapter="Lower trunk rotation",
    number=6,
    of=7,
    where="right side, set 2",
    label="Hold",
    countdown=27,
    words="Raise your upper body, reach through, and clasp both hands behind your left thigh.",
    following="left side, set 2",
    elapsed=605,
    total=970,
    paused=False,
    coaching=True,
)


def picture(
    display: Display, width: int, height: int, notice: str = "", *, help: bool = False
) -> list[str]:
    console = Console(
        file=StringIO(), width=width, height=height, force_terminal=True, color_system=None
    )
    with console.capture() as capture:
        console.print(drawn(display, notice, WORDS, ConsoleDimensions(width, height), help=help))
    return capture.get().rstrip("\n").split("\n")


@pytest.mark.parametrize("help", [False, True])
@pytest.mark.parametrize(("width", "height"), [(80, 24), (40, 24), (120, 50)])
@pytest.mark.parametrize(
    "display",
    [
        HOLD,
        replace(HOLD, countdown=600, label="Keep going", number=0),
        replace(HOLD, label="", words=""),
    ],
)
def test_the_screen_fits_the_terminal(
    display: Display, width: int, height: int, help: bool
) -> None:
    lines = picture(display, width, height, help=help)
    assert len(lines) <= height
    assert all(len(line) <= width for line in lines)


def test_the_screen_shows_everything_that_matters() -> None:
    text = "\n".join(picture(HOLD, 80, 24, "The sound is back."))
    for words in (
        "Lower trunk rotation",
        "6 of 7",
        "right side, set 2",
        "Hold",
        "clasp both hands",
        "then left side",
        "10:05",
        "16:10",
        "The sound is back.",
    ):
        assert words in text
    assert text.count("███") >= 4  # the large figures
    assert "paused" in "\n".join(picture(replace(HOLD, paused=True), 40, 24))


def test_plain_output_prints_each_line_once() -> None:
    out = StringIO()
    screen = PlainScreen(Console(file=out, width=200), WORDS)
    for display in (
        HOLD,
        HOLD,
        replace(HOLD, countdown=26),
        replace(HOLD, paused=True),
        HOLD,
        replace(HOLD, label=""),
    ):
        screen.show(display, "", help=False)
    assert out.getvalue().split("\n") == [
        "",
        "Lower trunk rotation (6 of 7)",
        "Right side, set 2",
        HOLD.words,
        "Hold: 27 s",
        "Paused.",
        "Going on.",
        "",
    ]


def test_the_terminal_is_restored_after_an_error() -> None:
    out = StringIO()
    console = Console(file=out, force_terminal=True, width=80, height=24)
    with pytest.raises(KeyError), LiveScreen(console, WORDS) as screen:
        screen.show(HOLD, "", help=False)
        raise KeyError
    assert out.getvalue().count("\x1b[?1049h") == out.getvalue().count("\x1b[?1049l") == 1
    assert out.getvalue().rstrip().endswith(("\x1b[?25h", "\x1b[?1049l"))


def test_an_unchanged_display_is_not_drawn_again() -> None:
    out = StringIO()
    with LiveScreen(Console(file=out, force_terminal=True, width=80, height=24), WORDS) as screen:
        screen.show(HOLD, "", help=False)
        size = len(out.getvalue())
        screen.show(HOLD, "", help=False)
        assert len(out.getvalue()) == size
