"""What was pulled in the last seconds: where in the session the sound was some samples ago."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from typing import Protocol, TypeAlias

from sivoice.units import SAMPLE_RATE, Samples

Pull: TypeAlias = Callable[[Samples], bytes]
"""Returns the next samples, 16-bit little-endian, mono."""
KEPT: Samples = 3 * SAMPLE_RATE
"""How far back it is known. No output queues more."""


class Queue(Protocol):
    """The samples that an output has pulled and not yet played."""

    def queued(self) -> Samples:
        """Estimate how many samples were pulled and are not heard yet."""

    def take_back(self) -> AbstractContextManager[Samples]:
        """Drop the queue, so that other samples are heard, and return how many were dropped.

        Nothing is pulled inside the block. At its end the output pulls as many again.
        """


class NoQueue:
    """The queue of an output whose samples cannot be taken back, or of none."""

    def queued(self) -> Samples:
        """Return 0."""
        return 0

    def take_back(self) -> AbstractContextManager[Samples]:
        """Take back nothing."""
        return nullcontext(0)


@dataclass
class _Piece:
    """Samples pulled one after the other."""

    at: Samples
    """The position in the session of the first one."""
    count: Samples
    moves: bool
    """Whether the session went on; if not, it was paused or waited for a step."""
    words: str
    """The last cue that was spoken."""

    def position(self, back: Samples) -> Samples:
        """Return the position `back` samples before the end."""
        return self.at + (self.count - back if self.moves else 0)


class Pulled:
    """The pieces pulled last, up to KEPT samples."""

    def __init__(self) -> None:
        self._pieces: deque[_Piece] = deque()
        self._count: Samples = 0
        self.total: Samples = 0
        """How many samples have been pulled in all and were not taken back."""

    def add(self, at: Samples, count: Samples, words: str, *, moves: bool) -> None:
        """Note samples that were just pulled, from position `at`."""
        if count == 0:
            return
        last = self._pieces[-1] if self._pieces else None
        if last and (last.moves, last.words, last.position(0)) == (moves, words, at):
            last.count += count
        else:
            self._pieces.append(_Piece(at, count, moves, words))
        self._count += count
        self.total += count
        while self._count - self._pieces[0].count > KEPT:
            self._count -= self._pieces.popleft().count

    def clear(self) -> None:
        """Forget everything, because the sound has jumped."""
        self._pieces.clear()
        self._count = 0

    def before(self, back: Samples) -> tuple[Samples, str] | None:
        """Return the position and the last words `back` samples ago; None if nothing is known."""
        for piece in reversed(self._pieces):
            if back <= piece.count:
                return piece.position(back), piece.words
            back -= piece.count
        return (self._pieces[0].at, self._pieces[0].words) if self._pieces else None

    def take_back(self, back: Samples) -> None:
        """Forget the last `back` samples, which will not be played."""
        self.total -= back
        while back and self._pieces:
            last = self._pieces[-1]
            taken = min(back, last.count)
            last.count -= taken
            back -= taken
            self._count -= taken
            if last.count == 0:
                self._pieces.pop()
