"""The command line with a voice that needs no engine, in a folder of its own."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from sivoice.cli.app import app
from sivoice.session import clips as session_clips
from tests.conftest import FakeVoice

Run = Callable[..., Result]


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    """Runs `sivoice` with these words, and returns its output and exit code."""
    monkeypatch.setattr(session_clips, "default_voice", FakeVoice)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("COLUMNS", "100")
    return lambda *words: CliRunner().invoke(app, list(words))


@pytest.fixture(scope="session")
def _shared_cache(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("cache")


@pytest.fixture
def warm_cache(_shared_cache: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Keeps the clips that the fake voice spoke in other tests, to save time."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(_shared_cache))
