"""A script that is too large is refused with one fault, and no more than 1000 are collected."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from sivoice.script.diagnostics import Code, Diagnostic, errors_among
from sivoice.script.library import check_data, load
from sivoice.script.limits import (
    FAULTS_LIMIT,
    LINES_LIMIT,
    NAMES_LIMIT,
    PLAYS_LIMIT,
    SECTIONS_LIMIT,
    SIZE_LIMIT,
)
from sivoice.script.vocabulary import Kind
from tests.conftest import STRETCH

Write = Callable[..., Path]


def faults_of(text: str) -> list[Diagnostic]:
    return check_data(text.encode(), "x.stretch", Kind.STRETCH)[1]


def refusal(faults: list[Diagnostic]) -> tuple[str, int]:
    """The message of the one fault that says what is too much, and its line."""
    (one,) = (fault for fault in faults if fault.code is Code.TOO_MUCH)
    return one.message, one.span.line


@pytest.mark.parametrize("line", ["]", "[x", "\\a", "[haltway]", "{sied}", "## Lift", "Turn left."])
def test_the_check_of_a_file_ends_after_a_thousand_faults(line: str) -> None:
    head = "# X\n## Each side\n[hold]\n"
    tail = "[nonsense]\n"
    faults = faults_of(head + f"{line} 1\n" * (FAULTS_LIMIT + 200) + tail)
    assert len(faults) <= FAULTS_LIMIT + 1
    message, _ = refusal(faults)
    assert "more than 300 sections" in message or "more than 1000 faults" in message
    assert not any("nonsense" in fault.message for fault in faults) or line == "Turn left."


def test_a_thousand_warnings_are_an_error() -> None:
    text = "# X\n## Each side\n{side}\n[hold]\n" + "Turn left.\n" * FAULTS_LIMIT
    assert not errors_among(faults_of(text))
    assert len(errors_among(faults_of(text + "Turn left.\n"))) == 1


def test_a_fault_that_is_the_same_for_every_variant_counts_once() -> None:
    names = ", ".join(f"v{number}" for number in range(NAMES_LIMIT))
    faults = faults_of(f"# X\nvariants: {names}\nhold: 1 s\n## Hold\n[hold]\n")
    assert [one.code for one in faults].count(Code.NUMBER_OUT_OF_RANGE) == 1


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (STRETCH + "\n" * LINES_LIMIT, ("the file has more than 10000 lines", LINES_LIMIT + 1)),
        (
            "# X\n" + "## Move\nA.\n" * (SECTIONS_LIMIT + 1),
            ("the file has more than 300 sections", 2 * SECTIONS_LIMIT + 2),
        ),
        (
            "# X\nextras: " + ", ".join(f"e{one}" for one in range(21)),
            ("there are more than 20 extras", 2),
        ),
    ],
    ids=["lines", "sections", "names"],
)
def test_what_a_file_has_too_much_of_is_named(text: str, said: tuple[str, int]) -> None:
    assert refusal(faults_of(text)) == said


def test_a_file_just_within_the_limits_is_read() -> None:
    lines = LINES_LIMIT - STRETCH.count("\n")
    assert faults_of(STRETCH + "Breathe.\n" * (lines - 1)) == []


def test_a_session_has_at_most_500_plays(write: Write) -> None:
    write("calf.stretch", STRETCH)
    head = "# X\n## Stretches\n"
    assert load(write("x.session", head + "[play calf]\n" * PLAYS_LIMIT))[1] == []
    faults = load(write("x.session", head + "[play calf]\n" * (PLAYS_LIMIT + 1)))[1]
    assert refusal(faults) == (
        "the session has more than 500 lines with a `[play …]`",
        PLAYS_LIMIT + 3,
    )


@pytest.mark.parametrize(
    "more", ["\n" * (LINES_LIMIT // 2), "x" * 1900 + "\n"], ids=["lines", "characters"]
)
def test_a_session_and_its_stretches_are_at_most_as_large_as_a_file(
    write: Write, more: str
) -> None:
    times = 1 if more.startswith("\n") else SIZE_LIMIT // 2 // len(more) + 1
    for name in ("one", "two", "three"):
        write(f"{name}.stretch", STRETCH + more * times)
    plays = "# X\n## Stretches\n[play one]\n[play one]\n[play two]\n[play three]\n"
    message, line = refusal(load(write("x.session", plays))[1])
    assert message == "the session and its stretches have more than 10000 lines or 1 MiB"
    assert line == 5


def test_the_stretches_of_a_session_that_is_refused_are_not_read(
    write: Write, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = write("x.session", "# X\n## Stretches\n" + "[play calf]\n" * LINES_LIMIT)
    monkeypatch.setattr("sivoice.script.library.find_stretch", None)
    assert refusal(load(path)[1])[1] == LINES_LIMIT + 1


def test_no_more_stretches_are_read_after_a_thousand_faults(write: Write) -> None:
    for name in ("one", "two", "three"):
        write(f"{name}.stretch", STRETCH + "Come [bak].\n" * 600)
    plays = "# X\n## Stretches\n[play one]\n[play two]\n[play three]\n"
    faults = load(write("x.session", plays))[1]
    assert refusal(faults)[1] == 4
    assert not any(fault.source.name.endswith("three.stretch") for fault in faults)
