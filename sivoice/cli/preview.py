"""`sivoice preview`: hear a script while it is written."""

from __future__ import annotations

from typing import Annotated

import typer

from sivoice.cli.arguments import Quiet, ScriptName, asked_options


def preview_command(
    ctx: typer.Context,
    script: ScriptName,
    watch: Annotated[
        bool, typer.Option("--watch", help="Stay, and at each save play what has changed.")
    ] = False,
    quiet: Quiet = False,
) -> None:
    """Hear a script from its first words on. With --watch, hear each change as you save it.

    A script with errors shows them; with --watch it is played as soon as they are corrected. The
    keys are those of `sivoice play`, and q or Ctrl-C ends it.

    If a stretch has a figure, SCRIPT.figure.html shows it. Open that page in a browser: with
    --watch, it follows each save of the figure, with its errors.

    **Examples**

    `sivoice preview my-knee`

    `sivoice preview my-evening --watch`
    """
    from sivoice.cli.previewing import Preview
    from sivoice.player.keys import keyboard
    from sivoice.script.names import find

    preview = Preview(find(script), asked_options(ctx), quiet=quiet)
    with keyboard() as keys:
        if watch:
            preview.watch(keys)
        elif not preview.play_once(keys):
            raise typer.Exit(1)
