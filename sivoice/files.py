"""Writes files: each appears under its name complete, or not at all."""

from __future__ import annotations

import os
import secrets
import shutil
import tempfile
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import BinaryIO, cast

from sivoice.errors import OutputError
from sivoice.interrupts import on_end, undivided
from sivoice.staging import Staging, staged

_REMOVALS = 3
"""How often deleting a folder is tried."""


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
    part = path.with_name(f".{path.name}.{secrets.token_hex(4)}.part")
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


@contextmanager
def temporary_folder(prefix: str = "sivoice-") -> Iterator[Path]:
    """Make a folder in the system's temporary folder, and delete it at the end of the block."""
    with undivided():
        folder = Path(tempfile.mkdtemp(prefix=prefix))
        forget = on_end(partial(_remove, folder))
    try:
        yield folder
    finally:
        _remove(folder)
        forget()


def _remove(folder: Path) -> None:
    """Delete a folder with all its files. Another thread can still be adding some."""
    for _ in range(_REMOVALS):
        shutil.rmtree(folder, ignore_errors=True)
        if not folder.exists():
            return


def rewrite(path: Path, data: bytes) -> None:
    """Replace the content of a file, and keep its permissions. Raises OutputError."""
    try:
        with replaced(path.resolve(strict=True)) as file:  # a link stays one
            file.write(data)
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
