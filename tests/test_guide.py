"""The guide for writers, followed from top to bottom with a voice that needs no engine.

Every command in it is run, every file written, every edit made, and every message compared. Lengths
and sizes depend on the voice, so digits of those are not compared.
"""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from msgspec import Struct

from sivoice.cli import previewing
from sivoice.player import keys as player_keys
from sivoice.player import outputs
from sivoice.player.keys import Keys
from sivoice.script.checker import check
from sivoice.script.parser import parse
from sivoice.script.source import SourceText
from sivoice.script.vocabulary import MIRRORED, STRETCHES, Kind
from tests.cli.conftest import Run, run  # noqa: F401 - a fixture
from tests.cli.test_preview import Room
from tests.conftest import ROOT

GUIDE = (ROOT / "docs" / "writing-scripts.md").read_text(encoding="utf-8")
FENCE = re.compile(r"(?:<!-- (\S+) -->\n)?```(\S+)\n(.*?)```", re.DOTALL)
SPAN = re.compile(r"(?<!`)`([^`\n]+)`(?!`)")
VARYING = re.compile(r"\d+:\d\d(?= long|  )|[\d.]+ MB")


class Fence(Struct, frozen=True):
    """A block of the guide."""

    file: str
    """The file that it is about; empty for the one before, or none."""
    kind: str
    text: str


FENCES = [Fence(*match.groups("")) for match in FENCE.finditer(GUIDE)]


@pytest.fixture
def silent(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Plays without sound and without waiting, and quits when there is nothing left to hear."""

    @contextmanager
    def keyboard() -> Iterator[Keys]:
        keys = Keys(None)
        keys.wait = room.wait  # type: ignore[method-assign]
        yield keys

    room = Room()
    for module in (outputs, previewing):
        monkeypatch.setattr(module, "MiniaudioOutput", lambda device: room)
    monkeypatch.setattr(player_keys, "keyboard", keyboard)
    monkeypatch.setattr("sivoice.cli.live.keyboard", keyboard)
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    monkeypatch.setenv("COLUMNS", "80")


def plain(text: str) -> str:
    """A text with the lengths and sizes that differ from voice to voice left out."""
    return VARYING.sub("*", "\n".join(line.strip() for line in text.splitlines()))


@pytest.mark.usefixtures("silent")
def test_the_guide_can_be_followed_word_by_word(run: Run) -> None:  # noqa: F811
    file, printed, edited = Path(), "", ""
    counts = dict.fromkeys(("sh", "text", "stretch-line"), 0)
    for fence in FENCES:
        file = Path(fence.file) if fence.file else file
        match fence.kind:
            case "sh":
                for command in fence.text.splitlines():
                    program, *words = shlex.split(command)
                    assert program == "sivoice"
                    result = run(*words)
                    printed = result.output
                    assert "Traceback" not in printed
                    assert result.exit_code == int("error[" in printed), (command, printed)
            case "text":
                assert plain(fence.text) in plain(printed), printed
            case "stretch" | "session" if fence.file:
                file.write_text(fence.text, encoding="utf-8")
            case "stretch-line" if not edited:
                edited = fence.text
            case "stretch-line":
                text = file.read_text(encoding="utf-8")
                assert text.count(edited) == 1, (file, edited)
                file.write_text(text.replace(edited, fence.text), encoding="utf-8")
                edited = ""
        if fence.kind in counts:
            counts[fence.kind] += 1
    assert all(counts.values()), counts
    made = {path.name for path in Path().iterdir()}
    assert {"my-knee.mp3", "my-back.mp3", "ann.mp3", "stretches"} <= made
