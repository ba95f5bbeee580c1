"""The errors that sivoice raises.

The first line of an error's message says what is wrong, the others what to do about it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

LONGEST_MEANT = 60
"""The most characters of a word that a similar one is looked for."""


class SivoiceError(Exception):
    """A failure that a user can act on; its message is shown without a traceback."""

    exit_code = 1

    @property
    def problem(self) -> str:
        """The first line of the message: what is wrong."""
        return str(self).partition("\n")[0]

    @property
    def advice(self) -> list[str]:
        """The other lines of the message: what to do."""
        return str(self).splitlines()[1:]


class UsageError(SivoiceError):
    """A command or a setting asks for something that does not exist or is not possible."""

    exit_code = 2


class OptionError(UsageError):
    """A session option cannot be used, whether from the command line or the settings file."""

    def __init__(self, option: str, reason: str) -> None:
        """Compose the message from the option's long name, without dashes, and what is wrong."""
        super().__init__(f"--{option}: {reason}")
        self.option = option
        self.reason = reason


class SettingsError(SivoiceError):
    """The listener's settings file cannot be used."""


class ScriptError(SivoiceError):
    """A script cannot be found, read or compiled."""


class VoiceError(SivoiceError):
    """A voice cannot be loaded, or produced no sound for a text."""


class OutputError(SivoiceError):
    """A file cannot be written, or must not be overwritten."""


class DeviceError(SivoiceError):
    """No sound device can be opened, or not the requested one."""


class ShareError(SivoiceError):
    """Files cannot be shared on the network."""


class FitError(SivoiceError):
    """A session cannot be fitted to the requested length."""


def did_you_mean(word: str, known: Iterable[str]) -> str | None:
    """Return the known word closest to `word`, ignoring case, or None if none is close.

    For more than LONGEST_MEANT characters that would take too long, and is of no use.
    """
    from difflib import get_close_matches

    if len(word) > LONGEST_MEANT:
        return None

    by_folded: dict[str, str] = {}
    for name in known:
        by_folded.setdefault(name.casefold(), name)
    near = get_close_matches(word.casefold(), by_folded, n=1, cutoff=0.6)
    return by_folded[near[0]] if near else None


def listed(words: Iterable[str]) -> str:
    """Join words for a sentence: `a, b or c`, or `nothing` if there are none."""
    *most, last = list(words) or ["nothing"]
    return f"{', '.join(most)} or {last}" if most else last
