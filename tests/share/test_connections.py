"""A connection that asks for nothing is closed, and no crowd keeps a phone out."""

from __future__ import annotations

import contextlib
import socket
import time

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
