"""A session becomes a complete file with its sidecars, or none at all."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

import mutagen
import pytest

from sivoice.compile.steps import ChapterMark, Chime, Say
from sivoice.errors import OutputError
from sivoice.export.exporter import export
from sivoice.export.formats import PAGE, SIDECARS, SidecarFormat
from sivoice.export.preflight import check_target
from sivoice.export.recording import Recording
from sivoice.schedule.scheduler import build_timeline
from sivoice.schedule.timeline import Clip, Timeline
from sivoice.script.vocabulary import ChimeKind
from tests.conftest import FakeClips, fake_length, plan_of

SIDECAR_NAMES = [f"a{sidecar.ending}" for sidecar in SIDECARS]


@pytest.fixture
def timeline() -> Timeline:
    steps = (
        ChapterMark("One"),
        Chime(ChimeKind.SOFT),
        Say(("Breathe out slowly.",), "s:1"),
    )
    return build_timeline(plan_of("Title", steps), fake_length, 1)


def ones(clip: Clip) -> bytes:
    return b"\x10\x00" * fake_length(clip)


@pytest.mark.parametrize("name", ["a.mp3", "a.wav", "A.MP3"])
def test_a_file_by_sivoice_is_replaced(timeline: Timeline, tmp_path: Path, name: str) -> None:
    path = tmp_path / name
    written: list[int] = []
    for _ in range(2):
        check_target(path, force=False)
        export(timeline, FakeClips(ones), path, written.append)
    assert sum(written) == 2 * timeline.samples
    assert [path.name for path in tmp_path.iterdir()] == [name]
    assert len(mutagen.File(path).tags.getall("CHAP")) == 1


@pytest.mark.parametrize("name", ["a.mp3", "a.wav", "a.flac"])
@pytest.mark.parametrize("error", [OSError(28, "No space left on device"), KeyboardInterrupt()])
def test_a_failed_export_leaves_no_file(
    timeline: Timeline, tmp_path: Path, name: str, error: BaseException
) -> None:
    def fails() -> Iterator[bytes]:
        yield ones(ChimeKind.SOFT)
        raise error

    clips = fails()
    expected = OutputError if isinstance(error, OSError) else KeyboardInterrupt
    with pytest.raises(expected):
        export(timeline, FakeClips(lambda clip: next(clips)), tmp_path / name)
    assert [path.name for path in tmp_path.iterdir()] == []


def test_sidecars_by_sivoice_are_replaced(timeline: Timeline, tmp_path: Path) -> None:
    for _ in range(2):
        check_target(tmp_path / "a.mp3", SIDECARS, force=False)
        export(timeline, FakeClips(ones), tmp_path / "a.mp3", sidecars=SIDECARS)
    assert {path.name for path in tmp_path.iterdir() if path.is_file()} == {"a.mp3", *SIDECAR_NAMES}


def test_the_page_contains_the_mp3(timeline: Timeline, tmp_path: Path) -> None:
    export(timeline, FakeClips(ones), tmp_path / "a.mp3", sidecars=[PAGE])
    mp3 = b64encode((tmp_path / "a.mp3").read_bytes()).decode()
    assert f'src="data:audio/mpeg;base64,{mp3}"' in (tmp_path / "a.html").read_text()


def test_a_failed_export_leaves_no_sidecar(timeline: Timeline, tmp_path: Path) -> None:
    def fails() -> Iterator[bytes]:
        yield ones(ChimeKind.SOFT)
        raise OSError(28, "No space left on device")

    clips = fails()
    before = set(tmp_path.iterdir())
    source = FakeClips(lambda clip: next(clips))
    with pytest.raises(OutputError, match="No space left"):
        export(timeline, source, tmp_path / "a.mp3", sidecars=SIDECARS)
    assert set(tmp_path.iterdir()) == before


class Failing(SidecarFormat, frozen=True):
    """A sidecar that the disk has no room for."""

    def content(self, recording: Recording, sound: BinaryIO) -> bytes:
        raise OSError(28, "No space left on device")


def test_a_failed_sidecar_leaves_no_sound(timeline: Timeline, tmp_path: Path) -> None:
    failing = Failing(".html", "a page", "text/html")
    before = set(tmp_path.iterdir())
    with pytest.raises(OutputError, match="No space left"):
        export(timeline, FakeClips(ones), tmp_path / "a.mp3", sidecars=[failing])
    assert set(tmp_path.iterdir()) == before
