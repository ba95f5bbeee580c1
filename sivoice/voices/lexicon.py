"""The pronunciation of terms that voices get wrong, from the lexicon beside the scripts."""

from __future__ import annotations

import hashlib
import re
import tomllib
from collections.abc import Callable
from functools import cache

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


class Lexicon(Struct, frozen=True):
    """The terms, and a digest that changes with them."""

    entries: dict[str, Entry]
    digest: str

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
    """Read the lexicon that comes with the scripts. Raises VoiceError if that fails."""
    path = shipped("scripts") / "pronunciation.toml"
    try:
        data = read_file(path)
        terms = {term: Entry(**entry) for term, entry in tomllib.loads(data.decode()).items()}
    except (OSError, ValueError, TypeError) as error:
        raise VoiceError(
            f"the lexicon {path} cannot be read: {error}\nReinstall sivoice."
        ) from error
    return Lexicon(terms, hashlib.sha256(data).hexdigest()[:16])


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
