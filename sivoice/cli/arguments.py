"""Arguments that commands share: the script, the session options, `--force` and `--quiet`."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import TYPE_CHECKING, Annotated, Any

import typer
from typer.core import TyperCommand, TyperOption

if TYPE_CHECKING:
    from sivoice.options.options import Options
    from sivoice.options.values import Option

_GIVEN = "sivoice.given"
"""The key of the session options in the context's `meta`."""


class SessionCommand(TyperCommand):
    """A command that takes every session option besides its own; `asked_options` reads them."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.params += _typer_options()


@cache
def _typer_options() -> tuple[TyperOption, ...]:
    """Return the session options for typer; all commands share the same objects."""
    from sivoice.options.options import session_options

    return tuple(_typer_option(name, option) for name, option in session_options().items())


def _typer_option(name: str, option: Option) -> TyperOption:
    # Values stay strings here. The option parses them, with the same errors as for the settings
    # file.
    return TyperOption(
        param_decls=[f"--{name}/--no-{name}" if option.is_switch else f"--{name}"],
        type=None if option.is_switch else str,
        is_flag=option.is_switch or None,
        multiple=option.repeatable,
        metavar=option.placeholder(),
        help=option.help,
        rich_help_panel=option.panel,
        autocompletion=lambda ctx, args, incomplete: list(option.suggestions()),
        expose_value=False,
        callback=_store,
    )


def _store(ctx: typer.Context, option: TyperOption, value: Any) -> None:
    """Store the value of a session option if it was given."""
    if value is not None and value != ():
        name = option.opts[0].removeprefix("--")
        ctx.meta.setdefault(_GIVEN, {})[name] = value


def given_options(ctx: typer.Context) -> Mapping[str, Any]:
    """Return the session options that were given, not parsed yet, by their long names."""
    given: dict[str, Any] = ctx.meta.get(_GIVEN, {})
    return given


def asked_options(ctx: typer.Context) -> Options:
    """Parse the session options that were given. Raises OptionError."""
    from sivoice.options.options import options_from

    return options_from(given_options(ctx))


def complete_script(incomplete: str) -> list[str]:
    """Return the names of scripts for shell completion."""
    from sivoice.script.names import named_scripts

    return sorted(name for name in named_scripts() if name.startswith(incomplete))


def _quiet(ctx: typer.Context, value: bool) -> bool:
    """Return whether `--quiet` was given to the command, or before it to `sivoice`."""
    return value or bool(ctx.obj)


ScriptName = Annotated[
    str,
    typer.Argument(
        metavar="SCRIPT",
        help="The name of a script, or the path of a .session or .stretch file.",
        autocompletion=complete_script,
        show_default=True,
    ),
]
DEFAULT_SCRIPT = "si-joint"
Force = Annotated[
    bool, typer.Option("--force", help="Overwrite a file that sivoice did not write.")
]
NoSource = Annotated[
    bool,
    typer.Option(
        "--no-source",
        help="Leave out the scripts, figures and options, which `sivoice open` takes out again.",
    ),
]
Quiet = Annotated[bool, typer.Option("--quiet", "-q", help="Print only errors.", callback=_quiet)]
