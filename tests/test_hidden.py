"""Only the temporary folders of processes that no longer run are removed."""

from __future__ import annotations

import errno
import os
import shutil
import subprocess
import sys
import time
from pathlib import Path

import pytest

from sivoice import hidden
from sivoice.hidden import NOTE, Hidden, abandoned, hidden_folder

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such locks")
HOLD = """
import sys
from pathlib import Path
from sivoice.hidden import hidden_folder
with hidden_folder(Path(sys.argv[1])) as folder:
    (folder / "a.mp3").touch()
    print(folder, flush=True)
    sys.stdin.read()
"""


def left_behind(parent: Path, *names: str) -> Path:
    """Leave a folder as a killed process does."""
    one = Hidden(parent)
    for name in names:
        (one.path / name).touch()
    one.release()
    return one.path


def test_a_folder_is_private_and_removed_at_the_end(tmp_path: Path) -> None:
    with hidden_folder(tmp_path) as folder:
        (folder / "below").mkdir()
        (folder / "below" / "a.mp3").touch()
        assert folder.stat().st_mode & 0o777 == 0o700
        assert folder.parent == tmp_path
        assert folder.name.startswith(".")
    assert not list(tmp_path.iterdir())


def test_a_folder_is_kept_while_its_process_runs_and_removed_after_a_kill(tmp_path: Path) -> None:
    command = [sys.executable, "-c", HOLD, str(tmp_path)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as process:
        assert process.stdout is not None
        folder = Path(os.fsdecode(process.stdout.readline().strip()))
        old = time.time() - 100 * 24 * 60 * 60
        os.utime(folder, (old, old))  # however old it is
        assert list(abandoned(tmp_path)) == []
        with hidden_folder(tmp_path):
            assert (folder / "a.mp3").exists()
        process.kill()
        process.wait()
    assert (folder / "a.mp3").exists()
    with hidden_folder(tmp_path) as mine:
        assert list(tmp_path.iterdir()) == [mine]


def test_a_folder_with_a_note_is_left_to_whoever_reads_it(tmp_path: Path) -> None:
    folder = left_behind(tmp_path, NOTE)
    with hidden_folder(tmp_path):
        assert folder.exists()
    assert list(abandoned(tmp_path)) == [folder]


def test_what_the_user_named_like_that_is_kept(tmp_path: Path) -> None:
    (tmp_path / ".sivoice-abcdefgh.part").touch()
    (tmp_path / ".sivoice-notes.part").mkdir()
    (tmp_path / "sivoice-abcdefgh.part").mkdir()
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "song.mp3").touch()
    (tmp_path / ".sivoice-abcdefgi.part").symlink_to(tmp_path / "mine")
    before = sorted(tmp_path.rglob("*"))
    with hidden_folder(tmp_path):
        pass
    assert sorted(tmp_path.rglob("*")) == before


def test_a_folder_of_another_user_is_kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = left_behind(tmp_path, "a.mp3")
    monkeypatch.setattr(os, "getuid", lambda: folder.stat().st_uid + 1)
    assert list(abandoned(tmp_path)) == []


def test_without_locks_a_folder_is_kept_for_a_day(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def no_lock(_folder: Path) -> int:
        raise OSError(errno.ENOLCK, "No locks available")

    monkeypatch.setattr(hidden, "_lock", no_lock)
    folder = left_behind(tmp_path, "a.mp3")
    assert list(abandoned(tmp_path)) == []
    for hours, kept in ((23, True), (25, False)):
        then = time.time() - hours * 60 * 60
        os.utime(folder, (then, then))
        with hidden_folder(tmp_path) as mine:
            assert mine.exists()
            assert folder.exists() is kept


@pytest.mark.parametrize("moment", ["before the lock", "after the lock", "while locked"])
def test_a_folder_swept_before_it_is_locked_is_made_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, moment: str
) -> None:
    lock, made = hidden._lock, list[Path]()

    def late(folder: Path) -> int:
        made.append(folder)
        if len(made) > 1:
            return lock(folder)
        if moment == "while locked":
            raise BlockingIOError
        if moment == "before the lock":
            shutil.rmtree(folder)
            return lock(folder)
        number = lock(folder)
        shutil.rmtree(folder)
        return number

    monkeypatch.setattr(hidden, "_lock", late)
    with hidden_folder(tmp_path) as folder:
        assert folder == made[1]
        assert folder.exists()
