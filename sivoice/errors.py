"""What can fail while sivoice runs. Each error composes its own message: what failed, and what to do."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable


class SivoiceError(Exception):
    """A failure that a user can act on; its text is shown as it is, without a traceback."""

    exit_code = 1


class UsageError(SivoiceError):
    """A command or a setting asked for something that does not exist or cannot be."""

    exit_code = 2


class OptionError(UsageError):
    """A session option, on the command line or in the settings file, that cannot be used."""

    def __init__(self, option: str, reason: str) -> None:
        """`option` is the long name without its dashes; `reason` says what is wrong with the value."""
        super().__init__(f"--{option}: {reason}")
        self.option = option
        self.reason = reason


class SettingsError(SivoiceError):
    """The listener's settings file cannot be used."""


class ScriptError(SivoiceError):
    """A script cannot be found, read or compiled."""


class VoiceError(SivoiceError):
    """A voice cannot be loaded, or made no sound for a text."""


class OutputError(SivoiceError):
    """A file cannot be written, or must not be."""


class DeviceError(SivoiceError):
    """No sound device can be opened, or not the one asked for."""


class ShareError(SivoiceError):
    """Files cannot be shared on the network."""


class FitError(SivoiceError):
    """A session cannot be brought to the length that was asked for."""


def did_you_mean(word: str, known: Iterable[str]) -> str | None:
    """The known word nearest to `word`, whatever its case; None where nothing is near."""
    from difflib import get_close_matches

    by_folded: dict[str, str] = {}
    for name in known:
        by_folded.setdefault(name.casefold(), name)
    near = get_close_matches(word.casefold(), by_folded, n=1, cutoff=0.6)
    return by_folded[near[0]] if near else None


def listed(words: Iterable[str]) -> str:
    """Words as a person lists them: `a, b or c`."""
    *most, last = list(words) or ["nothing"]
    return f"{', '.join(most)} or {last}" if most else last
