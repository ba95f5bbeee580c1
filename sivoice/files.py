"""Atomic file writes: a file appears under its name complete, or not at all."""

from __future__ import annotations

import os
import shutil
import stat
import tempfile
import threading
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from functools import cache, partial
from pathlib import Path
from typing import BinaryIO, cast

from sivoice.errors import OutputError
from sivoice.interrupts import on_end, undivided

_REMOVALS = 3
"""How often deleting a folder is tried."""
_UMASK_LOCK = threading.Lock()


@contextmanager
def replaced(path: Path, *, lasting: bool = True) -> Iterator[BinaryIO]:
    """Open a temporary file, and move it to `path` if the block succeeds, or else delete it.

    If `lasting`, it is flushed to disk first, so that it survives a power cut. Raises OSError.
    """
    # NamedTemporaryFile would not do: its file stays readable by the owner only, even once moved.
    with undivided():
        handle, name = tempfile.mkstemp(prefix=f".{path.name}.", suffix=".part", dir=path.parent)
        part = Path(name)
        forget = on_end(part.unlink)
    try:
        with os.fdopen(handle, "w+b") as file:
            yield cast(BinaryIO, file)
            file.flush()
            if lasting:
                os.fsync(file.fileno())
        with _UMASK_LOCK:
            mask = _umask()
        part.chmod(0o666 & ~mask)
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
    target = path.resolve()  # a link stays one
    try:
        mode = target.stat().st_mode
        with replaced(target) as file:
            file.write(data)
        target.chmod(stat.S_IMODE(mode))
    except OSError as error:
        raise OutputError(f"cannot write {path}: {error.strerror or error}") from error


def write_new(contents: Mapping[Path, bytes]) -> None:
    """Write new files, and the folders that they need: all of them, or none if one fails.

    Raises OutputError if one of them exists already or cannot be written.
    """
    for path in contents:
        if os.path.lexists(path):
            raise OutputError(f"{path} already exists\nChoose another name, or move the file away.")
    with ExitStack() as undo:
        for path, data in contents.items():
            try:
                if not path.parent.exists():
                    path.parent.mkdir()
                    undo.callback(path.parent.rmdir)
                with replaced(path) as file:
                    file.write(data)
            except OSError as error:
                raise OutputError(f"cannot write {path}: {error.strerror or error}") from error
            undo.callback(path.unlink)
        undo.pop_all()


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


@cache
def _umask() -> int:
    """Return the process's umask. It can only be read by setting it for a moment."""
    mask = os.umask(0o077)
    os.umask(mask)
    return mask
