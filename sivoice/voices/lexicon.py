"""How terms are said that voices get wrong: the lexicon that stands with the scripts, in the form each voice takes."""

from __future__ import annotations

import hashlib
import re
import tomllib
from collections.abc import Callable
from functools import cache

from msgspec import Struct

from sivoice.errors import VoiceError
from sivoice.folders import shipped


class Entry(Struct, frozen=True):
    """One term."""

    letters: str | None = None
    """What any voice reads rightly off plain letters; None where the term itself is."""
    phonemes: str | None = None
    """Those of the voice hibari."""


class Lexicon(Struct, frozen=True):
    """The terms, and a digest that changes with them."""

    entries: dict[str, Entry]
    digest: str

    def as_letters(self, text: str) -> str:
        """A text for a voice that takes plain letters alone."""
        return self._replaced(text, lambda term, entry: entry.letters or term)

    def as_phonemes(self, text: str) -> str:
        """A text for hibari, which takes `[term](/phonemes/)`."""
        return self._replaced(
            text, lambda term, entry: f"[{term}](/{entry.phonemes}/)" if entry.phonemes else term
        )

    def _replaced(self, text: str, said: Callable[[str, Entry], str]) -> str:
        return _pattern(tuple(self.entries)).sub(
            lambda found: said(
                found[0], self.entries.get(found[0]) or self.entries[found[0].lower()]
            ),
            text,
        )


@cache
def lexicon() -> Lexicon:
    """The lexicon that is shipped with the scripts. Raises VoiceError where it cannot be read."""
    path = shipped("scripts") / "pronunciation.toml"
    try:
        data = path.read_bytes()
        terms = {term: Entry(**said) for term, said in tomllib.loads(data.decode()).items()}
    except (OSError, ValueError, TypeError) as error:
        raise VoiceError(
            f"the lexicon {path} cannot be read: {error}\nInstall sivoice again."
        ) from error
    return Lexicon(terms, hashlib.sha256(data).hexdigest()[:16])


@cache
def _pattern(terms: tuple[str, ...]) -> re.Pattern[str]:
    """The terms as whole words, the longest first; one without a capital is found with one too."""
    longest_first = sorted(terms, key=len, reverse=True)
    written = [
        re.escape(term) if term != term.lower() else f"(?i:{re.escape(term)})"
        for term in longest_first
    ]
    return re.compile(
        rf"(?<!\w)(?:{'|'.join(written)})(?!\w)", re.ASCII
    )  # or Turkey's dotted I would pass for i
