"""A connection without progress is closed, and no crowd keeps a phone out."""

from __future__ import annotations

import contextlib
import socket
import sys
import threading
import time
from collections.abc import Callable, Iterator

import pytest

from sivoice.share import connections
from tests.share.shared import SOUND, Shared, everything, request

pytestmark = pytest.mark.real


def test_a_slow_phone_gets_the_whole_file_despite_a_thousand_connections(shared: Shared) -> None:
    slow = shared.wire(request(shared.path, "Connection: close"))
    got = slow.recv(1000)
    crowd = []
    for _ in range(1000):
        one = socket.socket()
        one.setblocking(False)
        with contextlib.suppress(BlockingIOError):
            one.connect(shared.at)
        crowd.append(one)
    other, body = shared.ask()
    assert (other.status, body == SOUND) == (200, True)
    got += everything(slow)
    assert got.partition(b"\r\n\r\n")[2] == SOUND
    assert any(transfer.whole for transfer in shared.transfers)
    for one in crowd:
        one.close()
    assert shared.ask()[0].status == 200


def test_a_connection_without_a_request_is_closed(
    shared: Shared, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(connections, "PATIENCE", 0.3)
    slow = shared.wire(request(shared.path, "Connection: close"))
    for data in (b"", b"GET ", request(shared.path)[:-2]):
        begun = time.monotonic()
        assert everything(shared.wire(data)) == b""
        assert time.monotonic() - begun < 3
    dripping = shared.wire(b"GET / HTTP/1.1\r\n")
    with pytest.raises(OSError, match=r"reset|pipe"):
        for _ in range(100):
            time.sleep(0.05)
            dripping.sendall(b"X: y\r\n")
    assert len(everything(slow)) > len(SOUND)  # a slow transfer is not closed


HOSTILE = (
    b"",
    b"GET / HTTP/1.1\r\nHost: x\r\nX: ",
    500 * request("/"),
    b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 999999999\r\n\r\n" + bytes(100_000),
    b"GET / HTTP/1.1\r\nHost: x\r\nX: " + b"x" * 100_000,
)
"""What is sent over a connection before nothing more is sent or read."""
linux = pytest.mark.skipif(
    sys.platform != "linux", reason="only Linux has the whole of 127.0.0.0/8"
)
Crowd = Callable[..., list[socket.socket]]
ADDRESSES = [f"127.0.0.{number}" for number in range(2, 102)]


@pytest.fixture
def crowd(shared: Shared) -> Iterator[Crowd]:
    """Opens connections from some addresses in turn that send something and never read."""
    opened: list[socket.socket] = []

    def crowd(count: int, data: bytes, addresses: list[str]) -> list[socket.socket]:
        begun = len(opened)
        for number in range(count):
            one = socket.socket()
            opened.append(one)
            one.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
            one.bind((addresses[number % len(addresses)], 0))
            one.settimeout(2)
            with contextlib.suppress(ConnectionResetError, BrokenPipeError, TimeoutError):
                one.connect(shared.at)
                one.sendall(data)
        return opened[begun:]

    yield crowd
    for one in opened:
        one.close()


def is_open(wire: socket.socket) -> bool:
    """Whether the other side has not closed a connection on which nothing has been read."""
    wire.setblocking(False)
    try:
        wire.send(b"G")
        time.sleep(0.01)
        wire.send(b"E")
    except BlockingIOError:
        return True
    except OSError:
        return False
    return True


def seconds_until_a_phone_has_the_sound(shared: Shared) -> float:
    """Ask for the sound, again and again if the connection is closed, as a person would."""
    begun = time.monotonic()
    while time.monotonic() - begun < 10:
        with contextlib.suppress(OSError):
            if shared.ask()[1] == SOUND:
                return time.monotonic() - begun
        time.sleep(0.05)
    pytest.fail("the phone is kept out")


@linux
@pytest.mark.parametrize(
    "addresses",
    [["127.0.0.1"], ["127.0.0.2"], ADDRESSES[:10], ADDRESSES],
    ids=["the phone's own address", "another address", "ten addresses", "a hundred addresses"],
)
def test_a_crowd_that_requests_much_and_never_reads_does_not_keep_a_phone_out(
    shared: Shared, crowd: Crowd, monkeypatch: pytest.MonkeyPatch, addresses: list[str]
) -> None:
    monkeypatch.setattr(connections, "GIVES_WAY", 0.5)
    crowd(130, 50 * request(shared.path), addresses)
    assert seconds_until_a_phone_has_the_sound(shared) < 3


@linux
def test_an_address_can_have_a_limited_number_of_connections(shared: Shared, crowd: Crowd) -> None:
    """Even if something is sent over all of them; other addresses are not affected."""
    others = crowd(3, request(shared.path), ["127.0.0.3"])
    many = crowd(40, request(shared.path), ["127.0.0.2"])
    time.sleep(0.2)
    assert sum(map(is_open, many)) == connections.ADDRESS_LIMIT
    assert all(map(is_open, others))
    assert shared.ask()[1] == SOUND


@pytest.mark.parametrize("asked", ["bytes=0-", "bytes=0-300000"])
def test_a_response_without_progress_is_closed_even_if_its_end_is_already_in_a_buffer(
    shared: Shared, crowd: Crowd, monkeypatch: pytest.MonkeyPatch, asked: str
) -> None:
    monkeypatch.setattr(connections, "PATIENCE", 0.2)
    monkeypatch.setattr(connections, "STALL", 1.0)
    (stalled,) = crowd(1, request(shared.path, f"Range: {asked}"), ["127.0.0.1"])
    slow = shared.wire(request(shared.path, "Connection: close"))
    got = b""
    begun = time.monotonic()
    while time.monotonic() - begun < 3:  # a slow phone is served for as long as it takes
        got += slow.recv(100_000)
        time.sleep(0.1)
    assert (got + everything(slow)).endswith(SOUND)
    assert not is_open(stalled)


@linux
def test_a_phone_gets_everything_in_time_beside_a_thousand_hostile_connections(
    shared: Shared, crowd: Crowd, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Silent, slow, pipelining and huge ones, from fifty addresses, while a slow phone reads on."""
    monkeypatch.setattr(connections, "GIVES_WAY", 0.5)
    hostile = (*HOSTILE, 50 * request(shared.path))
    slow = shared.wire(request(shared.path, "Connection: close"))
    got = bytearray()

    def read_slowly() -> None:
        while data := slow.recv(40_000):
            got.extend(data)
            time.sleep(0.05)

    reader = threading.Thread(target=read_slowly)
    reader.start()
    begun = time.monotonic()
    for number in range(1000):
        crowd(1, hostile[number % len(hostile)], [ADDRESSES[number % 50]])
    took = time.monotonic() - begun
    until = seconds_until_a_phone_has_the_sound(shared)
    reader.join(30)
    print(f"1000 hostile connections in {took:.1f} s; the sound within {until:.2f} s")
    assert until < 3
    assert got.partition(b"\r\n\r\n")[2] == SOUND
