"""What the commands that make a session have in common: reading, progress and messages."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
import typer
from msgspec.structs import replace

from sivoice.cli.prepare import print_fit, read, time_session, warn_misfits, writing
from sivoice.compile.plan import Place, Plan
from sivoice.errors import UsageError
from sivoice.options.doses import PerStretch
from sivoice.options.options import Options
from sivoice.schedule.scheduler import build_timeline
from sivoice.schedule.timeline import LeftOut
from sivoice.session.session import open_session
from tests.conftest import STRETCH, FakeVoice, fake_length, faultless


def test_a_script_is_read_with_its_stretches(write: Callable[..., Path]) -> None:
    write("calf.stretch", STRETCH)
    path = write("evening.session", "# Evening\n## Stretches\n[play calf]\n")
    found, scripts = read(str(path), quiet=True)
    assert (found, scripts.name, list(scripts.stretches)) == (path, "evening", ["calf"])


def test_a_script_that_does_not_exist_is_wrong_usage() -> None:
    with pytest.raises(UsageError):
        read("nowhere", quiet=True)


def test_faults_are_reported_and_errors_end_the_command(
    write: Callable[..., Path], capsys: pytest.CaptureFixture[str]
) -> None:
    doubtful = write("calf.stretch", STRETCH.replace("[hold]", "[hold 50 s]"))
    read(str(doubtful), quiet=False)
    assert capsys.readouterr().err == ""
    read(str(doubtful), quiet=False, advice=True)
    assert "hold-length" in capsys.readouterr().err
    broken = write("calf.stretch", STRETCH.replace("[hold]", ""))
    with pytest.raises(typer.Exit):
        read(str(broken), quiet=True)
    assert "missing-hold" in capsys.readouterr().err


def test_a_session_is_timed_and_its_warnings_are_printed(
    write: Callable[..., Path],
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setattr("sivoice.session.clips.default_voice", FakeVoice)
    scripts = faultless(write("calf.stretch", STRETCH))
    session = open_session(scripts, Options(warm_up=300_000))
    assert time_session(session, quiet=False).timeline.samples
    assert capsys.readouterr().err.startswith("warning: ")
    time_session(session, quiet=True)
    assert capsys.readouterr().err == ""


def test_each_cue_that_was_left_out_is_named_once(
    compiled: Callable[..., Plan], capsys: pytest.CaptureFixture[str]
) -> None:
    timeline = build_timeline(compiled(), fake_length)
    out = LeftOut(Place(), "Half.", "/far/away/calf.stretch:7", "it is late")
    other = replace(out, source="/far/away/calf.stretch:8")
    warn_misfits(replace(timeline, left_out=(out, other, out)), quiet=False)
    lines = capsys.readouterr().err.splitlines()
    assert len(lines) == 2
    assert lines[0].startswith("warning: calf.stretch:7: ")
    assert "Half." in lines[0]
    assert "it is late" in lines[0]


def test_each_rest_that_became_longer_is_named_once(
    compiled: Callable[..., Plan], capsys: pytest.CaptureFixture[str]
) -> None:
    fields = "sets: 3\nrest: 2 s\nposition: standing"
    timeline = build_timeline(compiled(STRETCH.replace("position: standing", fields)), fake_length)
    assert len(timeline.long_rests) == 2
    warn_misfits(timeline, quiet=False)
    (line,) = capsys.readouterr().err.splitlines()
    assert line.startswith("warning: calf.stretch:1: the rest of 2 s lasts ")


def test_the_options_that_fit_a_session_are_printed_only_if_it_was_fitted(
    write: Callable[..., Path], capsys: pytest.CaptureFixture[str]
) -> None:
    scripts = faultless(write("calf.stretch", STRETCH))
    print_fit(open_session(scripts, Options(sets=PerStretch(2))))
    assert capsys.readouterr().out == ""
    session = open_session(scripts, Options(fit=300_000, sets=PerStretch(2)))
    print_fit(session)
    assert capsys.readouterr().out == ""
    print_fit(replace(session, fitted="Fitted to 5 min with pace 1.1"))
    assert capsys.readouterr().out == "Fitted to 5 min with pace 1.1\n"


def test_the_progress_of_writing_adds_up(
    compiled: Callable[..., Plan], monkeypatch: pytest.MonkeyPatch
) -> None:
    shown: list[tuple[int, int]] = []

    @contextmanager
    def progress(*_: str, quiet: bool) -> Iterator[Callable[[int, int], None]]:
        assert not quiet
        yield lambda done, of: shown.append((done, of))

    monkeypatch.setattr("sivoice.cli.prepare.progress", progress)
    timeline = build_timeline(compiled(), fake_length)
    with writing(timeline, quiet=False) as count:
        count(1_000)
        count(500)
    assert shown == [(1_000, timeline.samples), (1_500, timeline.samples)]
