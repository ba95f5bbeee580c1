"""Files that appear together: all of them whole, or none.

New files are written to a hidden folder beside their targets, under their final names, and renamed
once all of them are complete. If a rename fails, the earlier ones are undone.
"""

from __future__ import annotations

import errno
import json
import os
import shutil
import stat
import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path
from typing import BinaryIO, Self, cast

from msgspec import Struct

from sivoice.errors import OutputError
from sivoice.hidden import NOTE, Hidden, abandoned, hidden_folder
from sivoice.interrupts import on_end
from sivoice.signals import deferred_signals

_NAMES_SHOWN = 3
_CANNOT_SYNC = {errno.EINVAL, errno.ENOTSUP, errno.ENOSYS, errno.EACCES, errno.EBADF}
"""Errors on file systems that cannot flush a folder to disk."""


class _File(Struct):
    """A file to be put in place, or to be removed."""

    path: Path
    new: Path | None
    """The new file in the hidden folder; None to remove the file."""
    check: Callable[[], None]
    state: tuple[int, ...] | None = None
    """Identifies the file that is there already; None if there is none."""
    old: Path | None = None
    """A second link to that file, to put it back."""


class Staging:
    """A set of files that appear together at the end of the `with` block, if it succeeds.

    Files and their folders are flushed to disk. Its methods and the end of the block raise OSError.
    """

    def __init__(self) -> None:
        self.at = Path()
        """The path that an error concerns."""
        self.is_half_done = False
        """Whether some files may be new and some old, because undoing a failure failed too."""
        self._files: list[_File] = []
        self._hidden: dict[Path, Hidden] = {}
        """The hidden folder in each folder."""
        self._made: list[Path] = []
        """Folders made for the files."""
        self._forget: list[Callable[[], None]] = []
        """Calls that leave these folders where they are if a signal ends the process."""
        self._is_done = False

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: object, _error: object, _traceback: object) -> None:
        try:
            if kind is None:
                self._prepare()
                with deferred_signals():
                    self._commit()
        finally:
            with deferred_signals():
                self._clean_up()

    @contextmanager
    def file(self, path: Path, check: Callable[[], None] = lambda: None) -> Iterator[BinaryIO]:
        """Open a new file that will appear at `path`, with the mode of the file it replaces.

        `check` is called before that, and raises an error if `path` must not be replaced.
        """
        self.at = path
        new = self._hidden_in(path.parent) / path.name
        self._files.append(_File(path, new, check))
        with new.open("x+b") as file:
            yield cast(BinaryIO, file)
            self.at = path
            file.flush()
            os.fsync(file.fileno())

    def remove(self, path: Path) -> None:
        """Remove a file when the others appear."""
        self._files.append(_File(path, None, lambda: None))

    def folder(self, path: Path) -> None:
        """Make a folder if there is none. It is removed again if the files do not appear."""
        self.at = path
        if not path.exists():
            with deferred_signals():
                path.mkdir()
                self._made.append(path)
                self._forget.append(on_end(path.rmdir))

    def _hidden_in(self, folder: Path) -> Path:
        if folder not in self._hidden:
            with deferred_signals():
                self._hidden[folder] = Hidden(folder)
        return self._hidden[folder].path

    def _prepare(self) -> None:
        """Check all targets again, and do whatever can fail before the first rename."""
        for number, file in enumerate(self._files):
            self.at = file.path
            file.state = _state(file.path)
            file.check()
            if file.state is None:
                continue
            if file.new is not None:
                _copy_mode(file.path, file.new)
            file.old = self._hidden_in(file.path.parent) / f"{number}.old"
            _link_or_copy(file.path, file.old)
        new = [(file.new, file.path) for file in self._files if file.new is not None]
        if len(new) > 1:
            self._note(new)

    def _note(self, new: list[tuple[Path, Path]]) -> None:
        """Write down which files belong together, for the next run if this one is killed."""
        folder = self._hidden_in(new[0][1].parent)
        pairs = [[os.path.relpath(path, folder) for path in pair] for pair in new]
        with (folder / NOTE).open("xb") as note:
            note.write(json.dumps(pairs).encode())
            note.flush()
            os.fsync(note.fileno())

    def _commit(self) -> None:
        """Rename all files into place, and undo that if one fails."""
        with ExitStack() as undo:
            for file in self._files:
                self.at = file.path
                if _state(file.path) != file.state:
                    raise OutputError(
                        f"cannot write {file.path}: another program has just changed it\n"
                        "Look at it, and try again."
                    )
                undo.callback(self._put_back, file)
                if file.new is None:
                    file.path.unlink(missing_ok=True)
                else:
                    file.new.replace(file.path)
            folders = {file.path.parent for file in self._files}
            for folder in sorted(folders | {made.parent for made in self._made}):
                self.at = folder
                _sync(folder)
            undo.pop_all()
        self._is_done = True

    def _put_back(self, file: _File) -> None:
        """Undo a rename, or the removal of a file."""
        if file.new is not None and file.new.exists():
            return  # it has not been renamed
        try:
            if file.old is not None:
                file.old.replace(file.path)
            else:
                file.path.unlink(missing_ok=True)
        except OSError:
            self.is_half_done = len(self._files) > 1

    def _clean_up(self) -> None:
        for hidden in self._hidden.values():
            if self.is_half_done:
                hidden.release()  # the next run reads the note, as if this one had been killed
            else:
                hidden.remove()
        if not self._is_done:
            for folder in reversed(self._made):
                with suppress(OSError):
                    folder.rmdir()
        for forget in self._forget:
            forget()


@contextmanager
def staged() -> Iterator[Staging]:
    """Open a set of files. Raises OutputError, which names the file, if one cannot be written."""
    files = Staging()
    try:
        with files:
            yield files
    except OSError as error:
        message = f"cannot write {files.at}: {error.strerror or error}"
        if files.is_half_done:
            message += (
                "\nNot all files could be put back, so some may be new and some old. Run the same "
                "command to its end, and they match again."
            )
        raise OutputError(message) from error


def probe(path: Path) -> None:
    """Raise OSError if no file of this name can be written in its folder."""
    with hidden_folder(path.parent) as folder:
        (folder / path.name).touch()


def sweep(folder: Path) -> list[str]:
    """Remove what killed runs left in a folder.

    Returns a warning for each set of files that such a run replaced only in part.
    """
    warnings = []
    for hidden in abandoned(folder):
        if warning := _half_replaced(hidden):
            warnings.append(warning)
        shutil.rmtree(hidden, ignore_errors=True)
    return warnings


def _half_replaced(hidden: Path) -> str | None:
    """Return a warning if some files of an abandoned set are in place and some are not."""
    try:
        pairs = json.loads((hidden / NOTE).read_bytes())
        waiting = {Path(path).name: (hidden / new).exists() for new, path in pairs}
    except (OSError, ValueError, TypeError):
        return None
    placed = [name for name, waits in waiting.items() if not waits]
    missing = [name for name, waits in waiting.items() if waits]
    if not placed or not missing:
        return None
    return (
        "sivoice was stopped while it replaced files that belong together: "
        f"{_shown(placed, 'new')}, but {_shown(missing, 'not')}\n"
        "Run the same command to its end, and they match again."
    )


def _shown(names: list[str], what: str) -> str:
    """List names, but not too many of them: `a.mp3 is new`, `a.mp3, b.mp3 and 7 more are new`."""
    more = len(names) - _NAMES_SHOWN
    *most, last = names if more <= 1 else [*names[:_NAMES_SHOWN], f"{more} more"]
    return f"{', '.join(most)} and {last} are {what}" if most else f"{last} is {what}"


def _state(path: Path) -> tuple[int, ...] | None:
    """Identify the file at `path` and its content; None if there is none."""
    try:
        status = path.lstat()
    except FileNotFoundError:
        return None
    return status.st_dev, status.st_ino, status.st_size, status.st_mtime_ns


def _copy_mode(source: Path, target: Path) -> None:
    with suppress(FileNotFoundError):  # a link that leads nowhere
        mode = stat.S_IMODE(source.stat().st_mode)
        if mode != stat.S_IMODE(target.stat().st_mode):
            target.chmod(mode)


def _link_or_copy(source: Path, target: Path) -> None:
    """Make a second link to a file, or a copy if the file system has no such links."""
    try:
        os.link(source, target, follow_symlinks=False)
    except (OSError, NotImplementedError):
        shutil.copy2(source, target, follow_symlinks=False)


def _sync(folder: Path) -> None:
    """Flush a folder's entries to disk, if the system can do that."""
    if sys.platform == "win32":
        return
    try:
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
    except OSError as error:
        if error.errno not in _CANNOT_SYNC:
            raise
