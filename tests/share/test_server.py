"""The server gives phones what is shared, and everyone else nothing."""

from __future__ import annotations

import contextlib
import os
import re
import time
from http.client import HTTPConnection
from pathlib import Path

import pytest

from sivoice.share.addresses import listen
from sivoice.share.server import Transfer, new_token, url
from sivoice.share.watch import Over
from tests.share.shared import PAGE, SOUND, Shared, everything, request


def test_a_phone_gets_the_page_and_the_sound_unchanged(shared: Shared) -> None:
    page, body = shared.ask(path=shared.home)
    assert (page.status, body) == (200, PAGE)
    assert page.headers["Content-Type"] == "text/html; charset=utf-8"
    sound, body = shared.ask()
    assert (sound.status, body == SOUND) == (200, True)
    assert sound.headers["Content-Type"] == "audio/mpeg"
    assert sound.headers["Accept-Ranges"] == "bytes"
    for response in (page, sound):
        assert response.headers["Cache-Control"] == "no-store"
        assert response.headers["Referrer-Policy"] == "no-referrer"
        assert response.headers["X-Content-Type-Options"] == "nosniff"
        assert response.headers["Server"] is None


@pytest.mark.parametrize(("asked", "size"), [("bytes=0-", len(SOUND)), ("bytes=0-12", 13)])
def test_each_transfer_is_reported(shared: Shared, asked: str, size: int) -> None:
    shared.range(asked)
    assert shared.transfer(
        lambda transfer: transfer == Transfer("127.0.0.1", "a b.mp3", size, size)
    )


def test_a_head_request_gives_the_length_and_no_content(shared: Shared) -> None:
    response, body = shared.ask("HEAD")
    assert (response.status, body, response.headers["Content-Length"]) == (
        200,
        b"",
        str(len(SOUND)),
    )
    assert not any(transfer.sent == 0 for transfer in shared.transfers)


@pytest.mark.parametrize(
    ("asked", "first", "last"),
    [
        ("bytes=0-1", 0, 1),
        ("bytes=1000-", 1000, len(SOUND) - 1),
        ("bytes=-500", len(SOUND) - 500, len(SOUND) - 1),
        ("bytes=5-99999999999", 5, len(SOUND) - 1),
    ],
)
def test_a_range_request_gives_the_range(shared: Shared, asked: str, first: int, last: int) -> None:
    response, body = shared.ask(Range=asked)
    assert (response.status, body == SOUND[first : last + 1]) == (206, True)
    assert response.headers["Content-Range"] == f"bytes {first}-{last}/{len(SOUND)}"
    assert response.headers["Cache-Control"] == "no-store"


def test_several_ranges_can_be_requested_over_one_connection(shared: Shared) -> None:
    connection = HTTPConnection(*shared.at, timeout=5)
    parts = [
        (0, 1),
        (0, 70_000),
        (3_000_000, 3_100_000),
        (200_000, 200_001),
        (len(SOUND) - 128, len(SOUND) - 1),
    ]
    for first, last in parts:
        connection.request("GET", shared.path, headers={"Range": f"bytes={first}-{last}"})
        response = connection.getresponse()
        assert response.status == 206
        assert response.read() == SOUND[first : last + 1]
    connection.close()


def test_several_ranges_in_one_request_come_as_parts(shared: Shared) -> None:
    response, body = shared.ask(Range="bytes=0-9,1000-1009")
    assert response.status == 206
    assert response.headers["Content-Type"].startswith("multipart/byteranges")
    assert SOUND[:10] in body
    assert SOUND[1000:1010] in body
    assert int(response.headers["Content-Length"]) == len(body)


def test_if_range_protects_against_a_changed_file(shared: Shared) -> None:
    whole, _ = shared.ask("HEAD")
    assert shared.range("bytes=0-1", **{"If-Range": whole.headers["ETag"]}) == (206, SOUND[:2])
    assert shared.range("bytes=0-1", **{"If-Range": '"other"'}) == (200, SOUND)


@pytest.mark.parametrize(
    "asked", ["bytes=-0", "bytes=4096000-", "bytes=9999999999999999999999999-", "bytes=5-1"]
)
def test_an_impossible_range_is_refused(shared: Shared, asked: str) -> None:
    assert shared.range(asked)[0] in (400, 416)


@pytest.mark.parametrize(
    "asked", ["bytes=", "bytes=-", "bytes=x-y", "lines=1-2", "bytes", f"bytes={5000 * '9'}-"]
)
def test_a_malformed_range_does_not_break_the_server(shared: Shared, asked: str) -> None:
    assert shared.range(asked)[0] in (200, 400, 416)
    assert shared.ask()[1] == SOUND


def test_overlapping_ranges_are_not_sent_again_and_again(shared: Shared) -> None:
    status, body = shared.range("bytes=" + ",".join(["0-"] * 1000))
    assert (status, len(body)) == (200, len(SOUND))
    status, body = shared.range("bytes=" + ",".join(["0-"] * 50))
    assert (status, len(body)) == (206, len(SOUND))


@pytest.mark.parametrize(
    "path",
    [
        "/",
        "//",
        "/a%20b.mp3",
        "/page.html",
        "/favicon.ico",
        "/wrong/a%20b.mp3",
        "/{token}",
        "/{token}/x",
        "/{token}//a%20b.mp3",
        "/{token}/a%20b.mp3/",
        "/{token}/page.html",
        "/{token}/../etc/passwd",
        "/{token}/%2e%2e/%2e%2e/etc/passwd",
        "/{token}/..%2f..%2fetc%2fpasswd",
        "/{token}/%00",
        "/{token}%00/",
        "/{token}/a%20b.mp3%00",
        "/{TOKEN}/a%20b.mp3",
        "/{token}/A%20B.MP3",
        "http://x/{token}/",
        "*",
    ],
)
def test_every_other_path_is_not_found_and_reveals_nothing(shared: Shared, path: str) -> None:
    path = path.replace("{token}", shared.token).replace("{TOKEN}", shared.token.swapcase())
    for method in ("GET", "HEAD"):
        answer = everything(shared.wire(request(path, "Connection: close", method=method)))
        assert answer.startswith(b"HTTP/1.1 404 Not Found")
        assert answer.endswith(b"\r\n\r\n")
        assert b"content-length: 0" in answer
        assert shared.token.encode() not in answer


def test_tokens_are_long_and_all_different() -> None:
    tokens = {new_token() for _ in range(100)}
    assert len(tokens) == 100
    assert all(re.fullmatch(r"[A-Za-z0-9_-]{22}", token) for token in tokens)


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "OPTIONS", "TRACE", "CONNECT", "BREW"])
def test_other_methods_are_refused(shared: Shared, method: str) -> None:
    for path in (shared.path, "/"):
        assert shared.ask(method, path)[0].status == 405


@pytest.mark.parametrize(
    "data",
    [
        b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03" + bytes(500),  # the first words of TLS
        b"\0" * 1000,
        b"GET / HTTP/9.9\r\n\r\n",
        b"nonsense\r\n\r\n",
        b"GET / HTTP/1.1\r\n\r\n",  # without a host
        b"GET / HTTP/1.1\r\nHost: x\r\nX: " + b"x" * 100_000 + b"\r\n\r\n",
        b"GET / HTTP/1.1\r\nHost: x\r\n" + b"X: y\r\n" * 20_000 + b"\r\n",
        b"GET /" + b"x" * 100_000 + b" HTTP/1.1\r\nHost: x\r\n\r\n",
        b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
        b"GET / HTTP/1.1\r\nHost: x\r\nContent-Length: -1\r\n\r\n",
    ],
)
def test_an_invalid_request_is_refused_and_disturbs_nobody(shared: Shared, data: bytes) -> None:
    with contextlib.suppress(BrokenPipeError, ConnectionResetError):
        assert re.match(rb"HTTP/1\.1 40[045]", shared.wire(data).recv(1000))
    assert shared.ask()[1] == SOUND


def test_an_interrupted_transfer_is_reported(shared: Shared) -> None:
    wire = shared.wire(request(shared.path))
    got = 0
    while got < 100_000:
        got += len(wire.recv(10_000))
    wire.close()
    broken = shared.transfer(lambda transfer: not transfer.whole)
    assert broken.size == len(SOUND)
    assert 50_000 < broken.sent < len(SOUND)


def test_a_missing_file_is_not_found_and_reported(shared: Shared) -> None:
    shared.sound.rename(shared.sound.with_suffix(".away"))
    try:
        assert shared.ask()[0].status == 404
        assert shared.transfer(
            lambda transfer: transfer == Transfer("127.0.0.1", "a b.mp3", 0, None)
        )
    finally:
        shared.sound.with_suffix(".away").rename(shared.sound)


def test_a_file_that_shrinks_ends_its_transfer(shared: Shared) -> None:
    wire = shared.wire(request(shared.path, "Connection: close"))
    wire.recv(1000)
    shared.sound.write_bytes(SOUND[:2_000_000])
    try:
        assert len(everything(wire)) < len(SOUND)
        assert shared.transfer(lambda transfer: not transfer.whole).size == len(SOUND)
        assert shared.ask()[1] == SOUND[:2_000_000]
    finally:
        shared.sound.write_bytes(SOUND)


def test_the_address_leads_to_a_single_sound(tmp_path: Path) -> None:
    shared = Shared(tmp_path)
    del shared.files[""]
    with shared:
        response, _ = shared.ask(path=shared.home)
        assert (response.status, response.headers["Location"]) == (302, "a%20b.mp3")


def test_sharing_ends_at_once_even_during_a_transfer(tmp_path: Path) -> None:
    with Shared(tmp_path) as shared:
        wire = shared.wire(request(shared.path))
        wire.recv(1000)
        begun = time.monotonic()
    assert time.monotonic() - begun < 1.5
    assert shared.over is Over.TIME
    assert len(everything(wire)) < len(SOUND)
    assert shared.transfer(lambda transfer: not transfer.whole).size == len(SOUND)


@pytest.mark.parametrize("ip", ["127.0.0.1", "::1"])
def test_the_url_is_one_that_a_browser_opens(ip: str) -> None:
    with listen(ip, []) as sock:
        host = f"[{ip}]" if ":" in ip else ip
        assert url(sock, "t") == f"http://{host}:{sock.getsockname()[1]}/t/"


@pytest.mark.skipif(os.name == "nt", reason="Windows has no such names")
def test_a_name_that_is_not_utf_8_can_be_shared(tmp_path: Path) -> None:
    shared = Shared(tmp_path)
    name = os.fsdecode(b"caf\xe9.mp3")
    shared.files = {name: shared.files[shared.sound.name]}
    with shared:
        response, _ = shared.ask(path=shared.home)
        path = response.headers["Location"]
        assert (response.status, path) == (302, "caf%E9.mp3")
        assert shared.ask(path=shared.home + path)[1] == SOUND
