"""The command line with a voice that needs no engine, in a folder of its own."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from sivoice import sources
from sivoice.cli.app import app
from tests.conftest import FakeVoice

Run = Callable[..., Result]


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    """Runs `sivoice` with these words, and gives what it printed and its exit code."""
    monkeypatch.setattr(sources, "default_voice", FakeVoice)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("COLUMNS", "100")
    return lambda *words: CliRunner().invoke(app, list(words))
