"""The outputs choose the right device, pull what they play, and report a device that is missing."""

from __future__ import annotations

import sys
import threading
from array import array
from collections.abc import Generator
from types import SimpleNamespace
from typing import Any

import miniaudio
import pytest

from sivoice.errors import DeviceError
from sivoice.player.devices import device_names, no_device
from sivoice.player.outputs import MiniaudioOutput, SimpleaudioOutput

Stream = Generator[bytes, int, None]


class Sound:
    """Stands for the sound system: the devices that it has, and the one that was opened."""

    def __init__(self) -> None:
        self.names = ["Speakers", "USB Headset", "HDMI 1", "HDMI 2"]
        self.opened: dict[str, Any] = {}
        self.stream: Stream | None = None

    def devices(self, backends: object) -> Any:
        found = [{"name": name, "id": f"id of {name}"} for name in self.names]
        return SimpleNamespace(get_playbacks=lambda: found)

    def device(self, **options: Any) -> Any:
        self.opened = options
        return SimpleNamespace(start=self.start, close=lambda: None, _context=None)

    def start(self, stream: Stream) -> None:
        self.stream = stream


@pytest.fixture
def system(monkeypatch: pytest.MonkeyPatch) -> Sound:
    sound = Sound()
    monkeypatch.setattr(miniaudio, "Devices", sound.devices)
    monkeypatch.setattr(miniaudio, "PlaybackDevice", sound.device)
    library = SimpleNamespace(ma_context_uninit=lambda context: None)
    monkeypatch.setattr(miniaudio, "lib", library)
    return sound


def silence(count: int) -> bytes:
    return bytes(2 * count)


def test_the_devices_are_listed_by_name(system: Sound) -> None:
    assert device_names() == system.names
    system.names = []
    with pytest.raises(DeviceError):
        device_names()


@pytest.mark.parametrize(
    ("name", "chosen"),
    [
        (None, None),
        ("Speakers", "id of Speakers"),
        ("usb headset", "id of USB Headset"),
        ("headset", "id of USB Headset"),
        ("hdmi 2", "id of HDMI 2"),
    ],
)
def test_a_device_is_chosen_by_its_name_or_the_only_part_of_one(
    system: Sound, name: str | None, chosen: str | None
) -> None:
    output = MiniaudioOutput(name)
    output.open(silence)
    output.close()
    assert system.opened["device_id"] == chosen


@pytest.mark.usefixtures("system")
@pytest.mark.parametrize("name", ["hdmi", "Spaekers", "nothing like it"])
def test_an_unknown_or_ambiguous_device_is_an_error(name: str) -> None:
    with pytest.raises(DeviceError, match=name):
        MiniaudioOutput(name).open(silence)


def test_the_device_plays_what_it_pulls(system: Sound) -> None:
    output = MiniaudioOutput()
    output.open(lambda count: b"ab" * count)
    assert system.stream is not None
    assert system.stream.send(3) == b"ababab"
    assert output.silent_for() < 1
    output.close()


def test_a_device_that_does_not_start_is_an_error(
    system: Sound, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fails(_: Stream) -> None:
        raise miniaudio.MiniaudioError("busy")

    monkeypatch.setattr(system, "start", fails)
    with pytest.raises(DeviceError) as raised:
        MiniaudioOutput().open(silence)
    assert str(raised.value) == str(no_device())


def test_closing_an_output_that_is_not_open_does_nothing() -> None:
    MiniaudioOutput().close()
    SimpleaudioOutput().close()


def test_simpleaudio_is_an_extra(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "simpleaudio", None)
    with pytest.raises(DeviceError, match="simpleaudio is not installed"):
        SimpleaudioOutput().open(silence)


def test_simpleaudio_plays_each_sound_as_one_buffer(monkeypatch: pytest.MonkeyPatch) -> None:
    """Two and a half blocks of sound become a single buffer that ends in silence."""
    block = 4410
    sound = array("h", [0] * block + [9] * (2 * block + block // 2) + [0] * 100 * block)
    buffers: list[bytes] = []
    played = threading.Event()

    def play_buffer(pcm: bytes, *_: int) -> Any:
        if any(pcm):
            buffers.append(pcm)
            played.set()
        return SimpleNamespace(wait_done=lambda: None, stop=lambda: None)

    def pull(count: int) -> bytes:
        nonlocal sound
        now, sound = sound[:count], sound[count:]
        return now.tobytes().ljust(2 * count, b"\0")

    monkeypatch.setitem(sys.modules, "simpleaudio", SimpleNamespace(play_buffer=play_buffer))
    output = SimpleaudioOutput()
    output.open(pull)
    assert played.wait(5)
    output.close()
    (pcm,) = buffers
    heard = array("h", pcm)
    assert sum(heard) == 9 * (2 * block + block // 2)
    assert not any(heard[-block:])
