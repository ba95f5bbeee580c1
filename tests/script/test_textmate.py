"""The grammar for editors colours scripts as the parser reads them.

A TextMate tokenizer reads the scripts, and its scopes are compared with the syntax tree, character
by character.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any, TypeAlias

import pytest

from sivoice.script import nodes
from sivoice.script.checker import check
from sivoice.script.diagnostics import Code, Diagnostic
from sivoice.script.directions import row_of
from sivoice.script.fields import FIELDS
from sivoice.script.names import kind_of
from sivoice.script.parser import parse
from sivoice.script.rows import Direction
from sivoice.script.source import SourceText, Span
from sivoice.script.vocabulary import SECTIONS, Kind
from tests.script.test_corpus import SCRIPTS as FAULTY
from tests.script.test_grammar import Generator
from tests.script.textmate import FILE, SCOPES
from tests.test_docs import FENCES
from tests.test_shipped_scripts import SCRIPTS as SHIPPED

highlight = pytest.importorskip("babi.highlight")

Place: TypeAlias = tuple[int, int]
"""A line and a column, counted from 1."""

READABLE = [
    *((path.name, path.read_text(encoding="utf-8")) for path in SHIPPED),
    *((f"{page.name}: {text.splitlines()[0]}", text) for page, _, text in FENCES),
]
TITLE, SECTION = "markup.heading.title", "markup.heading.section"
NOTE, VALUE, CHOICE = "comment.line.note", "string.unquoted.value", "variable.other.choice"
SPOKEN = ""
"""Spoken words have no scope of their own."""
NUMBER, TIME, OPTION = "constant.numeric", "constant.numeric.time", "variable.other.option"
VALUES: dict[type, str] = {
    nodes.IfGuard: OPTION,
    nodes.ChimeMark: OPTION,
    nodes.FractionMoment: NUMBER,
    nodes.Breaths: NUMBER,
}
"""The scope of a direction's value, if it is not a time."""
SETTINGS = {"hold": TIME, "rest": TIME, "sets": NUMBER, "reps": NUMBER}
"""The scope of a setting's value, if it is not a word."""
UNREADABLE = {
    Code.BAD_ESCAPE,
    Code.MALFORMED_BLANK,
    Code.MALFORMED_DIRECTION,
    Code.MALFORMED_HEADING,
    Code.STRAY_BRACE,
    Code.STRAY_BRACKET,
    Code.UNCLOSED_BRACE,
    Code.UNCLOSED_BRACKET,
    Code.UNKNOWN_BLANK,
    Code.UNKNOWN_DIRECTION,
    Code.UNKNOWN_FIELD,
    Code.UNKNOWN_SECTION,
}
"""The faults that a grammar can see, too."""
KNOWN = {row.name for row in FIELDS} | {name for names in SECTIONS.values() for name in names}
"""The fields and sections of both kinds of script, which have the same grammar."""


@pytest.fixture(scope="module")
def compiler() -> Any:
    grammar = highlight.Grammar.make(json.loads(FILE.read_text(encoding="utf-8")))
    return highlight.Compiler(grammar, highlight.Grammars())


def scopes(compiler: Any, source: SourceText) -> dict[Place, str]:
    """The scopes of every character that is not space, without that of the whole script."""
    found: dict[Place, str] = {}
    state = compiler.root_state
    for number, line in enumerate(source.lines, 1):
        state, regions = highlight.highlight_line(compiler, state, f"{line}\n", number == 1)
        for region in regions:
            for at in range(region.start, min(region.end, len(line))):
                if not line[at].isspace():
                    found[number, at + 1] = " ".join(region.scope[1:]).replace(".sivoice", "")
    return found


class Tree:
    """The scopes that the characters of a script should have, from its syntax tree."""

    def __init__(self, script: nodes.Script) -> None:
        self.source = script.source
        self.scopes: dict[Place, str] = {}
        if script.title:
            self.mark(script.title_span, "#", TITLE)
            self.text(script.title_span, f"{TITLE} entity.name.section.title")
        for note in script.notes:
            self.note(note)
        for field in script.fields:
            self.field(field)
        for section in script.sections:
            self.section(section)

    def spell(self, span: Span, *pieces: tuple[str, str]) -> None:
        """Give the characters of a span the scopes of the pieces that it consists of."""
        places = [
            (span.line, span.start + at)
            for at, char in enumerate(self.source.words(span))
            if not char.isspace()
        ]
        spelt = [(char, scope) for text, scope in pieces for char in text if not char.isspace()]
        assert "".join(self.source.words(span).split()) == "".join(char for char, _ in spelt)
        self.scopes |= dict(zip(places, (scope for _, scope in spelt), strict=True))

    def text(self, span: Span, scope: str) -> None:
        pieces = re.split(r"(\\.)", self.source.words(span))
        escape = f"{scope} constant.character.escape".strip()
        self.spell(span, *((text, escape if at % 2 else scope) for at, text in enumerate(pieces)))

    def mark(self, span: Span, mark: str, heading: str) -> None:
        """Give the `#` or `##` before a title or a section its scope."""
        start = self.source.line(span.line).index(mark) + 1
        before = Span(span.line, start, start + len(mark))
        self.spell(before, (mark, f"{heading} punctuation.definition.heading"))

    def note(self, note: nodes.Note) -> None:
        mark, bracket, text = self.source.words(note.span).partition("]")
        self.spell(
            note.span,
            (mark + bracket, f"{NOTE} punctuation.definition.comment"),
            (text, NOTE),
        )

    @staticmethod
    def variant(name: str | None) -> tuple[tuple[str, str], ...]:
        around = "punctuation.definition.variant"
        return (("(", around), (name, OPTION), (")", around)) if name else ()

    def field(self, field: nodes.Field) -> None:
        key = "variable.other.field" if field.key in KNOWN else "invalid.illegal.field"
        self.spell(
            Span(field.span.line, field.span.start, field.value_span.start),
            (field.key, key),
            *self.variant(field.variant),
            (":", "punctuation.separator.field"),
        )
        self.text(field.value_span, VALUE)
        for part in field.value:
            if isinstance(part, nodes.Blank):
                self.blank(part, f"{VALUE} variable.other.blank")

    def section(self, section: nodes.Section) -> None:
        if section.name in KNOWN:
            self.mark(section.span, "##", SECTION)
            times = re.search(r"(,)\s*([0-9]+)\s+(times?)", self.source.words(section.span))
            words = ("punctuation.separator", NUMBER, "keyword.other.times")
            pieces = (
                (section.name, "entity.name.section"),
                *(zip(times.groups(), words, strict=True) if times else ()),
                *self.variant(section.variant),
            )
            self.spell(section.span, *((text, f"{SECTION} {scope}") for text, scope in pieces))
        for line in section.lines:
            if isinstance(line, nodes.Note):
                self.note(line)
            else:
                self.line(line)

    def line(self, line: nodes.Line) -> None:
        for direction in (*line.guards, *line.moments):
            self.direction(direction)
        match line.body:
            case nodes.Cue(wordings=wordings):
                for one in wordings:
                    if isinstance(one, nodes.Or):
                        self.direction(one)
                    self.parts(one.parts)
                    if one.move is not None:
                        self.direction(one.move)
            case nodes.Timer(parts=parts):
                self.direction(line.body)
                self.parts(parts)
            case nodes.Hold() | nodes.Play():
                self.direction(line.body)

    def parts(self, parts: tuple[nodes.Part, ...]) -> None:
        for part in parts:
            match part:
                case nodes.Text():
                    self.text(part.span, SPOKEN)
                case nodes.Blank():
                    self.blank(part, "variable.other.blank")
                case nodes.Choice():
                    self.spell(
                        part.span,
                        (f"{{{part.right}", CHOICE),
                        ("|", f"{CHOICE} keyword.operator.choice"),
                        (f"{part.left}}}", CHOICE),
                    )
                case _:
                    self.direction(part)

    def blank(self, blank: nodes.Blank, scope: str) -> None:
        self.spell(blank.span, (f"{{{blank.name}}}", scope))

    def direction(self, direction: Direction) -> None:
        inner = " ".join(self.source.words(direction.span)[1:-1].split())
        row = row_of(direction)
        words = max(
            (one.words for one in row.spellings if f"{inner} ".startswith(f"{one.words} ")), key=len
        )
        value = ((inner.removeprefix(words), VALUES.get(type(direction), TIME)),)
        self.spell(
            direction.span,
            ("[", "punctuation.definition.direction.begin"),
            (words, SCOPES.get(row.role, f"support.function.{words}")),
            *(self.played(direction) if isinstance(direction, nodes.Play) else value),
            ("]", "punctuation.definition.direction.end"),
        )

    def played(self, play: nodes.Play) -> Iterator[tuple[str, str]]:
        yield play.name, "entity.name.function.stretch"
        for setting in play.settings:
            words = " ".join(self.source.words(setting.span).split())
            yield ",", "punctuation.separator"
            yield setting.key, "variable.other.field"
            yield words.removeprefix(setting.key), SETTINGS.get(setting.key, OPTION)


def tree(text: str) -> nodes.Script:
    return parse(SourceText("x", text), Kind.STRETCH)[0]


def checked(path: Path) -> tuple[nodes.Script, list[Diagnostic]]:
    """A script with all its faults, even if it is a picture."""
    text = path.read_bytes().decode("utf-8", errors="replace")
    script, report = parse(SourceText(path.name, text), kind_of(path))
    check(script, report)
    return script, report.found


def is_invalid(scope: str) -> bool:
    return "invalid.illegal." in scope


def places(fault: Diagnostic, found: dict[Place, str]) -> set[Place]:
    """The characters of a fault that are not space."""
    span = fault.span
    return {(span.line, at) for at in range(span.start, span.end)} & found.keys()


@pytest.mark.parametrize("text", [text for _, text in READABLE], ids=[name for name, _ in READABLE])
def test_every_character_of_a_script_has_the_scope_of_its_node(compiler: Any, text: str) -> None:
    script = tree(text)
    found = scopes(compiler, script.source)
    assert found == Tree(script).scopes
    assert not any(map(is_invalid, found.values()))


def test_every_character_of_a_generated_script_has_the_scope_of_its_node(compiler: Any) -> None:
    generator = Generator(3)
    for _ in range(300):
        script = tree(generator.file())
        assert scopes(compiler, script.source) == Tree(script).scopes, script.source.text


@pytest.mark.parametrize("path", FAULTY, ids=lambda path: path.name)
def test_what_can_be_read_of_a_faulty_script_has_the_scopes_of_its_nodes(
    compiler: Any, path: Path
) -> None:
    script, _ = checked(path)
    expected = Tree(script).scopes
    found = {p: scope for p, scope in scopes(compiler, script.source).items() if p in expected}
    assert found.keys() == expected.keys()
    assert {
        p: (scope, expected[p]) for p, scope in found.items() if differ(scope, expected[p])
    } == {}


def differ(found: str, expected: str) -> bool:
    """Whether a character has a wrong scope. A broken marker in a text is not part of the text."""
    return found != expected and not is_invalid(found)


@pytest.mark.parametrize("path", FAULTY, ids=lambda path: path.name)
def test_only_what_is_reported_is_invalid(compiler: Any, path: Path) -> None:
    script, faults = checked(path)
    found = scopes(compiler, script.source)
    invalid = {place for place, scope in found.items() if is_invalid(scope)}
    assert invalid <= set().union(*(places(fault, found) for fault in faults))


@pytest.mark.parametrize("path", FAULTY, ids=lambda path: path.name)
def test_what_the_parser_cannot_read_is_invalid(compiler: Any, path: Path) -> None:
    script, faults = checked(path)
    found = scopes(compiler, script.source)
    for fault in faults:
        if fault.code in UNREADABLE and script.source.words(fault.span) not in KNOWN:
            assert all(is_invalid(found[place]) for place in places(fault, found)), fault
