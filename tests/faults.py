"""Faults of a disk: what happens at each call that changes a folder."""

from __future__ import annotations

import io
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

_CALLS = ("mkdir", "rename", "replace", "link", "symlink", "unlink", "remove", "rmdir", "chmod")
_BUFFER = 1 << 20
"""Bytes; large, so that a file takes a few writes and not hundreds."""


@dataclass(frozen=True)
class Call:
    """A call that changes a folder, or something in it."""

    name: str
    """As in the module `os`."""
    path: Path
    """What it changes. Of a link, what is linked; of a rename, the new name."""


class _Watch:
    """Tells of each call that changes something in a folder, and makes it."""

    def __init__(self, folder: Path, before: Callable[[Call], None]) -> None:
        self._root = folder.resolve()
        self._before = before
        self._real = {name: getattr(os, name) for name in (*_CALLS, "fsync", "open")}
        self._io_open = io.open

    def start(self) -> None:
        replacements: dict[str, Any] = {name: partial(self._call, name) for name in _CALLS}
        for name, call in {**replacements, "fsync": self._fsync, "open": self._os_open}.items():
            setattr(os, name, call)
        io.open = self._open  # type: ignore[assignment]

    def stop(self) -> None:
        io.open = self._io_open
        for name, real in self._real.items():
            setattr(os, name, real)

    def tell(self, name: str, path: Path) -> None:
        whole = Path(os.path.abspath(path))  # noqa: PTH100 - a link stays one
        if whole == self._root or self._root in whole.parents:
            self._before(Call(name, whole))

    def _call(self, name: str, *words: Any, **named: Any) -> Any:
        path = words[1] if name in {"rename", "replace"} else words[0]
        if named.get("dir_fd") is not None:
            path = os.path.join(_of_descriptor(named["dir_fd"]), path)  # noqa: PTH118
        self.tell(name, Path(path))
        return self._real[name](*words, **named)

    def _fsync(self, descriptor: Any) -> None:
        self.tell("fsync", _of_descriptor(descriptor))
        self._real["fsync"](descriptor)

    def _os_open(self, path: Any, flags: int, *words: Any, **named: Any) -> Any:
        if flags & os.O_CREAT:
            self.tell("open", Path(path))
        return self._real["open"](path, flags, *words, **named)

    def _open(self, path: Any, mode: str = "r", *words: Any, **named: Any) -> Any:
        if "opener" in named or mode not in {"x+b", "xb", "w+b", "wb"}:
            return self._io_open(path, mode, *words, **named)
        self.tell("open", Path(path))
        raw = _Raw(path, mode.replace("b", ""))
        raw.watch = self
        return (io.BufferedRandom if "+" in mode else io.BufferedWriter)(raw, _BUFFER)


class _Raw(io.FileIO):
    watch: _Watch

    def write(self, data: Any, /) -> int:
        self.watch.tell("write", Path(str(self.name)))
        return super().write(data)


@contextmanager
def watched(folder: Path, before: Callable[[Call], None]) -> Iterator[None]:
    """Call `before` ahead of each call that changes something in `folder`."""
    watch = _Watch(folder, before)
    watch.start()
    try:
        yield
    finally:
        watch.stop()


def _of_descriptor(descriptor: int) -> Path:
    return Path(os.readlink(f"/proc/self/fd/{descriptor}"))  # noqa: PTH115


@contextmanager
def failing(
    folder: Path, number: int, error: int, *, only: set[str] | None = None, ever_after: bool = False
) -> Iterator[list[Call]]:
    """Make the call with this number, from 1, fail; yields that call once it has been made.

    Only calls named in `only` count. With `ever_after`, the later ones fail too.
    """
    count = 0
    failed: list[Call] = []

    def before(call: Call) -> None:
        nonlocal count
        if only is not None and call.name not in only:
            return
        count += 1
        if count == number or (ever_after and count > number):
            failed.append(call)
            raise OSError(error, os.strerror(error), str(call.path))

    with watched(folder, before):
        yield failed


def contents(folder: Path) -> dict[str, bytes]:
    """All the files below a folder, hidden ones too."""
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file()
    }
