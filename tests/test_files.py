"""A file appears under its name complete, or not at all."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from sivoice.errors import OutputError
from sivoice.files import Saves, replaced, rewrite, write_new


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
    rewrite(link, b"new")
    assert link.is_symlink()
    assert path.read_bytes() == b"new"
    assert path.stat().st_mode & 0o777 == 0o600
    with pytest.raises(OutputError, match=r"cannot write .*gone"):
        rewrite(tmp_path / "gone", b"new")


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
