"""`sivoice share` makes a session and shares it, or shares a file as it is."""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import sys
import threading
import time
from base64 import b64encode
from collections.abc import Callable, Mapping
from http.client import HTTPConnection
from math import ceil
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from sivoice.errors import ScriptError
from sivoice.export.formats import HANDOUTS, PAGE, SOUNDS, Format
from sivoice.export.source import carried
from sivoice.share.addresses import Address
from sivoice.share.server import SharedFile, Transfer
from sivoice.share.watch import Over
from tests.cli.conftest import Run
from tests.conftest import STRETCH

pytestmark = pytest.mark.usefixtures("warm_cache")
ADDRESS = ("--address", "127.0.0.1")
SHORT = ("--only", "abdominal", "--no-welcome", "--no-cautions", *ADDRESS)


@pytest.fixture
def served(monkeypatch: pytest.MonkeyPatch) -> dict[str, bytes]:
    """The contents of what would be shared, by name. Nothing is really shared."""
    files: dict[str, bytes] = {}

    def serve(
        _sock: object,
        shared: Mapping[str, SharedFile],
        _token: str,
        _watch: object,
        on_transfer: Callable[[Transfer], None],
    ) -> Over:
        files.update({name: file.path.read_bytes() for name, file in shared.items()})
        for transfer in (
            Transfer("10.0.0.9", "x.mp3", 2_500_000, 2_500_000),
            Transfer("10.0.0.9", "x.mp3", 7, 1500),
            Transfer("10.0.0.9", "x.mp3", 0, None),
        ):
            on_transfer(transfer)
        return Over.TIME

    monkeypatch.setattr("sivoice.cli.sharing.serve", serve)
    return files


@pytest.fixture
def types(monkeypatch: pytest.MonkeyPatch) -> dict[str, str]:
    """The media types of what would be shared, by name. Nothing is really shared."""
    types: dict[str, str] = {}

    def serve(_sock: object, shared: Mapping[str, SharedFile], *_: object) -> Over:
        types.update({name: file.media_type for name, file in shared.items()})
        return Over.ASKED

    monkeypatch.setattr("sivoice.cli.sharing.serve", serve)
    return types


def test_a_session_is_made_and_shared_with_its_page(
    run: Run, served: dict[str, bytes], tmp_path: Path
) -> None:
    result = run("share", "--hold", "20", *SHORT)
    assert result.exit_code == 0, result.output
    assert set(served) == {"", "si-joint.mp3", "si-joint.html"}
    sound = served["si-joint.mp3"]
    assert sound.startswith(b"ID3")
    for name in ("", "si-joint.html"):  # it plays on when sharing has ended
        assert b'src="data:audio/mpeg;base64,' + b64encode(sound) + b'"' in served[name]
    assert list(tmp_path.iterdir()) == []


def test_page_and_sound_carry_their_scripts_unless_told_otherwise(
    run: Run, served: dict[str, bytes], tmp_path: Path
) -> None:
    for words, carries in (((), True), (("--no-source",), False)):
        assert run("share", *SHORT, *words).exit_code == 0
        for name in ("si-joint.mp3", "si-joint.html"):
            path = tmp_path / name
            path.write_bytes(served[name])
            if carries:
                assert "stretches/abdominal.stretch" in carried(path).files
            else:
                with pytest.raises(ScriptError, match="carries no scripts"):
                    carried(path)


def test_the_page_offers_itself_to_keep(run: Run, served: dict[str, bytes]) -> None:
    assert run("share", *SHORT).exit_code == 0
    link = b'<a href="si-joint.html" download>Keep this page, with the sound inside</a>'
    assert link in served[""]
    assert link not in served["si-joint.html"]


@pytest.mark.usefixtures("served")
def test_share_prints_the_address_its_safety_and_its_end(run: Run) -> None:
    said = run("share", "--minutes", "7", *SHORT).stdout
    assert re.search(r"^http://127\.0\.0\.1:\d+/[\w-]{22}/$", said, re.MULTILINE)
    assert "not encrypted" in said
    assert "It ends after 7 minutes, or with Ctrl-C." in said
    assert "The page has links to keep si-joint.html and si-joint.mp3." in said
    assert "Sharing has ended: the time is up." in said


@pytest.mark.usefixtures("served")
def test_a_session_is_shared_for_fifteen_minutes_longer_than_it_lasts(
    run: Run, tmp_path: Path
) -> None:
    long = STRETCH.replace("position:", "get ready: 9 min\nposition:")
    (tmp_path / "long.stretch").write_text(long)
    (tmp_path / "page.html").write_text("<p>")
    assert run("export", "long").exit_code == 0
    seconds = json.loads(run("show", "long", "--stage", "timeline", "--json").stdout)["duration"]
    assert seconds > 600
    for words, minutes in (
        (("long",), 15 + round(seconds / 60)),
        (("long.mp3",), 15 + ceil(seconds / 60)),
        (("page.html",), 30),
        (("long", "--minutes", "5"), 5),
    ):
        assert f"It ends after {minutes} minutes," in run("share", *words, *ADDRESS).stdout


@pytest.mark.usefixtures("served")
def test_a_terminal_shows_the_whole_code_in_white_on_black(
    run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    known = [Address(f"192.168.178.{number}", "eth0") for number in range(200, 220)]
    monkeypatch.setattr("sivoice.cli.sharing.addresses", lambda: known)
    monkeypatch.setattr("sivoice.cli.sharing._print_transfer", lambda transfer: None)
    monkeypatch.setenv("FORCE_COLOR", "1")
    monkeypatch.setenv("TERM", "xterm-256color")
    monkeypatch.setenv("COLUMNS", "80")
    coloured = run("share", *SHORT, "--minutes", "1440").stdout.splitlines()[:-1]
    code = [line for line in coloured if line.startswith("\x1b[")]
    assert len(code) > 14
    assert all("38;5;231;48;5;16m" in line for line in code)
    plain = [re.sub(r"\x1b\[[\d;]*m", "", line) for line in coloured]
    assert len(plain) < 24
    assert max(map(len, plain)) <= 80
    monkeypatch.setenv("NO_COLOR", "1")
    monkeypatch.delenv("FORCE_COLOR")
    monkeypatch.setenv("TTY_COMPATIBLE", "1")
    without = run("share", *SHORT).stdout
    assert "48;5;16" not in without
    assert "█▀" in without


@pytest.mark.usefixtures("served")
@pytest.mark.parametrize(
    ("columns", "rows", "is_drawn"),
    [(80, 24, True), (33, 24, True), (32, 24, False), (80, 22, False), (80, 60, True)],
)
def test_the_code_is_drawn_only_if_all_of_it_fits(
    run: Run, monkeypatch: pytest.MonkeyPatch, columns: int, rows: int, is_drawn: bool
) -> None:
    monkeypatch.setattr("sivoice.cli.sharing.addresses", list)
    for name, value in (("COLUMNS", columns), ("LINES", rows), ("FORCE_COLOR", 1)):
        monkeypatch.setenv(name, str(value))
    said = run("share", *SHORT).stdout
    assert ("█" in said) is is_drawn
    assert ("Point a phone's camera" in said) is is_drawn
    assert ("On a phone, open the address" in said) is not is_drawn
    assert "http://127.0.0.1:" in said


@pytest.mark.usefixtures("served")
def test_each_transfer_is_a_plain_line(run: Run) -> None:
    lines = [line.partition("  ")[2] for line in run("share", *SHORT).stdout.splitlines()]
    assert "10.0.0.9  x.mp3  2.5 MB sent" in lines
    assert "10.0.0.9  x.mp3  interrupted after 7 bytes of 1.5 kB" in lines
    assert "10.0.0.9  x.mp3  no longer exists, nothing sent" in lines


@pytest.mark.usefixtures("served")
def test_the_other_addresses_are_named(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    known = [Address(f"192.168.1.{number}", "eth0") for number in (1, 2, 3)]
    monkeypatch.setattr("sivoice.cli.sharing.addresses", lambda: known)
    assert "--address 192.168.1.1, 192.168.1.2 and 1 more" in run("share", *SHORT).stdout


@pytest.mark.usefixtures("served")
def test_quiet_prints_only_the_address(run: Run) -> None:
    assert re.fullmatch(r"http://\S+\n", run("share", "-q", *SHORT).output)


def test_the_page_finds_a_sound_of_any_name(
    run: Run, served: dict[str, bytes], tmp_path: Path
) -> None:
    (tmp_path / "hüfte #1.stretch").write_text(STRETCH)
    assert run("share", "hüfte #1.stretch", *ADDRESS).exit_code == 0
    assert set(served) == {"", "hüfte #1.mp3", "hüfte #1.html"}
    assert b"h%C3%BCfte%20%231.html" in served[""]


def test_a_file_is_shared_as_it_is(run: Run, served: dict[str, bytes], tmp_path: Path) -> None:
    (tmp_path / "mine.m4a").write_bytes(b"sound")
    assert run("share", "mine.m4a", *ADDRESS).exit_code == 0
    assert served == {"mine.m4a": b"sound"}


@pytest.mark.parametrize("format", [*SOUNDS, PAGE, *HANDOUTS], ids=lambda one: one.media_type)
def test_every_format_is_shared_with_its_media_type(
    run: Run, types: dict[str, str], tmp_path: Path, format: Format
) -> None:
    (tmp_path / f"mine{format.ending}").write_bytes(b"mine")
    assert run("share", f"mine{format.ending}", *ADDRESS).exit_code == 0
    assert types == {f"mine{format.ending}": format.media_type}


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (("mine.mp3", "--hold", "20"), 2, "is shared as it is"),
        (("none.mp3",), 1, "cannot share none.mp3: No such file"),
        (("notes.txt",), 2, "Name a script (.session, .stretch) or a file that ends in .mp3"),
        (("si-jiont",), 2, "Did you mean si-joint"),
        (("--address", "my-laptop"), 2, "`my-laptop` is not an IP address"),
        (("--address", "192.0.2.77"), 1, "cannot share at 192.0.2.77"),
        (("--minutes", "0"), 2, "--minutes"),
    ],
)
def test_what_cannot_be_shared_is_an_error(
    run: Run, tmp_path: Path, words: tuple[str, ...], code: int, said: str
) -> None:
    (tmp_path / "mine.mp3").write_bytes(b"sound")
    (tmp_path / "notes.txt").write_bytes(b"secret")
    result = run("share", *ADDRESS, *words)
    assert (result.exit_code, said in result.output) == (code, True), result.output


@pytest.mark.real
@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such signals")
@pytest.mark.parametrize(("number", "code"), [(signal.SIGINT, 0), (signal.SIGTERM, 143)])
def test_a_signal_ends_sharing_at_once_even_during_a_transfer(
    tmp_path: Path, number: signal.Signals, code: int
) -> None:
    (tmp_path / "a.mp3").write_bytes(bytes(5_000_000))
    command = [sys.executable, "-u", "-m", "sivoice", "share", "a.mp3", *ADDRESS]
    process = subprocess.Popen(
        command,
        cwd=tmp_path,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env=os.environ,
    )
    assert process.stdout
    guard = threading.Timer(20, process.kill)  # so that the test always ends
    guard.start()
    url = urlsplit(process.stdout.readline().strip())
    assert url.hostname
    assert url.port
    for junk in (b"\x16\x03\x01" + bytes(300), b"\xff" * 100_000):
        stranger = HTTPConnection(url.hostname, url.port, timeout=5)
        stranger.connect()
        stranger.sock.sendall(junk)
        stranger.close()
    connection = HTTPConnection(url.hostname, url.port, timeout=5)
    connection.request("GET", f"{url.path}a.mp3")
    assert connection.getresponse().read(100_000)
    begun = time.monotonic()
    process.send_signal(number)
    said, complaints = process.communicate(timeout=10)
    guard.cancel()
    assert time.monotonic() - begun < 3
    assert (process.returncode, complaints) == (code, "")
    assert "a.mp3  interrupted after " in said
    assert ("Sharing has ended: as you asked." in said) is (code == 0)


def test_a_name_with_a_control_character_is_not_shared(run: Run, tmp_path: Path) -> None:
    (tmp_path / "a\nb.mp3").write_bytes(b"")
    result = run("share", "a\nb.mp3")
    assert result.exit_code == 2
    assert result.stderr.startswith("error: the name a␊b.mp3 has a control character in it\n")
