"""The list of commands says what the commands say, and only the one that is run is imported."""

from __future__ import annotations

import subprocess
import sys

import pytest

from sivoice.cli.commands import COMMANDS, load


@pytest.mark.parametrize("name", COMMANDS)
def test_the_list_says_of_a_command_what_its_help_begins_with(name: str) -> None:
    command = load(name)
    assert command.name == name
    assert " ".join(command.help.partition("\n\n")[0].split()) == COMMANDS[name].about


@pytest.mark.parametrize(
    ("words", "unused"),
    [
        (["--help"], {"msgspec", "sivoice.cli.export", "sivoice.options.options"}),
        (["list"], {"sivoice.cli.export", "sivoice.session.session"}),
        (["cache", "info"], {"sivoice.cli.export", "sivoice.options.options"}),
    ],
)
def test_a_command_imports_no_other(words: list[str], unused: set[str]) -> None:
    code = (
        "import sys\nfrom sivoice.cli.app import app\n"
        f"app({words}, standalone_mode=False)\n"
        f"print({unused} & set(sys.modules))"
    )
    done = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True)
    assert done.stdout.splitlines()[-1] == "set()"
