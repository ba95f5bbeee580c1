"""`sivoice list`: the scripts that have a name."""

from __future__ import annotations

import typer


def list_command() -> None:
    """Show the sessions and stretches that can be asked for by name."""
    from sivoice.errors import ScriptError
    from sivoice.folders import own_scripts
    from sivoice.script.library import kind_of, read_script, shipped_and_own
    from sivoice.script.vocabulary import Kind

    seen: set[str] = set()
    rows: dict[Kind, list[tuple[str, str, str]]] = {kind: [] for kind in Kind}
    for path in shipped_and_own():
        if path.stem in seen:
            continue
        seen.add(path.stem)
        try:
            checked, faults = read_script(path)
        except ScriptError as error:
            rows[kind_of(path)].append((path.stem, f"({error})", ""))
            continue
        script, muscles = checked.script, checked.header().muscles
        rows[script.kind].append(
            (path.stem, script.title or f"({faults[0].message})", muscles or "")
        )
    width = max((len(name) for kind in Kind for name, _, _ in rows[kind]), default=0)
    for kind, heading in ((Kind.SESSION, "Sessions"), (Kind.STRETCH, "Stretches")):
        typer.echo(typer.style(heading, bold=True))
        for name, title, muscles in rows[kind]:
            typer.echo(f"  {name:<{width}}  {title}" + (f" ({muscles})" if muscles else ""))
    typer.echo(f"Your own go into {own_scripts()}")
