"""Shared by all tests: folders of their own, a voice that needs no engine, and small scripts."""

from __future__ import annotations

import hashlib
import os
import tempfile
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import settings
from msgspec.structs import replace

from sivoice.compile.compiler import compile_session
from sivoice.compile.plan import Chapter, Plan
from sivoice.compile.steps import ChapterMark, Pad, Step
from sivoice.options.options import Options
from sivoice.schedule.timeline import Clip
from sivoice.script.library import LoadedScript, load
from sivoice.script.vocabulary import ChimeKind
from sivoice.sound.mix import PadMixer
from sivoice.units import SAMPLE_RATE, Samples
from sivoice.voices import Speech

settings.register_profile("sivoice", deadline=None)  # the tests may share a busy machine
settings.load_profile("sivoice")

ROOT = Path(__file__).parent.parent
CHIME: Samples = round(1.7 * SAMPLE_RATE)


@pytest.fixture(scope="session")
def homes(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A home for each test. It is not made before it is used, as most tests need none."""
    root = tmp_path_factory.mktemp("homes")
    return (root / str(number) for number in count())


@pytest.fixture(autouse=True)
def _own_folders(homes: Iterator[Path], monkeypatch: pytest.MonkeyPatch) -> None:
    """Keep every test away from the cache, the settings and the scripts of whoever runs it."""
    home = next(homes)
    monkeypatch.setenv("HOME", str(home))
    for name in ("CACHE", "CONFIG", "DATA", "STATE"):
        monkeypatch.setenv(f"XDG_{name}_HOME", str(home / name.lower()))


class FakeVoice:
    """Speaks every text as a tone, 1/20 s for each character."""

    name = "fake"
    fingerprint = "fake 1"
    language = "en"

    def __init__(self) -> None:
        self.said: list[str] = []

    def load(self) -> None:
        pass

    def synthesise(self, text: str, speech_rate: float) -> Speech:
        self.said.append(text)
        at = np.arange(round(24_000 * len(text) / 20 / speech_rate)) / 24_000
        return Speech((0.1 * np.sin(2 * np.pi * 220 * at)).astype(np.float32), 24_000)


@pytest.fixture
def voice() -> FakeVoice:
    return FakeVoice()


def fake_length(clip: Clip) -> Samples:
    """The samples of a clip: 1/20 s for each character, 1.7 s for a chime."""
    return CHIME if isinstance(clip, ChimeKind) else len(clip.spoken) * SAMPLE_RATE // 20


def no_pad(pad: Pad) -> PadMixer:
    """Fail, as the holds of this session have no pad."""
    raise AssertionError(pad)


@dataclass(frozen=True)
class FakeClips:
    """Clips that a function makes."""

    samples: Callable[[Clip], bytes]
    pad: Callable[[Pad], PadMixer] = no_pad

    def digest(self, clip: Clip) -> str:
        return hashlib.sha256(self.samples(clip)).hexdigest()

    def pad_digest(self, pad: Pad) -> str:
        return repr(pad)


def plan_of(title: str, steps: Iterable[Step], **fields: Any) -> Plan:
    """A plan of these steps, with a chapter of the session's own from each mark on."""
    chapters: list[Chapter] = []
    for step in steps:
        if isinstance(step, ChapterMark):
            chapters.append(Chapter(step.title))
        else:
            chapters[-1] = replace(chapters[-1], opening=(*chapters[-1].opening, step))
    return Plan("x", title, tuple(chapters), **fields)


@pytest.fixture
def write(tmp_path: Path) -> Callable[..., Path]:
    """Writes a script and returns its path."""

    def write(name: str, text: str) -> Path:
        path = tmp_path / "scripts" / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(text, encoding="utf-8")
        return path

    return write


STRETCH = """# Calf
position: standing
## Each side
Step back with your {side} foot.
[hold]
Come back.
"""


@pytest.fixture
def compiled(write: Callable[..., Path]) -> Callable[..., Plan]:
    """Compiles the text of a script with options."""

    def compiled(text: str = STRETCH, name: str = "calf.stretch", **options: object) -> Plan:
        return compile_session(faultless(write(name, text)), Options(**options))  # type: ignore[arg-type]

    return compiled


def faultless(path: Path) -> LoadedScript:
    """Load a script that has no faults."""
    scripts, faults = load(path)
    assert not faults, faults
    return scripts


FakeFfmpeg = Callable[[str], None]


@pytest.fixture
def fake_ffmpeg(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> FakeFfmpeg:
    """Replaces ffmpeg by a shell script, and has temporary files made in `temporary`."""
    if os.name == "nt":
        pytest.skip("Windows runs no shell scripts")
    folder, temporary = tmp_path / "bin", tmp_path / "temporary"
    folder.mkdir()
    temporary.mkdir()
    monkeypatch.setenv("PATH", str(folder))
    monkeypatch.setattr(tempfile, "tempdir", str(temporary))

    def program(script: str) -> None:
        (folder / "ffmpeg").write_text(f"#!/bin/sh\n{script}\n")
        (folder / "ffmpeg").chmod(0o755)

    return program


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Have the tests of live play run first, one after the other, in one process.

    They last for minutes but hardly use the processor, so the others can run beside them.
    """
    live = [
        item
        for item in items
        if item.path.parent.name == "player" and item.get_closest_marker("real")
    ]
    for item in live:
        item.add_marker(pytest.mark.xdist_group("live play"))
    items.sort(key=lambda item: item not in live)


def pytest_sessionfinish(session: pytest.Session) -> None:
    """Fail the run if a test was skipped although SIVOICE_NO_SKIPS says that none should be."""
    reporter = session.config.pluginmanager.get_plugin("terminalreporter")
    if os.environ.get("SIVOICE_NO_SKIPS") and reporter and reporter.stats.get("skipped"):
        session.exitstatus = pytest.ExitCode.TESTS_FAILED
