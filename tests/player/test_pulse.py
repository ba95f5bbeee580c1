"""A deep queue at the server: taken back upon a control, exactly, and never waited for."""

from __future__ import annotations

import threading
import time
from array import array

import pytest

from sivoice.errors import DeviceError
from sivoice.player import pulse
from sivoice.player.bounded import NotAnsweringError
from sivoice.player.libpulse import State
from sivoice.player.pulse import MARGIN, QUEUE, PulseOutput
from sivoice.units import SAMPLE_RATE
from tests.player.listener import SOFT, Listener, onsets, said, transport

DEPTH = round(QUEUE * SAMPLE_RATE)


class Server:
    """Stands for PulseAudio: a queue of samples, played by hand."""

    def __init__(self) -> None:
        self.state_now = State.READY
        self.answers = True
        self.sound = array("h")
        """All that was written, without what was replaced."""
        self.is_played: int = 0
        self.closed = 0

    def __call__(self, sink: str | None, *, queue: float, request: float) -> Server:
        return self

    def state(self) -> State:
        return self.state_now

    def writable(self) -> int:
        return DEPTH - (len(self.sound) - self.is_played)

    def write(self, pcm: bytes, at: int | None = None) -> None:
        if at is not None:
            assert len(self.sound) - at == len(pcm) // 2  # nothing stale is left behind
            del self.sound[at:]
        self.sound.frombytes(pcm)

    def played(self, limit: float) -> int | None:
        return self.is_played if self.answers else None

    def close(self) -> None:
        self.closed += 1

    def play(self, seconds: float) -> array[int]:
        """Play as much, and wait until it was written."""
        before = self.is_played
        self.is_played += round(seconds * SAMPLE_RATE)
        deadline = time.monotonic() + 10
        while self.writable():
            assert time.monotonic() < deadline
            time.sleep(0.001)
        return self.sound[before : self.is_played]


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch) -> Server:
    one = Server()
    monkeypatch.setattr(pulse, "PulseStream", one)
    monkeypatch.setattr(pulse, "_FEED", 0.001)
    monkeypatch.setattr(pulse, "_OPEN_LIMIT", 0.01)
    return one


@pytest.fixture
def player(server: Server) -> Listener:
    """A session on the output, with half a second queued."""
    one = Listener(transport())
    output = PulseOutput()
    one.transport.queue = output
    while one.transport.prepare_next():
        pass
    output.open(one.transport.pull)
    server.play(0.1)
    return one


def until(server: Server, value: int) -> None:
    """Play until a clip has been heard for a moment."""
    for _ in range(1000):
        if value in server.play(0.1):
            return
    pytest.fail(f"{value} is never heard")


def test_a_pause_is_heard_at_once_and_loses_nothing(server: Server, player: Listener) -> None:
    plain = Listener(transport())
    plain.listen(20)
    until(server, said("Next calf"))
    at = server.is_played
    player.transport.pause()
    quiet = at + round(MARGIN * SAMPLE_RATE) + 300
    paused = server.play(2)
    assert not any(server.sound[quiet : server.is_played])
    assert any(paused[: quiet - at - 300])
    heard = quiet - 300  # up to where the fade begins
    assert server.sound[:heard] == plain.heard[:heard]
    player.transport.resume()
    server.play(3)
    again = onsets(server.sound, said("Next calf"), server.is_played - 3 * SAMPLE_RATE - 10)
    assert again, "the cue that was cut is said again"


def test_a_skip_is_heard_at_once(server: Server, player: Listener) -> None:
    until(server, said("Set up calf"))
    at = server.is_played
    player.transport.next_stretch()
    while player.transport.prepare_next():
        pass
    server.play(1)
    (onset, *_) = onsets(server.sound, SOFT, at)
    assert onset - at <= (MARGIN + 0.01) * SAMPLE_RATE


def test_a_step_that_was_waited_for_is_heard_at_once(server: Server) -> None:
    slow = transport()
    slow.queue = output = PulseOutput()
    output.open(slow.pull)
    server.play(3)
    slow.prepare_next()  # the chapter's beginning, which lasts no time
    slow.prepare_next()
    server.play(1)
    (onset,) = onsets(server.sound, said("Welcome to all"))
    assert onset == 3 * SAMPLE_RATE + round(MARGIN * SAMPLE_RATE)


def test_what_is_shown_is_what_is_heard(server: Server, player: Listener) -> None:
    until(server, said("Next calf"))
    server.play(0.2)
    shown, pulled = player.transport.now(), player.transport._tape.at
    started = onsets(server.sound, said("Next calf"))[0]
    heard = server.is_played - started
    assert shown.words == "Next calf"
    assert abs(shown.into - heard) < 0.1 * SAMPLE_RATE
    assert pulled - server.is_played == DEPTH


def test_a_fade_out_survives_a_second_control_at_the_same_moment(
    server: Server, player: Listener
) -> None:
    until(server, said("Set up calf"))
    at = server.is_played + round(MARGIN * SAMPLE_RATE)
    player.transport.next_stretch()  # its step is not prepared yet, so it is taken back again
    while player.transport.prepare_next():
        pass
    faded = server.sound[at : at + 280]
    assert faded[0] > faded[100] > faded[200] > 0


def test_a_server_that_does_not_answer_delays_a_control_only_for_a_moment(
    server: Server, player: Listener
) -> None:
    server.answers = False
    player.transport.pause()
    assert not player.transport.now().playing
    assert len(server.sound) - server.is_played == DEPTH  # nothing was taken back


def test_opening_goes_on_after_the_server_did_not_answer(server: Server) -> None:
    output = PulseOutput()
    server.state_now = State.CONNECTING
    for _ in range(2):
        with pytest.raises(NotAnsweringError, match="does not answer"):
            output.open(bytes)
    server.state_now = State.READY
    assert output.buffered == 0  # nothing to go back for if it fails again
    output.open(lambda count: bytes(2 * count))
    server.play(0.1)
    assert output.silent_for() < 1
    assert output.buffered > DEPTH
    output.close()
    assert server.closed == 1
    assert output.queued() == 0


def test_a_server_that_refuses_is_an_error(server: Server) -> None:
    server.state_now = State.FAILED
    with pytest.raises(DeviceError, match="no sound device"):
        PulseOutput().open(bytes)
    assert server.closed == 1


def test_a_computer_without_libpulse_is_an_error(monkeypatch: pytest.MonkeyPatch) -> None:
    def missing(*_: object, **__: object) -> None:
        raise OSError("libpulse.so.0: cannot open shared object file")

    monkeypatch.setattr(pulse, "PulseStream", missing)
    with pytest.raises(DeviceError, match="no sound device"):
        PulseOutput().open(bytes)


@pytest.mark.usefixtures("server")
def test_a_device_is_looked_for_without_waiting() -> None:
    found = threading.Event()

    def sink() -> str:
        found.wait(10)
        return "speaker"

    output = PulseOutput(sink)
    with pytest.raises(NotAnsweringError):
        output.open(bytes)
    found.set()
    deadline = time.monotonic() + 10
    while True:
        try:
            output.open(lambda count: bytes(2 * count))
            break
        except NotAnsweringError:
            assert time.monotonic() < deadline
    output.close()
