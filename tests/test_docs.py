"""The documents are right: examples compile, commands and files exist, links lead somewhere."""

from __future__ import annotations

import ast
import json
import re
import shlex
from collections.abc import Callable, Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

import msgspec
import pytest
from typer.core import TyperGroup
from typer.main import get_command
from typer.testing import CliRunner

from sivoice.cli.app import app
from sivoice.compile import doses, plan, steps
from sivoice.compile.compiler import compile_session
from sivoice.options.doses import PerStretch
from sivoice.options.options import Options, session_options
from sivoice.schedule.scheduler import build_timeline
from sivoice.script import nodes
from sivoice.script.formatter import formatted
from sivoice.script.library import load, read_script
from sivoice.script.source import Span
from tests.conftest import ROOT, fake_length

PAGES = [
    *(ROOT / name for name in ("README.md", "CONTRIBUTING.md", "CHANGELOG.md")),
    *sorted((ROOT / "docs").rglob("*.md")),
]
TEXT = {page: page.read_text(encoding="utf-8") for page in PAGES}
README, JSON_PAGE = ROOT / "README.md", ROOT / "docs" / "json.md"
CONTRIBUTING, ARCHITECTURE = ROOT / "CONTRIBUTING.md", ROOT / "docs" / "architecture.md"
FENCES = [
    (page, kind, text)
    for page in PAGES
    for kind, text in re.findall(r"```(stretch|session)\n(.*?)```", TEXT[page], re.DOTALL)
]
COMMANDS = sorted(
    {command for page in PAGES for command in re.findall(r"`(sivoice [^`]+)`", TEXT[page])}
)


@pytest.mark.parametrize(
    ("page", "kind", "text"), FENCES, ids=[f"{p.name}: {t.splitlines()[0]}" for p, _, t in FENCES]
)
def test_an_example_compiles_without_faults(
    write: Callable[..., Path], page: Path, kind: str, text: str
) -> None:
    path = write(f"{page.stem}.{kind}", text)
    scripts, faults = load(path)
    assert faults == []
    assert formatted(read_script(path)[0].script) == text
    for options in (Options(), Options(extra=("deeper",), warm_up=60_000, sets=PerStretch(2))):
        timeline = build_timeline(compile_session(scripts, options), fake_length)
        assert timeline.samples
        assert not timeline.left_out


def test_the_format_page_has_examples() -> None:
    assert len(FENCES) >= 2


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_links_inside_the_project_lead_somewhere(page: Path) -> None:
    for target in re.findall(r"\]\((?!https?:)([^)]+)", TEXT[page]):
        path, _, anchor = target.partition("#")
        linked = page.parent / path if path else page
        assert linked.exists(), target
        assert not anchor or anchor in anchors(linked.read_text(encoding="utf-8")), target


def anchors(text: str) -> list[str]:
    """The anchors of a page's headings."""
    headings = re.findall(r"^#+ (.+)$", text, re.MULTILINE)
    return [re.sub(r"[^\w -]", "", heading).lower().replace(" ", "-") for heading in headings]


@pytest.mark.parametrize("command", COMMANDS)
def test_a_command_has_the_options_that_it_is_shown_with(command: str) -> None:
    """Of values such as `script|plan|timeline`, the first is tried."""
    _, *words = shlex.split(re.sub(r"\|\S+", "", command))
    main = get_command(app)
    assert isinstance(main, TyperGroup)
    if words[0].startswith("-"):
        options = main.get_params(main.context_class(main))
        assert words[0] in [name for option in options for name in option.opts]
        return
    name, *words = words
    _, shown, _ = main.resolve_command(main.context_class(main), [name])
    assert shown is not None
    if words not in ([], ["--help"]):
        shown.make_context(name, words)


def test_the_readme_names_every_session_option() -> None:
    missing = [
        name for name in session_options() if not re.search(rf"--(no-)?{name}\b", TEXT[README])
    ]
    assert missing == []


@pytest.mark.parametrize("page", [CONTRIBUTING, ARCHITECTURE], ids=lambda page: page.name)
def test_every_file_that_is_named_exists(page: Path) -> None:
    """Files are named from the root of the project, or from the package."""
    named = re.findall(r"(?<![\w/.:-])[\w.-]+/[\w./-]+\.\w+|`\w+\.py`", TEXT[page])
    missing = [
        name
        for name in (one.strip("`") for one in named)
        if not any((folder / name).exists() for folder in (ROOT, ROOT / "sivoice", ROOT / "docs"))
    ]
    assert missing == []


def test_the_architecture_has_a_row_for_every_module() -> None:
    rows = re.findall(r"^\| `([\w/]+\.py)` \|", TEXT[ARCHITECTURE], re.MULTILINE)
    assert sorted(rows) == sorted(modules())


def modules() -> Iterator[str]:
    """The modules of the package that have more than a docstring."""
    package = ROOT / "sivoice"
    for path in package.rglob("*.py"):
        if len(ast.parse(path.read_text(encoding="utf-8")).body) > 1:
            yield path.relative_to(package).as_posix()


def test_the_examples_of_the_json_page_are_what_the_commands_print(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The page may leave out items of lists, but not keys."""
    monkeypatch.chdir(tmp_path)
    shown = 0
    for kind, text in re.findall(r"```(\w+)\n(.*?)```", TEXT[JSON_PAGE], re.DOTALL):
        if kind != "console":
            Path("calf.stretch").write_text(text, encoding="utf-8")
            continue
        command, _, expected = text.partition("\n")
        done = CliRunner().invoke(app, shlex.split(command)[2:])
        assert is_part(json.loads(expected), json.loads(done.stdout)), done.stdout
        shown += 1
    assert shown == 2


def is_part(expected: Any, found: Any) -> bool:
    """Whether JSON is the same, or has some items of its lists left out."""
    if isinstance(expected, dict):
        return expected.keys() == found.keys() and all(
            is_part(expected[key], found[key]) for key in expected
        )
    if isinstance(expected, list):
        rest = iter(found)
        return all(any(is_part(one, other) for other in rest) for one in expected)
    return bool(expected == found)


def documented(heading: str) -> dict[str, set[str]]:
    """The keys of each object in a section of the JSON page."""
    section = TEXT[JSON_PAGE].split(f"\n## {heading}\n")[1].split("\n## ")[0]
    objects: dict[str, set[str]] = {}
    name = ""
    for row_name, key in re.findall(r"^\| (?:`(\w+)`)? ?\| `(\w+)` \|", section, re.MULTILINE):
        name = row_name or name
        objects.setdefault(name, set()).add(key)
    return objects


def types_of(module: ModuleType, without: set[str]) -> dict[str, set[str]]:
    """The fields of a module's own types."""
    return {
        name: {field.name for field in msgspec.structs.fields(kind)}
        for name, kind in vars(module).items()
        if isinstance(kind, type)
        and issubclass(kind, msgspec.Struct)
        and kind.__module__ == module.__name__
        and name not in without
    }


def test_the_json_page_has_every_key_of_a_plan() -> None:
    objects = types_of(plan, without={"Place", "PlannedStep"})
    objects |= types_of(steps, without={"ChapterMark", "RemainingRest"})
    objects["Plan"].add("schema")
    assert documented("The plan") == objects


def test_the_json_page_has_every_key_of_a_dose() -> None:
    objects = types_of(doses, without=set())
    objects["DoseTable"].add("schema")
    assert documented("The dose") == objects


def test_the_json_page_has_every_key_of_a_script() -> None:
    objects = types_of(nodes, without=set())
    objects["Span"] = set(Span.__struct_fields__)
    assert documented("The script") == {"Scripts": {"schema", "session", "stretches"}, **objects}


def test_the_json_page_has_every_key_of_a_timeline_and_of_a_check(
    write: Callable[..., Path],
) -> None:
    text = "# Calf\nsets: 2\nrest: 2 s\n## Hold\n[hold 2 s]\n[after 1 s] Breathe in, and out.\n"
    path = write("calf.stretch", text)
    shown = json.loads(
        CliRunner().invoke(app, ["show", str(path), "--voice", "none", "--json"]).stdout
    )
    assert documented("The timeline") == {
        "Timeline": set(shown),
        "Event": set(shown["events"][0]),
        "LeftOut": set(shown["left_out"][0]),
        "LongRest": set(shown["long_rests"][0]),
    }
    checked = json.loads(CliRunner().invoke(app, ["check", str(path), "--format", "json"]).stdout)
    assert documented("The diagnostics") == {
        "Check": set(checked),
        "Diagnostic": set(checked["diagnostics"][0]),
    }
