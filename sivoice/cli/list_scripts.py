"""`sivoice list`: list the scripts that can be used by name."""

from __future__ import annotations

import typer


def list_command() -> None:
    """List the sessions and stretches that you can use by name."""
    from sivoice.errors import ScriptError
    from sivoice.folders import own_scripts
    from sivoice.script.library import kind_of, named_scripts, read_script
    from sivoice.script.vocabulary import Kind

    scripts = named_scripts()
    descriptions: dict[Kind, dict[str, str]] = {kind: {} for kind in Kind}
    for name, path in scripts.items():
        try:
            checked, faults = read_script(path)
        except ScriptError as error:
            descriptions[kind_of(path)][name] = f"({error})"
            continue
        title = checked.script.title or f"({faults[0].message})"
        muscles = checked.header().muscles
        description = f"{title} ({muscles})" if muscles else title
        descriptions[checked.script.kind][name] = description
    width = max(map(len, scripts), default=0)
    for kind, heading in ((Kind.SESSION, "Sessions"), (Kind.STRETCH, "Stretches")):
        typer.echo(typer.style(heading, bold=True))
        for name, description in descriptions[kind].items():
            typer.echo(f"  {name:<{width}}  {description}")
    typer.echo(f"Put your own scripts in {own_scripts()}")
