"""sivoice as a library: the documented snippet runs, and mistakes are reported."""

from __future__ import annotations

import subprocess
import sys
import textwrap
from collections.abc import Callable
from pathlib import Path

import pytest

import sivoice
from sivoice.errors import OutputError, ScriptError, UsageError
from sivoice.session import clips as session_clips
from tests.conftest import STRETCH, FakeVoice


@pytest.fixture(autouse=True)
def _fake_voice(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(session_clips, "default_voice", FakeVoice)
    monkeypatch.chdir(tmp_path)


def test_the_documented_snippet_makes_a_file(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert sivoice.__doc__
    snippet = textwrap.dedent(sivoice.__doc__.split("\n\n", 1)[1])
    exec(compile(snippet, "snippet", "exec"), {})
    printed = capsys.readouterr().out.splitlines()
    assert printed[0] == "Welcome 0"
    assert "Piriformis 4" in printed
    assert float(printed[-1].split()[0]) > 600
    assert (tmp_path / "si-joint.mp3").stat().st_size > 1_000_000


def test_a_plan_needs_no_voice(write: Callable[..., Path], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(session_clips, "default_voice", lambda: 1 / 0)
    session = sivoice.load(write("calf.stretch", STRETCH), first_side="left", hold="25s")
    (chapter,) = session.plan.chapters
    assert [one.side for one in chapter.passes] == ["left", "right"]
    assert {one.hold and one.hold.ms for one in chapter.passes} == {25_000}
    assert session.name == "calf"


def test_a_fitted_session_has_the_plan_that_was_found(write: Callable[..., Path]) -> None:
    session = sivoice.load(write("calf.stretch", STRETCH), fit="2min")
    assert abs(session.timeline.samples / 44_100 - 120) <= 10
    assert session.timeline.plan == session.plan


def test_warnings_about_a_script_are_kept_and_errors_are_raised(write: Callable[..., Path]) -> None:
    doubtful = sivoice.load(write("calf.stretch", STRETCH.replace("[hold]", "[hold 50 s]")))
    assert [one.code for one in doubtful.script_warnings] == ["hold-length"]
    with pytest.raises(ScriptError, match=r"missing-hold(.|\n)*calf\.stretch"):
        sivoice.load(write("calf.stretch", STRETCH.replace("[hold]\n", "")))


@pytest.mark.parametrize(
    ("script", "options"),
    [("nowhere", {}), ("si-joint", {"tempo": 2}), ("si-joint", {"pace": "fast"})],
)
def test_wrong_use_is_an_error(script: str, options: dict[str, object]) -> None:
    with pytest.raises(UsageError):
        sivoice.load(script, **options)


def test_a_file_by_someone_else_is_kept_without_force(
    tmp_path: Path, write: Callable[..., Path]
) -> None:
    (tmp_path / "mine.mp3").write_text("music")
    session = sivoice.load(write("calf.stretch", STRETCH))
    with pytest.raises(OutputError, match="did not write it"):
        session.export("mine.mp3")
    assert session.export("mine.mp3", force=True) == Path("mine.mp3")


def test_importing_sivoice_loads_nothing_else() -> None:
    code = "import sys, sivoice; print([m for m in sys.modules if m.startswith('sivoice.')])"
    done = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True)
    assert done.stdout == "['sivoice.version']\n"
