"""The server: a few named files under a secret path, read-only, until it is time to end."""

from __future__ import annotations

import asyncio
import logging
import secrets
import socket
import stat
import time
from collections.abc import Awaitable, Callable, Mapping, MutableMapping
from pathlib import Path
from typing import Any, TypeAlias
from urllib.parse import quote

from msgspec import Struct

from sivoice.share.addresses import BACKLOG
from sivoice.share.watch import Over, Watch

_TOKEN_BYTES = 16
"""128 bits cannot be guessed."""
_HEADERS = [
    ("Cache-Control", "no-store"),
    ("Referrer-Policy", "no-referrer"),
    ("X-Content-Type-Options", "nosniff"),
]
_HEADER_LIMIT = 16 * 1024
_SEND_BUFFER = 128 * 1024
"""Bytes that the system holds for a phone: at most so many that count as sent have not arrived."""
_SILENT = logging.CRITICAL + 1
_LOOK_SECONDS = 0.2

_Message: TypeAlias = MutableMapping[str, Any]
_Receive: TypeAlias = Callable[[], Awaitable[_Message]]
_Send: TypeAlias = Callable[[_Message], Awaitable[None]]


class SharedFile(Struct, frozen=True):
    """A file to be shared."""

    path: Path
    media_type: str
    """For the HTTP header Content-Type."""


class Transfer(Struct, frozen=True):
    """A file or a part of it that somebody fetched, or tried to fetch after it was gone."""

    client: str
    """The address of whoever fetched it."""
    name: str
    sent: int
    """Bytes."""
    size: int | None
    """Bytes that were asked for; None if the file is gone."""

    @property
    def whole(self) -> bool:
        """Whether all that was asked for was sent."""
        return self.sent == self.size


def new_token() -> str:
    """A secret for the address, made of letters, digits, - and _."""
    return secrets.token_urlsafe(_TOKEN_BYTES)


def url(sock: socket.socket, token: str) -> str:
    """Where a phone finds what is shared."""
    host, port = sock.getsockname()[:2]
    return f"http://{f'[{host}]' if ':' in host else host}:{port}/{token}/"


class Files:
    """An ASGI application that serves the named files. Any other path is answered with 404."""

    def __init__(
        self,
        files: Mapping[str, SharedFile],
        token: str,
        watch: Watch,
        told: Callable[[Transfer], None],
    ) -> None:
        self._files = {f"/{token}/{name}": file for name, file in files.items()}
        self._home = f"/{token}/"
        first = next(iter(files))
        self._first = None if not first else quote(first)
        self._watch = watch
        self._told = told

    async def __call__(self, scope: _Message, receive: _Receive, send: _Send) -> None:
        """Answer one request."""
        from starlette.responses import FileResponse, Response

        if scope["method"] not in ("GET", "HEAD"):
            await Response(status_code=405, headers={"Allow": "GET, HEAD"})(scope, receive, send)
            return
        file = self._files.get(scope["path"])
        if file is None:
            if scope["path"] == self._home and self._first:
                await Response(status_code=302, headers={"Location": self._first})(
                    scope, receive, send
                )
            else:
                await Response(status_code=404)(scope, receive, send)
            return
        client = scope["client"][0] if scope["client"] else "?"
        try:
            state = file.path.stat()
        except OSError:
            state = None
        if state is None or not stat.S_ISREG(state.st_mode):
            self._told(Transfer(client, file.path.name, 0, None))
            await Response(status_code=404)(scope, receive, send)
            return
        response = FileResponse(file.path, stat_result=state, media_type=file.media_type)
        if scope["method"] == "HEAD":
            await response(scope, receive, send)
        else:
            await self._transfer(
                response, Transfer(client, file.path.name, 0, state.st_size), scope, receive, send
            )

    async def _transfer(
        self, response: Any, asked: Transfer, scope: _Message, receive: _Receive, send: _Send
    ) -> None:
        """Send a file or a part of it, and tell of the transfer, however it ends."""
        sent, size, left = 0, asked.size, False

        async def counted(message: _Message) -> None:
            nonlocal sent, size
            if message["type"] == "http.response.start":
                headers = {name.lower(): value for name, value in message["headers"]}
                size = int(headers.get(b"content-length", b"0"))
            await send(message)
            if not left:
                sent += len(message.get("body", b""))

        async def watched() -> _Message:
            nonlocal left
            message = await receive()
            left = left or (message["type"] == "http.disconnect" and sent != size)
            return message

        self._watch.began()
        try:
            await response(scope, watched, counted)
        finally:
            self._watch.ended(time.monotonic())
            self._told(Transfer(asked.client, asked.name, sent, size))


def serve(
    sock: socket.socket,
    files: Mapping[str, SharedFile],
    token: str,
    watch: Watch,
    told: Callable[[Transfer], None] = lambda _: None,
) -> Over:
    """Serve files by their names until it is time to end, or until an interrupt. Returns why.

    The name "" is the address itself. `told` is called with each transfer as it ends.
    """
    import uvicorn

    from sivoice.share.connections import Connection

    # What strangers do to a connection is theirs; libraries would print it, with tracebacks.
    logging.getLogger("asyncio").setLevel(_SILENT)
    sock.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, _SEND_BUFFER)
    config = uvicorn.Config(
        Files(files, token, watch, told),
        http=Connection,
        loop="asyncio",
        ws="none",
        lifespan="off",
        log_config=None,
        log_level=_SILENT,
        access_log=False,
        proxy_headers=False,
        server_header=False,
        headers=_HEADERS,
        backlog=BACKLOG,
        timeout_graceful_shutdown=0,
        h11_max_incomplete_event_size=_HEADER_LIMIT,
    )
    try:
        return asyncio.run(_run(uvicorn.Server(config), sock, watch))
    except KeyboardInterrupt:
        return Over.ASKED


async def _run(server: Any, sock: socket.socket, watch: Watch) -> Over:
    serving = asyncio.create_task(server.serve(sockets=[sock]))
    why: Over | None = None
    while not serving.done():
        await asyncio.wait((serving,), timeout=_LOOK_SECONDS)
        why = why or watch.over(time.monotonic())
        server.should_exit = server.should_exit or why is not None
    for connection in list(server.server_state.connections):
        connection.transport.abort()
    await serving
    return why or Over.ASKED
