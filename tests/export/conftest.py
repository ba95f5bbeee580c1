"""A real browser for the tests of the page."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from tests.export.browser import ARGUMENTS, WATCHED

if TYPE_CHECKING:
    from playwright.sync_api import Browser, BrowserContext, Page


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    program = shutil.which("chromium") or shutil.which("google-chrome")
    if program is None:
        pytest.skip("chromium is not installed")
    playwright = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
    with (
        playwright.sync_playwright() as started,
        started.chromium.launch(executable_path=program, args=list(ARGUMENTS)) as browser,
    ):
        yield browser


@pytest.fixture
def opened(browser: Browser) -> Iterator[Callable[..., Page]]:
    """Opens a page. In the end nothing else was requested, and there were no complaints."""
    found: list[tuple[BrowserContext, Page, list[str]]] = []

    def opened(place: Path | str, **options: Any) -> Page:
        context = browser.new_context(**{"viewport": {"width": 390, "height": 844}, **options})
        context.add_init_script(WATCHED)
        tab = context.new_page()
        complaints: list[str] = []
        tab.on("console", lambda message: complaints.append(message.text))
        tab.on("pageerror", lambda error: complaints.append(str(error)))
        url = place if isinstance(place, str) else place.as_uri()
        sound = url if isinstance(place, str) else place.with_suffix(".mp3").as_uri()
        allowed = (url, sound, "data:")
        tab.on(
            "request",
            lambda request: complaints.extend(
                {request.url} if not request.url.startswith(allowed) else ()
            ),
        )
        found.append((context, tab, complaints))
        tab.goto(url)
        return tab

    yield opened
    for context, tab, complaints in found:
        assert complaints == []
        assert tab.evaluate("window.broken || []") == []
        context.close()
