"""The table of a language is complete, and a language without one falls back to English."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from msgspec.structs import asdict

from sivoice import language as languages
from sivoice.errors import SivoiceError
from sivoice.folders import shipped
from sivoice.language import language
from sivoice.player.keys import OF_TERMINAL, Control
from sivoice.script.vocabulary import CLOSE, WARM_UP, WELCOME, Position

TABLES = sorted(shipped("scripts").glob("languages/*.toml"))
ENGLISH = language("en")


@pytest.fixture
def tables(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A folder of tables that a test can change, with the English one in it."""
    folder = tmp_path / "scripts" / "languages"
    folder.mkdir(parents=True)
    shutil.copy(shipped("scripts") / "languages" / "en.toml", folder)
    monkeypatch.setattr(languages, "shipped", lambda name: tmp_path / name)
    language.cache_clear()
    yield folder
    language.cache_clear()


def texts(table: object) -> Iterator[str]:
    """Every text of a table."""
    if isinstance(table, str):
        yield table
    elif isinstance(table, dict):
        for key in sorted(table):
            yield from texts(table[key])
    elif isinstance(table, tuple):
        for one in table:
            yield from texts(one)
    else:
        yield from texts(asdict(table))  # type: ignore[arg-type]


@pytest.mark.parametrize("path", TABLES, ids=lambda path: path.stem)
def test_every_shipped_table_is_complete(path: Path) -> None:
    table = language(path.stem)
    assert table.handout.positions.keys() == set(Position)
    for changes in (
        table.spoken.to_standing,
        table.spoken.from_standing,
        table.spoken.from_lying,
        table.spoken.from_elsewhere,
    ):
        assert changes.keys() == set(Position) - {Position.STANDING}
    assert table.chapters.keys() == {WELCOME, WARM_UP, CLOSE}
    assert table.keys.keys() == set(Control) - OF_TERMINAL
    assert all(text.strip() for text in texts(table))


@pytest.mark.parametrize("tag", ["en", "EN", "en-GB", "xx", "xx-en", ""])
def test_a_language_without_a_table_falls_back_to_english(tag: str) -> None:
    assert language(tag) == ENGLISH


def test_a_tag_finds_the_table_of_its_language(tables: Path) -> None:
    text = (tables / "en.toml").read_text(encoding="utf-8")
    german = text.replace('right = "right"', 'right = "rechte"')
    (tables / "de.toml").write_text(german, encoding="utf-8")
    for tag in ("de", "de-AT", "DE"):
        assert language(tag).side("right") == "rechte"
    assert language("en").side("right") == "right"


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ('left = "left"', ""),
        ('left = "left"', 'left = "left"\nmiddle = "middle"'),
        ('left = "left"', "left = 1"),
        ('left = "left"', "left = "),
        ("[sides]", "[side]"),
    ],
    ids=["a missing key", "an unknown key", "a wrong type", "no TOML", "a wrong section"],
)
def test_a_broken_table_is_an_error_that_names_it(tables: Path, old: str, new: str) -> None:
    path = tables / "en.toml"
    path.write_text(path.read_text(encoding="utf-8").replace(old, new, 1), encoding="utf-8")
    with pytest.raises(SivoiceError) as raised:
        language("en")
    assert str(path) in str(raised.value)
    assert len(str(raised.value).splitlines()) > 1


def test_a_missing_table_is_an_error(tables: Path) -> None:
    (tables / "en.toml").unlink()
    with pytest.raises(SivoiceError):
        language("en")


@pytest.mark.parametrize(
    ("ms", "words"),
    [
        (0, "0 seconds"),
        (1_000, "1 second"),
        (12_500, "12.5 seconds"),
        (60_000, "1 minute"),
        (90_000, "1 minute 30 seconds"),
        (121_000, "2 minutes 1 second"),
    ],
)
def test_a_length_is_written_in_minutes_and_seconds(ms: int, words: str) -> None:
    assert ENGLISH.lasting(ms) == words


def test_each_side_has_its_word() -> None:
    assert (ENGLISH.side("right"), ENGLISH.side("left")) == ("right", "left")
