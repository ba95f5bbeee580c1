"""The canonical layout: what it looks like, and that it never changes what a script means."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import msgspec
import pytest

from sivoice.script import nodes
from sivoice.script.diagnostics import errors_among
from sivoice.script.fields import FIELDS
from sivoice.script.formatter import formatted
from sivoice.script.library import check_data
from sivoice.script.limits import LINE_LIMIT
from sivoice.script.names import kind_of
from sivoice.script.parser import parse
from sivoice.script.source import SourceText
from sivoice.script.vocabulary import Kind
from tests.conftest import ROOT
from tests.script.test_corpus import SCRIPTS
from tests.script.test_grammar import SEEDS, Generator

ORDER = [row.name for row in FIELDS]
SHIPPED = sorted([*ROOT.glob("scripts/**/*.session"), *ROOT.glob("scripts/**/*.stretch")])
FILES = 800


def script_of(text: str) -> nodes.Script | None:
    """The tree of a text; None if it has faults of syntax."""
    script, report = parse(SourceText("generated", text), Kind.STRETCH)
    return None if errors_among(report.found) else script


def meaning(script: nodes.Script) -> Any:
    """A tree without its places, and without what the layout may change."""
    tree = msgspec.to_builtins(script, enc_hook=lambda source: None)
    tree["fields"] = sorted(tree["fields"], key=place_of)
    tree["notes"] = sorted(note["text"] for note in tree["notes"])
    for section in tree["sections"]:
        for line in section["lines"]:
            body = line.get("body", {})
            for wording in (body, *body.get("alternatives", ())):
                if "parts" in wording:
                    wording["parts"] = without_space(wording["parts"])
    return without_places(tree)


def place_of(field: dict[str, Any]) -> int:
    return ORDER.index(field["key"]) if field["key"] in ORDER else len(ORDER)


def without_space(parts: tuple[dict[str, Any], ...]) -> list[dict[str, Any]]:
    """The parts of a line without the space before its first word."""
    first = parts[0] if parts else {}
    if first.get("type") != "Text":
        return list(parts)
    text = first["text"].lstrip()
    return [{**first, "text": text}, *parts[1:]] if text else list(parts[1:])


def without_places(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: without_places(one) for key, one in value.items() if not key.endswith("span")}
    return [without_places(one) for one in value] if isinstance(value, list | tuple) else value


def check_layout(text: str) -> None:
    """A text without faults keeps its meaning, and is not changed a second time."""
    before = script_of(text)
    assert before is not None, text
    new = formatted(before)
    after = script_of(new)
    assert after is not None, new
    assert meaning(after) == meaning(before), new
    assert formatted(after) == new
    assert not re.search(r"[ \t]\n|\n\n\n|\r|\n\n\Z|\A\s", new)
    assert new.endswith("\n")
    assert all(new[at.start() - 2 : at.start()] == "\n\n" for at in re.finditer("(?m)^## ", new))


MESSY = """\ufeff

[ note ]  Above the title.
#   Calf  raise
[note]About all of it.
  muscles :  back of the   lower leg
[note]  When it is  done on a step:
position(step):lying on your back

sivoice:1
variants: floor,step


announce: Next:  { name }.
[note]
## Set  up ( step )

[note]Under a heading.


\tStand on a step.



Hold on to the wall. [ pause   3s ]  Look ahead.[pause]
##\u00a0Move,1 times
[later times][full]Again, \\[so\\] { other   side }, {one | two}.
## Practice , 3 times
[timer  1min30s ]Rise.
[halfway] [if  not step]\u00a0 Halfway.

# end"""

NEAT = """[note] Above the title.
# Calf  raise
[note] About all of it.
sivoice: 1
announce: Next:  {name}.
muscles: back of the   lower leg
[note] When it is  done on a step:
position (step): lying on your back
variants: floor,step
[note]

## Set up (step)
[note] Under a heading.

Stand on a step.

Hold on to the wall. [pause 3 s]  Look ahead.[pause]

## Move, 1 time
[later times] [full] Again, \\[so\\] {other side}, {one | two}.

## Practice, 3 times
[timer 1 min 30 s] Rise.
[if not step] [halfway] Halfway.
"""


def test_the_layout_is_that_of_the_docs() -> None:
    script = script_of(MESSY.removesuffix("\n# end"))
    assert script is not None
    assert formatted(script) == NEAT
    assert script_of(MESSY) is None


@pytest.mark.parametrize(
    ("written", "neat"),
    [
        ("[play x ,hold 25s,sets  2 , side  left]", "[play x, hold 25 s, sets 2, side left]"),
        ("[play  20s,rest 1min]", "[play 20s, rest 1 min]"),
        ("[if 20s]20s", "[if 20s] 20s"),
        ("[after 10s][hold  from 20 seconds]Now.", "[hold from 20 seconds] [after 10 s] Now."),
    ],
)
def test_only_a_time_gets_a_space_before_its_unit(written: str, neat: str) -> None:
    script = script_of(f"# X\n## Y\n{written}")
    assert script is not None
    assert formatted(script).splitlines()[-1] == neat


def test_a_line_stays_short_enough_to_be_read() -> None:
    text = "# X\n## Y\n[full]" + "x" * (LINE_LIMIT - 6)
    script = script_of(text)
    assert script is not None
    assert formatted(script).splitlines()[-1] == text.splitlines()[-1]


def faultless_texts() -> list[str]:
    texts = [*SEEDS, *(path.read_bytes().decode(errors="replace") for path in SCRIPTS)]
    return [text for text in texts if script_of(text) is not None]


def test_scripts_keep_their_meaning() -> None:
    texts = faultless_texts()
    assert len(texts) > len(SEEDS)
    for text in texts:
        check_layout(text)
        check_layout(text.replace("\n", "\r\n").replace("] ", "]\t "))


def test_generated_files_keep_their_meaning() -> None:
    generator, whole = Generator(7), 0
    for _ in range(FILES):
        check_layout(generator.file())
        broken = generator.mutate(generator.random.choice(SEEDS))
        if script_of(broken) is not None:
            check_layout(broken)
            whole += 1
    assert whole > FILES / 10


@pytest.mark.parametrize("path", SHIPPED, ids=lambda path: path.name)
def test_the_shipped_scripts_are_in_the_canonical_layout(path: Path) -> None:
    data = path.read_bytes()
    checked, faults = check_data(data, path.name, kind_of(path))
    assert not errors_among(faults)
    assert formatted(checked.script).encode() == data, f"run: sivoice fmt {path.name}"


def test_the_examples_are_in_the_canonical_layout() -> None:
    for text in SEEDS:
        script = script_of(text)
        assert script is not None
        assert formatted(script) == text


def test_alternatives_and_movements_are_laid_out() -> None:
    script = script_of(
        "# T\n## Each side\n[full]  Your {side} foot.  [ move  8s ]\n\n\n"
        "[ or ]The {side}.\n  [or]   Go  {side}. [move]\n[hold]\n"
    )
    assert script is not None
    assert formatted(script) == (
        "# T\n\n## Each side\n[full] Your {side} foot.  [move 8 s]\n"
        "[or] The {side}.\n[or] Go  {side}. [move]\n[hold]\n"
    )
