"""The pronunciation of terms that voices get wrong, from the lexicon beside the scripts."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable
from functools import cache, cached_property
from pathlib import Path

from msgspec import Struct

from sivoice.errors import VoiceError
from sivoice.files import read_file
from sivoice.folders import shipped


class Entry(Struct, frozen=True):
    """One term."""

    letters: str | None = None
    """A spelling that any voice pronounces correctly; None if the term is one itself."""
    phonemes: str | None = None
    """The phonemes for the voice hibari; None if it pronounces the term correctly."""


class Lexicon:
    """The terms, which are read when a text has to be spoken."""

    def __init__(self, path: Path, data: bytes) -> None:
        self._path = path
        self._data = data
        self.digest = hashlib.sha256(data).hexdigest()[:16]
        """It changes with the terms."""

    @cached_property
    def entries(self) -> dict[str, Entry]:
        """The entries by term. Raises VoiceError if the file is damaged."""
        import tomllib

        try:
            terms = tomllib.loads(self._data.decode())
            return {term: Entry(**entry) for term, entry in terms.items()}
        except (ValueError, TypeError) as error:
            raise _unreadable(self._path, error) from error

    def as_letters(self, text: str) -> str:
        """Respell a text for a voice that accepts only plain spelling."""
        return self._replaced(text, lambda term, entry: entry.letters or term)

    def as_phonemes(self, text: str) -> str:
        """Mark a text up for hibari, which accepts `[term](/phonemes/)`."""
        return self._replaced(
            text, lambda term, entry: f"[{term}](/{entry.phonemes}/)" if entry.phonemes else term
        )

    def _replaced(self, text: str, write: Callable[[str, Entry], str]) -> str:
        def replacement(found: re.Match[str]) -> str:
            term = found[0]
            return write(term, self.entries.get(term) or self.entries[term.lower()])

        return _pattern(tuple(self.entries)).sub(replacement, text)


@cache
def lexicon() -> Lexicon:
    """Return the lexicon that comes with the scripts. Raises VoiceError if it cannot be read."""
    path = shipped("scripts") / "pronunciation.toml"
    try:
        return Lexicon(path, read_file(path))
    except OSError as error:
        raise _unreadable(path, error) from error


def _unreadable(path: Path, error: Exception) -> VoiceError:
    return VoiceError(f"the lexicon {path} cannot be read: {error}\nReinstall sivoice.")


@cache
def _pattern(terms: tuple[str, ...]) -> re.Pattern[str]:
    """Return a pattern of the terms as whole words. Lower-case terms match in any case."""
    longest_first = sorted(terms, key=len, reverse=True)
    written = [
        re.escape(term) if term != term.lower() else f"(?i:{re.escape(term)})"
        for term in longest_first
    ]
    # Without re.ASCII, the Turkish dotted capital I would match i.
    return re.compile(rf"(?<!\w)(?:{'|'.join(written)})(?!\w)", re.ASCII)
