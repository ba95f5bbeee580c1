"""Keys are read as a terminal sends them."""

from __future__ import annotations

import os
import sys
import time

import pytest

from sivoice.player.keys import KEYS, Control, Keys, keyboard, split

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such terminals")


def test_an_escape_sequence_is_one_key() -> None:
    assert list(split("n\x1b[C \x1bOD\x1b")) == ["n", "\x1b[C", " ", "\x1bOD", "\x1b"]


def test_keys_are_read_one_by_one_and_the_terminal_is_restored(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    import pty
    import termios

    master, slave = pty.openpty()
    before = termios.tcgetattr(slave)
    with os.fdopen(slave) as stdin:
        monkeypatch.setattr(sys, "stdin", stdin)
        with keyboard() as keys:
            os.write(master, b"N \x1b[D?x+=q")
            pressed: list[Control] = []
            deadline = time.monotonic() + 5
            while len(pressed) < 7 and time.monotonic() < deadline:
                pressed += keys.wait(0.1)
            assert pressed == [
                Control.NEXT,
                Control.TOGGLE,
                Control.PREVIOUS,
                Control.HELP,
                Control.LONGER,
                Control.LONGER,
                Control.QUIT,
            ]
            assert keys.wait(0.0) == []
        assert termios.tcgetattr(slave) == before
        with pytest.raises(KeyError), keyboard():
            raise KeyError
        assert termios.tcgetattr(slave) == before
    os.close(master)


def test_a_closed_input_is_not_an_error(monkeypatch: pytest.MonkeyPatch) -> None:
    for stdin in (None, open(os.devnull)):  # noqa: SIM115, PTH123
        monkeypatch.setattr(sys, "stdin", stdin)
        with keyboard() as keys:
            assert keys.wait(0.001) == []


def test_an_input_that_ends_sends_no_keys() -> None:
    reading, writing = os.pipe()
    os.close(writing)
    keys = Keys(reading, settings=[])
    assert keys.wait(0.01) == []
    assert keys.wait(0.01) == []
    keys.return_terminal()  # a terminal that is gone is left alone
    keys.take_terminal()
    os.close(reading)


def test_every_control_has_a_key() -> None:
    assert set(KEYS.values()) == set(Control)
