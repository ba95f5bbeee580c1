"""A page and a sound that are shared on the loopback, and requests for them."""

from __future__ import annotations

import contextlib
import socket
import threading
import time
from collections.abc import Callable
from http.client import HTTPConnection, HTTPResponse
from pathlib import Path
from typing import Self

from sivoice.share.addresses import listen
from sivoice.share.server import SharedFile, Transfer, new_token, serve
from sivoice.share.watch import Over, Watch
from sivoice.units import MINUTE

SOUND = bytes(range(256)) * 16_000
"""4 MB, more than the buffers of the system hold."""
PAGE = "<h1>Übung</h1>".encode()


class Shared:
    """A page and a sound, being shared."""

    def __init__(self, folder: Path) -> None:
        self.sound, page = folder / "a b.mp3", folder / "page.html"
        self.sound.write_bytes(SOUND)
        page.write_bytes(PAGE)
        self.files = {
            "": SharedFile(page, "text/html; charset=utf-8"),
            self.sound.name: SharedFile(self.sound, "audio/mpeg"),
        }
        self.transfers: list[Transfer] = []
        self.token = new_token()
        self.sock = listen("127.0.0.1", [])
        self.at: tuple[str, int] = self.sock.getsockname()
        self.home, self.path = f"/{self.token}/", f"/{self.token}/a%20b.mp3"
        self.over: Over | None = None
        self._end = False
        self._thread = threading.Thread(target=self._serve, daemon=True)

    def _serve(self) -> None:
        watch = Watch(30 * MINUTE, time.monotonic())
        watch.over = lambda now: Over.TIME if self._end else None  # type: ignore[method-assign]
        self.over = serve(self.sock, self.files, self.token, watch, self.transfers.append)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._end = True
        self._thread.join(timeout=5)
        self.sock.close()
        assert not self._thread.is_alive()

    def ask(
        self, method: str = "GET", path: str | None = None, **headers: str
    ) -> tuple[HTTPResponse, bytes]:
        """Send one request over a new connection."""
        connection = HTTPConnection(*self.at, timeout=5)
        connection.request(method, self.path if path is None else path, headers=headers)
        response = connection.getresponse()
        body = response.read()
        connection.close()
        return response, body

    def range(self, value: str, **headers: str) -> tuple[int, bytes]:
        response, body = self.ask(Range=value, **headers)
        return response.status, body

    def wire(self, data: bytes, address: str = "127.0.0.1") -> socket.socket:
        """A raw connection from an address, over which some bytes were sent."""
        wire = socket.create_connection(self.at, timeout=5, source_address=(address, 0))
        wire.sendall(data)
        return wire

    def transfer(self, matches: Callable[[Transfer], bool]) -> Transfer:
        """Wait for a transfer to be reported, which happens after its last byte was sent."""
        deadline = time.monotonic() + 5
        while time.monotonic() < deadline:
            if found := [transfer for transfer in self.transfers if matches(transfer)]:
                return found[-1]
            time.sleep(0.01)
        raise AssertionError(f"not among the transfers: {self.transfers}")


def everything(wire: socket.socket) -> bytes:
    """What is received until the other side closes."""
    data = b""
    with contextlib.suppress(ConnectionResetError), wire:
        while more := wire.recv(1 << 16):
            data += more
    return data


def request(path: str, *headers: str, method: str = "GET") -> bytes:
    return "\r\n".join([f"{method} {path} HTTP/1.1", "Host: x", *headers, "", ""]).encode()
