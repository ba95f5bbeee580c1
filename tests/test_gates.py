"""Text leaves through one module and files are opened by another; the code itself is searched."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.conftest import ROOT

MODULES = sorted((ROOT / "sivoice").rglob("*.py"))
WORKERS = "voices/worker.py", "player/simpleaudio_worker.py"
"""Processes of their own, which import nothing of sivoice and speak to it through their streams."""

PRINTS = {"print", "echo", "secho", "Console"}
"""Functions that print, and rich's console, by the last part of their name."""
STREAMS = {"stdout", "stderr", "stdin", "__stdout__", "__stderr__", "__stdin__"}
MAY_PRINT = {
    "cli/terminal.py": "the gate",
    **dict.fromkeys(WORKERS, "a process of its own"),
    "player/layout.py:_wrapped": "measures how a text is wrapped, and prints nothing",
    "player/keys.py:keyboard": "reads single keys of a terminal",
    "cli/screen.py:_erase_bar": "at the end of the process, whatever other threads print",
    "interrupts.py:leave": "flushes the streams",
    "files.py:read_standard_input": "the gate of files",
}

READS = {
    *("open", "read_text", "read_bytes", "fdopen"),
    *("copyfile", "copy2", "memmap", "fromfile"),
}
"""Functions that open a file, by the last part of their name."""
MAY_READ = {
    "files.py": "the gate",
    WORKERS[0]: "a process of its own",
    "cli/__init__.py:_open_closed": "the standard streams",
    "cli/terminal.py": "the standard streams",
    "export/cover/__init__.py": "a file of the package",
    "export/page/__init__.py": "a file of the package",
    "export/pictures.py:_code": "the modules that draw",
    "export/handout/html.py": "a file of the package",
    "export/handout/pdf.py": "a file of the package",
    "export/wav.py:write_wav": "writes to a file that is open",
    "hidden.py": "opens a folder, to lock it",
    "staging.py": "its own files, in a hidden folder",
    "sound/chimes.py:_built_in": "bytes that files.py has read",
    "sound/ffmpeg.py:encode": "writes its own temporary file",
    "voices/engine.py:_read_speech": "a file that files.py has opened",
    "player/bookmark.py:claimed": "opens a lock",
    "player/player.py": "opens a sound output",
    "player/outputs.py:SystemOutput": "opens a sound output",
    "player/once.py:play": "opens a sound output",
}


def parts(tree: ast.Module, name: str) -> Iterator[tuple[str, ast.AST]]:
    """Each node with its place: the module and the function at its top level, or the class."""
    for top in tree.body:
        within = f"{name}:{top.name}" if isinstance(top, ast.FunctionDef | ast.ClassDef) else name
        for node in ast.walk(top):
            yield within, node


def last_name(node: ast.expr) -> str:
    """The last part of the name of what is called."""
    match node:
        case ast.Name(id=name) | ast.Attribute(attr=name):
            return name
    return ""


def places(source: str, name: str) -> Iterator[tuple[str, str]]:
    """Each place that prints or reads, with the name of what it uses."""
    for place, node in parts(ast.parse(source), name):
        match node:
            case ast.Call(func=ast.Name(id="echo" | "console")):
                pass  # of the gate: that is what is imported under this name
            case ast.Call(func=function) if last_name(function) in PRINTS | READS:
                if last_name(function) != "print" or isinstance(function, ast.Name):
                    yield place, last_name(function)
            case ast.Attribute(value=ast.Name(id="shutil"), attr="copy"):
                yield place, "open"
            case ast.Attribute(value=ast.Name(id="sys"), attr=stream) if stream in STREAMS:
                yield place, stream
            case ast.ImportFrom(module="typer" | "click" | "sys" | "shutil", names=names):
                forbidden = PRINTS | READS | STREAMS
                yield from ((place, one.name) for one in names if one.name in forbidden)


def found(forbidden: set[str], allowed: dict[str, str]) -> list[tuple[str, str]]:
    """The places that use something forbidden, without those that are allowed."""
    everywhere = [
        use
        for path in MODULES
        for use in places(
            path.read_text(encoding="utf-8"), path.relative_to(ROOT / "sivoice").as_posix()
        )
    ]
    uses = [(place, use) for place, use in everywhere if use in forbidden]
    used = {place for place, _ in uses} | {place.partition(":")[0] for place, _ in uses}
    assert set(allowed) <= used, "an exception that nothing needs any longer"
    return [
        (place, use)
        for place, use in uses
        if place not in allowed and place.partition(":")[0] not in allowed
    ]


def test_only_the_gate_prints() -> None:
    assert found(PRINTS | STREAMS, MAY_PRINT) == []


def test_only_the_gate_opens_files_to_read() -> None:
    assert found(READS, MAY_READ) == []


@pytest.mark.parametrize(
    "source",
    [
        *("print('a')", "typer.echo('a')", "click.secho('a')", "sys.stdout.write('a')"),
        *("from typer import echo", "Console()", "rich.console.Console(stderr=True)"),
        *("open('a')", "path.open()", "path.read_text()", "Path('a').read_bytes()"),
        *("io.open('a')", "os.open('a', 0)", "shutil.copy(a, b)", "wave.open('a')"),
        "def f():\n    def g():\n        print(1, file=sys.stderr)",
    ],
)
def test_the_search_finds_what_prints_and_reads(source: str) -> None:
    assert list(places(source, "a.py"))


def test_the_search_leaves_the_gates_alone() -> None:
    fine = "echo('a')\nconsole().print('a')\nread_file(path)\nopen_file(path)\nself.read(1)"
    assert list(places(fine, "a.py")) == []
    assert Path(ROOT / "sivoice" / "cli" / "terminal.py") in MODULES
