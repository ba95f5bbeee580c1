"""hibari and eSpeak NG say each term as the lexicon has it."""

from __future__ import annotations

import re
import shutil
import subprocess
import tomllib
from pathlib import Path
from typing import Any

import pytest

from sivoice.voices.hibari import HibariVoice
from sivoice.voices.lexicon import lexicon

TERMS = lexicon().entries
_AS_ESPEAK = {
    "A": "eɪ",
    "I": "aɪ",
    "O": "oʊ",
    "W": "aʊ",
    "Y": "ɔɪ",
    "ʤ": "dʒ",
    "ʧ": "tʃ",
    "ɡ": "g",
    "T": "t",
    "ɾ": "t",
}


def test_terms_are_found_as_whole_words_and_capitalised() -> None:
    said = lexicon().as_letters(
        "Quadriceps and SI joint, not quadricepses or SIT. Your IT band; do it, si."
    )
    assert said == "quodra-seps and S I joint, not quadricepses or SIT. Your I T band; do it, si."
    assert lexicon().as_phonemes("your glute.") == "your [glute](/ɡlˈut/)."
    assert lexicon().as_letters("your glute.") == "your glute."
    assert lexicon().as_letters("p\u0130riformis") == "p\u0130riformis"


@pytest.fixture(scope="module")
def model() -> Any:
    return HibariVoice()._model


@pytest.mark.real
@pytest.mark.parametrize("term", TERMS)
def test_hibari_says_each_term_as_the_lexicon_has_it(model: Any, term: str) -> None:
    (said,) = model.phonemize(lexicon().as_phonemes(f"Now your {term} again."))
    assert f" {TERMS[term].phonemes} " in said


def skeleton(phonemes: str) -> str:
    """The phonemes without stress, length and unclear vowels, in which voices may differ."""
    for ours, theirs in _AS_ESPEAK.items():
        phonemes = phonemes.replace(ours, theirs)
    phonemes = re.sub(r"[ˈˌː ᵊ\u200d]", "", phonemes)
    phonemes = re.sub(r"ɚ", "əɹ", phonemes)
    phonemes = re.sub(r"ɜ(?!ɹ)", "ɜɹ", phonemes)
    phonemes = re.sub(r"[əɐʌᵻɪi]", "ə", phonemes)
    return re.sub(r"(.)\1+", r"\1", phonemes.replace("o", "ɔ").replace("oː", "ɔ").replace("z", "s"))


@pytest.mark.real
@pytest.mark.parametrize("term", TERMS)
def test_espeak_says_each_term_as_hibari_does(term: str) -> None:
    if shutil.which("espeak-ng") is None:
        pytest.skip("espeak-ng is not installed")
    command = ["espeak-ng", "-q", "--ipa", "-v", "en-us", lexicon().as_letters(term)]
    said = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    assert skeleton(said.strip()) == skeleton(TERMS[term].phonemes or "")


FIELD = tomllib.loads(Path(__file__).with_name("terms.toml").read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def phonemes() -> Any:
    from hibari.g2p import G2P

    return G2P()


def test_hibari_says_a_hundred_terms_of_the_field_as_dictionaries_have_them(phonemes: Any) -> None:
    """Without the model, which takes longer to load than the rules for its phonemes."""
    assert len(FIELD) >= 100
    said = {
        term: phonemes(lexicon().as_phonemes(f"Now your {term} again."))
        .removeprefix("nˈW jʊɹ ")
        .removesuffix(" əɡˈɛn.")
        for term in FIELD
    }
    assert said == FIELD


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("Contract your belly.", "kəntɹˈækt"),
        ("Let the muscle contract.", "kəntɹˈækt"),
        ("Wind down slowly.", "wˈInd dˈWn"),
        ("A wind-down.", "wˈInd dˌWn"),
    ],
)
def test_words_that_are_written_alike_are_told_apart(phonemes: Any, text: str, said: str) -> None:
    assert said in phonemes(lexicon().as_phonemes(text))
