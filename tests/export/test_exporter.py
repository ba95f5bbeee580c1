"""A session becomes a complete file or none, and a file by someone else is kept."""

from __future__ import annotations

import wave
from collections.abc import Iterator
from pathlib import Path

import mutagen
import pytest

from sivoice.compile.plan import ChapterMark, Chime, Say
from sivoice.errors import OutputError, UsageError
from sivoice.export.exporter import export
from sivoice.export.preflight import check_target
from sivoice.schedule.scheduler import build_timeline
from sivoice.schedule.timeline import Clip, Timeline
from sivoice.script.vocabulary import ChimeKind
from tests.conftest import FakeClips, fake_length, plan_of


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


def test_a_wav_has_every_sample(timeline: Timeline, tmp_path: Path) -> None:
    export(timeline, FakeClips(ones), tmp_path / "a.wav")
    with wave.open(str(tmp_path / "a.wav")) as file:
        assert (file.getframerate(), file.getnchannels(), file.getnframes()) == (
            44_100,
            1,
            timeline.samples,
        )
        sound = file.readframes(timeline.samples)
    first = next(timeline.sounding)
    assert sound[2 * first.start : 2 * first.end] == ones(first.clip or ChimeKind.SOFT)


def test_a_file_by_someone_else_needs_force(tmp_path: Path) -> None:
    path = tmp_path / "a.mp3"
    path.write_bytes(b"my song")
    with pytest.raises(OutputError, match="--force"):
        check_target(path, force=False)
    check_target(path, force=True)


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("a.txt", "must end in .mp3, .wav, .m4a, .m4b, .ogg, .opus or .flac"),
        ("a", "must end in"),
        ("none/a.mp3", "there is no folder"),
        (".", "end in"),
    ],
)
def test_an_invalid_name_is_refused(tmp_path: Path, name: str, said: str) -> None:
    with pytest.raises((OutputError, UsageError), match=said):
        check_target(tmp_path / name, force=True)


def test_a_folder_of_that_name_is_kept(tmp_path: Path) -> None:
    (tmp_path / "a.mp3").mkdir()
    with pytest.raises(OutputError, match="there is already a folder"):
        check_target(tmp_path / "a.mp3", force=True)


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
