"""The command `sivoice` and its subcommands; turns errors into messages and exit codes."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Annotated, Any

import typer

from sivoice.cli import INTERRUPTED
from sivoice.cli.commands import MARKUP, Commands
from sivoice.cli.screen import print_error, warn
from sivoice.cli.terminal import echo
from sivoice.errors import SivoiceError
from sivoice.folders import is_homeless
from sivoice.interrupts import received
from sivoice.version import __version__
from sivoice.visible import visible


class _Commands(Commands):
    """Prints errors as messages, so that no traceback reaches a user."""

    def make_context(self, *args: Any, **settings: Any) -> Any:
        with _errors_as_messages():
            return super().make_context(*args, **settings)

    def invoke(self, ctx: Any) -> Any:
        with _errors_as_messages():
            return super().invoke(ctx)


@contextmanager
def _errors_as_messages() -> Iterator[None]:
    try:
        yield
    except SivoiceError as error:
        raise _failure(str(error), error.exit_code) from error
    except OSError as error:
        raise _failure(f"{error.strerror or error}", 1) from error
    except KeyboardInterrupt:
        raise typer.Exit(INTERRUPTED) from None
    except Exception as error:
        # typer prints its own errors. Some repeat the words of the command line as they are.
        if isinstance(getattr(error, "message", None), str):
            error.message = visible(error.message)  # type: ignore[attr-defined]
        raise


def _failure(message: str, code: int) -> typer.Exit:
    """Print an error, unless a signal is the reason: Ctrl-C ends child processes such as ffmpeg."""
    number = received()
    if number is not None:
        return typer.Exit(128 + number)
    print_error(message)
    return typer.Exit(code)


app = typer.Typer(
    name="sivoice",
    cls=_Commands,
    no_args_is_help=True,
    rich_markup_mode=MARKUP,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)


def _print_version(requested: bool) -> None:
    if requested:
        echo(f"sivoice {__version__}")
        raise typer.Exit


@app.callback()
def sivoice(
    ctx: typer.Context,
    _version: Annotated[
        bool,
        typer.Option(
            "--version", help="Show the version and exit.", callback=_print_version, is_eager=True
        ),
    ] = False,
    quiet: Annotated[bool, typer.Option("--quiet", "-q", help="Print only errors.")] = False,
) -> None:
    """Guided stretching sessions for a sore back, spoken to you while you stretch.

    A session is a script: plain text that says what to do, how long to hold, and on which side.
    sivoice speaks it, with exact holds and a chime at each end, in one sound file for your phone.

    **Examples**

    `sivoice export` makes si-joint.mp3, seven stretches for the SI joint

    `sivoice export --hold 20 --sets 2` holds for 20 seconds and does each stretch twice

    `sivoice export --fit 14min -o short.mp3` makes it last fourteen minutes

    `sivoice show si-joint` shows what will be heard, and when
    """
    ctx.obj = quiet
    if is_homeless() and not quiet:
        warn(
            "this user has no home folder, so sivoice has no settings and keeps nothing\n"
            "Set HOME to a folder that you can write to."
        )
