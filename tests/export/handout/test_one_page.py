"""A stretch on a crowded page keeps its beginning, the way into its hold, and the hold."""

from __future__ import annotations

import pytest

from sivoice.export.handout.content import Stretch
from sivoice.export.handout.one_page import shortened
from sivoice.export.handout.steps import Step
from sivoice.language import language

WORDS = language("en").handout


def stretch(*marks: str) -> Stretch:
    """A stretch with a step for each mark: `h` a hold, `r` repeated, `l` a label, `.` any other."""
    steps = tuple(
        Step(
            f"Text {number}.",
            "Hold for 5 seconds." if "h" in mark else "",
            is_label=mark == "l",
            number=number,
            is_repeated="r" in mark,
        )
        for number, mark in enumerate(marks, 1)
    )
    return Stretch("Calf", (), ("Hold 5 s",), (), steps, ("A remark.",))


@pytest.mark.parametrize(
    ("marks", "most", "kept", "left_out"),
    [
        ("..h.", 4, [1, 2, 3, 4], ""),
        (".....h..l", 4, [1, 4, 5, 6], "Steps left out: 2\u20133, 7\u20139."),
        ("..h..", 4, [1, 2, 3], "Steps left out: 4\u20135."),
        (".....", 4, [1, 2, 3, 4], "Step left out: 5."),
        (".....h", 2, [1, 6], "Steps left out: 2\u20135."),
        (".....h", 1, [6], "Steps left out: 1\u20135."),
        (".....h", 0, [], "Steps left out: 1\u20136."),
    ],
)
def test_the_steps_that_are_kept(marks: str, most: int, kept: list[int], left_out: str) -> None:
    short = shortened(stretch(*marks), most, WORDS)
    assert [step.number for step in short.steps] == kept
    assert short.left_out == left_out
    assert short.remarks == ()


def test_repeated_steps_before_a_hold_are_left_out_with_what_says_so() -> None:
    short = shortened(stretch(".", ".", "r", "r", "l", ".", "h", "."), 4, WORDS)
    assert [step.number for step in short.steps] == [1, 2, 6, 7]


def test_repeated_steps_with_a_hold_are_kept() -> None:
    short = shortened(stretch(".", ".", ".", "r", "rh", "r", "l"), 3, WORDS)
    assert [step.number for step in short.steps] == [1, 4, 5]
