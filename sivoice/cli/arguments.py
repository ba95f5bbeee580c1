"""What the commands about a session have in common: the script and the session options."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Annotated, Any

import typer
from typer.core import TyperCommand, TyperOption

from sivoice.options.options import Options, options_from, session_options
from sivoice.options.values import Option

_GIVEN = "sivoice.given"
"""The key of what was given, in the context's `meta`."""


class SessionCommand(TyperCommand):
    """A command with every session option besides its own; `asked_options` reads them."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.params += _typer_options()


@cache
def _typer_options() -> tuple[TyperOption, ...]:
    """The session options as typer knows options; all the commands share them."""
    return tuple(_typer_option(name, option) for name, option in session_options().items())


def _typer_option(name: str, option: Option) -> TyperOption:
    # Every value stays text here, and is read by the option itself: its errors are the same for the
    # settings file.
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
        callback=_keep,
    )


def _keep(ctx: typer.Context, option: TyperOption, value: Any) -> None:
    """Keep the value of a session option that was given."""
    if value is not None and value != ():
        name = option.opts[0].removeprefix("--")
        ctx.meta.setdefault(_GIVEN, {})[name] = value


def given_options(ctx: typer.Context) -> Mapping[str, Any]:
    """The session options that were given, as they were given, by their long names."""
    given: dict[str, Any] = ctx.meta.get(_GIVEN, {})
    return given


def asked_options(ctx: typer.Context) -> Options:
    """What the command line asks for. Raises OptionError."""
    return options_from(given_options(ctx))


def complete_script(incomplete: str) -> list[str]:
    """Return the names of scripts for shell completion."""
    from sivoice.script.library import named_scripts

    return sorted(name for name in named_scripts() if name.startswith(incomplete))


ScriptName = Annotated[
    str,
    typer.Argument(
        metavar="SCRIPT",
        help="A script's name, or the path of a .session or .stretch file.",
        autocompletion=complete_script,
        show_default=True,
    ),
]
DEFAULT_SCRIPT = "si-joint"
Quiet = Annotated[bool, typer.Option("--quiet", "-q", help="Say nothing but errors.")]
