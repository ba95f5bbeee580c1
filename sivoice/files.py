"""Atomic file writes: a file appears under its name complete, or not at all."""

from __future__ import annotations

import os
import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import BinaryIO, cast

_UMASK_LOCK = threading.Lock()


@contextmanager
def replaced(path: Path, *, lasting: bool = True) -> Iterator[BinaryIO]:
    """Open a temporary file, and move it to `path` if the block succeeds, or else delete it.

    If `lasting`, it is flushed to disk first, so that it survives a power cut. Raises OSError.
    """
    # NamedTemporaryFile would not do: its file stays readable by the owner only, even once moved.
    handle, name = tempfile.mkstemp(prefix=f".{path.name}.", suffix=".part", dir=path.parent)
    part = Path(name)
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


@cache
def _umask() -> int:
    """Return the process's umask. It can only be read by setting it for a moment."""
    mask = os.umask(0o077)
    os.umask(mask)
    return mask
