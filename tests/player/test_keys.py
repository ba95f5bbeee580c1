"""Keys are read as a terminal sends them."""

from __future__ import annotations

import os
import sys
import time

import pytest

from sivoice.player.keys import KEYS, WINDOWS_KEYS, Control, Keys, keyboard, split

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such terminals")


def test_an_escape_sequence_is_one_key() -> None:
    assert list(split("n\x1b[C \x1bOD\x1b")) == ["n", "\x1b[C", " ", "\x1bOD", "\x1b"]
    keys = ["\x1b[6~", "q", "\x1b[1;5C", "\x1b[15~", "\n", "\x1b[<0;3;4M", "r", "\x1b["]
    assert list(split("".join(keys))) == [*keys[:-1], "\x1b", "["]


@pytest.mark.parametrize(
    ("sent", "control"),
    [
        (b"\r", Control.TOGGLE),
        (b"\n", Control.TOGGLE),
        (b"\x1b[6~", Control.NEXT),
        (b"\x1b[B", Control.NEXT),
        (b"\x1bOB", Control.NEXT),
        (b"\x1b[5~", Control.PREVIOUS),
        (b"\x1b[A", Control.PREVIOUS),
        (b"\x1bOA", Control.PREVIOUS),
    ],
)
def test_presenters_and_pedals_work(sent: bytes, control: Control) -> None:
    reading, writing = os.pipe()
    os.write(writing, sent)
    assert Keys(reading).wait(0.1) == [control]
    os.close(writing)
    os.close(reading)


@pytest.mark.parametrize(
    ("code", "control"),
    [*((code, Control.NEXT) for code in "MPQ"), *((code, Control.PREVIOUS) for code in "KHI")],
)
def test_windows_sends_the_same_keys_by_codes_of_its_own(code: str, control: Control) -> None:
    assert KEYS[WINDOWS_KEYS[code]] is control


def test_enter_is_read_in_a_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    import pty

    master, slave = pty.openpty()
    with os.fdopen(slave) as stdin:
        monkeypatch.setattr(sys, "stdin", stdin)
        with keyboard() as keys:
            os.write(master, b"\r")
            assert keys.wait(1) == [Control.TOGGLE]
    os.close(master)


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
