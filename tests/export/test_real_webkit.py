"""The page in WebKitGTK, the nearest relative of Safari that runs on Linux, over WebDriver."""

from __future__ import annotations

import json
import os
import shutil
import signal
import socket
import subprocess
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from sivoice.schedule.timeline import Kind, Timeline
from sivoice.units import SAMPLE_RATE
from tests.export.browser import of
from tests.export.test_real_choices import versions

__all__ = ["versions"]
pytestmark = pytest.mark.real
BROWSER = "/usr/lib/*/webkit2gtk-4.*/MiniBrowser"
PROGRAMS = ("WebKitWebDriver", "xvfb-run", "dbus-run-session")
PATIENCE = 20
"""Seconds to wait for something to happen."""


class Tab:
    """A window of the browser."""

    def __init__(self, port: int, browser: Path) -> None:
        self.url = f"http://127.0.0.1:{port}/session"
        options = {"binary": str(browser), "args": ["--automation"]}
        wish = {"alwaysMatch": {"webkitgtk:browserOptions": options}}
        self.url += f"/{self.call('POST', '', {'capabilities': wish})['sessionId']}"

    def call(self, method: str, path: str, body: object = None) -> Any:
        data = json.dumps(body or {}).encode() if method == "POST" else None
        request = urllib.request.Request(self.url + path, data, method=method)  # noqa: S310
        with urllib.request.urlopen(request, timeout=60) as answer:  # noqa: S310
            return json.load(answer)["value"]

    def run(self, script: str) -> Any:
        return self.call("POST", "/execute/sync", {"script": f"return {script}", "args": []})

    def click(self, selector: str) -> None:
        found = self.call("POST", "/element", {"using": "css selector", "value": selector})
        (element,) = found.values()
        self.call("POST", f"/element/{element}/click")

    def press(self, key: str) -> None:
        event = f"new KeyboardEvent('keydown', {{ key: {json.dumps(key)}, bubbles: true }})"
        self.run(f"document.body.dispatchEvent({event})")

    def wait_for(self, condition: str) -> None:
        until = time.monotonic() + PATIENCE
        while not self.run(condition):
            assert time.monotonic() < until, condition
            time.sleep(0.1)


@pytest.fixture(scope="module")
def tab() -> Iterator[Tab]:
    browser = next(iter(sorted(Path("/").glob(BROWSER[1:]))), None)
    if browser is None or not all(map(shutil.which, PROGRAMS)):
        pytest.skip("WebKitGTK's driver or Xvfb is not installed")
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    command = ("dbus-run-session", "xvfb-run", "-a", "WebKitWebDriver", f"--port={port}")
    # Its sandbox does not work in every container, and the page is our own.
    environment = {**os.environ, "WEBKIT_DISABLE_SANDBOX_THIS_IS_DANGEROUS": "1"}
    with subprocess.Popen(
        command, env=environment, stderr=subprocess.DEVNULL, start_new_session=True
    ) as driver:
        until = time.monotonic() + PATIENCE
        while True:
            try:
                socket.create_connection(("127.0.0.1", port)).close()
                break
            except OSError:
                assert time.monotonic() < until
                time.sleep(0.1)
        tab = Tab(port, browser)
        yield tab
        tab.call("DELETE", "")
        os.killpg(driver.pid, signal.SIGTERM)


def hold_of(timeline: Timeline) -> float:
    """The start of the first hold, in seconds."""
    return of(timeline, Kind.HOLD)[0].start / SAMPLE_RATE


def test_the_page_plays_and_shows_what_is_heard(
    tab: Tab, versions: tuple[Path, list[Timeline], str]
) -> None:
    page, (timeline, _), _ = versions
    tab.call("POST", "/url", {"url": page.as_uri()})
    tab.wait_for("sound.readyState === 4")
    assert tab.run("document.body.dataset.state") == "start"
    tab.click("#start")
    tab.wait_for("sound.currentTime > 0.5")
    assert tab.run("document.getElementById('trouble').textContent") == ""
    tab.run(f"sound.currentTime = {hold_of(timeline) + 3}")
    tab.wait_for(f"sound.currentTime > {hold_of(timeline) + 3.2}")
    assert tab.run("document.body.dataset.state") == "hold"
    assert int(tab.run("document.getElementById('seconds').textContent")) in (5, 6, 7)
    assert tab.run("document.querySelector('.figure').checkVisibility()")
    tab.click("#coming")
    assert tab.run("document.getElementById('list').open")
    tab.click("#list .close")
    tab.click("#play")
    tab.wait_for("sound.paused")
    assert tab.run("document.documentElement.scrollWidth <= innerWidth")


def test_another_session_is_heard_from_the_same_place(
    tab: Tab, versions: tuple[Path, list[Timeline], str], tmp_path: Path
) -> None:
    page, (short, long), engine = versions
    html = page.read_text(encoding="utf-8")
    # The policy of the page applies from where it stands.
    changed = html.replace("<head>", f"<head><script>{engine}</script>", 1)
    (tmp_path / "page.html").write_text(changed, encoding="utf-8")
    tab.call("POST", "/url", {"url": (tmp_path / "page.html").as_uri()})
    tab.wait_for("sound.readyState === 4")
    tab.click("#start")
    tab.wait_for("sound.currentTime > 0.5")
    tab.run(f"sound.currentTime = {hold_of(short) + 3}")
    tab.wait_for(f"sound.currentTime > {hold_of(short) + 3}")
    tab.press("+")
    tab.wait_for("sound.duration > 140 && !sound.paused && !sound.seeking")
    place = tab.run("sound.currentTime") - hold_of(long)
    assert 3 <= place <= 7
    assert tab.run("document.body.dataset.state") == "hold"
