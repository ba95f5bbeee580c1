"""Sidecars appear with the sound or not at all, and a file by someone else is kept."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import BinaryIO

import pytest

from sivoice.compile.plan import Plan
from sivoice.errors import OutputError, UsageError
from sivoice.export.exporter import export
from sivoice.export.formats import LYRICS, PAGE, SIDECARS, SidecarFormat
from sivoice.export.preflight import check_target
from sivoice.options.values import PerStretch
from sivoice.schedule.scheduler import build_timeline
from sivoice.schedule.timeline import Clip, Timeline
from sivoice.script.vocabulary import ChimeKind
from tests.conftest import FakeClips, fake_length

NAMES = [f"a{sidecar.ending}" for sidecar in SIDECARS]


@pytest.fixture
def timeline(compiled: Callable[..., Plan]) -> Timeline:
    return build_timeline(compiled(hold=PerStretch(2_000)), fake_length)


def ones(clip: Clip) -> bytes:
    return b"\x10\x00" * fake_length(clip)


def test_sidecars_by_sivoice_are_replaced(timeline: Timeline, tmp_path: Path) -> None:
    for _ in range(2):
        check_target(tmp_path / "a.mp3", SIDECARS, force=False)
        export(timeline, FakeClips(ones), tmp_path / "a.mp3", sidecars=SIDECARS)
    assert {path.name for path in tmp_path.iterdir() if path.is_file()} == {"a.mp3", *NAMES}


def test_the_page_contains_the_mp3(timeline: Timeline, tmp_path: Path) -> None:
    export(timeline, FakeClips(ones), tmp_path / "a.mp3", sidecars=[PAGE])
    mp3 = b64encode((tmp_path / "a.mp3").read_bytes()).decode()
    assert f'src="data:audio/mpeg;base64,{mp3}"' in (tmp_path / "a.html").read_text()


@pytest.mark.parametrize("sidecar", SIDECARS, ids=NAMES)
def test_a_file_by_someone_else_needs_force(tmp_path: Path, sidecar: SidecarFormat) -> None:
    path = sidecar.beside(tmp_path / "a.mp3")
    path.write_bytes(b"My own notes.\xff")
    with pytest.raises(
        OutputError, match=f"{path.name} already exists, and sivoice did not write it"
    ):
        check_target(tmp_path / "a.mp3", [sidecar], force=False)
    check_target(tmp_path / "a.mp3", [sidecar], force=True)


def test_a_page_needs_an_mp3(tmp_path: Path) -> None:
    check_target(tmp_path / "a.wav", [LYRICS], force=False)
    with pytest.raises(UsageError, match="a page needs an MP3"):
        check_target(tmp_path / "a.wav", [PAGE], force=False)


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

    def content(self, timeline: Timeline, sound: BinaryIO) -> bytes:
        raise OSError(28, "No space left on device")


def test_a_failed_sidecar_leaves_no_sound(timeline: Timeline, tmp_path: Path) -> None:
    failing = Failing(".html", "a page", "text/html")
    before = set(tmp_path.iterdir())
    with pytest.raises(OutputError, match="No space left"):
        export(timeline, FakeClips(ones), tmp_path / "a.mp3", sidecars=[failing])
    assert set(tmp_path.iterdir()) == before
