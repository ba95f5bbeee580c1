"""The screen fits its terminal, and plain output prints only what is new."""

from __future__ import annotations

import re
from io import StringIO
from typing import Any

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
    counted=30,
    stretches=("Calf", "Hip", "Knee", "Back", "Neck", "Lower trunk rotation", "Shoulder"),
)
SIZES = [(30, 10), (40, 15), (40, 24), (80, 24), (100, 30), (120, 50), (160, 50), (300, 90)]


def picture(
    display: Display,
    width: int,
    height: int,
    notice: str = "",
    *,
    help: bool = False,
) -> list[str]:
    """The lines of the screen."""
    console = Console(
        file=StringIO(),
        width=width,
        height=height,
        force_terminal=True,
        color_system=None,
    )
    with console.capture() as capture:
        console.print(drawn(display, notice, WORDS, ConsoleDimensions(width, height), help=help))
    return capture.get().rstrip("\n").split("\n")


def height_of_digits(lines: list[str]) -> int:
    return sum(any(block in line for block in "█▀▄") for line in lines)


@pytest.mark.parametrize("help", [False, True])
@pytest.mark.parametrize(("width", "height"), [*SIZES, (20, 6), (10, 3)])
@pytest.mark.parametrize(
    "display",
    [
        HOLD,
        replace(HOLD, countdown=600, label="Keep going", number=0),
        replace(HOLD, label="", words=""),
        replace(HOLD, words=4 * f"{HOLD.words} ", paused=True),
    ],
)
def test_the_screen_fits_the_terminal(
    display: Display, width: int, height: int, help: bool
) -> None:
    lines = picture(display, width, height, help=help)
    assert len(lines) == height
    assert all(len(line) <= width for line in lines)


@pytest.mark.parametrize(("width", "height"), SIZES)
@pytest.mark.parametrize("display", [HOLD, replace(HOLD, label="Get ready")])
def test_words_number_and_pause_stay_on_every_terminal(
    display: Display, width: int, height: int
) -> None:
    lines = picture(replace(display, paused=True, stretches=()), width, height)
    text = " ".join(" ".join(lines).split())
    for words in (display.words, "paused", "Lower trunk rotation", display.label):
        assert words in text
    assert height_of_digits(lines) >= 3


def test_a_number_without_room_for_large_digits_is_a_row_of_its_own() -> None:
    lines = picture(replace(HOLD, words=2 * f"{HOLD.words} ", paused=True), 30, 10)
    assert height_of_digits(lines) == 0
    assert "27" in [line.strip() for line in lines]
    assert "paused" in lines[-1]


def test_the_digits_grow_with_the_window() -> None:
    heights = [height_of_digits(picture(HOLD, *size)) for size in SIZES]
    assert heights == sorted(heights)
    assert heights[0] == 3
    assert heights[-1] == 25


@pytest.mark.parametrize(("width", "height"), SIZES[1:])
def test_nothing_moves_from_one_second_to_the_next(width: int, height: int) -> None:
    first = picture(HOLD, width, height)
    for display in (replace(HOLD, countdown=9), replace(HOLD, label="", countdown=0, counted=0)):
        after = picture(display, width, height)
        for words in ("Raise", "Lower trunk rotation", "then left side"):
            before = [row for row, line in enumerate(first) if words in line]
            assert before == [row for row, line in enumerate(after) if words in line]


@pytest.mark.parametrize(("width", "height"), SIZES)
def test_the_screen_is_centred(width: int, height: int) -> None:
    for line in picture(replace(HOLD, stretches=()), width, height):
        left, right = len(line) - len(line.lstrip()), width - len(line.rstrip())
        is_text = any(char.isalpha() for char in line)
        assert not is_text or abs(left - right) <= 2


def test_the_bar_of_a_hold_shrinks() -> None:
    filled = [
        max(line.count("━") for line in picture(replace(HOLD, countdown=left, elapsed=0), 80, 24))
        for left in (30, 15, 3, 0)
    ]
    assert filled == [48, 24, 5, 0]


def test_the_stretches_are_listed_beside_on_a_wide_terminal() -> None:
    assert not any("Neck" in line for line in picture(HOLD, 99, 30))
    lines = [line[:36].rstrip() for line in picture(HOLD, 100, 30)]
    assert [line for line in lines if line][:7] == [
        f"  {'▸' if title == HOLD.chapter else ' '} {title}" for title in HOLD.stretches
    ]
    many = tuple(f"Stretch {number}" for number in range(1, 61))
    lines = picture(replace(HOLD, number=40, of=60, stretches=many), 100, 30)
    assert sum("▸ Stretch 40" in line for line in lines) == 1


@pytest.mark.parametrize(("width", "height"), SIZES)
def test_the_help_says_how_to_leave_it_and_the_session(width: int, height: int) -> None:
    text = "\n".join(picture(HOLD, width, height, help=True))
    assert re.search(r"\? +close this help", text)
    assert re.search(r"q +quit", text)


def test_there_is_one_colour_and_none_with_few_colours_or_no_color() -> None:
    coloured = in_live(color_system="256")
    colours = set(re.findall(r"\d8;5;\d+", coloured))
    assert colours == {"38;5;30"}
    for text in (in_live(color_system="standard"), in_live(color_system="256", no_color=True)):
        assert set(re.findall(r"\x1b\[([\d;]+)m", text)) <= {"0", "1", "2", "1;7"}


def test_a_resized_terminal_is_drawn_again_cell_by_cell() -> None:
    out = StringIO()
    console = Console(file=out, force_terminal=True, width=160, height=50, color_system=None)
    with LiveScreen(console, WORDS) as screen:
        screen.show(HOLD, "", help=False)
        for width, height in ((30, 10), (80, 24), (100, 30)):
            console.size = ConsoleDimensions(width, height)
            before = len(out.getvalue())
            screen.show(HOLD, "", help=False)
            home, shown = out.getvalue()[before:].split("\x1b[H")
            lines = re.sub(r"\x1b\[[\d;]*m|\r", "", shown).split("\n")
            assert (home, len(lines)) == ("", height)
            assert {len(line) for line in lines} == {width}


def in_live(**settings: Any) -> str:
    """What is written to a terminal."""
    out = StringIO()
    console = Console(file=out, force_terminal=True, width=100, height=30, **settings)
    with LiveScreen(console, WORDS) as screen:
        screen.show(HOLD, "", help=False)
    return out.getvalue()


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
