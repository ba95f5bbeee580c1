"""`sivoice list`: list the scripts that can be used by name."""

from __future__ import annotations

from pathlib import Path

from sivoice.cli.terminal import echo

_HERE, _SESSIONS, _STRETCHES = "In this folder", "Sessions", "Stretches"
_EXAMPLES = "Examples"
"""The heading of the programmes that show what can be prescribed, and of their stretches."""


def list_command() -> None:
    """List the sessions and stretches that you can use by name."""
    from sivoice.folders import is_homeless, own_scripts
    from sivoice.script.names import examples, is_here, kind_of, named_scripts
    from sivoice.script.vocabulary import Kind

    scripts = named_scripts()
    rows: dict[str, dict[str, str]] = {
        heading: {} for heading in (_HERE, _SESSIONS, _STRETCHES, _EXAMPLES)
    }
    for name, path in scripts.items():
        heading = _SESSIONS if kind_of(path) is Kind.SESSION else _STRETCHES
        if is_here(path):
            heading = _HERE
        elif examples() in path.parents:
            heading = _EXAMPLES
        rows[heading][name] = _description(path)
    width = max(map(len, scripts), default=0)
    for heading, descriptions in rows.items():
        if descriptions:
            echo(heading, bold=True)
        for name, description in descriptions.items():
            echo(f"  {name:<{width}}  {description}")
    if not is_homeless():
        echo(f"Put your own scripts in {own_scripts()}, to use them in every folder")


def _description(path: Path) -> str:
    """Return the title of a script and the muscles that it stretches, or why it has no title."""
    from sivoice.errors import ScriptError
    from sivoice.script.library import read_script

    try:
        checked, faults = read_script(path)
    except ScriptError as error:
        return f"({error})"
    title = checked.script.title or f"({faults[0].message})"
    muscles = checked.header().muscles
    return f"{title} ({muscles})" if muscles else title
