"""Media keys work over a real bus, and a session plays without one."""

from __future__ import annotations

import shutil
import subprocess
import time
from collections.abc import Iterator

import pytest

from sivoice.language import language
from sivoice.player.display import Guide
from sivoice.player.media_keys import NAME, media_keys
from tests.conftest import fake_length
from tests.player.listener import PLAN, STEPS, Listener, transport

PATH = "/org/mpris/MediaPlayer2"


@pytest.fixture
def bus(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    pytest.importorskip("dbus_fast", reason="dbus-fast is not installed")
    if shutil.which("dbus-daemon") is None or shutil.which("dbus-send") is None:
        pytest.skip("dbus-daemon and dbus-send are not installed")
    command = ["dbus-daemon", "--session", "--nofork", "--print-address"]
    daemon = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    assert daemon.stdout
    monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", daemon.stdout.readline().strip())
    yield
    daemon.terminate()
    daemon.wait(5)


@pytest.fixture
def player() -> Listener:
    player = Listener(transport())
    player.listen(1)
    return player


def send(method: str, *words: str) -> str:
    command = ["dbus-send", "--print-reply", f"--dest={NAME}", PATH, method, *words]
    return subprocess.run(command, check=True, capture_output=True, text=True, timeout=10).stdout


def asked(name: str) -> str:
    interface = "org.mpris.MediaPlayer2.Player"
    return send("org.freedesktop.DBus.Properties.Get", f"string:{interface}", f"string:{name}")


@pytest.mark.real
@pytest.mark.usefixtures("bus")
def test_the_desktop_controls_the_session_and_shows_what_plays(player: Listener) -> None:
    playing = player.transport
    guide = Guide(PLAN, STEPS, fake_length, language("en"))
    with media_keys(playing) as tell:
        send("org.mpris.MediaPlayer2.Player.PlayPause")
        assert not playing.now().playing
        send("org.mpris.MediaPlayer2.Player.Play")
        assert playing.now().playing
        send("org.mpris.MediaPlayer2.Player.Next")
        player.listen(2)
        tell(guide.display(playing.now()))
        time.sleep(0.2)
        assert "Playing" in asked("PlaybackStatus")
        metadata = asked("Metadata")
        for words in ("Calf", "Evening", "mpris:length"):
            assert words in metadata
        assert "int64" in asked("Position")
        send("org.mpris.MediaPlayer2.Player.Pause")
        assert not playing.now().playing
        send("org.mpris.MediaPlayer2.Player.Previous")
        assert playing.now().playing
    with pytest.raises(subprocess.CalledProcessError):
        asked("PlaybackStatus")


@pytest.mark.parametrize("address", ["unix:path=/nowhere", "nonsense", ""])
def test_a_missing_session_bus_is_not_an_error(
    player: Listener, monkeypatch: pytest.MonkeyPatch, address: str
) -> None:
    monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", address)
    monkeypatch.delenv("XDG_RUNTIME_DIR", raising=False)
    guide = Guide(PLAN, STEPS, fake_length, language("en"))
    began = time.monotonic()
    with media_keys(player.transport) as tell:
        tell(guide.display(player.transport.now()))
    assert time.monotonic() - began < 5
