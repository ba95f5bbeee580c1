"""Only regular files are read, without waiting; a file appears complete, or not at all."""

from __future__ import annotations

import os
import sys
from io import BytesIO, TextIOWrapper
from pathlib import Path

import pytest

from sivoice import files
from sivoice.errors import OutputError, UsageError
from sivoice.files import (
    Saves,
    check_name,
    open_file,
    read_file,
    read_standard_input,
    replaced,
    rewrite,
    special_file,
    write_new,
)
from tests.special import KINDS, special, within


def test_a_finished_file_replaces_the_old_one(tmp_path: Path) -> None:
    path = tmp_path / "a.mp3"
    path.write_bytes(b"old")
    with replaced(path) as file:
        file.write(b"new")
        assert path.read_bytes() == b"old"
    assert path.read_bytes() == b"new"
    assert [path.name for path in tmp_path.iterdir()] == ["a.mp3"]


@pytest.mark.parametrize("error", [ValueError, KeyboardInterrupt, SystemExit])
@pytest.mark.parametrize("lasting", [True, False])
def test_a_failed_write_leaves_everything_as_it_was(
    tmp_path: Path, error: type[BaseException], lasting: bool
) -> None:
    path = tmp_path / "a.mp3"
    path.write_bytes(b"old")
    with pytest.raises(error), replaced(path, lasting=lasting) as file:
        file.write(b"half")
        raise error
    assert path.read_bytes() == b"old"
    assert [path.name for path in tmp_path.iterdir()] == ["a.mp3"]


@pytest.mark.skipif(os.name == "nt", reason="Windows has no such permissions")
@pytest.mark.parametrize("lasting", [True, False])
def test_a_new_file_has_the_usual_permissions(tmp_path: Path, lasting: bool) -> None:
    plain = tmp_path / "plain"
    plain.touch()
    with replaced(tmp_path / "a.mp3", lasting=lasting):
        pass
    assert (tmp_path / "a.mp3").stat().st_mode == plain.stat().st_mode


def test_new_files_come_with_their_folders(tmp_path: Path) -> None:
    write_new({tmp_path / "a": b"1", tmp_path / "below" / "b": b"2", tmp_path / "below" / "c": b""})
    assert (tmp_path / "a").read_bytes() == b"1"
    assert (tmp_path / "below" / "b").read_bytes() == b"2"
    assert sorted(path.name for path in (tmp_path / "below").iterdir()) == ["b", "c"]


@pytest.mark.parametrize("kind", ["file", "folder", "broken link"])
def test_a_new_file_takes_no_place(tmp_path: Path, kind: str) -> None:
    there = tmp_path / "b"
    match kind:
        case "file":
            there.write_bytes(b"old")
        case "folder":
            there.mkdir()
        case _:
            there.symlink_to(tmp_path / "gone")
    with pytest.raises(OutputError, match=r"b already exists\nChoose another name"):
        write_new({tmp_path / "a": b"1", there: b"2"})
    assert [path.name for path in tmp_path.iterdir()] == ["b"]


def test_new_files_are_all_undone_if_one_fails(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"old")
    new = {tmp_path / "below" / "a": b"1", tmp_path / "b": b"2", tmp_path / "file" / "c": b"3"}
    with pytest.raises(OutputError, match=r"cannot write .*c: "):
        write_new(new)
    assert [path.name for path in tmp_path.iterdir()] == ["file"]


@pytest.mark.skipif(os.name == "nt", reason="Windows has no such permissions")
def test_a_rewritten_file_stays_as_private_and_as_linked_as_it_was(tmp_path: Path) -> None:
    path, link = tmp_path / "mine", tmp_path / "link"
    path.write_bytes(b"old")
    path.chmod(0o600)
    link.symlink_to(path)
    rewrite(link, b"old", b"new")
    assert link.is_symlink()
    assert path.read_bytes() == b"new"
    assert path.stat().st_mode & 0o777 == 0o600
    with pytest.raises(OutputError, match=r"cannot write .*gone"):
        rewrite(tmp_path / "gone", b"", b"new")


def test_a_file_that_was_saved_after_it_was_read_is_not_rewritten(tmp_path: Path) -> None:
    path = tmp_path / "mine"
    path.write_bytes(b"saved")
    with pytest.raises(OutputError, match="another program has just changed it"):
        rewrite(path, b"read", b"new")
    assert path.read_bytes() == b"saved"
    assert list(tmp_path.iterdir()) == [path]


def test_a_save_is_noticed_once_it_is_complete(tmp_path: Path) -> None:
    path = tmp_path / "a"
    saves = Saves(lambda: [path])
    assert not saves.look()
    path.write_bytes(b"")
    assert not saves.look()
    path.write_bytes(b"half")
    assert not saves.look()
    path.write_bytes(b"whole file")
    assert [saves.look(), saves.look()] == [False, True]
    saves.accept()
    assert [saves.look(), saves.look()] == [False, False]
    path.unlink()
    assert not saves.look()
    path.write_bytes(b"whole again")
    assert [saves.look(), saves.look()] == [False, True]


def test_a_file_that_appears_is_noticed(tmp_path: Path) -> None:
    saves = Saves(lambda: tmp_path.glob("*.stretch"))
    (tmp_path / "notes.txt").write_bytes(b"1")
    assert [saves.look(), saves.look()] == [False, False]
    (tmp_path / "calf.stretch").write_bytes(b"1")
    assert [saves.look(), saves.look()] == [False, True]


def test_a_file_is_read_up_to_its_limit(tmp_path: Path) -> None:
    path = tmp_path / "a"
    path.write_bytes(b"12345678")
    assert read_file(path, 8) == b"12345678"
    with pytest.raises(OSError, match="larger than"):
        read_file(path, 7)
    with pytest.raises(FileNotFoundError):
        read_file(tmp_path / "gone")
    (tmp_path / "link").symlink_to(path)
    with open_file(tmp_path / "link") as file:
        assert file.read() == b"12345678"
        assert not file.seek(0)
    path.write_bytes(bytes(files.TEXT_LIMIT + 1))
    with pytest.raises(OSError, match="it is larger than 1 MiB"):
        read_file(path)


@pytest.mark.parametrize("kind", [*KINDS, "folder"])
def test_only_a_regular_file_is_opened_and_nothing_waits(tmp_path: Path, kind: str) -> None:
    path = tmp_path / "a"
    if kind == "folder":
        path.mkdir()
    else:
        special(path, kind)
    said = {"folder": "a folder", **KINDS}[kind]
    before = len(list(Path("/proc/self/fd").iterdir())) if sys.platform == "linux" else 0
    with within(), pytest.raises(OSError, match=f"it is {said}, not a file"):
        read_file(path)
    assert special_file(path) == (None if kind == "folder" else said)
    if sys.platform == "linux":
        assert len(list(Path("/proc/self/fd").iterdir())) == before


def test_a_file_that_is_replaced_by_a_pipe_does_not_block(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "a"
    special(path, "pipe")
    regular = Path(__file__).stat()
    with monkeypatch.context() as patch, within():
        patch.setattr(os, "stat", lambda _: regular)
        with pytest.raises(OSError, match="it is a named pipe, not a file"):
            read_file(path)


def test_what_is_not_there_is_nothing_special(tmp_path: Path) -> None:
    (tmp_path / "a").touch()
    assert special_file(tmp_path / "a") is None
    for name in ("gone", "a\0b", 300 * "a"):
        assert special_file(tmp_path / name) is None


def test_standard_input_is_read_to_its_end_or_its_limit(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", TextIOWrapper(BytesIO(b"12345678")))
    assert read_standard_input(3) == b"1234"
    assert read_standard_input() == b"5678"


@pytest.mark.parametrize("name", ["a\nb.mp3", "a\x1b[2Jb.mp3", "a\u202eb.mp3", "below\t/b.mp3"])
def test_a_name_with_a_control_character_is_refused(name: str) -> None:
    with pytest.raises(UsageError, match="has a control character in it") as raised:
        check_name(name)
    assert len(str(raised.value).splitlines()) == 2
    check_name("\u00dcbung \U0001f468\u200d\U0001f469.mp3")
    check_name("\udcfcbung.mp3")
