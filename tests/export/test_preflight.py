"""What cannot or must not be written is refused before any work."""

from __future__ import annotations

from pathlib import Path

import pytest

from sivoice.errors import OutputError, UsageError
from sivoice.export.formats import (
    LYRICS,
    MP3,
    PAGE,
    SIDECARS,
    SOUNDS,
    WAV,
    SidecarFormat,
    SoundFormat,
    format_of,
)
from sivoice.export.preflight import check_folder, check_target, folder_and_format
from tests.conftest import FakeFfmpeg

OPUS = format_of(Path("x.opus"), SOUNDS)


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


@pytest.mark.parametrize("sidecar", SIDECARS, ids=lambda one: one.ending)
def test_a_sidecar_by_someone_else_needs_force(tmp_path: Path, sidecar: SidecarFormat) -> None:
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


@pytest.mark.parametrize(
    ("script", "said"),
    [
        (None, ".opus files are made with ffmpeg, which is not installed"),
        ("exit 1", "ffmpeg does not run"),
        ("echo ' A..... aac  AAC'; echo ' A....D xlibopus  not it'", "built without libopus"),
    ],
)
def test_a_missing_or_unfit_ffmpeg_is_an_error_with_help(
    fake_ffmpeg: FakeFfmpeg, tmp_path: Path, script: str | None, said: str
) -> None:
    if script is not None:
        fake_ffmpeg(script)
    with pytest.raises(OutputError, match=said) as raised:
        check_target(tmp_path / "a.opus", force=False)
    for system in ("apt install", "dnf install", "brew install", "winget install"):
        assert system in str(raised.value)
    for name in ("a.mp3", "a.wav"):
        check_target(tmp_path / name, force=False)


def test_a_folder_with_a_numbered_file_by_someone_else_needs_force(tmp_path: Path) -> None:
    song = tmp_path / "01-one.mp3"
    song.write_bytes(b"my song")
    with pytest.raises(OutputError, match=r"01-one.mp3 already exists(.|\n)*--force"):
        check_folder(tmp_path, MP3, force=False)
    check_folder(tmp_path, WAV, force=False)
    check_folder(tmp_path, MP3, force=True)
    assert song.read_bytes() == b"my song"


def test_an_impossible_folder_is_refused(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(OutputError, match="there is already a file with that name"):
        check_folder(tmp_path / "file", MP3, force=True)
    with pytest.raises(OutputError, match="there is no folder"):
        check_folder(tmp_path / "none" / "x", MP3, force=True)


@pytest.mark.parametrize(
    ("output", "folder", "format"),
    [
        ("si-joint.mp3", "si-joint", MP3),
        ("evening", "evening", MP3),
        ("a/evening.OPUS", "a/evening", OPUS),
        ("version 1.2", "version 1.2", MP3),
    ],
)
def test_the_given_name_is_that_of_the_folder(
    output: str, folder: str, format: SoundFormat
) -> None:
    assert folder_and_format(Path(output)) == (Path(folder), format)
