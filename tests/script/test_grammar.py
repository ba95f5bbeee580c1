"""The parser accepts and refuses the same files as the written grammar."""

from __future__ import annotations

import random
import re
from pathlib import Path

import pytest
from lark import Lark
from lark.exceptions import LarkError

from sivoice.script.diagnostics import in_order
from sivoice.script.directions import ROWS
from sivoice.script.limits import LINE_LIMIT
from sivoice.script.parser import parse
from sivoice.script.rows import Role
from sivoice.script.source import SourceText
from sivoice.script.vocabulary import Kind
from tests.conftest import ROOT
from tests.script.test_corpus import SCRIPTS

PAGE = (ROOT / "docs" / "script-format.md").read_text(encoding="utf-8")
GRAMMAR = re.search(r"```lark\n(.*?)```", PAGE, re.DOTALL)
SEEDS = [p.read_text(encoding="utf-8") for p in sorted(ROOT.glob("scripts/**/*.s*"))]
SEEDS += re.findall(r"```(?:stretch|session)\n(.*?)```", PAGE, re.DOTALL)


@pytest.fixture(scope="module")
def oracle() -> Lark:
    assert GRAMMAR
    return Lark(GRAMMAR[1], start="file", parser="lalr")


def accepts(oracle: Lark, text: str) -> bool:
    text = re.sub(r"\r\n|\r", "\n", text.removeprefix("\ufeff"))
    if max(map(len, text.split("\n"))) > LINE_LIMIT:
        return False
    try:
        oracle.parse(f"\n{text}\n")
    except LarkError:
        return False
    return True


def refusals(text: str) -> list[str]:
    _, report = parse(SourceText("generated", text), Kind.STRETCH)
    assert all(1 <= d.span.start <= d.span.end for d in in_order(report.found))
    return [d.code for d in report.found]


class Generator:
    """Makes files that follow the grammar, and breaks them."""

    def __init__(self, seed: int) -> None:
        self.random = random.Random(seed)

    def pick(self, *of: str) -> str:
        return self.random.choice(of)

    def space(self) -> str:
        return self.pick("", "", "", " ", "  ", "\t", "\u00a0")

    def time(self) -> str:
        return self.pick(
            "20 s",
            "1.5 s",
            "3s",
            "1 min 30 s",
            "5min",
            "2 seconds",
            "1 minute",
            "1min30s",
            "90 secs",
            "12m",
            "1h",
            "1h30m",
            "2 hours",
            "9:30",
        )

    def name(self) -> str:
        return self.pick("lying", "warm-up", "deeper", "x", "a_b", "9lives")

    def direction(self, *roles: Role) -> str:
        """A direction, with other values than its row shows."""
        usages = [usage for row in ROWS if row.role in roles for usage in row.usage]
        text = re.sub(r"[0-9]+ (?:s|min)\b", lambda _: self.time(), self.pick(*usages)[1:-1])
        text = text.replace("NAME", self.name()).replace(", ", self.pick(",", ", ", " , "))
        text = text.replace(" ", self.pick(" ", " ", "  "))
        return f"[{self.space()}{text}{self.space()}]"

    def text(self) -> str:
        return self.pick(
            "Breathe.",
            "Now, your knee",
            "100 % - yes: ok",
            "# no heading",
            "“so”",
            "a|b",
            "e\u0301 日本",
        )

    def part(self) -> str:
        blank = self.pick(
            "side",
            "Side",
            "other side",
            "left",
            "minutes",
            "listener",
            "one|two",
            " other  side ",
            "|",
        )
        return (
            self.pick(
                self.text(),
                self.text(),
                f"{{{blank}}}",
                self.direction(Role.INLINE),
                "\\[",
                "\\#",
                "\\\\",
            )
            + self.space()
        )

    def parts(self) -> str:
        return "".join(self.part() for _ in range(self.random.randint(1, 4)))

    def line(self) -> str:
        """A line, and perhaps alternatives to it."""
        before = "".join(
            self.direction(Role.GUARD, Role.MOMENT) + self.space()
            for _ in range(self.random.choice((0, 0, 0, 1, 2)))
        )
        words = self.words()
        body = self.pick(
            words,
            words,
            words,
            self.direction(Role.ALONE),
            self.direction(Role.ALONE),
            self.direction(Role.TIMER) + self.parts(),
        )
        if body is words:
            for _ in range(self.random.choice((0, 0, 0, 1, 2))):
                body += self.pick("\n", "\n\n") + self.direction(Role.ALTERNATIVE) + self.words()
        if not before and body.startswith("#"):
            body = f"A {body}"
        return self.pick(before + body, before + body, before + body, f"[note] {self.text()} [", "")

    def words(self) -> str:
        return self.parts() + self.pick("", "", "", self.direction(Role.END))

    def heading(self) -> str:
        name = self.pick(
            "Set up", "Move, 3 times", "Hold", "Each side (lying)", "Warm-up", "Move , 1 time ( x )"
        )
        return f"##{self.pick(' ', '  ')}{name}{self.space()}"

    def field(self) -> str:
        key = self.pick("hold", "position (lying)", "get ready", "Anything")
        value = self.pick("20 s", "Next: {name}.", "a \\{ b", "# x", "standing")
        return f"{key}{self.space()}:{self.space()}{value}"

    def file(self) -> str:
        lines = [
            self.pick("# Title", "#  A \\# b", "# # x"),
            *(self.field() for _ in range(self.random.randint(0, 3))),
        ]
        for _ in range(self.random.randint(0, 3)):
            lines += [self.heading(), *(self.line() for _ in range(self.random.randint(0, 4)))]
        return self.pick("\n", "\n", "\r\n", "\r").join(self.space() + line for line in lines)

    def mutate(self, text: str) -> str:
        for _ in range(self.random.randint(1, 3)):
            at = self.random.randint(0, len(text))
            to = min(len(text), at + self.random.randint(0, 6))
            junk = self.pick(
                *"[]{}\\#|:,\n\r\t ()",
                "[hold]",
                "[halfway]",
                "## ",
                "# ",
                "[note]",
                "{side}",
                "5",
                "[timer]",
                "[or]",
                "\n[or]",
                "[move]",
            )
            other = self.random.randint(0, len(text))
            text = self.random.choice(
                (
                    text[:at] + junk + text[at:],
                    text[:at] + text[to:],
                    text[:at] + text[other : other + 12] + text[at:],
                    text[:at] + junk + text[to:],
                )
            )
        return text


def test_scripts_and_examples_are_accepted_by_both(oracle: Lark) -> None:
    for text in SEEDS:
        assert accepts(oracle, text)
        assert refusals(text) == []


@pytest.mark.parametrize("files", [500, pytest.param(6_000, marks=pytest.mark.real)])
def test_generated_files_are_accepted_by_both(oracle: Lark, files: int) -> None:
    generator = Generator(1)
    for _ in range(files):
        text = generator.file()
        assert accepts(oracle, text), text
        assert refusals(text) == [], text


@pytest.mark.parametrize("files", [1_500, pytest.param(18_000, marks=pytest.mark.real)])
def test_broken_files_are_accepted_or_refused_by_both(oracle: Lark, files: int) -> None:
    generator, refused = Generator(2), 0
    for _ in range(files):
        # Lark would need most of a minute for whole scripts, and a few lines break as well.
        seed = generator.random.choice(SEEDS).split("\n")
        first = generator.random.randrange(len(seed))
        excerpt = "\n".join(
            [seed[0], *(["## Hold"] if first > 10 else []), *seed[first + 1 : first + 5]]
        )
        text = generator.mutate(generator.random.choice((generator.file(), excerpt)))
        codes = refusals(text)
        assert accepts(oracle, text) == (not codes), (codes, text)
        refused += bool(codes)
    assert files / 3 < refused < files * 11 / 12  # both happen often


@pytest.mark.parametrize("path", SCRIPTS, ids=lambda path: path.name)
def test_the_corpus_is_accepted_or_refused_by_both(oracle: Lark, path: Path) -> None:
    text = path.read_bytes().decode("utf-8", errors="replace")
    assert accepts(oracle, text) == (not refusals(text))
