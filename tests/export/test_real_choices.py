"""The sheet of choices in a real browser, with a fake engine that has two versions of a session."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from sivoice.export.page import data_url, session_data
from sivoice.schedule.timeline import Kind, Timeline
from sivoice.units import SAMPLE_RATE
from tests.export.browser import evening, go, look, made, of
from tests.export.test_real_player import violations

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = pytest.mark.real
HOLDS = {"values": [10_000, 20_000, 30_000], "written": 10_000}
NUMBERS = {"values": [1, 2, 3], "written": 1}
SWITCH = {"values": [True, False], "written": True}
OFFER: dict[str, Any] = {
    "hold": HOLDS,
    "sets": NUMBERS,
    "reps": {"values": [], "written": None},
    "firstSide": {"values": ["right", "left"], "written": "right"},
    "onlySide": {"values": ["both", "right", "left"], "written": "both"},
    "guidance": {"values": ["full", "brief", "minimal"], "written": "full"},
    "coaching": SWITCH,
    "countdown": {**SWITCH, "written": False},
    "pace": {"values": [0.8, 1, 1.2], "written": 1},
    "fit": {"values": [1, 2, 3], "written": 2},
    "stretches": [
        {
            "name": name,
            "title": name.capitalize(),
            "figure": name,
            "language": None,
            "sides": True,
            "hold": HOLDS,
            "sets": NUMBERS,
            "reps": None,
        }
        for name in ("calf", "thigh")
    ],
}
ENGINE = """
window.asked = [];
window.Engine = { open: () => ({
  offer: %(offer)s,
  make: async (choices) => {
    asked.push(choices);
    if ((choices.skip || []).length === 2) return { problem: { kind: "nothing" } };
    if (choices.fit === 1) return { problem: { kind: "shortest", samples: 44100 * 90 } };
    return { data: %(data)s, url: %(url)s, changes: {} };
  },
}) };
"""
WHOLE = "Whole session"


@pytest.fixture(scope="module")
def versions(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, list[Timeline], str]:
    """A page with holds of 10 s, the timelines with 10 s and 20 s, and an engine for the latter."""
    timelines = []
    for hold in (10_000, 20_000):
        folder = tmp_path_factory.mktemp("choices")
        timelines.append(evening(folder, hold=hold, figures=["calf"]))
        path = made(timelines[-1], folder)
        if hold == 10_000:
            page = path
    sound = path.with_suffix(".mp3").read_bytes()
    engine = ENGINE % {
        "offer": json.dumps(OFFER),
        "data": json.dumps(session_data(timelines[1], ["calf"])),
        "url": json.dumps(data_url(sound, "audio/mpeg")),
    }
    return page, timelines, engine


@pytest.fixture
def tab(opened: Callable[..., Page], versions: tuple[Path, list[Timeline], str]) -> Page:
    tab = opened(versions[0])
    tab.context.add_init_script(versions[2])
    tab.reload()
    return tab


def open_sheet(tab: Page) -> None:
    tab.get_by_role("button", name="Change the session").click()


def choose(tab: Page, label: str, value: str) -> None:
    """Choose for the whole session, and wait until it is there."""
    tab.locator("#choices > .choice", has_text=label).locator("select").select_option(label=value)
    tab.wait_for_function("() => document.getElementById('change').ariaBusy === 'false'")


def doses(tab: Page) -> list[str]:
    return tab.locator(".dose").all_inner_texts()


def holds(timeline: Timeline) -> list[float]:
    return [hold.start / SAMPLE_RATE for hold in of(timeline, Kind.HOLD)]


def test_a_page_without_an_engine_has_no_choices(
    opened: Callable[..., Page], versions: tuple[Path, list[Timeline], str]
) -> None:
    tab = opened(versions[0])
    assert tab.locator("#change").count() == 0
    assert tab.get_by_role("button", name="Change the session").count() == 0
    go(tab, 1)
    tab.keyboard.press("+")
    tab.keyboard.press("c")
    assert tab.get_by_role("button", name="Hold longer").count() == 0


def test_choices_are_shown_as_doses_and_can_all_be_set_back(tab: Page) -> None:
    open_sheet(tab)
    back = tab.get_by_role("button", name="As your therapist wrote it")
    assert doses(tab) == ["10 s each side"] * 2
    assert back.is_disabled()
    choose(tab, "Sets", "2")
    choose(tab, "Hold", "20 s")
    assert tab.evaluate("asked.at(-1)") == {"hold": 20_000, "sets": 2}
    assert doses(tab) == ["2 × 20 s each side"] * 2
    thigh = tab.locator("details.one", has_text="Thigh")
    thigh.locator("summary").click()
    thigh.get_by_label("Hold").select_option(label="10 s · As written")
    tab.wait_for_function("() => asked.at(-1).holds")
    assert tab.evaluate("asked.at(-1)") == {"hold": 20_000, "sets": 2, "holds": {"thigh": 10_000}}
    assert doses(tab) == ["2 × 20 s each side", "2 × 10 s each side"]
    choose(tab, "Sides", "Left")
    thigh.get_by_label("Do this stretch").uncheck()
    tab.wait_for_function("() => asked.at(-1).skip")
    assert doses(tab) == ["2 × 20 s left side", "Left out"]
    tab.get_by_label("Words during holds").uncheck()
    tab.wait_for_function("() => asked.at(-1).coaching === false")
    back.click()
    tab.wait_for_function("() => sound.duration < 125 && sound.readyState > 0")
    assert doses(tab) == ["10 s each side"] * 2
    assert tab.evaluate("localStorage.length") == 0


def test_what_is_not_possible_is_said_and_changes_nothing(tab: Page) -> None:
    open_sheet(tab)
    choose(tab, "Hold", "20 s")
    source = tab.evaluate("sound.src")
    choose(tab, "Length", "1 minute")
    summary = tab.locator("#change-summary")
    assert summary.inner_text() == "That length is not possible. The nearest is 1:30."
    assert tab.evaluate("sound.src") == source
    length = tab.locator("#choices > .choice", has_text="Length").locator("select")
    automatic = "document.querySelector('#choices select').selectedOptions[0].textContent"
    assert tab.evaluate(automatic) == "Automatic"
    length.select_option(label="2 minutes")  # as it was written, but now with longer holds
    tab.wait_for_function("() => asked.at(-1).fit === 2")
    assert tab.locator("#choices > .choice", has_text="Hold").locator("select").is_disabled()
    length.select_option(label="Automatic")
    tab.wait_for_function("() => !('fit' in asked.at(-1))")
    for name in ("Calf", "Thigh"):
        one = tab.locator("details.one", has_text=name)
        one.locator("summary").click()
        one.get_by_label("Do this stretch").click()
    tab.wait_for_function("() => asked.at(-1).skip && asked.at(-1).skip.length === 2")
    assert summary.inner_text() == "Keep at least one stretch."
    assert doses(tab) == ["Left out", "20 s each side"]


def test_the_place_stays_while_the_session_changes(
    tab: Page, versions: tuple[Path, list[Timeline], str]
) -> None:
    short, long = (holds(timeline) for timeline in versions[1])
    go(tab, short[2] + 4)
    tab.keyboard.press("+")
    tab.wait_for_function("() => sound.duration > 140 && !sound.paused && !sound.seeking")
    shown = look(tab)
    assert tab.evaluate("asked") == [{"holds": {"thigh": 20_000}}]
    assert (shown["chapter"], shown["where"], shown["state"]) == ("Thigh", "Right side", "hold")
    assert shown["time"] == pytest.approx(long[2] + 4, abs=1.5)
    assert int(shown["seconds"]) == pytest.approx(16, abs=2)
    assert shown["status"] == "hold 20 s"
    tab.keyboard.press("Space")
    place = look(tab)["time"]
    tab.get_by_role("button", name="Hold shorter").click()  # as written, so without the engine
    tab.wait_for_function("() => sound.duration < 140 && sound.readyState > 0")
    after = look(tab)
    assert after["paused"]
    assert after["time"] == pytest.approx(short[2] + place - long[2], abs=0.1)
    assert tab.locator(".mark").count() == 3
    assert len(tab.evaluate("asked")) == 1


def test_everything_shown_is_that_of_the_new_session(
    tab: Page, versions: tuple[Path, list[Timeline], str]
) -> None:
    _, long = versions[1]
    open_sheet(tab)
    choose(tab, "Hold", "20 s")
    tab.keyboard.press("Escape")
    tab.get_by_role("button", name="Stretches").click()
    tab.get_by_text("Every word").click()
    times = tab.locator("#stretches time").all_inner_texts()
    seconds = [int(one.split(":")[0]) * 60 + int(one.split(":")[1]) for one in times]
    assert seconds == [chapter.start // SAMPLE_RATE for chapter in long.chapters]
    assert tab.locator(".line", has_text="Hold 20 seconds").count() == 4
    tab.locator(".line button", has_text="Hold 20 seconds").nth(1).click()
    tab.wait_for_function("() => document.body.dataset.state === 'hold' && !sound.paused")
    assert look(tab)["where"] == "Left side"
    assert tab.evaluate("sound.currentTime") == pytest.approx(holds(long)[1], abs=1)


def test_choices_are_kept_on_the_device(tab: Page) -> None:
    open_sheet(tab)
    choose(tab, "Hold", "20 s")
    tab.reload()
    tab.wait_for_function("() => asked.length === 1 && sound.duration > 140")
    assert tab.evaluate("asked") == [{"hold": 20_000}]
    assert look(tab)["state"] == "start"
    open_sheet(tab)
    assert doses(tab) == ["20 s each side"] * 2
    for damaged in ("[]", "{", "null", '{"hold": {}}'):
        tab.evaluate("text => localStorage.setItem(localStorage.key(0), text)", damaged)
        tab.reload()
        assert tab.get_by_role("button", name="Start").is_visible()


def test_without_storage_choices_last_until_the_page_is_closed(tab: Page) -> None:
    tab.context.add_init_script(
        "Object.defineProperty(window, 'localStorage', { get() { throw new Error('none'); } });"
    )
    tab.reload()
    open_sheet(tab)
    choose(tab, "Hold", "20 s")
    assert doses(tab) == ["20 s each side"] * 2


def test_the_sheet_of_choices_has_no_barrier(tab: Page) -> None:
    tab.emulate_media(reduced_motion="reduce")
    open_sheet(tab)
    for summary in tab.locator("details.one > summary").all():
        summary.click()
    for width, scheme in ((390, "light"), (1280, "dark")):
        tab.set_viewport_size({"width": width, "height": 844})
        tab.emulate_media(color_scheme="dark" if scheme == "dark" else "light")
        assert violations(tab) == []
    tab.set_viewport_size({"width": 320, "height": 568})
    assert tab.evaluate("document.getElementById('change').scrollWidth") == 320
