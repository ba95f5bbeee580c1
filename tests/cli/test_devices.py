"""`sivoice devices` lists the sound devices, or says that there are none."""

from __future__ import annotations

import pytest

from sivoice.errors import DeviceError
from sivoice.player.devices import find_device, no_device
from tests.cli.conftest import Run


def test_devices_are_listed_one_on_each_line(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sivoice.player.devices.device_names", lambda: ["Speakers", "Headset"])
    result = run("devices")
    assert (result.exit_code, result.stdout) == (0, "Speakers\nHeadset\n")


def test_a_computer_without_devices_is_an_error(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    def none() -> None:
        raise no_device()

    monkeypatch.setattr("sivoice.player.devices.device_names", none)
    result = run("devices")
    assert (result.exit_code, result.stdout) == (1, "")
    assert result.stderr.startswith("error: ")


def test_a_device_cannot_be_named_like_two(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    found = [{"name": "A\n\x1b[2JB", "id": 7}, {"name": "C", "id": 8}]
    monkeypatch.setattr("sivoice.player.devices._devices", lambda: found)
    assert run("devices").stdout == "A␊␛[2JB\nC\n"
    assert find_device("a␊␛[2Jb") == 7
    with pytest.raises(DeviceError, match="Choose A␊␛"):
        find_device("none")
