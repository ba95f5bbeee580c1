"""No control character and no bidirectional control is printed, and every letter stays."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from sivoice.visible import is_on_one_line, on_one_line, visible

BIDI = {"LRE", "RLE", "LRO", "RLO", "PDF", "LRI", "RLI", "FSI", "PDI"}
HEBREW, ARABIC = "\u05de\u05ea\u05d9\u05d7\u05d4", "\u062a\u0645\u062f\u062f"
FAMILY = "\U0001f468\u200d\U0001f469\u200d\U0001f467"
WALES = "\U0001f3f4\U000e0067\U000e0062\U000e0077\U000e006c\U000e0073\U000e007f"
LEGITIMATE = [
    "Rücken, dos, espalda",
    f"{HEBREW} 30",
    f"{ARABIC} \u200f(2)\u200e \u061c5",
    f"family {FAMILY}, heart \u2764\ufe0f, flag {WALES}",
    "e\u0301 and o\u0308",
    "\u0915\u094d\u200d\u0937 \u0e01\u0e33",
    "soft\u00adhyphen, zero\u200bwidth, no\u00a0break",
]


def is_hidden(char: str) -> bool:
    """Whether Unicode itself says that a character is a control, or cannot be written."""
    return unicodedata.category(char) in ("Cc", "Cs") or unicodedata.bidirectional(char) in BIDI


ANY_TEXT = st.text(st.characters(codec=None, categories=None))


@given(ANY_TEXT)
@example("\x1b]0;pwned\x07\x9b31m\u202e\x7f\r\x85\ud800")
@example("ends\r\n")
def test_nothing_hidden_is_left_in_a_text(text: str) -> None:
    shown = visible(text)
    assert len(shown) == len(text)
    assert not [
        char for char in shown.replace("\r\n", "\n") if is_hidden(char) and char not in "\t\n"
    ]
    shown.encode()


@given(ANY_TEXT)
def test_a_text_without_hidden_characters_stays_as_it_is(text: str) -> None:
    plain = "".join(char for char in text if not is_hidden(char) and char not in "\u2028\u2029")
    assert visible(plain) == plain
    assert on_one_line(plain) == plain


@given(ANY_TEXT)
@example("a\nerror: b\tc\r\n")
def test_a_name_is_on_one_line(text: str) -> None:
    name = on_one_line(text)
    assert len(name) == len(text)
    assert not [char for char in name if is_hidden(char)]
    assert len(name.splitlines()) <= 1


@pytest.mark.parametrize("text", LEGITIMATE)
def test_the_letters_of_every_language_stay(text: str) -> None:
    assert visible(text) == text
    assert on_one_line(text) == text
    assert is_on_one_line(text)


def test_each_character_has_its_picture() -> None:
    assert visible("\x00\x07\x1b[2J\x7f") == "␀␇␛[2J␡"
    assert visible("\x9b\u202e\u2067\udcff\u2028") == "\ufffd" * 5
    assert visible("a\tb\nc\r\nd\re") == "a\tb\nc\r\nd␍e"
    assert on_one_line("a\tb\nc\r\n") == "a␉b␊c␍␊"


@pytest.mark.parametrize("name", ["a\nb", "a\tb", "a\x1bb", "a\x9bb", "a\u202eb", "a\u2028b"])
def test_a_name_with_a_control_character_is_not_on_one_line(name: str) -> None:
    assert not is_on_one_line(name)


def test_a_name_need_not_be_utf_8() -> None:
    assert is_on_one_line("\udcfcbung.session")
