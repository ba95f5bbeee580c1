"""`sivoice devices` lists the sound devices, or says that there are none."""

from __future__ import annotations

import pytest

from sivoice.player.devices import no_device
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
