"""The outputs choose the right device, pull what they play, and report a device that is missing."""

from __future__ import annotations

import threading
import time
from collections.abc import Generator, Iterator
from types import SimpleNamespace
from typing import Any

import miniaudio
import pytest

from sivoice.errors import DeviceError
from sivoice.player import devices, outputs
from sivoice.player.bounded import NotAnsweringError, not_answering
from sivoice.player.devices import device_names, no_device
from sivoice.player.outputs import MiniaudioOutput, SystemOutput
from sivoice.player.pulled import NoQueue, Pull

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
    assert output.buffered == 3  # not more than was pulled
    assert len(system.stream.send(100_000)) == 200_000
    assert output.buffered == 8820
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


class Hangs:
    """A call that does not return until it is let go."""

    def __init__(self) -> None:
        self.let_go = threading.Event()

    def __call__(self, *_: Any, **__: Any) -> Any:
        assert self.let_go.wait(10)
        return SimpleNamespace(get_playbacks=list)


@pytest.fixture
def hangs(monkeypatch: pytest.MonkeyPatch) -> Iterator[Hangs]:
    """Makes the limits short, and lets everything go in the end."""
    monkeypatch.setattr(outputs, "OPEN_LIMIT", 0.02)
    monkeypatch.setattr(outputs, "CLOSE_LIMIT", 0.02)
    monkeypatch.setattr(devices, "LIST_LIMIT", 0.02)
    one = Hangs()
    yield one
    one.let_go.set()


@pytest.mark.usefixtures("system")
def test_a_list_of_devices_that_never_comes_is_an_error(
    hangs: Hangs, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(miniaudio, "Devices", hangs)
    with pytest.raises(NotAnsweringError, match="does not answer"):
        device_names()


def test_opening_miniaudio_goes_on_after_it_hung(
    system: Sound, hangs: Hangs, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened: list[bool] = []

    def device(**options: Any) -> Any:
        opened.append(True)
        hangs()
        return system.device(**options)

    monkeypatch.setattr(miniaudio, "PlaybackDevice", device)
    output = MiniaudioOutput()
    for _ in range(3):
        with pytest.raises(NotAnsweringError):
            output.open(silence)
    hangs.let_go.set()
    monkeypatch.setattr(outputs, "OPEN_LIMIT", 10)
    output.open(silence)
    assert opened == [True]  # the first attempt was waited for
    output.close()


def test_a_device_that_comes_back_after_it_was_closed_plays_only_silence(
    system: Sound, hangs: Hangs, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(
        system,
        "device",
        lambda **_: SimpleNamespace(start=system.start, close=hangs, _context=None),
    )
    monkeypatch.setattr(miniaudio, "PlaybackDevice", system.device)
    output = MiniaudioOutput()
    output.open(lambda count: b"ab" * count)
    assert system.stream is not None
    began = time.monotonic()
    output.close()
    assert time.monotonic() - began < 1
    assert system.stream.send(3) == bytes(6)


class Tried(NoQueue):
    """An output that cannot be opened as long as it has errors left."""

    buffered = 0

    def __init__(self, *errors: DeviceError) -> None:
        self.errors = list(errors)
        self.opened = 0

    def open(self, pull: Pull) -> None:
        if self.errors:
            raise self.errors.pop(0)
        self.opened += 1

    def close(self) -> None:
        pass

    def silent_for(self) -> float:
        return 0.0


def test_the_default_is_libpulse_or_else_miniaudio_and_stays_it() -> None:
    pulse, other = Tried(not_answering()), Tried()
    output = SystemOutput()
    output._candidates = [pulse, other]
    with pytest.raises(NotAnsweringError):
        output.open(silence)  # it may still answer
    for _ in range(2):
        output.open(silence)
    assert (pulse.opened, other.opened) == (2, 0)
    pulse, output = Tried(no_device()), SystemOutput()
    output._candidates = [pulse, other]
    for _ in range(2):
        output.open(silence)
    assert (pulse.opened, other.opened) == (0, 2)


def test_closing_an_output_that_is_not_open_does_nothing() -> None:
    MiniaudioOutput().close()
