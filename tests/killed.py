"""Kills a process ahead of each call that changes a folder; run by `test_faults`, in one thread."""

from __future__ import annotations

import os
import shutil
import signal
import sys
from collections.abc import Iterator
from functools import partial
from pathlib import Path

from sivoice.staging import sweep
from tests.export.test_faults import KINDS, both
from tests.faults import Call, contents, watched

PARTS = ("", "parts", "below")


def kill_after(calls: Iterator[int], _call: Call) -> None:
    """Kill this process unless this is still one of the calls to let pass."""
    if next(calls, None) is None:
        os.kill(os.getpid(), signal.SIGKILL)


def main(kind: str, folder: Path) -> None:
    """Print how many processes were killed, and how many left a set of which half is new."""
    write = KINDS[kind]
    folder.mkdir()
    old, new = both(write, folder)
    kills = mixed = 0
    while True:
        child = os.fork()
        if child == 0:
            with watched(folder, partial(kill_after, iter(range(kills)))):
                write(folder, 2)
            os._exit(0)
        if os.waitpid(child, 0)[1] == 0:
            break
        kills += 1
        found = {name: data for name, data in contents(folder).items() if ".part/" not in name}
        assert found.keys() <= new.keys(), kills
        assert old.keys() <= found.keys(), kills
        for name, data in found.items():
            assert data in (old.get(name), new[name]), (kills, name)
        is_mixed = found not in (old, new)
        told = [warning for part in PARTS for warning in sweep(folder / part)]
        assert len(told) == is_mixed, (kills, told)
        assert not list(folder.rglob(".*")), kills
        mixed += is_mixed
        shutil.rmtree(folder)
        shutil.copytree(folder.with_name("old"), folder)
    assert contents(folder) == new
    print(kills, mixed)


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]))
