"""Runs the page's scripts, without a page: in Chromium, or in Node."""

from __future__ import annotations

import json
import shutil
import subprocess
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

import pytest

from tests.conftest import ROOT

if TYPE_CHECKING:
    from playwright.sync_api import Page

FILES = ("plan", "schedule", "fit", "data", "choose")
"""In the order in which a page loads them."""
SOURCE = "\n".join(
    (ROOT / "sivoice" / "export" / "page" / f"{name}.js").read_text("utf-8") for name in FILES
)
ROWS = """
const rows = ({ tables, cases }) => {
  const session = Choose.open(tables);
  const row = ({ clip, place, ...event }) => {
    const sound = clip === null ? null : tables.clips[clip];
    return {
      ...event, ...place,
      sound: sound && (sound.chime ?? [sound.text, sound.calm]),
    };
  };
  const tried = (choices) => {
    const began = performance.now();
    const made = session.make(choices);
    return { ...made, ms: performance.now() - began };
  };
  return cases.map(tried).map(({ timeline, ...rest }) =>
    (timeline ? { ...rest, samples: timeline.samples, events: timeline.events.map(row) } : rest));
};
"""
Make = Callable[[dict[str, Any], list[dict[str, Any]]], list[dict[str, Any]]]
"""Makes a session for each of some choices, from its tables."""


@contextmanager
def tab(folder: Path, code: str) -> Iterator[Page]:
    """Open a page with this code, from a file; skips the test if Chromium is not installed."""
    program = shutil.which("chromium") or shutil.which("google-chrome")
    if program is None:
        pytest.skip("chromium is not installed")
    playwright = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
    path = folder / "page.html"
    path.write_text(f"<!doctype html><title>x</title><script>{code}</script>", encoding="utf-8")
    with (
        playwright.sync_playwright() as started,
        started.chromium.launch(executable_path=program, args=["--no-sandbox"]) as browser,
    ):
        page = browser.new_page()
        page.goto(path.as_uri())
        yield page


@contextmanager
def chromium() -> Iterator[Make]:
    """Make sessions in Chromium; skips the test if it or Playwright is not installed."""
    with TemporaryDirectory() as folder, tab(Path(folder), f"{SOURCE}\n{ROWS}") as page:

        def make(tables: dict[str, Any], cases: list[dict[str, Any]]) -> list[dict[str, Any]]:
            given = json.dumps({"tables": tables, "cases": cases})
            made: str = page.evaluate("(given) => JSON.stringify(rows(JSON.parse(given)))", given)
            return list(json.loads(made))

        yield make


@contextmanager
def node() -> Iterator[Make]:
    """Make sessions in Node, which must be installed."""

    def make(tables: dict[str, Any], cases: list[dict[str, Any]]) -> list[dict[str, Any]]:
        given = json.dumps({"tables": tables, "cases": cases})
        asked = 'rows(JSON.parse(require("fs").readFileSync(0, "utf8")))'
        program = f"{SOURCE}\n{ROWS}\nprocess.stdout.write(JSON.stringify({asked}));"
        run = subprocess.run(
            ["node", "-e", program],
            input=given,
            capture_output=True,
            text=True,
            check=True,
        )
        return list(json.loads(run.stdout))

    yield make


@contextmanager
def any_engine() -> Iterator[Make]:
    """Make sessions in Node if it is installed, because it starts faster, or else in Chromium."""
    with node() if shutil.which("node") else chromium() as make:
        yield make


def scripts_to_compare() -> list[Path]:
    """Return every session that is shipped or an example, one in German, and one stretch."""
    return [
        *sorted((ROOT / "scripts").glob("*.session")),
        *sorted((ROOT / "scripts" / "examples").glob("*.session")),
        ROOT / "tests" / "german" / "ruecken.session",
        ROOT / "scripts" / "stretches" / "hamstring.stretch",
    ]
