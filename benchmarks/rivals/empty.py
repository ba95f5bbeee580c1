"""A typer app with two commands that do nothing, as the baseline for the time of `--help`."""

from __future__ import annotations

import typer

app = typer.Typer()


@app.command()
def one() -> None:
    """Do nothing."""


@app.command()
def two() -> None:
    """Do nothing, too."""


if __name__ == "__main__":
    app()
