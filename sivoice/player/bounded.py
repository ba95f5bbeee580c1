"""Calls into the sound system that may never return, with a time limit."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Generic, TypeVar

from sivoice.errors import DeviceError

T = TypeVar("T")


class NotAnsweringError(DeviceError):
    """The sound system has not answered yet."""


def not_answering() -> NotAnsweringError:
    """Make the error for a sound system that hangs."""
    return NotAnsweringError(
        "the sound system does not answer\n"
        "Restart the sound server or the computer, or make a file with: sivoice export"
    )


class BoundedCall(Generic[T]):
    """A call in a daemon thread, which goes on if its result is no longer waited for."""

    def __init__(self, call: Callable[[], T]) -> None:
        """Start the call."""
        self._call = call
        self._results: list[T] = []
        self._errors: list[Exception] = []
        self._thread = threading.Thread(target=self._run, daemon=True)
        self._thread.start()

    def result(self, limit: float | None) -> T:
        """Return what the call returns, or raise its error.

        Raises NotAnsweringError if that takes longer than `limit` seconds; None is no limit.
        """
        self._thread.join(limit)
        if self._errors:
            raise self._errors[0]
        if not self._results:
            raise not_answering()
        return self._results[0]

    def _run(self) -> None:
        try:
            self._results.append(self._call())
        except Exception as error:  # noqa: BLE001 - raised by `result`
            self._errors.append(error)
