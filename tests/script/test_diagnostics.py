"""Faults are sorted by place, and written for people, editors and programs."""

from __future__ import annotations

import pytest

from sivoice.script.diagnostics import (
    Code,
    Diagnostic,
    Severity,
    as_json,
    concise,
    errors_among,
    frame,
    in_order,
    listing,
)
from sivoice.script.source import SourceText, Span

CALF = SourceText("calf.stretch", "# Calf\n\tTab 日本 [bak] e\u0301x\n")
HIP = SourceText("hip.stretch", "# Hip\n")


def fault(
    line: int, start: int, end: int, code: Code = Code.BARE_SIDE, source: SourceText = CALF
) -> Diagnostic:
    return Diagnostic(code, "it is wrong", "mend it", source, Span(line, start, end))


def test_only_errors_stop_a_script() -> None:
    assert not errors_among([])
    assert not errors_among([fault(1, 1, 2)])
    assert len(errors_among([fault(1, 1, 2), fault(1, 1, 2, Code.MISSING_HOLD)])) == 1


def test_faults_come_by_file_line_and_column_and_once() -> None:
    faults = [
        fault(2, 5, 6),
        fault(1, 1, 2, source=HIP),
        fault(2, 1, 9),
        fault(1, 3, 4),
        fault(2, 1, 4),
        fault(2, 5, 6),
    ]
    assert [(one.source.name, one.span) for one in in_order(faults)] == [
        ("calf.stretch", Span(1, 3, 4)),
        ("calf.stretch", Span(2, 1, 4)),
        ("calf.stretch", Span(2, 1, 9)),
        ("calf.stretch", Span(2, 5, 6)),
        ("hip.stretch", Span(1, 1, 2)),
    ]


def test_a_concise_fault_is_one_line() -> None:
    assert concise(fault(2, 9, 14)) == "calf.stretch:2:9: warning[bare-side]: it is wrong"


def test_a_fault_as_json_has_its_place() -> None:
    assert as_json(fault(2, 9, 14)) == {
        "code": "bare-side",
        "severity": "warning",
        "message": "it is wrong",
        "help": "mend it",
        "file": "calf.stretch",
        "line": 2,
        "column": 9,
        "end_column": 14,
    }


@pytest.mark.parametrize(
    ("start", "end", "underline"),
    [
        (2, 5, "\t^^^"),
        (6, 8, "\t    ^^^^"),
        (9, 14, "\t         ^^^^^"),
        (15, 17, "\t               ^"),
        (18, 18, "\t                 ^"),
    ],
    ids=["after a tab", "wide characters", "after wide characters", "a combining one", "the end"],
)
def test_the_underline_stands_under_the_place(start: int, end: int, underline: str) -> None:
    written = frame(fault(2, start, end)).splitlines()
    assert written[-3].startswith("2 | \tTab")
    assert written[-2] == f"  | {underline}"


def test_every_code_has_an_explanation_and_a_severity() -> None:
    for code in Code:
        assert code.explanation
        assert code.severity in Severity
        assert code.value == code.value.lower()


@pytest.mark.parametrize(("start", "marked"), [(1, "^"), (50, "^"), (900, "^^^"), (1998, "^^^")])
def test_a_frame_shows_the_place_of_a_long_line(start: int, marked: str) -> None:
    line = "".join(chr(ord("a") + at % 26) for at in range(2000))
    long = SourceText("long.stretch", line)
    *_, shown, caret, _ = frame(fault(1, start, start + len(marked), source=long)).split("\n")
    assert len(shown) < 220
    at = caret.index("^")
    assert shown[at : at + len(marked)] == line[start - 1 : start - 1 + len(marked)]
    assert caret.strip(" |") == marked
    assert ("…" in shown[:8]) == (start > 100)
    assert shown.endswith("…") == (start < 1000)


def test_a_long_span_and_a_long_message_are_cut() -> None:
    long = SourceText("long.stretch", "x" * 2000)
    one = Diagnostic(Code.BARE_SIDE, "m" * 3000, "h" * 3000, long, Span(1, 2, 2001))
    assert len(frame(one)) < 1500
    assert len(concise(one)) < 600
    assert len(str(as_json(one)["message"])) == 3000


def test_fifty_faults_are_shown_and_the_others_counted() -> None:
    faults = [fault(1, at + 1, at + 2) for at in range(1284)]
    assert listing(faults[:50]).count("it is wrong") == 50
    assert "more" not in listing(faults[:50])
    shown = listing(faults, concise, "\n").split("\n")
    assert len(shown) == 51
    assert shown[49].startswith("calf.stretch:1:50: ")
    assert shown[50] == "and 1234 more in calf.stretch"


def test_errors_are_shown_before_warnings_if_there_are_too_many() -> None:
    faults = [fault(1, at + 1, at + 2) for at in range(60)]
    faults.append(fault(2, 1, 2, Code.MISSING_HOLD))
    shown = listing(faults, concise, "\n").split("\n")
    assert shown[48].startswith("calf.stretch:1:49: warning")
    assert shown[49].startswith("calf.stretch:2:1: error[missing-hold]")
    assert shown[50] == "and 11 more in calf.stretch"


def test_each_file_shows_its_first_fifty_faults() -> None:
    faults = [fault(1, at + 1, at + 2, source=source) for source in (CALF, HIP) for at in range(51)]
    shown = listing(faults, concise, "\n").split("\n")
    assert [shown[50], shown[101]] == ["and 1 more in calf.stretch", "and 1 more in hip.stretch"]
    assert len(shown) == 102
