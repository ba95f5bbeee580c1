"""Opens files to read without ever waiting, and writes files so that they appear complete.

Every file that sivoice reads is opened here. Only regular files are: a named pipe or a device could
keep the program waiting for ever, or never end.
"""

from __future__ import annotations

import errno
import os
import stat
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import BinaryIO, cast

from sivoice.errors import OutputError, UsageError
from sivoice.interrupts import on_end, undivided
from sivoice.staging import Staging, staged
from sivoice.visible import is_on_one_line, on_one_line

TEXT_LIMIT = 1024 * 1024
"""The most bytes of a text file, such as a script."""
_READ = os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_NOCTTY", 0)
"""Flags of a file that is read: opening it neither waits nor makes it the program's terminal."""
_KINDS = {
    stat.S_IFDIR: "a folder",
    stat.S_IFIFO: "a named pipe",
    stat.S_IFSOCK: "a socket",
    stat.S_IFCHR: "a device",
    stat.S_IFBLK: "a device",
}


def open_file(path: Path) -> BinaryIO:
    """Open a regular file to read its bytes. Raises OSError, which says what it is instead."""
    return open(path, "rb", opener=_open)


def read_file(path: Path, limit: int = TEXT_LIMIT) -> bytes:
    """Read a regular file of at most `limit` bytes. Raises OSError for any other."""
    with open_file(path) as file:
        is_larger = os.fstat(file.fileno()).st_size > limit
        data = b"" if is_larger else file.read(limit + 1) or b""  # None for some of /proc
    if is_larger or len(data) > limit:  # it may be growing
        raise OSError(errno.EFBIG, f"it is larger than {_size(limit)}")
    return data


def read_standard_input(limit: int = TEXT_LIMIT) -> bytes:
    """Read standard input to its end, or at most one byte more than `limit`."""
    return sys.stdin.buffer.read(limit + 1)


def check_name(path: Path | str) -> None:
    """Raise UsageError for a name that would be more than a name in a message or a terminal."""
    if not is_on_one_line(str(path)):
        raise UsageError(
            f"the name {on_one_line(str(path))} has a control character in it\n"
            "Rename the file, or choose another name."
        )


def special_file(path: Path) -> str | None:
    """Return `a named pipe`, `a socket` or `a device` if one is at a path, and else None."""
    try:
        mode = path.stat().st_mode
    except (OSError, ValueError):  # a null byte is a ValueError
        return None
    return None if stat.S_ISDIR(mode) else _KINDS.get(stat.S_IFMT(mode))


@contextmanager
def replaced(path: Path, *, lasting: bool = True) -> Iterator[BinaryIO]:
    """Open a temporary file, and move it to `path` if the block succeeds, or else delete it.

    If `lasting`, it survives a power cut, and a later run deletes it if this one is killed. A cache
    needs neither. Raises OSError.
    """
    if lasting:
        with Staging() as files, files.file(path) as file:
            yield file
        return
    part = path.with_name(f".{path.name}.{os.urandom(4).hex()}.part")
    with undivided():
        opened = part.open("x+b")
        forget = on_end(part.unlink)
    try:
        with opened as file:
            yield cast(BinaryIO, file)
        part.replace(path)
    except BaseException:
        part.unlink(missing_ok=True)
        raise
    finally:
        forget()


def rewrite(path: Path, before: bytes, after: bytes) -> None:
    """Replace the content of a file, and keep its permissions.

    Raises OutputError, also if the content is not `before` any more.
    """

    def check() -> None:
        if read_file(target) != before:
            raise OutputError(
                f"cannot write {path}: another program has just changed it\n"
                "Look at it, and try again."
            )

    try:
        target = path.resolve(strict=True)  # a link stays one
        with Staging() as files, files.file(target, check) as file:
            file.write(after)
    except OSError as error:
        raise OutputError(f"cannot write {path}: {error.strerror or error}") from error


def write_new(contents: Mapping[Path, bytes]) -> None:
    """Write new files, and the folders that they need: all of them, or none if one fails.

    Raises OutputError if one of them exists already or cannot be written.
    """
    for path in contents:
        _check_new(path)
    with staged() as files:
        for path, data in contents.items():
            files.folder(path.parent)
            with files.file(path, partial(_check_new, path)) as file:
                file.write(data)


def _check_new(path: Path) -> None:
    if os.path.lexists(path):
        raise OutputError(f"{path} already exists\nChoose another name, or move the file away.")


class Saves:
    """Notices when one of some files is saved."""

    def __init__(self, files: Callable[[], Iterable[Path]]) -> None:
        """`files` gives the files as they are at each look."""
        self._files = files
        self._seen = self._last = self._stamps()

    def accept(self) -> None:
        """Take the files as they are now: only later changes count."""
        self._seen = self._last = self._stamps()

    def look(self) -> bool:
        """Return whether a file has changed, and is the same as at the last look.

        An editor may write a file in several steps, or move it away first.
        """
        before, self._last = self._last, self._stamps()
        return self._last != self._seen and self._last == before

    def changed(self) -> list[Path]:
        """Return the files that have changed, without those that are gone."""
        return [
            path for path, stamp in self._last.items() if stamp and stamp != self._seen.get(path)
        ]

    def _stamps(self) -> dict[Path, tuple[int, ...]]:
        stamps: dict[Path, tuple[int, ...]] = {}
        for path in self._files():
            try:
                state = path.stat()
            except OSError:
                stamps[path] = ()
            else:
                stamps[path] = (state.st_mtime_ns, state.st_size, state.st_ino)
        return stamps


def _open(path: str, flags: int) -> int:
    """Open a file for `open`. Raises OSError if it is not a regular file."""
    _check_regular(os.stat(path))  # noqa: PTH116 - opening a device can have effects
    descriptor = os.open(path, flags | _READ)
    try:
        _check_regular(os.fstat(descriptor))  # it may have been replaced in the meantime
    except OSError:
        os.close(descriptor)
        raise
    return descriptor


def _check_regular(state: os.stat_result) -> None:
    if not stat.S_ISREG(state.st_mode):
        kind = _KINDS.get(stat.S_IFMT(state.st_mode), "something else")
        raise OSError(errno.EINVAL, f"it is {kind}, not a file")


def _size(limit: int) -> str:
    """Format a limit in whole MiB."""
    return f"{limit // (1024 * 1024)} MiB"
