"""The output simpleaudio, with a worker process that finds another simpleaudio."""

from __future__ import annotations

import time
from array import array
from collections.abc import Callable, Iterator
from pathlib import Path
from types import SimpleNamespace

import pytest

from sivoice.errors import DeviceError
from sivoice.player import simpleaudio
from sivoice.player.bounded import NotAnsweringError
from sivoice.player.simpleaudio import SimpleaudioOutput

BLOCK = 4410
FAKE = """
import pathlib, time

class Playing:
    def wait_done(self): {opening}
    def stop(self): pass

def play_buffer(pcm, channels, width, rate):
    assert (channels, width, rate) == (1, 2, 44100)
    if any(pcm):
        with pathlib.Path(__file__).with_name("played").open("ab") as file:
            file.write(pcm)
        {playing}
    return Playing()
"""


def silence(count: int) -> bytes:
    return bytes(2 * count)


def pull_from(samples: list[int]) -> Callable[[int], bytes]:
    """What pulls these samples, and silence after them."""
    left = array("h", samples)

    def pull(count: int) -> bytes:
        nonlocal left
        now, left = left[:count], left[count:]
        return now.tobytes().ljust(2 * count, b"\0")

    return pull


def until(condition: Callable[[], bool]) -> None:
    limit = time.monotonic() + 10
    while not condition():
        assert time.monotonic() < limit
        time.sleep(0.01)


@pytest.fixture
def output() -> Iterator[SimpleaudioOutput]:
    one = SimpleaudioOutput()
    yield one
    one.close()


@pytest.fixture
def install(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., Path]:
    """What writes the simpleaudio that the worker finds, and returns where it plays to."""

    def write(opening: str = "pass", playing: str = "pass") -> Path:
        text = FAKE.format(opening=opening, playing=playing)
        (tmp_path / "simpleaudio.py").write_text(text)
        return tmp_path / "played"

    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    monkeypatch.setattr(simpleaudio, "OPEN_LIMIT", 10)
    return write


def test_it_is_an_extra(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, output: SimpleaudioOutput
) -> None:
    (tmp_path / "simpleaudio.py").write_text("raise ImportError")
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    monkeypatch.setattr(simpleaudio, "OPEN_LIMIT", 10)
    with pytest.raises(DeviceError, match="simpleaudio is not installed"):
        output.open(silence)


def test_a_device_that_cannot_be_opened(
    install: Callable[..., Path], output: SimpleaudioOutput
) -> None:
    install(opening="raise OSError")
    with pytest.raises(DeviceError, match="no sound device"):
        output.open(silence)


def test_closing_one_that_is_not_open_does_nothing() -> None:
    SimpleaudioOutput().close()


def test_each_sound_is_one_buffer(install: Callable[..., Path], output: SimpleaudioOutput) -> None:
    """Two and a half blocks of sound become a single buffer that ends in silence."""
    played = install()
    output.open(pull_from([0] * BLOCK + [9] * (2 * BLOCK + BLOCK // 2) + [0] * 100 * BLOCK))
    until(lambda: played.exists() and played.stat().st_size > 0)
    time.sleep(0.3)
    heard = array("h", played.read_bytes())
    assert sum(heard) == 9 * (2 * BLOCK + BLOCK // 2)
    assert not any(heard[-BLOCK:])
    assert len(heard) == 4 * BLOCK
    assert output.silent_for() == 0


def test_a_server_that_hangs_from_the_beginning(
    install: Callable[..., Path], monkeypatch: pytest.MonkeyPatch, output: SimpleaudioOutput
) -> None:
    install(opening="time.sleep(0.5)")
    monkeypatch.setattr(simpleaudio, "OPEN_LIMIT", 0.1)
    with pytest.raises(NotAnsweringError):
        output.open(silence)
    monkeypatch.setattr(simpleaudio, "OPEN_LIMIT", 10)
    output.open(silence)


def test_a_server_that_hangs_is_noticed_and_left(
    install: Callable[..., Path], output: SimpleaudioOutput
) -> None:
    played = install(playing="time.sleep(3600)")
    pulls: list[int] = []
    pull = pull_from([9] * 3 * BLOCK + [0] * 100 * BLOCK)

    def counted(count: int) -> bytes:
        pulls.append(count)
        return pull(count)

    output.open(counted)
    until(lambda: played.exists() and output.silent_for() > 0.1)
    assert output.buffered == 4 * BLOCK == sum(pulls)
    begun = time.monotonic()
    output.close()
    assert time.monotonic() - begun < 0.5
    assert output.silent_for() == 0


def test_a_worker_that_dies_is_noticed(
    install: Callable[..., Path], output: SimpleaudioOutput
) -> None:
    install(playing="raise OSError")
    output.open(pull_from([9] * BLOCK))
    until(lambda: output.silent_for() > 0.3)


def test_it_does_not_catch_up_on_the_time_in_which_the_process_was_suspended(
    install: Callable[..., Path], monkeypatch: pytest.MonkeyPatch, output: SimpleaudioOutput
) -> None:
    install()
    pulls: list[int] = []
    slept = 0.0

    def pull(count: int) -> bytes:
        nonlocal slept
        pulls.append(count)
        if len(pulls) == 3:
            slept = 60.0
        return bytes(2 * count)

    clock = SimpleNamespace(monotonic=lambda: time.monotonic() + slept)
    monkeypatch.setattr(simpleaudio, "time", clock)
    output.open(pull)
    time.sleep(0.7)
    assert 3 < len(pulls) < 20
