"""A disk that fails at any call leaves all files old or all new, and the message is true."""

from __future__ import annotations

import errno
import os
import re
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from functools import partial
from itertools import count
from pathlib import Path
from typing import Any

import pytest

from sivoice.compile.plan import Chapter, Plan
from sivoice.compile.steps import Chime, Rest, Say
from sivoice.errors import OutputError
from sivoice.export.exporter import export, export_split
from sivoice.export.formats import (
    FFMPEG_SOUNDS,
    HANDOUTS,
    LYRICS,
    MP3,
    PAGE,
    TRANSCRIPTS,
    WAV,
)
from sivoice.export.handout.writer import write_handout
from sivoice.export.preflight import check_file, check_folder, check_target
from sivoice.files import rewrite, write_new
from sivoice.schedule.scheduler import build_timeline
from sivoice.schedule.timeline import Clip, Timeline
from sivoice.script.vocabulary import ChimeKind
from sivoice.staging import sweep
from tests.conftest import FakeClips, FakeFfmpeg, fake_length
from tests.faults import Call, contents, failing, watched

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="only Linux names descriptors")
Write = Callable[[Path, int], None]
"""Writes files below a folder. Each number gives them another content."""
SIDECARS = (LYRICS, TRANSCRIPTS[0], PAGE)
SPACE = {"mkdir", "open", "write", "fsync", "link", "symlink"}
"""The calls that need space on the disk."""
FOLDERS = ("", "parts", "below")
FFMPEG = """
case "$*" in *-encoders*) echo libopus; exit;; esac
while [ "$1" != -i ]; do shift; done
sound="$2"
for last; do :; done
/usr/bin/wc -c < "$sound" > "$last"
"""
"""Writes how many bytes the sound has."""
CLEANING = {"unlink", "rmdir", "remove"}


def sound(clip: Clip) -> bytes:
    return b"\x10\x00" * fake_length(clip)


def session(number: int, *titles: str) -> Timeline:
    chapters = []
    for title in titles or ("One",):
        steps = (Chime(ChimeKind.SOFT), Say((f"{'Breathe. ' * number}",), "s:1"), Rest(300))
        chapters.append(Chapter(title, None, opening=steps))
    return build_timeline(Plan("x", "Title", tuple(chapters)), fake_length, 1)


def write_set(folder: Path, number: int) -> None:
    path = folder / "a.mp3"
    export(session(number), FakeClips(sound), path, sidecars=SIDECARS, force=True)


def write_sound(ending: str, folder: Path, number: int) -> None:
    path = folder / f"a{ending}"
    check_target(path, force=True)
    export(session(number), FakeClips(sound), path, force=True)


def write_split(folder: Path, number: int) -> None:
    titles = ("One", "Two", "Three") if number < 3 else ("One", "Three")
    check_folder(folder / "parts", MP3, force=False)
    export_split(session(number, *titles), FakeClips(sound), folder / "parts", MP3)


def write_page(folder: Path, number: int) -> None:
    check_file(folder / "a.html", HANDOUTS[1], force=True)
    write_handout(number, folder / "a.html", None, force=True)  # type: ignore[arg-type]


def write_scripts(folder: Path, number: int) -> None:
    if number == 1:
        (folder / "mine.txt").write_bytes(b"mine")
        return
    new = {folder / "a": b"1", folder / "below" / "b": b"2", folder / "below" / "c": b"3"}
    write_new(new)


def write_again(folder: Path, number: int) -> None:
    path = folder / "a.stretch"
    if number == 1:
        path.touch()
    rewrite(path, path.read_bytes(), b"# Title\n" * number)


KINDS: dict[str, Write] = {
    "an MP3 with its sidecars": write_set,
    "an MP3": partial(write_sound, MP3.ending),
    "a WAV": partial(write_sound, WAV.ending),
    "another format": partial(write_sound, ".opus"),
    "a split": write_split,
    "a handout": write_page,
    "new scripts": write_scripts,
    "a script laid out": write_again,
}


@pytest.fixture(autouse=True)
def _stand_ins(fake_ffmpeg: FakeFfmpeg, monkeypatch: pytest.MonkeyPatch) -> None:
    """Replace ffmpeg, the cover for what it makes, and the typesetter."""
    fake_ffmpeg(FFMPEG)
    monkeypatch.setattr("sivoice.export.tags.add_xiph_cover", lambda *_: None)
    monkeypatch.setattr(type(HANDOUTS[1]), "content", lambda self, handout, *_: b"page\n" * handout)


@pytest.fixture(params=list(KINDS))
def write(request: pytest.FixtureRequest) -> Write:
    return KINDS[request.param]


@pytest.fixture
def space(tmp_path: Path) -> Path:
    folder = tmp_path / "out"
    folder.mkdir()
    return folder


def both(write: Write, folder: Path) -> tuple[dict[str, bytes], dict[str, bytes]]:
    """What is in the folder before and after its files are written again. It ends as before."""
    write(folder, 1)
    old = contents(folder)
    shutil.copytree(folder, folder.with_name("old"))
    write(folder, 2)
    new = contents(folder)
    assert old.keys() <= new.keys()
    assert old != new
    renew(folder)
    return old, new


def renew(folder: Path) -> None:
    shutil.rmtree(folder)
    shutil.copytree(folder.with_name("old"), folder)


def failures(
    write: Write, folder: Path, code: int, **which: Any
) -> Iterator[tuple[list[Call], OutputError | None]]:
    """Let each call fail in turn: yield those that failed, and the error that came of it.

    `which` are the settings of `failing`. The folder is as before each time.
    """
    for number in count(1):
        error: OutputError | None = None
        with failing(folder, number, code, **which) as failed:
            try:
                write(folder, 2)
            except OutputError as raised:
                error = raised
        if not failed:
            return
        yield failed, error
        renew(folder)


def named(error: OutputError) -> str:
    found = re.match(r"cannot write (?:into )?(\S+): Input/output error", str(error))
    assert found, str(error)
    return Path(found[1]).name


def test_a_call_that_fails_leaves_all_old_or_all_new_and_is_named(
    write: Write, space: Path
) -> None:
    fail_at_every_call(write, space)


def fail_at_every_call(write: Write, space: Path, *, is_random: bool = False) -> None:
    """Fail once at each call. `is_random` is for formats whose bytes differ each time."""
    old, new = both(write, space)
    if is_random:
        old, new = sizes(old), sizes(new)
    number = reported = 0
    for failed, error in failures(write, space, errno.EIO):
        number += 1
        where = f"{number}: {failed[0]}"
        found = contents(space)
        if failed[0].name in CLEANING:  # what cannot be removed now is removed by the next run
            for name in FOLDERS:
                sweep(space / name)
            found = contents(space)
        if is_random:
            found = sizes(found)
        assert found == (new if error is None else old), where
        if error is None:
            # A link can be replaced by a copy, and the rest is tidying up.
            assert failed[0].name in {*CLEANING, "link"}, where
        else:
            reported += 1
            assert named(error) in concerned(failed[0], {Path(one).name for one in new}), where
    assert number >= reported > 5


def sizes(files: dict[str, bytes]) -> dict[str, bytes]:
    return {name: str(len(data)).encode() for name, data in files.items()}


def concerned(call: Call, names: set[str]) -> set[str]:
    """The names that an error can have: of the file, or of any if it is a folder for all."""
    name = call.path.name
    return {name} if name in names else {name, *names, *(one.name for one in call.path.parents)}


def test_a_full_disk_leaves_all_old_files(write: Write, space: Path) -> None:
    old, _ = both(write, space)
    number = 0
    for failed, error in failures(write, space, errno.ENOSPC, only=SPACE, ever_after=True):
        number += 1
        assert error is not None, failed
        assert "No space left on device" in str(error)
        assert contents(space) == old, failed
        assert not list(space.rglob(".*"))
    assert number > 3


@pytest.mark.parametrize("only", [None, {"replace"}], ids=["all calls", "renames"])
def test_a_disk_that_fails_for_good_is_told_truly(
    write: Write, space: Path, only: set[str] | None
) -> None:
    old, new = both(write, space)
    mixed = 0
    for failed, error in failures(write, space, errno.EROFS, only=only, ever_after=True):
        found = {name: data for name, data in contents(space).items() if ".part/" not in name}
        is_mixed = found not in (old, new)
        mixed += is_mixed
        if is_mixed:
            assert "some may be new and some old" in str(error), failed[0]
        elif error is None:
            assert found == new
        told = [warning for name in FOLDERS for warning in sweep(space / name)]
        assert bool(told) is is_mixed, (failed[0], told)
        assert not list(space.rglob(".*"))
    # New scripts replace nothing, so without renames they can still be removed.
    can_be_mixed = {write_set, write_split} if only else {write_set, write_split, write_scripts}
    assert bool(mixed) is (write in can_be_mixed)


def test_parts_that_are_left_over_come_back_if_the_split_fails(space: Path) -> None:
    write_split(space, 1)
    old = contents(space)
    assert len(old) == 3
    shutil.copytree(space, space.with_name("old"))
    calls = ["replace", "unlink"]
    for number in range(1, 40):
        with failing(space, number, errno.EIO, only={*calls, "fsync"}) as failed:
            try:
                write_split(space, 3)
            except OutputError:
                assert contents(space) == old, failed
        if not failed:
            break
        renew(space)
    assert sorted(contents(space)) == ["parts/01-one.mp3", "parts/02-three.mp3"]


@pytest.mark.real
@pytest.mark.parametrize("ending", [one.ending for one in FFMPEG_SOUNDS])
def test_a_format_by_ffmpeg_is_whole_or_old(
    space: Path, ending: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", os.defpath)
    if shutil.which("ffmpeg") is None:
        pytest.skip("ffmpeg is not installed")
    fail_at_every_call(partial(write_sound, ending), space, is_random=True)


@pytest.mark.parametrize(
    ("kind", "kills", "mixed"),
    [("an MP3 with its sidecars", 30, 3), ("a split", 25, 2), ("new scripts", 20, 2)],
)
def test_a_kill_ahead_of_any_call_leaves_whole_files_and_is_told(
    tmp_path: Path, kind: str, kills: int, mixed: int
) -> None:
    command = [sys.executable, "-m", "tests.killed", kind, str(tmp_path / "out")]
    done = subprocess.run(command, check=False, capture_output=True, text=True, env=os.environ)
    assert done.returncode == 0, done.stderr
    killed, left_mixed = map(int, done.stdout.split())
    assert killed > kills
    assert left_mixed == mixed


@pytest.mark.parametrize(
    ("kind", "sent"),
    [("an MP3 with its sidecars", signal.SIGTERM), ("a split", signal.SIGINT)],
    ids=["SIGTERM", "SIGINT"],
)
def test_signals_at_any_call_and_after_it_leave_all_old_or_all_new(
    space: Path, kind: str, sent: signal.Signals
) -> None:
    write = KINDS[kind]
    old, new = both(write, space)
    outcomes: list[bool] = []
    before = signal.signal(signal.SIGTERM, lambda number, _: sys.exit(128 + number))
    try:
        while True:
            calls = 0

            def send(_call: Call) -> None:
                nonlocal calls
                calls += 1
                if calls > len(outcomes):
                    signal.raise_signal(sent)

            with watched(space, send):
                try:
                    write(space, 2)
                except (KeyboardInterrupt, SystemExit):
                    found = contents(space)
                else:
                    break
            assert found in (old, new)
            outcomes.append(found == new)
            renew(space)
    finally:
        signal.signal(signal.SIGTERM, before)
    assert outcomes == sorted(outcomes), "first all old, then all new"
    assert set(outcomes) == {False, True}
