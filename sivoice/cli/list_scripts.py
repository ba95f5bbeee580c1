"""`sivoice list`: the scripts that have a name."""

from __future__ import annotations

import typer

_EXAMPLES = "Examples"
"""The heading of the programmes that show what can be prescribed, and of their stretches."""


def list_command() -> None:
    """Show the sessions and stretches that can be asked for by name."""
    from sivoice.errors import ScriptError
    from sivoice.folders import own_scripts
    from sivoice.script.library import examples, kind_of, read_script, shipped_and_own
    from sivoice.script.vocabulary import Kind

    seen: set[str] = set()
    headings = {Kind.SESSION: "Sessions", Kind.STRETCH: "Stretches"}
    rows: dict[str, list[tuple[str, str, str]]] = {
        heading: [] for heading in (*headings.values(), _EXAMPLES)
    }
    for path in shipped_and_own():
        if path.stem in seen:
            continue
        seen.add(path.stem)
        heading = _EXAMPLES if examples() in path.parents else headings[kind_of(path)]
        try:
            checked, faults = read_script(path)
        except ScriptError as error:
            rows[heading].append((path.stem, f"({error})", ""))
            continue
        script, muscles = checked.script, checked.header().muscles
        rows[heading].append((path.stem, script.title or f"({faults[0].message})", muscles or ""))
    width = max((len(name) for listed in rows.values() for name, _, _ in listed), default=0)
    for heading, listed in rows.items():
        typer.echo(typer.style(heading, bold=True))
        for name, title, muscles in listed:
            typer.echo(f"  {name:<{width}}  {title}" + (f" ({muscles})" if muscles else ""))
    typer.echo(f"Your own go into {own_scripts()}")
