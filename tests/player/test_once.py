"""A single sound is played to its end, and the device is closed."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from sivoice.player import once


def test_a_sound_is_played_to_its_end(monkeypatch: pytest.MonkeyPatch) -> None:
    heard: list[bytes] = []

    class Output:
        def open(self, pull: Callable[[int], bytes]) -> None:
            heard.extend([pull(3), pull(3)])

        def close(self) -> None:
            heard.append(b"closed")

    monkeypatch.setattr("sivoice.player.outputs.SystemOutput", Output)
    monkeypatch.setattr("time.sleep", lambda seconds: None)
    once.play(b"abcdefgh")
    assert heard == [b"abcdef", b"gh\0\0\0\0", b"closed"]
