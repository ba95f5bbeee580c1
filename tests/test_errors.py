"""Errors carry what a command needs, and words are suggested and listed as a person would."""

from __future__ import annotations

import pytest

from sivoice import errors
from sivoice.errors import OptionError, SivoiceError, UsageError, did_you_mean, listed


@pytest.mark.parametrize(
    ("word", "known", "near"),
    [
        ("pirifromis", ["quadriceps", "piriformis"], "piriformis"),
        ("SI-JOINT", ["si-joint"], "si-joint"),
        ("german", ["German", "French"], "German"),
        ("xyzzy", ["piriformis"], None),
        ("", ["piriformis"], None),
        ("piriformis", [], None),
    ],
)
def test_the_nearest_known_word_is_suggested(word: str, known: list[str], near: str | None) -> None:
    assert did_you_mean(word, known) == near


@pytest.mark.parametrize(
    ("words", "text"),
    [
        ([], "nothing"),
        (["a"], "a"),
        (["a", "b"], "a or b"),
        (["a", "b", "c"], "a, b or c"),
        ((word for word in ("a", "b")), "a or b"),
    ],
)
def test_words_are_listed_with_or(words: list[str], text: str) -> None:
    assert listed(words) == text


def test_wrong_usage_has_an_exit_code_of_its_own() -> None:
    found = [one for one in vars(errors).values() if isinstance(one, type)]
    raised = [one for one in found if issubclass(one, SivoiceError)]
    assert len(raised) > 5
    for error in raised:
        assert error.exit_code == (2 if issubclass(error, UsageError) else 1)


def test_an_option_error_names_its_option() -> None:
    error = OptionError("pace", "too fast")
    assert (error.option, error.reason) == ("pace", "too fast")
    assert str(error) == "--pace: too fast"
