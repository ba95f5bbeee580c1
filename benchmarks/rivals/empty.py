"""A typer app of two commands that do nothing: what its help costs is what any help costs."""

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
