"""The text of a script is split into lines, and a span finds its words."""

from __future__ import annotations

import pytest

from sivoice.script.source import SourceText, Span


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("mark", ["", "\ufeff"])
def test_every_kind_of_line_end_and_a_byte_order_mark_are_removed(end: str, mark: str) -> None:
    source = SourceText("calf.stretch", f"{mark}# Calf{end}{end}Breathe.{end}")
    assert source.lines == ("# Calf", "", "Breathe.", "")


def test_other_separators_do_not_end_a_line() -> None:
    assert SourceText("x", "a\u2028b\x0cc\x85d").lines == ("a\u2028b\x0cc\x85d",)


def test_lines_are_counted_from_one_and_are_empty_after_the_last() -> None:
    source = SourceText("x", "one\ntwo")
    assert [source.line(number) for number in (1, 2, 3)] == ["one", "two", ""]


def test_a_span_finds_its_words_and_its_place() -> None:
    source = SourceText("calf.stretch", "one\nBreathe out.")
    span = Span(2, 9, 12)
    assert source.words(span) == "out"
    assert source.words(Span(2, 3, 3)) == ""
    assert source.at(span) == "calf.stretch:2"
