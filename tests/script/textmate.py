"""The TextMate grammar of scripts, from which editors such as VS Code take their colours.

`make docs` (or `python -m tests.script.textmate`) makes it from the tables of the program.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any, TypeAlias

from sivoice.script.directions import NAME, ROWS
from sivoice.script.fields import FIELDS
from sivoice.script.markers import BLANKS
from sivoice.script.rows import Role, Spelling
from sivoice.script.vocabulary import SECTIONS
from sivoice.units import DURATION
from tests.conftest import ROOT

FILE = ROOT / "docs" / "vscode" / "syntaxes" / "sivoice.tmLanguage.json"
SCOPES = {
    Role.GUARD: "keyword.control.guard",
    Role.MOMENT: "keyword.other.moment",
    Role.ALTERNATIVE: "keyword.control.alternative",
}
"""Of the words of a direction, by its role. Other directions have a scope of their own."""

Rule: TypeAlias = dict[str, Any]

_INNER = r"[^\[\]{}\\]*"
"""What can stand between brackets or braces."""
_CHOICE = r"[^\[\]{}\\|]*"
_VARIANT = rf"(?:\s*(\()\s*({NAME})\s*(\)))?"
_VARIANT_SCOPES = (
    "punctuation.definition.variant",
    "variable.other.option",
    "punctuation.definition.variant",
)


def made() -> str:
    """The grammar as it is written into its file."""
    return json.dumps(_grammar(), indent=2) + "\n"


def _grammar() -> Rule:
    return {
        "name": "sivoice script",
        "scopeName": "text.sivoice",
        "patterns": [
            {
                "begin": r"^(?=\s*##\s+\S)",
                "end": "(?!)",
                "patterns": _included("note", "section", "bad-heading", "words"),
            },
            *_included("note", "title", "bad-heading", "field"),
        ],
        "repository": {
            "note": _rule(
                r"^\s*(\[\s*note\s*\]).*$", "comment.line.note", "punctuation.definition.comment"
            ),
            "title": _rule(
                r"^\s*(#)\s+(\S.*?)\s*$",
                "markup.heading.title",
                "punctuation.definition.heading",
                {
                    "name": "entity.name.section.title.sivoice",
                    "patterns": _included("escape", "faults"),
                },
            ),
            "section": {"patterns": _section()},
            "bad-heading": _rule(r"^\s*#.*$", "invalid.illegal.heading"),
            "field": {
                "patterns": [
                    _field(_either(row.name for row in FIELDS), "variable.other.field"),
                    _field("[A-Za-z][A-Za-z ]*?", "invalid.illegal.field"),
                ]
            },
            "words": {
                "patterns": [
                    *_included("escape", "blank"),
                    _rule(
                        rf"\{{{_CHOICE}(\|){_CHOICE}\}}",
                        "variable.other.choice",
                        "keyword.operator.choice",
                    ),
                    *_directions(),
                    *_included("faults"),
                ]
            },
            "escape": _rule(r"\\[\\#\[\]{}]", "constant.character.escape"),
            "blank": _rule(rf"\{{\s*(?:{_either(BLANKS)})\s*\}}", "variable.other.blank"),
            "faults": {
                "patterns": [
                    _rule(r"\\.?", "invalid.illegal.escape"),
                    _rule(rf"\{{{_INNER}\}}?|\}}", "invalid.illegal.blank"),
                    _rule(rf"\[{_INNER}\]?|\]", "invalid.illegal.direction"),
                ]
            },
        },
    }


def _section() -> list[Rule]:
    name = _either(name for sections in SECTIONS.values() for name in sections)
    return [
        _rule(
            rf"^\s*(##)\s+({name})(?:\s*(,)\s*([0-9]+)\s+(times?))?{_VARIANT}\s*$",
            "markup.heading.section",
            "punctuation.definition.heading",
            "entity.name.section",
            "punctuation.separator",
            "constant.numeric",
            "keyword.other.times",
            *_VARIANT_SCOPES,
        ),
        _rule(
            r"^\s*(##)\s+(\S.*?)\s*$",
            "markup.heading.section",
            "punctuation.definition.heading",
            "invalid.illegal.section",
        ),
    ]


def _field(key: str, scope: str) -> Rule:
    return _rule(
        rf"^\s*({key}){_VARIANT}\s*(:)\s*(.*?)\s*$",
        None,
        scope,
        *_VARIANT_SCOPES,
        "punctuation.separator.field",
        {
            "name": "string.unquoted.value.sivoice",
            "patterns": _included("escape", "blank", "faults"),
        },
    )


def _directions() -> list[Rule]:
    """A rule for each way to write a direction. A note is a line of its own."""
    return [
        _rule(
            rf"(\[)\s*({_spaced(spelling.words)})"
            rf"{_spaced(spelling.pattern.removeprefix(spelling.words))}\s*(\])",
            None,
            "punctuation.definition.direction.begin",
            SCOPES.get(row.role, f"support.function.{spelling.words}"),
            _value(spelling),
            "punctuation.definition.direction.end",
        )
        for row in ROWS
        for spelling in row.spellings
        if row.role is not Role.NOTE
    ]


def _value(spelling: Spelling) -> str | Rule:
    if spelling.words != "play":
        scopes = {DURATION: "constant.numeric.time", NAME: "variable.other.option"}
        return scopes.get(spelling.value, "constant.numeric")
    setting = _rule(
        r"(,)\s*((?:first\s+)?[a-z]+)\s+"
        rf"(?:({DURATION})|([0-9]+)(?![A-Za-z0-9_-])|({NAME}))",
        None,
        "punctuation.separator",
        "variable.other.field",
        "constant.numeric.time",
        "constant.numeric",
        "variable.other.option",
    )
    return {"patterns": [setting, _rule(NAME, "entity.name.function.stretch")]}


def _rule(regex: str, scope: str | None, *groups: str | Rule) -> Rule:
    """A rule with the scope of its match, and the scope or the rule of each group."""
    rule: Rule = {"match": regex}
    if scope:
        rule["name"] = f"{scope}.sivoice"
    if groups:
        rule["captures"] = {
            str(number): {"name": f"{group}.sivoice"} if isinstance(group, str) else group
            for number, group in enumerate(groups, 1)
        }
    return rule


def _included(*names: str) -> list[Rule]:
    return [{"include": f"#{name}"} for name in names]


def _either(words: Iterable[str]) -> str:
    return "|".join(_spaced(one) for one in dict.fromkeys(words))


def _spaced(pattern: str) -> str:
    """A pattern with one space between its words -> one with any white space there."""
    return pattern.replace(" ?", r"\s*").replace(" ", r"\s+")


if __name__ == "__main__":
    FILE.write_text(made(), encoding="utf-8")
