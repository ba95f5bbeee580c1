"""Files that belong together are looked at again, flushed to disk, and told of if half replaced."""

from __future__ import annotations

import errno
import json
import os
import sys
from pathlib import Path

import pytest

from sivoice.errors import OutputError
from sivoice.hidden import NOTE, Hidden
from sivoice.staging import probe, staged, sweep
from tests.faults import Call, contents, failing, watched

only_on_linux = pytest.mark.skipif(sys.platform != "linux", reason="only Linux names descriptors")


def write(folder: Path, *names: str) -> None:
    with staged() as files:
        for name in names:
            with files.file(folder / name) as file:
                file.write(b"new")


def test_files_appear_at_the_end(tmp_path: Path) -> None:
    with staged() as files:
        for name in ("a", "b"):
            with files.file(tmp_path / name) as file:
                file.write(b"new")
        assert not [path for path in tmp_path.iterdir() if path.is_file()]
    assert contents(tmp_path) == {"a": b"new", "b": b"new"}


def test_a_new_folder_stays_only_with_its_files(tmp_path: Path) -> None:
    folder = tmp_path / "below"
    with pytest.raises(ValueError, match="no"), staged() as files:
        files.folder(folder)
        with files.file(folder / "a"):
            raise ValueError("no")
    assert not folder.exists()
    with staged() as files:
        files.folder(folder)
        with files.file(folder / "a"):
            pass
    assert (folder / "a").exists()


@pytest.mark.parametrize("there", [None, b"old"])
def test_a_file_that_changes_at_the_last_moment_is_kept(
    tmp_path: Path, there: bytes | None
) -> None:
    path = tmp_path / "b"
    if there is not None:
        path.write_bytes(there)

    def meanwhile() -> None:
        path.write_bytes(b"mine")

    with pytest.raises(OutputError, match=r"b: another program has just changed it"):  # noqa: SIM117
        with staged() as files:
            with files.file(tmp_path / "a"):
                pass
            with files.file(path, meanwhile):
                pass
    assert contents(tmp_path) == {"b": b"mine"}


def test_a_link_is_replaced_and_comes_back_if_another_file_fails(tmp_path: Path) -> None:
    (tmp_path / "song").write_bytes(b"mine")
    (tmp_path / "a").symlink_to(tmp_path / "song")
    (tmp_path / "b").mkdir()
    with pytest.raises(OutputError, match=r"cannot write .*b: Is a directory"):
        write(tmp_path, "a", "b")
    assert (tmp_path / "a").is_symlink()
    write(tmp_path, "a")
    assert contents(tmp_path) == {"a": b"new", "song": b"mine"}


@only_on_linux
def test_files_are_flushed_before_they_appear_and_their_folder_afterwards(tmp_path: Path) -> None:
    calls: list[Call] = []
    with watched(tmp_path, calls.append):
        write(tmp_path, "a", "b")
    made = [(call.name, call.path.name) for call in calls if call.name in {"fsync", "replace"}]
    assert made == [
        ("fsync", "a"),
        ("fsync", "b"),
        ("fsync", NOTE),
        ("replace", "a"),
        ("replace", "b"),
        ("fsync", tmp_path.name),
    ]


@only_on_linux
def test_the_note_is_removed_before_the_files_that_it_lists(tmp_path: Path) -> None:
    calls: list[Call] = []
    with (
        pytest.raises(OutputError),
        watched(tmp_path, calls.append),
        failing(tmp_path, 2, errno.EIO, only={"replace"}),
    ):
        write(tmp_path, "a", "b")
    removed = [call.path.name for call in calls if call.name == "unlink"]
    assert removed == ["a", NOTE, "b"]


@pytest.mark.parametrize("number", [errno.EINVAL, errno.ENOTSUP, errno.EACCES])
@only_on_linux
def test_a_file_system_that_cannot_flush_folders_will_do(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, number: int
) -> None:
    fsync = os.fsync

    def only_files(descriptor: int) -> None:
        if Path(f"/proc/self/fd/{descriptor}").resolve() == tmp_path:
            raise OSError(number, os.strerror(number))
        fsync(descriptor)

    monkeypatch.setattr(os, "fsync", only_files)
    write(tmp_path, "a")
    assert contents(tmp_path) == {"a": b"new"}


def test_a_name_is_tried_on_the_real_file_system(tmp_path: Path) -> None:
    probe(tmp_path / ("a" * 255))
    with pytest.raises(OSError, match="name too long"):
        probe(tmp_path / ("a" * 256))
    with pytest.raises(FileNotFoundError):
        probe(tmp_path / "gone" / "a")
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize(
    ("waiting", "warning"),
    [
        ("b", "a is new, but b is not"),
        ("bcd", "a is new, but b, c and d are not"),
        ("ad", "b and c are new, but a and d are not"),
        ("abcd", None),
        ("", None),
    ],
)
def test_a_set_of_which_some_files_wait_is_told_once(
    tmp_path: Path, waiting: str, warning: str | None
) -> None:
    names = "abcd" if len(waiting) > 1 else "ab"
    hidden = Hidden(tmp_path)
    (hidden.path / NOTE).write_text(json.dumps([[name, f"../{name}"] for name in names]))
    for name in waiting:
        (hidden.path / name).touch()
    hidden.release()
    (told,) = sweep(tmp_path) or (None,)
    if warning is None:
        assert told is None
    else:
        assert told is not None
        first, advice = told.splitlines()
        assert first.endswith(f": {warning}")
        assert advice == "Run the same command to its end, and they match again."
    assert sweep(tmp_path) == []
    assert not list(tmp_path.iterdir())


def test_a_long_list_of_files_is_cut(tmp_path: Path) -> None:
    hidden = Hidden(tmp_path)
    names = [f"{number:02}.mp3" for number in range(1, 10)]
    (hidden.path / NOTE).write_text(json.dumps([[name, f"../{name}"] for name in names]))
    for name in names[5:]:
        (hidden.path / name).touch()
    hidden.release()
    assert (
        "01.mp3, 02.mp3, 03.mp3 and 2 more are new, but 06.mp3, 07.mp3, 08.mp3 and 09.mp3 are not"
        in sweep(tmp_path)[0]
    )


@pytest.mark.parametrize("note", [b"", b"{", b"[1]", b'{"a": 1}', b'[["a"]]', b"[[1, 2]]", b"\xff"])
def test_a_damaged_note_tells_nothing(tmp_path: Path, note: bytes) -> None:
    hidden = Hidden(tmp_path)
    (hidden.path / NOTE).write_bytes(note)
    hidden.release()
    assert sweep(tmp_path) == []
    assert not list(tmp_path.iterdir())
