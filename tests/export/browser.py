"""What the tests of the page in a real browser share: a browser, and ways to look at a page."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest

from sivoice.compile.compiler import compile_session
from sivoice.export.exporter import export
from sivoice.export.formats import PAGE
from sivoice.options.doses import PerStretch
from sivoice.options.options import Options
from sivoice.schedule.scheduler import build_timeline
from sivoice.schedule.timeline import Clip, Event, Kind, Timeline
from sivoice.script.vocabulary import ChimeKind
from sivoice.sound.chimes import read_chimes
from sivoice.units import SAMPLE_RATE, Samples
from tests.conftest import STRETCH, FakeClips, faultless
from tests.export.test_page_figures import FIGURE

if TYPE_CHECKING:
    from playwright.sync_api import Page

SESSION = """# Evening
## Welcome
Welcome.
## Stretches
[play calf]
[play thigh]
## Close
That was all.
"""
ARGUMENTS = (
    "--headless=new",
    "--no-sandbox",
    "--autoplay-policy=no-user-gesture-required",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
    "--disable-quic",
)
WATCHED = """
window.seeks = []; window.broken = []; window.handlers = {}; window.handled = 0;
window.awake = []; window.positions = [];
document.addEventListener("seeking", (e) => seeks.push(e.target.currentTime), true);
document.addEventListener("securitypolicyviolation", (e) =>
  broken.push(`${e.violatedDirective} ${e.blockedURI}`));
const media = navigator.mediaSession;
const keep = media.setActionHandler.bind(media);
media.setActionHandler = (name, handler) => {
  handled++; handlers[name] = handler; keep(name, handler);
};
media.setPositionState = (state) => positions.push(state);
Object.defineProperty(navigator, "wakeLock", { configurable: true, value: { request: async () => {
  const lock = window.lock = new EventTarget();
  awake.push("on");
  lock.release = () => { awake.push("off"); lock.dispatchEvent(new Event("release")); };
  return lock;
} } });
"""
LOOK = """() => new Promise((done) => requestAnimationFrame(() => {
  const text = (id) => document.getElementById(id).textContent;
  const sound = document.getElementById("sound");
  done({
    time: sound.currentTime, paused: sound.paused, state: document.body.dataset.state,
    arc: 1 - document.getElementById("arc").getAttribute("stroke-dashoffset"),
    ...Object.fromEntries(
      ["label", "seconds", "where", "chapter", "number", "words", "next", "status"]
        .map((id) => [id, text(id)])
    ),
  });
}))"""


def length(clip: Clip) -> Samples:
    """The samples of a clip: 1/40 s for each character, to save time."""
    if isinstance(clip, ChimeKind):
        return read_chimes().length(clip)
    return len(clip.spoken) * SAMPLE_RATE // 40


def samples(clip: Clip) -> bytes:
    """A soft tone for speech, and the real chimes."""
    if isinstance(clip, ChimeKind):
        return read_chimes().samples(clip)
    return np.round(800 * np.sin(np.arange(length(clip)) / 20)).astype("<i2").tobytes()


def evening(
    folder: Path, hold: int = 10_000, figures: Collection[str] = (), fields: str = ""
) -> Timeline:
    """A session of two stretches, calf and thigh, with figures of those that are named."""
    for name in ("calf", "thigh"):
        text = STRETCH.replace("Calf", name.capitalize())
        (folder / f"{name}.stretch").write_text(text, encoding="utf-8")
        if name in figures:
            (folder / f"{name}.figure").write_text(FIGURE, encoding="utf-8")
    (folder / "evening.session").write_text(
        SESSION.replace("# Evening\n", f"# Evening\n{fields}"), encoding="utf-8"
    )
    scripts = faultless(folder / "evening.session")
    return build_timeline(compile_session(scripts, Options(hold=PerStretch(hold))), length)


def made(timeline: Timeline, folder: Path) -> Path:
    """Write the page of a session, as the command does."""
    export(timeline, FakeClips(samples), folder / "page.mp3", sidecars=[PAGE])
    return folder / "page.html"


def go(tab: Page, seconds: float) -> None:
    """Play from a moment on, and wait until the sound is there."""
    tab.evaluate("at => { sound.currentTime = at; return sound.play(); }", seconds)
    tab.wait_for_function("at => !sound.seeking && sound.currentTime > at + 0.05", arg=seconds)


def look(tab: Page) -> dict[str, Any]:
    """What one frame shows, and the position of the sound at that moment."""
    shown = tab.evaluate(LOOK)
    assert isinstance(shown, dict)
    return shown


def starts(timeline: Timeline) -> dict[str, float]:
    """The starts of the chapters, in seconds."""
    return {one.title: one.start / SAMPLE_RATE for one in timeline.chapters}


def of(timeline: Timeline, kind: Kind) -> list[Event]:
    return [event for event in timeline.events if event.kind is kind]


@contextmanager
def seeking_to(tab: Page, seconds: float) -> Iterator[None]:
    """Check that the block seeks exactly once, to this position, and plays on from there."""
    tab.evaluate("seeks.length = 0")
    yield
    tab.wait_for_function(
        "at => !sound.paused && !sound.seeking && sound.currentTime > at", arg=seconds
    )
    assert tab.evaluate("seeks") == [pytest.approx(seconds, abs=1e-3)]
    assert tab.evaluate("sound.currentTime") < seconds + 3
