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
from typer.main import get_command

from sivoice.cli import previewing
from sivoice.cli.app import app
from sivoice.player import keys as player_keys
from sivoice.player import outputs
from sivoice.player.keys import Control, Keys
from sivoice.player.pulled import Pull
from sivoice.script.diagnostics import Code
from sivoice.script.headers import check_fields
from sivoice.script.parser import parse
from sivoice.script.source import SourceText
from sivoice.script.vocabulary import SECTIONS, Kind
from tests.cli.conftest import Run, run  # noqa: F401 - a fixture
from tests.cli.test_preview import Room
from tests.conftest import ROOT

GUIDE = (ROOT / "docs" / "writing-scripts.md").read_text(encoding="utf-8")
FENCE = re.compile(r"(?:<!-- (\S+) -->\n)?```(\S+)\n(.*?)```", re.DOTALL)
VARYING = re.compile(r"\d+:\d\d(?= long|  )|[\d.]+ MB")


class Fence(Struct, frozen=True):
    """A block of the guide."""

    file: str
    """The file that it is about; empty for the one before, or none."""
    kind: str
    text: str


FENCES = [Fence(*match.groups("")) for match in FENCE.finditer(GUIDE)]
SPANS = sorted(set(re.findall(r"`([^`\n]+)`", FENCE.sub("", GUIDE))))


def spans(pattern: str) -> list[str]:
    """The words of the guide set as code that begin as a pattern says, without those cut short."""
    found = [span for span in SPANS if re.match(pattern, span) and "…" not in span]
    assert found, pattern
    return found


def faults(text: str, kind: Kind) -> list[Code]:
    """What is wrong with the markers and fields of a script."""
    script, report = parse(SourceText(f"calf.{kind}", text), kind)
    check_fields(script, report)
    return [fault.code for fault in report.found]


class Hurried(Room):
    """A listener who quits after twenty seconds."""

    def open(self, pull: Pull) -> None:
        super().open(pull)
        self.heard = 0

    def wait(self, seconds: float) -> list[Control]:
        self.heard += 1
        return super().wait(seconds) if self.heard <= 20 else [Control.QUIT]


@pytest.fixture
def silent(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Plays without sound and without waiting."""

    @contextmanager
    def keyboard() -> Iterator[Keys]:
        keys = Keys(None)
        keys.wait = room.wait  # type: ignore[method-assign]
        yield keys

    room = Hurried()
    for module in (outputs, previewing):
        monkeypatch.setattr(module, "SystemOutput", lambda device=None: room)
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
            case "stretch" | "session" | "figure" if fence.file:
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


@pytest.mark.parametrize("span", spans(r"[\[{]"))
def test_every_direction_and_blank_of_the_guide_exists(span: str) -> None:
    line = span if span.startswith(("[hold]", "[play")) else f"{span} Words."
    if span.startswith("[move"):
        line = f"Words. {span}"
    assert faults(f"# Calf\n## Each rep\nThe line above.\n{line}\n", Kind.STRETCH) == []


@pytest.mark.parametrize("span", spans("[a-z ]+: "))
def test_every_field_of_the_guide_exists(span: str) -> None:
    assert [] in [faults(f"# Calf\n{span}\n", kind) for kind in Kind]


@pytest.mark.parametrize("span", spans("## "))
def test_every_section_of_the_guide_exists(span: str) -> None:
    assert [] in [faults(f"# Calf\n{span}\n", kind) for kind in Kind]
    name = span.removeprefix("## ").partition(",")[0]
    assert any(name in sections for sections in SECTIONS.values())


@pytest.mark.parametrize("span", spans("--"))
def test_every_option_of_the_guide_exists(span: str) -> None:
    main = get_command(app)
    context = main.make_context("sivoice", ["list"])
    _, preview, _ = main.resolve_command(context, ["preview"])  # type: ignore[attr-defined]
    preview.make_context("preview", ["calf", *shlex.split(span)])


def test_the_guide_names_every_section() -> None:
    named = {span.removeprefix("## ").partition(",")[0] for span in spans("## ")}
    assert named == {name for sections in SECTIONS.values() for name in sections}


def test_every_message_that_the_guide_explains_exists(run: Run) -> None:  # noqa: F811
    _, _, table = GUIDE.partition("## If something is wrong")
    codes = set(re.findall("^[|] (.*?) [|]", table, re.MULTILINE))
    named = {code for cell in codes for code in re.findall("`([a-z]+(?:-[a-z]+)+)`", cell)}
    assert named
    assert named <= set(Code)
    assert "`there is no script called …`" in table
    assert "there is no script called nowhere" in run("check", "nowhere").stderr
