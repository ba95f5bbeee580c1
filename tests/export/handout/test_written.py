"""The text beside a script is read as written, or is an error with its line."""

from __future__ import annotations

from pathlib import Path

import pytest

from sivoice.errors import ScriptError
from sivoice.export.handout.written import Passage, parse_written, read_written


def test_each_heading_has_its_paragraphs() -> None:
    text = (
        "[note] For readers.\n\n## About\nOne  line.\r\n\n"
        "  *Two*, [as] {it} is.\n## Empty\n## Last\n- three\n"
    )
    assert parse_written(text, "x") == (
        Passage("About", ("One line.", "*Two*, [as] {it} is.")),
        Passage("Empty", ()),
        Passage("Last", ("- three",)),
    )


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("Words.\n## About\n", "x:1: this line comes before the first heading"),
        ("## About\n# Title\n", "x:2: this heading cannot be read"),
        ("##About\n", "x:1: this heading cannot be read"),
    ],
)
def test_an_invalid_text_is_an_error_with_its_line(text: str, said: str) -> None:
    with pytest.raises(ScriptError, match=said):
        parse_written(text, "x")


def test_a_script_without_a_text_has_no_passages(tmp_path: Path) -> None:
    assert read_written(tmp_path / "x.session") == ()


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"## \xff", "not a UTF-8 text file"),
        (bytes(2 << 20), "larger than 1 MiB"),
        (b"## A\n" + b"a\n" * 500_000, "has more than 5000 lines"),
    ],
)
def test_a_file_that_is_not_text_is_refused(tmp_path: Path, data: bytes, said: str) -> None:
    (tmp_path / "x.handout").write_bytes(data)
    with pytest.raises(ScriptError, match=said):
        read_written(tmp_path / "x.session")


def test_a_folder_of_that_name_is_an_error(tmp_path: Path) -> None:
    (tmp_path / "x.handout").mkdir()
    with pytest.raises(ScriptError, match="cannot read"):
        read_written(tmp_path / "x.session")


@pytest.mark.parametrize("char", ["\x1b", "\x9b", "\u202e", "\u2067", "\x0b"])
def test_a_hidden_character_is_an_error_with_its_line(char: str) -> None:
    with pytest.raises(ScriptError, match=rf"a:2: .*hidden character \(U\+{ord(char):04X}\)"):
        parse_written(f"## A\nOne{char} two.\n", "a")
