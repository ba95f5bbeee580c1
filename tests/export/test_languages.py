"""Language tags are written as three letters in the tags of MP3s."""

from __future__ import annotations

import pytest

from sivoice.export.languages import iso_639_2


@pytest.mark.parametrize(
    ("tag", "code"),
    [
        ("en", "eng"),
        ("EN-gb", "eng"),
        ("de", "deu"),
        ("zu", "zul"),
        ("gsw-CH", "gsw"),
        ("qq", "XXX"),
    ],
)
def test_a_language_tag_becomes_three_letters(tag: str, code: str) -> None:
    assert iso_639_2(tag) == code
