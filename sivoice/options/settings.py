"""The settings file: a listener's own defaults, under the names of the session options."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sivoice.errors import OptionError, SettingsError, did_you_mean
from sivoice.files import read_file
from sivoice.options.options import Options, options_from, session_options
from sivoice.visible import on_one_line


def read_settings(path: Path) -> Options:
    """Read the settings file, or return no settings if it does not exist.

    Raises SettingsError, which names the file.
    """
    try:
        data = read_file(path)
    except (FileNotFoundError, NotADirectoryError):
        return Options()
    except OSError as error:
        raise _unusable(path, error.strerror or str(error)) from error
    import tomllib

    try:
        given = tomllib.loads(data.decode())
    except ValueError as error:
        raise _unusable(path, str(error)) from error
    except RecursionError as error:
        raise _unusable(path, "its brackets are nested too deeply") from error
    known = session_options()
    for name in given:
        if name not in known:
            near = did_you_mean(name, known)
            help = f"Did you mean {near}?" if near else f"The settings are {', '.join(known)}."
            raise SettingsError(f"{path}: there is no setting `{on_one_line(name)}`\n{help}")
    with naming_settings(path, Options()):
        return options_from(given)


def _unusable(path: Path, reason: str) -> SettingsError:
    return SettingsError(
        f"cannot use the settings in {path}: {reason}\nCorrect the file, or delete it."
    )


@contextmanager
def naming_settings(path: Path, asked: Options) -> Iterator[None]:
    """Turn an OptionError into a SettingsError that names the file.

    An option that is set in `asked`, the options of the command line, stays an OptionError.
    """
    try:
        yield
    except OptionError as error:
        if asked.asks_for(error.option):
            raise
        raise SettingsError(f"{path}: {error.option}: {error.reason}") from error
