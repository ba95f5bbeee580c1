"""A real export that is killed, or whose disk is full, leaves whole files."""

from __future__ import annotations

import os
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import pytest

from tests.faults import contents

pytestmark = [
    pytest.mark.real,
    pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such signals"),
]
KILLS = int(os.environ.get("SIVOICE_KILLS", "6"))
SESSION = ("--only", "abdominal", "--no-welcome", "--no-cautions")
SIVOICE = (sys.executable, "-m", "sivoice")


def start(folder: Path, *words: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [*SIVOICE, "export", *SESSION, *words],
        cwd=folder,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
        env=os.environ,
    )


def made(folder: Path, *words: str) -> dict[str, bytes]:
    folder.mkdir(exist_ok=True)
    process = start(folder, *words)
    process.communicate()
    assert process.returncode == 0
    return contents(folder)


@pytest.mark.parametrize(
    "files", [("--page", "--lyrics", "--transcript", "txt"), ("--split",)], ids=["set", "split"]
)
def test_an_export_that_is_killed_at_random(tmp_path: Path, files: tuple[str, ...]) -> None:
    chance = random.Random(12)
    folder = tmp_path / "out"
    new = made(tmp_path / "new", *files, "--hold", "20")
    old = made(folder, *files, "--hold", "10")
    begun = time.monotonic()
    made(tmp_path / "new", *files, "--hold", "20")
    lasting = time.monotonic() - begun
    first = next(name for name in sorted(new) if name.endswith(".mp3"))
    outcomes = {"old": 0, "new": 0, "mixed": 0, "with remains": 0}
    for number in range(KILLS):
        shutil.rmtree(folder)
        made_old(folder, old)
        process = start(folder, *files, "--hold", "20")
        if number % 3:
            time.sleep(chance.random() * lasting)
        else:  # while the files appear
            wait_for_change(folder / first, process)
        process.send_signal(signal.SIGKILL)
        process.communicate()
        found = {name: data for name, data in contents(folder).items() if ".part/" not in name}
        remains = list(folder.rglob(".*"))
        assert found.keys() == old.keys()
        assert all(data in (old[name], new[name]) for name, data in found.items())
        is_mixed = found not in (old, new)
        if number % 3 == 0:
            assert found != old
        outcomes["mixed" if is_mixed else "new" if found == new else "old"] += 1
        outcomes["with remains"] += bool(remains)
        process = start(folder, *files, "--hold", "20")
        said = process.communicate()[1]
        assert process.returncode == 0
        assert ("files that belong together" in said) is is_mixed, said
        assert contents(folder) == new
        assert not list(folder.rglob(".*"))
    print(outcomes)
    assert outcomes["with remains"] > KILLS // 10


def made_old(folder: Path, files: dict[str, bytes]) -> None:
    for name, data in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(data)


def wait_for_change(path: Path, process: subprocess.Popen[str]) -> None:
    """Wait until a file is replaced, and not a microsecond longer."""
    before = path.stat().st_ino
    while process.poll() is None:
        for _ in range(1000):
            if os.stat(path).st_ino != before:  # noqa: PTH116 - faster
                return


def test_the_folder_of_a_killed_share_is_removed_by_the_next(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    temporary = tmp_path / "temporary"
    temporary.mkdir()
    monkeypatch.setenv("TMPDIR", str(temporary))
    monkeypatch.setattr(tempfile, "tempdir", None)
    command = [*SIVOICE, "share", "-q", "--address", "127.0.0.1", *SESSION]
    remains = []
    for _ in range(2):
        with subprocess.Popen(command, cwd=tmp_path, stdout=subprocess.PIPE, text=True) as process:
            assert process.stdout is not None
            assert process.stdout.readline().startswith("http://")
            remains.append(list(temporary.glob("**/*.mp3")))
            process.kill()
    assert [len(one) for one in remains] == [1, 1]
    assert remains[0] != remains[1]


FULL = """
import subprocess, sys
from contextlib import suppress
from pathlib import Path
from tests.cli.test_kills import made, start
from tests.faults import contents

out, files = Path(sys.argv[1]), sys.argv[2:]
subprocess.run(["mount", "-t", "tmpfs", "-o", "size=32m", "none", str(out)], check=True)
old = made(out, *files, "--hold", "10")
full = 0
while True:
    # One step smaller each time, down to a disk that has room for the new files.
    filler = out / "filler"
    with filler.open("wb", buffering=0) as file, suppress(OSError):
        while True:
            file.write(bytes(4096))
    left = filler.stat().st_size - full * 262144
    assert left > 0, "the disk is too small for the old and the new files"
    with filler.open("r+b") as file:
        file.truncate(left)
    process = start(out, *files, "--hold", "20")
    said = process.communicate()[1]
    filler.unlink()
    if process.returncode == 0:
        break
    full += 1
    assert process.returncode == 1, said
    assert "No space left on device" in said, said
    assert contents(out) == old, full
    assert not list(out.rglob(".*")), full
print(full)
"""


@pytest.mark.parametrize(
    "files", [("--page", "--lyrics", "--transcript", "txt"), ("--split",)], ids=["set", "split"]
)
def test_a_disk_that_is_really_full_keeps_the_old_files(
    tmp_path: Path, files: tuple[str, ...]
) -> None:
    own = ("unshare", "--map-root-user", "--mount")
    if subprocess.run([*own, "true"], check=False, capture_output=True).returncode:
        pytest.skip("this system does not allow mounts")
    command = [*own, sys.executable, "-c", FULL, str(tmp_path), *files]
    done = subprocess.run(command, check=False, capture_output=True, text=True, env=os.environ)
    assert done.returncode == 0, done.stderr
    print(f"{done.stdout.strip()} full disks")
    assert int(done.stdout) > 3
