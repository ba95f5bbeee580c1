"""`sivoice devices`: list the sound devices."""

from __future__ import annotations

from sivoice.cli.terminal import echo


def devices_command() -> None:
    """List the sound devices for `sivoice play --device`."""
    from sivoice.player.devices import device_names

    for name in device_names():
        echo(name)
