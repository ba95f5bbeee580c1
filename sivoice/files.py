"""Files that appear under their name complete or not at all."""

from __future__ import annotations

import os
import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import BinaryIO, cast

_READING = threading.Lock()


@contextmanager
def replaced(path: Path, *, lasting: bool = True) -> Iterator[BinaryIO]:
    """A file to write, read and seek, which takes `path`'s place when the block ends well and vanishes otherwise.

    One that need not outlive a power cut is written without waiting for the disk. Raises OSError.
    """
    # No plain NamedTemporaryFile: its file is readable by its owner alone, and stays so after the renaming.
    handle, name = tempfile.mkstemp(prefix=f".{path.name}.", suffix=".part", dir=path.parent)
    part = Path(name)
    try:
        with os.fdopen(handle, "w+b") as file:
            yield cast(BinaryIO, file)
            file.flush()
            if lasting:
                os.fsync(file.fileno())
        with _READING:
            mask = _umask()
        part.chmod(0o666 & ~mask)
        part.replace(path)
    except BaseException:
        part.unlink(missing_ok=True)
        raise


@cache
def _umask() -> int:
    """What the person's new files are not allowed; it can only be read by setting it, for a moment."""
    mask = os.umask(0o077)
    os.umask(mask)
    return mask
