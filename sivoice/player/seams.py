"""The fades where a control cuts the sound off, and where it begins again in the middle.

Places are counted in samples pulled. A queue that is taken back can hold a fade, which then has to
be heard again.
"""

from __future__ import annotations

from sivoice.sound.ramps import fade_in, fade_out
from sivoice.units import Samples


class Seams:
    """The last fade-out and the last fade-in."""

    def __init__(self) -> None:
        self._tail = b""
        """The sound after the last cut, fading out."""
        self._cut_at: Samples = 0
        self._is_due = False
        """Whether the next sound fades in."""
        self._faded_in_at: Samples = -1

    def cut(self, sound: bytes, at: Samples) -> None:
        """Fade out the sound that would have followed."""
        self._tail, self._cut_at = fade_out(sound), at

    @property
    def is_cut(self) -> bool:
        """Whether there was a cut that was not taken back or mended without a gap."""
        return bool(self._tail)

    def tail(self, at: Samples) -> bytes:
        """Return what is left to hear of the last fade-out."""
        return self._tail[2 * max(0, at - self._cut_at) :]

    def mend(self, at: Samples) -> None:
        """Go on after a cut: without a gap if its fade-out was not pulled, otherwise faded in."""
        is_whole = bool(self._tail) and at == self._cut_at
        self._is_due = not is_whole
        if is_whole:
            self._tail = b""

    def fade_in_next(self, *, due: bool) -> None:
        """Decide whether the next sound fades in."""
        self._is_due = due

    def faded_in(self, sound: bytes, at: Samples) -> bytes:
        """Return the next sound, faded in if that is due."""
        if not self._is_due:
            return sound
        self._is_due, self._faded_in_at = False, at
        return fade_in(sound)

    def take_back(self, at: Samples) -> None:
        """Go back to a place: a fade that was not heard is due again."""
        self._is_due = self._is_due or at <= self._faded_in_at
        if at < self._cut_at:
            self._tail = b""
