"""Hidden folders for temporary files, which a later run removes if this one is killed."""

from __future__ import annotations

import errno
import os
import re
import shutil
import stat
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from functools import partial
from pathlib import Path

from sivoice.interrupts import on_end
from sivoice.signals import deferred_signals

NOTE = "note.json"
"""A file in a hidden folder that must be read before the folder is removed."""
_PREFIX, _SUFFIX = ".sivoice-", ".part"
_NAME = re.compile(r"\.sivoice-[a-z0-9_]{8}\.part")
_REMOVALS = 3
"""How often removing a folder is tried: another thread can still be adding files to it."""
_DAY = 24 * 60 * 60
"""Seconds after which a folder is taken for abandoned if the file system does not support locks."""


class Hidden:
    """A hidden folder that only this user can read, locked while this process uses it."""

    def __init__(self, parent: Path) -> None:
        """Make one in `parent`, and remove those of killed processes. Raises OSError."""
        for folder in abandoned(parent):
            if not (folder / NOTE).exists():
                shutil.rmtree(folder, ignore_errors=True)
        while True:
            self.path = Path(tempfile.mkdtemp(prefix=_PREFIX, suffix=_SUFFIX, dir=parent))
            self._forget = on_end(partial(_remove, self.path))
            self._lock: int | None = None
            try:
                self._lock = _lock(self.path)
            except (FileNotFoundError, BlockingIOError):
                self._forget()
                continue  # another process removed it before it was locked
            except OSError:
                return  # no locks on this file system
            if self.path.exists():
                return
            self.release()

    def remove(self) -> None:
        """Remove the folder with everything in it."""
        _remove(self.path)
        self.release()

    def release(self) -> None:
        """Leave the folder to a later run."""
        self._forget()
        if self._lock is not None:
            os.close(self._lock)


@contextmanager
def hidden_folder(parent: Path | None = None) -> Iterator[Path]:
    """Make a hidden folder, and remove it at the end. Raises OSError.

    Without `parent`, it is made in the system's folder for temporary files.
    """
    with deferred_signals():
        hidden = Hidden(parent or Path(tempfile.gettempdir()))
    try:
        yield hidden.path
    finally:
        with deferred_signals():
            hidden.remove()


def _remove(folder: Path) -> None:
    with suppress(OSError):
        (folder / NOTE).unlink(missing_ok=True)  # first, as it describes the other files
    for _ in range(_REMOVALS):
        shutil.rmtree(folder, ignore_errors=True)
        if not folder.exists():
            return


def abandoned(parent: Path) -> Iterator[Path]:
    """Yield the hidden folders of killed processes in `parent`, each locked until the next."""
    try:
        with os.scandir(parent) as entries:
            folders = [Path(entry.path) for entry in entries if _NAME.fullmatch(entry.name)]
    except OSError:
        return
    for folder in folders:
        try:
            status = folder.lstat()
            if not stat.S_ISDIR(status.st_mode) or not _is_own(status):
                continue
            lock = _lock(folder)
        except (FileNotFoundError, BlockingIOError):
            continue
        except OSError:
            if status.st_mtime < time.time() - _DAY:
                yield folder
            continue
        try:
            yield folder
        finally:
            os.close(lock)


if sys.platform == "win32":

    def _is_own(_status: os.stat_result) -> bool:
        return True

    def _lock(folder: Path) -> int:
        raise OSError(errno.ENOTSUP, "folders cannot be locked", str(folder))

else:

    def _is_own(status: os.stat_result) -> bool:
        return status.st_uid == os.getuid()

    def _lock(folder: Path) -> int:
        """Lock a folder until the returned descriptor is closed or the process ends.

        Raises BlockingIOError if another process has locked it, and OSError.
        """
        import fcntl

        lock = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW)
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BaseException:
            os.close(lock)
            raise
        return lock
