"""A line is split into text, blanks and directions, and every fault is reported with its place."""

from __future__ import annotations

from itertools import pairwise

import pytest

from sivoice.script.diagnostics import Report
from sivoice.script.lexer import Broken, Piece, pieces
from sivoice.script.nodes import Blank, Choice, Pause, Text
from sivoice.script.source import SourceText, Span


def lexed(line: str) -> tuple[list[Piece], list[tuple[str, Span]]]:
    """The pieces of a line, and the codes and places of its faults."""
    report = Report(SourceText("calf.stretch", line))
    found = pieces(line, 1, 0, len(line), report)
    return found, [(fault.code.value, fault.span) for fault in report.found]


def test_a_line_becomes_text_blanks_choices_and_directions() -> None:
    found, faults = lexed("Your {side} foot, {in|out}. [pause 2 s] Rest.")
    assert not faults
    assert [type(piece) for piece in found] == [Text, Blank, Text, Choice, Text, Pause, Text]
    assert [piece.text for piece in found if isinstance(piece, Text)] == [
        "Your ",
        " foot, ",
        ". ",
        " Rest.",
    ]


def test_the_places_of_the_pieces_cover_the_line() -> None:
    line = r"A \[ {side}, [pause] b"
    found, _ = lexed(line)
    assert found[0].span.start == 1
    assert found[-1].span.end == len(line) + 1
    for before, after in pairwise(found):
        assert before.span.end == after.span.start


@pytest.mark.parametrize(
    ("written", "spoken"), [(r"\[a\]", "[a]"), (r"\{a\}", "{a}"), (r"\#", "#"), (r"\\", "\\")]
)
def test_a_backslash_makes_a_special_character_ordinary(written: str, spoken: str) -> None:
    (text,), faults = lexed(written)
    assert isinstance(text, Text)
    assert (text.text, faults) == (spoken, [])


@pytest.mark.parametrize(
    ("line", "code", "start", "end"),
    [
        (r"a \n b", "bad-escape", 3, 5),
        ("a \\", "bad-escape", 3, 4),
        ("a ] b", "stray-bracket", 3, 4),
        ("a } b", "stray-brace", 3, 4),
        ("a [pause", "unclosed-bracket", 3, 9),
        ("a {side", "unclosed-brace", 3, 8),
        ("a [puase] b", "unknown-direction", 3, 10),
        ("a {sde} b", "unknown-blank", 3, 8),
        ("{a|b|c}", "malformed-blank", 1, 8),
    ],
)
def test_a_fault_has_its_code_and_its_place(line: str, code: str, start: int, end: int) -> None:
    _, faults = lexed(line)
    assert faults == [(code, Span(1, start, end))]


def test_after_a_fault_the_rest_of_the_line_is_read() -> None:
    found, faults = lexed("a ] {side} [whistle] b")
    assert [type(piece) for piece in found] == [Text, Broken, Text, Blank, Text, Broken, Text]
    assert [code for code, _ in faults] == ["stray-bracket", "unknown-direction"]


def test_only_the_given_part_of_a_line_is_read() -> None:
    line = "## Set up ]"
    report = Report(SourceText("calf.stretch", line))
    (text,) = pieces(line, 1, 3, 9, report)
    assert isinstance(text, Text)
    assert (text.text, text.span, report.found) == ("Set up", Span(1, 4, 10), [])
