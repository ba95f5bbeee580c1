"""Every session option is taken, kept as given, and completed."""

from __future__ import annotations

import json
from typing import Any

import pytest
import typer
from typer.testing import CliRunner

from sivoice.cli.app import app as sivoice
from sivoice.cli.arguments import SessionCommand, asked_options, given_options
from sivoice.options.options import Options, options_from, session_options
from tests.cli.conftest import Run

app = typer.Typer()


@app.command(cls=SessionCommand)
def show(ctx: typer.Context, own: bool = False) -> None:
    """Print the options that were given."""
    assert asked_options(ctx) == options_from(given_options(ctx))
    typer.echo(json.dumps({"own": own, "given": given_options(ctx)}))


def given(*words: str) -> dict[str, Any]:
    result = CliRunner().invoke(app, list(words))
    assert result.exit_code == 0, result.output
    printed: dict[str, Any] = json.loads(result.stdout)
    return printed


def test_only_options_that_were_given_are_kept() -> None:
    assert given() == {"own": False, "given": {}}
    assert given("--own", "--pace", "1.2") == {"own": True, "given": {"pace": "1.2"}}


def test_options_are_kept_as_they_were_given() -> None:
    words = ("--hold", "20", "--hold", "calf=25", "--pad", "--first-side", "left")
    assert given(*words)["given"] == {
        "hold": ["20", "calf=25"],
        "pad": True,
        "first-side": "left",
    }
    assert given("--no-coaching", "--pace", "1", "--pace", "2")["given"] == {
        "coaching": False,
        "pace": "2",
    }


@pytest.mark.parametrize("name", list(session_options()))
def test_every_option_is_taken(name: str) -> None:
    option = session_options()[name]
    values = {"hold": "20", "sets": "2", "pace": "1", "speech-rate": "1", "volume-chimes": "50"}
    values |= {"fit": "12min", "warm-up": "5min", "variant": "hamstring=raised", "side": "left"}
    values |= {"first-side": "left", "guidance": "brief", "reps": "8"}
    words = [f"--{name}"] if option.is_switch else [f"--{name}", values.get(name, "calf")]
    assert options_from(given(*words)["given"]) != Options()


@pytest.mark.parametrize(
    ("words", "completed"),
    [
        ("--side l", ["left"]),
        ("--guidance ", ["full", "brief", "minimal"]),
        ("--voice h", ["hibari"]),
        ("--skip quad", ["quadriceps"]),
        ("--only pir", ["piriformis"]),
        ("--volume-c", ["--volume-chimes"]),
    ],
)
def test_values_are_completed(
    monkeypatch: pytest.MonkeyPatch, words: str, completed: list[str]
) -> None:
    monkeypatch.setenv("_SIVOICE_COMPLETE", "complete_bash")
    monkeypatch.setenv("COMP_WORDS", f"sivoice export {words}")
    monkeypatch.setenv("COMP_CWORD", str(len(f"sivoice export {words}".split(" ")) - 1))
    result = CliRunner().invoke(sivoice, [], prog_name="sivoice")
    assert result.stdout.split() == completed


def test_an_invalid_value_is_an_error_that_names_its_option(run: Run) -> None:
    result = run("export", "--pace", "fast")
    assert result.exit_code == 2
    assert result.stderr == "error: --pace: must be a number from 0.5 to 2, not `fast`\n"
