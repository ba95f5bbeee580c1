"""What stands beside the sound is there with it, or none of it is; and nobody else's file is written over."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from sivoice.compile.plan import Plan
from sivoice.errors import OutputError, UsageError
from sivoice.export.exporter import export
from sivoice.export.preflight import check_target
from sivoice.options.values import PerStretch
from sivoice.schedule.scheduler import build_timeline
from sivoice.schedule.timeline import Clip, Timeline
from sivoice.script.vocabulary import ChimeKind
from tests.conftest import FakeClips, fake_length

NAMES = ("a.lrc", "a.txt", "a.md", "a.html")


@pytest.fixture
def timeline(compiled: Callable[..., Plan]) -> Timeline:
    return build_timeline(compiled(hold=PerStretch(2_000)), fake_length)


def ones(clip: Clip) -> bytes:
    return b"\x10\x00" * fake_length(clip)


def test_what_we_wrote_we_may_write_again(timeline: Timeline, tmp_path: Path) -> None:
    beside = [tmp_path / name for name in NAMES]
    for _ in range(2):
        check_target(tmp_path / "a.mp3", beside, force=False)
        export(timeline, FakeClips(ones), tmp_path / "a.mp3", beside=beside)
    assert {path.name for path in tmp_path.iterdir() if path.is_file()} == {"a.mp3", *NAMES}


def test_the_page_holds_the_very_sound(timeline: Timeline, tmp_path: Path) -> None:
    export(timeline, FakeClips(ones), tmp_path / "a.mp3", beside=[tmp_path / "a.html"])
    mp3 = b64encode((tmp_path / "a.mp3").read_bytes()).decode()
    assert f'src="data:audio/mpeg;base64,{mp3}"' in (tmp_path / "a.html").read_text()


@pytest.mark.parametrize("name", NAMES)
def test_anybody_elses_file_needs_force(tmp_path: Path, name: str) -> None:
    path = tmp_path / name
    path.write_bytes(b"My own notes.\xff")
    with pytest.raises(OutputError, match=f"{name} is there already, and sivoice did not write it"):
        check_target(tmp_path / "a.mp3", [path], force=False)
    check_target(tmp_path / "a.mp3", [path], force=True)


def test_a_page_needs_an_mp3(tmp_path: Path) -> None:
    check_target(tmp_path / "a.wav", [tmp_path / "a.lrc"], force=False)
    with pytest.raises(UsageError, match="a page holds an MP3"):
        check_target(tmp_path / "a.wav", [tmp_path / "a.html"], force=False)


def test_a_write_that_ends_early_leaves_none_of_them(timeline: Timeline, tmp_path: Path) -> None:
    def fails() -> Iterator[bytes]:
        yield ones(ChimeKind.SOFT)
        raise OSError(28, "No space left on device")

    clips = fails()
    before = set(tmp_path.iterdir())
    beside = [tmp_path / name for name in NAMES]
    with pytest.raises(OutputError, match="No space left"):
        export(timeline, FakeClips(lambda clip: next(clips)), tmp_path / "a.mp3", beside=beside)
    assert set(tmp_path.iterdir()) == before


def test_the_sound_is_not_there_without_its_page(
    timeline: Timeline, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fails(*_: object) -> bytes:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("sivoice.export.exporter.text_beside", fails)
    before = set(tmp_path.iterdir())
    with pytest.raises(OutputError, match="No space left"):
        export(timeline, FakeClips(ones), tmp_path / "a.mp3", beside=[tmp_path / "a.html"])
    assert set(tmp_path.iterdir()) == before
