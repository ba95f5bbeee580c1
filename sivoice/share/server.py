"""The web server: it serves a few files read-only under a secret path until it is time to end."""

from __future__ import annotations

import asyncio
import logging
import os
import secrets
import socket
import stat
import time
from collections.abc import Awaitable, Callable, Mapping, MutableMapping
from http import HTTPStatus
from pathlib import Path
from typing import Any, TypeAlias
from urllib.parse import quote, unquote

from msgspec import Struct

from sivoice.interrupts import check, finishing, received
from sivoice.share.addresses import BACKLOG
from sivoice.share.watch import Over, Watch

_TOKEN_BYTES = 16
"""128 bits, which cannot be guessed."""
_HEADERS = [
    ("Cache-Control", "no-store"),
    ("Referrer-Policy", "no-referrer"),
    ("X-Content-Type-Options", "nosniff"),
]
_METHODS = ("GET", "HEAD")
_HEADER_LIMIT = 16 * 1024
"""The most bytes of a request's path and headers."""
_HEADER_COUNT = 64
"""The most headers of a request. A browser sends about fifteen."""
_SEND_BUFFER = 128 * 1024
"""Bytes of the system's send buffer, which count as sent before they have arrived."""
_SILENT = logging.CRITICAL + 1
"""A log level above every message."""
_POLL_SECONDS = 0.2
"""How often the server checks whether it is time to end."""

_Message: TypeAlias = MutableMapping[str, Any]
_Receive: TypeAlias = Callable[[], Awaitable[_Message]]
_Send: TypeAlias = Callable[[_Message], Awaitable[None]]


class SharedFile(Struct, frozen=True):
    """A file to share."""

    path: Path
    media_type: str
    """The value of the HTTP header Content-Type."""


class Transfer(Struct, frozen=True):
    """A finished request for a file or a part of it."""

    client: str
    """The IP address of the client."""
    name: str
    """The name of the file."""
    sent: int
    """Bytes that were sent."""
    size: int | None
    """Bytes that were requested; None if the file no longer exists."""

    @property
    def whole(self) -> bool:
        """Whether everything that was requested was sent."""
        return self.sent == self.size


def new_token() -> str:
    """Make a secret for the address, of letters, digits, - and _."""
    return secrets.token_urlsafe(_TOKEN_BYTES)


def url(sock: socket.socket, token: str) -> str:
    """Return the address that a phone opens."""
    host, port = sock.getsockname()[:2]
    return f"http://{f'[{host}]' if ':' in host else host}:{port}/{token}/"


class Files:
    """An ASGI application that serves the given files and answers any other path with 404."""

    def __init__(
        self,
        files: Mapping[str, SharedFile],
        token: str,
        report: Callable[[Transfer], None],
    ) -> None:
        """Serve `files`, at least one. The address itself is the first one, or redirects to it."""
        # A name need not be UTF-8: the paths are as the server decodes them.
        paths = {quote(os.fsencode(name)): file for name, file in files.items()}
        self._files = {f"/{token}/{unquote(path)}": file for path, file in paths.items()}
        self._home = f"/{token}/"
        self._first = next(iter(paths))
        self._report = report

    async def __call__(self, scope: _Message, receive: _Receive, send: _Send) -> None:
        """Answer one request."""
        from starlette.responses import FileResponse, Response

        if status := self._refusal(scope):
            # Nothing more is read from the connection: no body, and no further requests.
            headers = {"Connection": "close"}
            if status == HTTPStatus.METHOD_NOT_ALLOWED:
                headers["Allow"] = ", ".join(_METHODS)
            await Response(status_code=status, headers=headers)(scope, receive, send)
            return
        file = self._files.get(scope["path"])
        if file is None:
            await Response(status_code=302, headers={"Location": self._first})(scope, receive, send)
            return
        client = scope["client"][0] if scope["client"] else "?"
        try:
            state = file.path.stat()
        except OSError:
            state = None
        if state is None or not stat.S_ISREG(state.st_mode):
            self._report(Transfer(client, file.path.name, 0, None))
            await Response(status_code=404)(scope, receive, send)
            return
        response = FileResponse(file.path, stat_result=state, media_type=file.media_type)
        if scope["method"] == "HEAD":
            await response(scope, receive, send)
        else:
            transfer = Transfer(client, file.path.name, 0, state.st_size)
            await self._transfer(response, transfer, scope, receive, send)

    def _refusal(self, scope: _Message) -> HTTPStatus | None:
        """Return the status code for a request that is refused."""
        headers: list[tuple[bytes, bytes]] = scope["headers"]
        size = sum(len(name) + len(value) for name, value in headers)
        size += len(scope["raw_path"]) + len(scope["query_string"])
        if len(headers) > _HEADER_COUNT or size > _HEADER_LIMIT:
            return HTTPStatus.REQUEST_HEADER_FIELDS_TOO_LARGE
        for name, value in headers:
            if name == b"transfer-encoding" or (name == b"content-length" and int(value)):
                return HTTPStatus.REQUEST_ENTITY_TOO_LARGE
        if scope["method"] not in _METHODS:
            return HTTPStatus.METHOD_NOT_ALLOWED
        if scope["path"] not in self._files and scope["path"] != self._home:
            return HTTPStatus.NOT_FOUND
        return None

    async def _transfer(
        self, response: Any, transfer: Transfer, scope: _Message, receive: _Receive, send: _Send
    ) -> None:
        """Send a file or a part of it, and report the transfer, however it ends."""
        sent, size, has_left = 0, transfer.size, False

        async def counted(message: _Message) -> None:
            nonlocal sent, size
            if message["type"] == "http.response.start":
                headers = {name.lower(): value for name, value in message["headers"]}
                size = int(headers.get(b"content-length", b"0"))
            await send(message)
            if not has_left:
                sent += len(message.get("body", b""))

        async def watched() -> _Message:
            nonlocal has_left
            message = await receive()
            has_left = has_left or (message["type"] == "http.disconnect" and sent != size)
            return message

        try:
            await response(scope, watched, counted)
        finally:
            self._report(Transfer(transfer.client, transfer.name, sent, size))


def serve(
    sock: socket.socket,
    files: Mapping[str, SharedFile],
    token: str,
    watch: Watch,
    report: Callable[[Transfer], None] = lambda _: None,
) -> Over:
    """Serve files by their names until it is time to end, or until Ctrl-C. Returns why it ended.

    The name "" is the address itself. `report` is called with each transfer when it ends. Raises
    SystemExit after SIGTERM or SIGHUP.
    """
    import uvicorn

    from sivoice.share.connections import Connection

    # Libraries log the faults of clients with tracebacks, which do not concern the user.
    logging.getLogger("asyncio").setLevel(_SILENT)
    sock.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, _SEND_BUFFER)
    config = uvicorn.Config(
        Files(files, token, report),
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
    with finishing():
        try:
            why = asyncio.run(_run(uvicorn.Server(config), sock, watch))
            check()
        except KeyboardInterrupt:
            return Over.ASKED
    return why


async def _run(server: Any, sock: socket.socket, watch: Watch) -> Over:
    serving = asyncio.create_task(server.serve(sockets=[sock]))
    why: Over | None = None
    while not serving.done():
        await asyncio.wait((serving,), timeout=_POLL_SECONDS)
        why = why or watch.over(time.monotonic())
        server.should_exit = server.should_exit or why is not None or received() is not None
    for connection in list(server.server_state.connections):
        connection.transport.abort()
    await serving
    return why or Over.ASKED
