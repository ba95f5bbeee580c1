"""What is chosen on a page sounds as if the session had been exported that way."""

from __future__ import annotations

from base64 import b64decode
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.cli.conftest import Run
from tests.export.conftest import browser  # noqa: F401 - a fixture

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

pytestmark = [pytest.mark.real, pytest.mark.usefixtures("warm_cache")]


def sound_of(tab: Page) -> bytes:
    """The MP3 that the page plays, from the Info header on."""
    data = b64decode(tab.evaluate("document.querySelector('audio').src").split(",")[1])
    return data[data.index(b"Info") :]


@pytest.fixture
def choose(browser: Browser, run: Run, tmp_path: Path) -> Callable[[str, str], bytes]:  # noqa: F811
    """Makes a page, selects an option in its sheet of choices, and returns its sound."""

    def choose(label: str, option: str, *words: str) -> bytes:
        result = run("export", "desk-break", "--page", "-q", "-o", "page.mp3", "--force", *words)
        assert result.exit_code == 0, result.output
        tab = browser.new_page()
        tab.goto((tmp_path / "page.html").as_uri())
        tab.click("#start-change")
        row = tab.locator("#choices label", has_text=label).first
        if option:
            row.locator("select").select_option(label=option)
        else:
            row.locator("input").click()
        done = "localStorage.length && document.getElementById('change').ariaBusy === 'false'"
        while not tab.evaluate(done):
            tab.wait_for_timeout(20)
        chosen = sound_of(tab)
        tab.close()
        return chosen

    return choose


@pytest.mark.parametrize("made", [(), ("--pad",), ("--chimes", "bowl")])
@pytest.mark.parametrize(
    ("label", "option", "words"),
    [
        ("Hold", "20 s", ("--hold", "20")),
        ("Sets", "2", ("--sets", "2")),
        ("First side", "Left", ("--first-side", "left")),
        ("Instructions", "Very short", ("--guidance", "minimal")),
        ("Count down", "", ("--countdown",)),
        ("Length", "6 minutes", ("--fit", "6min")),
    ],
)
def test_a_choice_sounds_as_if_exported_with_that_option(
    choose: Callable[..., bytes],
    run: Run,
    tmp_path: Path,
    made: tuple[str, ...],
    label: str,
    option: str,
    words: tuple[str, ...],
) -> None:
    chosen = choose(label, option, *made)
    assert run("export", "desk-break", "-q", "-o", "b.mp3", *words, *made).exit_code == 0
    exported = (tmp_path / "b.mp3").read_bytes()
    assert chosen == exported[exported.index(b"Info") :]


def test_the_same_choice_is_offered_by_no_page_that_cannot_make_it(
    browser: Browser,  # noqa: F811
    run: Run,
    tmp_path: Path,
) -> None:
    assert run("export", "desk-break", "--page", "--breath", "-q", "-o", "a.mp3").exit_code == 0
    tab = browser.new_page()
    tab.goto((tmp_path / "a.html").as_uri())
    assert not tab.locator("#start-change").is_visible()
    tab.close()
