"""The tables of the languages: none lacks a text, and none has an English one left in it."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from io import StringIO
from typing import Any

import pytest
from rich.console import Console, ConsoleDimensions

from sivoice.folders import shipped
from sivoice.language import ENGLISH, known_languages, language
from sivoice.player.display import Display
from sivoice.player.keys import OF_TERMINAL, Control
from sivoice.player.screen import drawn
from sivoice.script.vocabulary import CLOSE, WARM_UP, WELCOME, Position
from tests.conftest import ROOT

OTHERS = [tag for tag in known_languages() if tag != ENGLISH]
SAME = {
    "de": {"page.start", "handout.position"},
    "fr": {
        *("time.minute", "time.minutes", "spoken.minutes", "transcript.options", "page.pause"),
        *("handout.date", "handout.notes", "handout.position", "handout.muscles"),
    },
}
"""The texts that are the same in English, by the table and its key."""
WORDLESS = re.compile(r"\{[a-z]+\}|[^\w]|\bs\b|\bsivoice\b")


def texts(tag: str) -> dict[str, str]:
    """Every text of a table, by its keys joined with dots."""
    path = shipped("scripts") / "languages" / f"{tag}.toml"
    return dict(_flat(tomllib.loads(path.read_text(encoding="utf-8")), ""))


def _flat(table: Any, key: str) -> Iterator[tuple[str, str]]:
    if isinstance(table, str):
        yield key, table
        return
    pairs = table.items() if isinstance(table, dict) else enumerate(table)
    for name, value in pairs:
        yield from _flat(value, f"{key}.{name}".removeprefix("."))


def test_the_documented_languages_have_tables() -> None:
    page = (ROOT / "docs" / "script-format.md").read_text(encoding="utf-8")
    sentence = re.search(r"They exist in (.*?);", page, re.DOTALL)
    assert sentence
    assert sorted(re.findall(r"`([a-z]+)`", sentence[1])) == list(known_languages())


@pytest.mark.parametrize("tag", OTHERS)
def test_a_table_has_the_keys_and_the_blanks_of_the_english_one(tag: str) -> None:
    table, english = texts(tag), texts(ENGLISH)
    assert table.keys() == english.keys()
    for key, text in table.items():
        assert text.strip(), key
        blanks = [sorted(re.findall(r"\{[^}]*\}", one)) for one in (text, english[key])]
        assert blanks[0] == blanks[1], key


@pytest.mark.parametrize("tag", known_languages())
def test_a_table_has_every_position_section_and_key(tag: str) -> None:
    table = language(tag)
    assert table.tag == tag
    assert set(table.handout.positions) == set(Position)
    spoken = table.spoken
    for changes in (
        spoken.to_standing,
        spoken.from_standing,
        spoken.from_lying,
        spoken.from_elsewhere,
    ):
        assert set(changes) == set(Position) - {Position.STANDING}
    assert set(table.chapters) == {WELCOME, WARM_UP, CLOSE}
    assert set(table.keys) == set(Control) - OF_TERMINAL
    assert len(table.spoken.countdown) == 5


@pytest.mark.parametrize("tag", known_languages())
def test_the_words_for_the_sides_are_among_their_forms(tag: str) -> None:
    sides = language(tag).sides
    assert (sides.right, sides.left) in sides.pairs()
    assert all(word == word.lower() for pair in sides.pairs() for word in pair)


@pytest.mark.parametrize("tag", OTHERS)
def test_no_text_is_left_in_english(tag: str) -> None:
    table, english = texts(tag), texts(ENGLISH)
    same = {
        key
        for key, text in table.items()
        if text == english[key] and WORDLESS.sub("", english[key])
    }
    assert same == SAME.get(tag, set())


@pytest.mark.parametrize("tag", OTHERS)
def test_apostrophes_and_quotes_are_typographic(tag: str) -> None:
    assert not [text for text in texts(tag).values() if "'" in text or '"' in text]


@pytest.mark.parametrize("tag", known_languages())
@pytest.mark.parametrize(("width", "height"), [(80, 24), (40, 24), (30, 10), (100, 30)])
@pytest.mark.parametrize("help", [False, True])
def test_the_screen_of_a_language_fits_a_terminal(
    tag: str, width: int, height: int, help: bool
) -> None:
    words = language(tag)
    display = Display(
        title="Title",
        chapter="Chapter",
        number=6,
        of=7,
        where=f"{words.sides.left_side}, {words.shown.set.format(set=2)}",
        label=words.shown.get_ready,
        countdown=27,
        words="A cue.",
        following=words.shown.the_end,
        elapsed=605,
        total=970,
        paused=False,
        coaching=width < 80,
    )
    console = Console(file=StringIO(), width=width, height=height, force_terminal=True)
    size = ConsoleDimensions(width, height)
    with console.capture() as capture:
        console.print(drawn(display, words.told.sound_lost, words, size, help=help))
    lines = capture.get().rstrip("\n").split("\n")
    assert len(lines) <= height
