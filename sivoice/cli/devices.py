"""`sivoice devices`: where live sound can go."""

from __future__ import annotations

import typer


def devices_command() -> None:
    """List the sound devices, as `sivoice play --device` takes them."""
    from sivoice.player.outputs import device_names

    for name in device_names():
        typer.echo(name)
