"""Errors, warnings and faults are printed on standard error, and progress only on a terminal."""

from __future__ import annotations

import json
import sys

import pytest
import typer

from sivoice.cli.screen import counted, print_error, print_json, progress, report, warn
from sivoice.script.diagnostics import Code, Diagnostic
from sivoice.script.source import SourceText, Span

SOURCE = SourceText("calf.stretch", "# Calf\nTurn right.\n")
WARNING = Diagnostic(Code.BARE_SIDE, "it stays", "write {side}", SOURCE, Span(2, 6, 11))
ERROR = Diagnostic(Code.MISSING_HOLD, "there is no hold", "write one", SOURCE, Span(1, 3, 7))


def test_errors_and_warnings_go_to_standard_error(capsys: pytest.CaptureFixture[str]) -> None:
    print_error("no voice\nInstall one.")
    warn("no chimes")
    assert capsys.readouterr() == ("", "error: no voice\nInstall one.\nwarning: no chimes\n")


@pytest.mark.parametrize(
    ("number", "text"), [(0, "0 errors"), (1, "1 error"), (2, "2 errors"), (11, "11 errors")]
)
def test_a_number_has_the_right_noun(number: int, text: str) -> None:
    assert counted(number, "error") == text


def test_warnings_are_reported_and_the_command_goes_on(capsys: pytest.CaptureFixture[str]) -> None:
    report([WARNING])
    out, err = capsys.readouterr()
    assert (out, err.count("warning[bare-side]")) == ("", 1)
    report([WARNING], quiet=True)
    report([])
    assert capsys.readouterr() == ("", "")


def test_an_error_is_reported_and_ends_the_command(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(typer.Exit) as ended:
        report([WARNING, ERROR], quiet=True)
    assert ended.value.exit_code == 1
    err = capsys.readouterr().err
    assert "error[missing-hold]" in err
    assert "warning[bare-side]" in err
    assert err.splitlines()[-1].startswith("1 error, ")


def test_json_has_a_schema_and_keeps_every_letter(capsys: pytest.CaptureFixture[str]) -> None:
    print_json({"title": "Rücken", "events": [1, 2]})
    out = capsys.readouterr().out
    assert json.loads(out) == {"schema": 1, "title": "Rücken", "events": [1, 2]}
    assert "Rücken" in out


@pytest.mark.parametrize("quiet", [False, True])
def test_progress_prints_nothing_without_a_terminal(
    capsys: pytest.CaptureFixture[str], quiet: bool
) -> None:
    with progress("Speaking", "of the words", quiet=quiet) as done:
        done(1, 2)
        done(2, 2)
    assert capsys.readouterr() == ("", "")


def test_progress_is_shown_on_a_terminal_while_something_is_left_to_do(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys.stderr, "isatty", lambda: True)
    monkeypatch.setenv("TERM", "xterm")
    with progress("Speaking", "of the words", quiet=False) as done:
        done(0, 0)
    assert capsys.readouterr().err == ""
    with progress("Speaking", "of the words", quiet=False) as done:
        done(1, 3)
        done(2, 3)
        shown = capsys.readouterr().err
        assert "Speaking" in shown
        # After Ctrl-Z, the shell has its cursor.
        assert shown.rindex("\x1b[?25h") > shown.rindex("\x1b[?25l")
