"""The folder for VS Code: its files fit together, and its tasks fit what the commands print."""

from __future__ import annotations

import json
import re
import shlex
from pathlib import Path
from typing import Any

import pytest
from typer.core import TyperGroup
from typer.main import get_command
from typer.testing import CliRunner

from sivoice.cli.app import app
from sivoice.export.handout.written import ENDING, parse_written
from sivoice.script.diagnostics import in_order
from sivoice.script.library import load
from sivoice.script.vocabulary import Kind
from tests.conftest import ROOT
from tests.script import textmate
from tests.script.test_corpus import CORPUS, SCRIPTS

FOLDER = ROOT / "docs" / "vscode"


def read(name: str) -> Any:
    return json.loads((FOLDER / name).read_text(encoding="utf-8"))


MANIFEST = read("package.json")
CONTRIBUTED = MANIFEST["contributes"]
(MATCHER,) = CONTRIBUTED["problemMatchers"]
TASKS = read("tasks.json")["tasks"]


def matched(line: str) -> dict[str, str] | None:
    """What VS Code takes from a line of output."""
    pattern = dict(MATCHER["pattern"])
    match = re.search(pattern.pop("regexp"), line)
    return {key: match[group] for key, group in pattern.items()} if match else None


def test_the_grammar_is_made_from_the_tables() -> None:
    found = textmate.FILE.read_text(encoding="utf-8")
    assert found == textmate.made(), "If this is as it should be: make docs"


def test_every_kind_of_file_has_a_grammar() -> None:
    endings = {
        ending: one["id"] for one in CONTRIBUTED["languages"] for ending in one["extensions"]
    }
    assert set(endings) == {*(f".{kind}" for kind in Kind), ENDING}
    grammars = {one["language"]: one for one in CONTRIBUTED["grammars"]}
    assert set(endings.values()) == set(grammars)
    for grammar in grammars.values():
        assert read(grammar["path"])["scopeName"] == grammar["scopeName"]


def test_a_line_comment_is_a_note() -> None:
    for language in CONTRIBUTED["languages"]:
        assert read(language["configuration"])["comments"] == {"lineComment": "[note]"}


def test_the_matcher_finds_every_fault_that_is_reported(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(CORPUS)
    faults = in_order(fault for path in SCRIPTS for fault in load(Path(path.name))[1])
    files = [path.name for path in SCRIPTS]
    printed = CliRunner().invoke(app, ["check", "--format", "concise", *files]).output
    found = [match for line in printed.splitlines() if (match := matched(line))]
    assert found == [
        {
            "file": fault.source.name,
            "line": str(fault.span.line),
            "column": str(fault.span.start),
            "severity": fault.severity.value,
            "code": fault.code.value,
            "message": fault.message,
        }
        for fault in faults
    ]
    assert len(printed.splitlines()) == len(faults) + 1  # the summary


@pytest.mark.parametrize("file", ["C:/Users/Ann/My scripts/calf.stretch", "a: b/c.session"])
def test_the_matcher_finds_a_file_with_a_colon_in_its_path(file: str) -> None:
    found = matched(f"{file}:12:3: warning[bare-side]: write `{{side}}`: it is mirrored")
    assert found is not None
    assert (found["file"], found["line"], found["column"]) == (file, "12", "3")
    assert found["message"] == "write `{side}`: it is mirrored"


def test_the_check_task_prints_what_its_matcher_reads() -> None:
    (check,) = [task for task in TASKS if task["problemMatcher"] == f"${MATCHER['name']}"]
    assert check["args"] == ["check", "--format", "concise", "${file}"]
    base, relative_to = MATCHER["fileLocation"]
    assert (base, relative_to) == ("autoDetect", check["options"]["cwd"])


@pytest.mark.parametrize("task", TASKS, ids=lambda task: task["label"])
def test_a_task_runs_a_command_that_exists(task: dict[str, Any]) -> None:
    command, *arguments = task["args"]
    main = get_command(app)
    assert isinstance(main, TyperGroup)
    _, named, _ = main.resolve_command(main.context_class(main), [command])
    assert named is not None
    named.make_context(command, arguments)
    setting = re.fullmatch(r"\$\{config:(.+)\}", task["command"])
    assert setting
    assert CONTRIBUTED["configuration"]["properties"][setting[1]]["default"] == "sivoice"


def test_the_installation_copies_this_folder() -> None:
    page = (FOLDER / "README.md").read_text(encoding="utf-8")
    commands = re.findall(r"`((?:cp|Copy-Item) .+?)`", page)
    assert len(commands) == 2
    for command in commands:
        *_, source, target = shlex.split(command.replace("\\", "/"))
        assert ROOT / source == FOLDER
        assert target.endswith(f"/.vscode/extensions/{MANIFEST['name']}")


@pytest.mark.parametrize(
    "path", sorted((ROOT / "scripts").rglob(f"*{ENDING}")), ids=lambda path: path.name
)
def test_the_text_for_a_handout_has_the_scopes_of_its_parts(path: Path) -> None:
    highlight = pytest.importorskip("babi.highlight")
    grammar = highlight.Grammar.make(read("syntaxes/handout.tmLanguage.json"))
    compiler = highlight.Compiler(grammar, highlight.Grammars())
    text = path.read_text(encoding="utf-8")
    titles, words = [], []
    for line in filter(None, text.splitlines()):
        _, regions = highlight.highlight_line(compiler, compiler.root_state, f"{line}\n", False)
        parts = {region.scope[-1]: line[region.start : region.end] for region in regions}
        titles += [parts[scope] for scope in parts if scope == "entity.name.section.sivoice"]
        words += [parts[scope] for scope in parts if scope == grammar.scope_name]
    passages = parse_written(text, path.name)
    assert titles == [passage.title for passage in passages]
    assert [" ".join(one.split()) for one in words if one.strip()] == [
        line for passage in passages for line in passage.lines
    ]
