"""The player of the page in a real browser: keys, places, cards, states and all screens."""

from __future__ import annotations

from collections.abc import Callable
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from sivoice.schedule.timeline import Kind, Timeline
from sivoice.units import SAMPLE_RATE
from tests.export.browser import evening, go, look, made, of, seeking_to, starts

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = pytest.mark.real
SIZES = (
    *((320, 568), (390, 664), (390, 844), (568, 320)),
    *((768, 1024), (844, 390), (1280, 800), (1920, 1080)),
)
LEVELS = (
    *("wcag2a", "wcag2aa", "wcag2aaa", "wcag21a", "wcag21aa", "wcag22a", "wcag22aa"),
    *("best-practice", "experimental"),
)
CUT_OFF = """() => Array.from(document.querySelectorAll("button, a, p, h1, h2, li, span"))
  .filter((one) => one.checkVisibility() && !one.closest(".unseen, .head, .marks"))
  .filter((one) => {
    const box = one.getBoundingClientRect();
    return box.left < -1 || box.right > innerWidth + 1;
  }).map((one) => one.outerHTML.slice(0, 80))"""


@pytest.fixture(scope="module")
def session(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Timeline]:
    """The page of a session in which the first of two stretches has a figure."""
    folder = tmp_path_factory.mktemp("player")
    timeline = evening(folder, figures=["calf"])
    return made(timeline, folder), timeline


@pytest.fixture
def tab(opened: Callable[..., Page], session: tuple[Path, Timeline]) -> Page:
    return opened(session[0])


def sides(timeline: Timeline) -> list[float]:
    """The starts of the four sides, in seconds."""
    passes = (one for chapter in timeline.chapters for one in chapter.passes)
    return [one.start / SAMPLE_RATE for one in passes if one.is_pass]


def hold_of(timeline: Timeline) -> float:
    """The start of the first hold, in seconds."""
    return of(timeline, Kind.HOLD)[0].start / SAMPLE_RATE


def box(tab: Page, id: str) -> dict[str, float]:
    found = tab.evaluate("id => document.getElementById(id).getBoundingClientRect().toJSON()", id)
    assert isinstance(found, dict)
    return found


def test_arrow_keys_skip_ten_seconds(tab: Page) -> None:
    go(tab, 20)
    tab.keyboard.press("Space")
    place = look(tab)["time"]
    tab.keyboard.press("ArrowRight")
    assert look(tab)["time"] == pytest.approx(place + 10, abs=0.01)
    tab.get_by_role("button", name="10 seconds forward").click()
    assert look(tab)["time"] == pytest.approx(place + 20, abs=0.01)
    tab.get_by_role("button", name="10 seconds back").click()
    for _ in range(4):
        tab.keyboard.press("ArrowLeft")
    assert look(tab)["time"] == 0
    assert look(tab)["paused"]


def test_up_and_down_change_the_side(tab: Page, session: tuple[Path, Timeline]) -> None:
    right, left, thigh, _ = sides(session[1])
    go(tab, right + 5)
    with seeking_to(tab, left):
        tab.keyboard.press("ArrowDown")
    with seeking_to(tab, right):  # the left side has only just begun
        tab.keyboard.press("ArrowUp")
    go(tab, left + 5)
    with seeking_to(tab, left):
        tab.keyboard.press("ArrowUp")
    with seeking_to(tab, starts(session[1])["Thigh"]):
        tab.get_by_role("button", name="Next side").click()
    with seeking_to(tab, thigh):
        tab.get_by_role("button", name="Next side").click()


def test_a_presenter_and_a_remote_control_the_player(
    tab: Page, session: tuple[Path, Timeline]
) -> None:
    at = starts(session[1])
    tab.keyboard.press("Enter")
    tab.wait_for_function("() => sound.currentTime > 0.1")
    with seeking_to(tab, at["Calf"]):
        tab.keyboard.press("PageDown")
    with seeking_to(tab, at["Thigh"]):
        tab.keyboard.press("PageDown")
    with seeking_to(tab, at["Calf"]):
        tab.keyboard.press("PageUp")
    tab.keyboard.press("Enter")
    assert look(tab)["paused"]


def test_keys_scroll_where_there_is_something_to_scroll(tab: Page) -> None:
    tab.set_viewport_size({"width": 320, "height": 256})
    go(tab, 1)
    tab.keyboard.press("PageDown")
    tab.wait_for_function("() => scrollY > 0")
    assert look(tab)["time"] < 10


def test_the_bar_of_the_session_can_be_dragged(tab: Page, session: tuple[Path, Timeline]) -> None:
    timeline = session[1]
    go(tab, 5)
    assert tab.locator(".mark").count() == len(timeline.chapters) - 1
    bar = box(tab, "marks")
    y = bar["top"] + bar["height"] / 2
    tab.evaluate("seeks.length = 0")
    tab.mouse.move(bar["left"] + 0.1 * bar["width"], y)
    tab.mouse.down()
    tab.mouse.move(bar["left"] + 0.5 * bar["width"], y, steps=5)
    middle = timeline.samples / SAMPLE_RATE / 2
    preview = tab.locator("#preview")
    assert preview.inner_text().startswith("Thigh · ")
    assert tab.evaluate("seeks") == []
    tab.mouse.up()
    tab.wait_for_function("() => seeks.length === 1")
    assert tab.evaluate("seeks[0]") == pytest.approx(middle, abs=0.5)
    assert not preview.is_visible()
    assert look(tab)["paused"] is False


def test_the_time_left_is_shown_and_the_slider_is_named(tab: Page) -> None:
    go(tab, 30)
    tab.keyboard.press("Space")
    slider = tab.get_by_role("slider", name="Position in the session")
    assert slider.get_attribute("aria-valuetext") == "Calf, 0:30"
    assert slider.input_value() == "30"
    total = tab.evaluate("sound.duration")
    left = int(total - tab.evaluate("sound.currentTime") + 0.005)
    assert tab.locator("#left").inner_text() == f"{left // 60}:{left % 60:02} left"


def test_what_comes_next_is_shown_as_a_picture(tab: Page, session: tuple[Path, Timeline]) -> None:
    thigh = sides(session[1])[2]
    mirrored = "document.querySelector('#thumb .mirrored') !== null"
    go(tab, 0.2)
    assert tab.locator("#thumb .sivoice-figure").count() == 1
    assert tab.evaluate(mirrored) is False
    go(tab, hold_of(session[1]) + 1)
    assert look(tab)["next"] == "Then: left side"
    assert tab.evaluate(mirrored) is True
    go(tab, thigh)
    assert tab.locator("#thumb .sivoice-figure").count() == 0


def test_words_can_be_hidden(tab: Page, session: tuple[Path, Timeline]) -> None:
    go(tab, hold_of(session[1]) + 1)
    tab.keyboard.press("Space")
    button = tab.get_by_role("button", name="Show the words")
    before = tab.evaluate("getComputedStyle(document.getElementById('seconds')).fontSize")
    button.click()
    assert not tab.locator("#words").is_visible()
    assert button.get_attribute("aria-pressed") == "false"
    now = tab.evaluate("getComputedStyle(document.getElementById('seconds')).fontSize")
    assert float(now[:-2]) > float(before[:-2])
    tab.keyboard.press("w")
    assert tab.locator("#words").is_visible()
    assert button.get_attribute("aria-pressed") == "true"


def test_the_end_card_says_how_often_and_starts_again(
    opened: Callable[..., Page], tmp_path: Path
) -> None:
    timeline = evening(tmp_path, fields="how often: daily\n")
    tab = opened(made(timeline, tmp_path))
    assert tab.locator("#start-card").get_by_text("How often: daily").is_visible()
    tab.evaluate("sound.currentTime = sound.duration")  # also without playing
    tab.wait_for_function("() => document.body.dataset.state === 'over'")
    assert tab.get_by_role("heading", name="Done").is_visible()
    assert tab.locator("#end-card").get_by_text("How often: daily").is_visible()
    assert not tab.locator("#now").is_visible()
    with seeking_to(tab, 0):
        tab.get_by_role("button", name="Do it again").click()
    assert tab.evaluate("document.activeElement.id") == "play"


def test_the_sound_of_a_page_from_a_file_can_be_saved(
    tab: Page, session: tuple[Path, Timeline]
) -> None:
    with tab.expect_download() as download:
        tab.get_by_role("link", name="Keep the sound file").click()
    assert download.value.suggested_filename == "evening.mp3"
    sound = session[0].with_suffix(".mp3").read_bytes()
    assert Path(download.value.path()).read_bytes() == sound


def test_without_a_wake_lock_the_page_warns(
    opened: Callable[..., Page], session: tuple[Path, Timeline]
) -> None:
    warning = "The screen may go dark"
    tab = opened(session[0])
    assert not tab.get_by_text(warning).is_visible()
    tab.context.add_init_script(
        "Object.defineProperty(navigator, 'wakeLock', { value: { request: async () => {"
        " throw new Error('refused'); } } });"
    )
    tab.reload()
    go(tab, 1)
    tab.wait_for_function("() => !document.getElementById('may-sleep').hidden")
    assert tab.locator("#status").inner_text().startswith(warning)


def test_waiting_is_shown_and_a_lost_connection_is_told(tab: Page) -> None:
    go(tab, 5)
    tab.evaluate("""() => {
      const now = performance.now.bind(performance);
      window.ahead = 0;
      performance.now = () => now() + ahead;
      sound.pause = () => {};
      Object.defineProperty(sound, 'currentTime', { get: () => 7, configurable: true });
      sound.dispatchEvent(new Event('timeupdate'));
      sound.dispatchEvent(new Event('waiting'));
    }""")
    assert tab.evaluate("document.body.dataset.busy") == "false"
    tab.evaluate("() => { ahead = 2000; }")
    tab.wait_for_function("() => document.body.dataset.busy === 'true'")
    assert look(tab)["status"] == "Loading …"
    tab.evaluate("() => { ahead = 12000; }")
    tab.wait_for_function(
        "() => document.getElementById('trouble').textContent.startsWith('The connection is gone')"
    )
    tab.evaluate("() => sound.dispatchEvent(new Event('playing'))")
    assert tab.locator("#trouble").inner_text() == ""
    assert tab.evaluate("document.body.dataset.busy") == "false"


def test_a_page_has_few_tab_stops(tab: Page, session: tuple[Path, Timeline]) -> None:
    def stops() -> int:
        tab.evaluate("document.activeElement.blur()")
        seen: list[str] = []
        while True:
            tab.keyboard.press("Tab")
            here = tab.evaluate(
                "() => { const one = document.activeElement;"
                " one.dataset.stop ??= String(document.querySelectorAll('[data-stop]').length);"
                " return one.dataset.stop; }"
            )
            if here in seen:
                return len(seen)
            seen.append(here)

    assert stops() <= 6
    go(tab, hold_of(session[1]) + 1)
    assert stops() <= 13
    tab.get_by_role("button", name="All stretches").click()
    tab.get_by_text("Every word").click()
    lines = tab.locator(".line button")
    assert lines.count() > 10
    assert tab.locator(".line button:not([tabindex='-1'])").count() == 1
    tab.locator(".line button[tabindex='0']").focus()
    tab.keyboard.press("End")
    assert tab.evaluate("document.activeElement.textContent").endswith("That was all.")
    tab.keyboard.press("ArrowUp")
    assert tab.evaluate("document.activeElement.textContent").endswith("Come back.")


@pytest.mark.parametrize("size", SIZES, ids=str)
def test_the_player_fits_the_screen(
    tab: Page, session: tuple[Path, Timeline], size: tuple[int, int]
) -> None:
    width, height = size
    tab.set_viewport_size({"width": width, "height": height})
    assert tab.get_by_role("button", name="Start").bounding_box() is not None
    assert box(tab, "start")["bottom"] <= height
    for moment in (0.2, hold_of(session[1]) + 1, sides(session[1])[2] + 5):
        go(tab, moment)
        tab.keyboard.press("Space")
        page = "document.documentElement"
        for _ in ("with words", "without"):
            assert tab.evaluate(f"[{page}.scrollWidth, {page}.scrollHeight]") == [width, height]
            assert tab.evaluate(CUT_OFF) == []
            tab.keyboard.press("w")
    go(tab, hold_of(session[1]) + 1)
    stage = box(tab, "stage")
    assert stage["width"] >= stage["height"]
    assert stage["width"] * stage["height"] >= 0.15 * width * height


def test_large_text_and_zoom_cut_nothing_off(tab: Page, session: tuple[Path, Timeline]) -> None:
    tab.evaluate("document.documentElement.style.fontSize = '200%'")
    for width, height in ((390, 844), (1280, 800), (320, 256)):
        tab.set_viewport_size({"width": width, "height": height})
        if (width, height) == (320, 256):  # 1280 x 1024 at 400 %
            tab.evaluate("document.documentElement.style.fontSize = ''")
        for moment in (0.2, hold_of(session[1]) + 1):
            go(tab, moment)
            tab.keyboard.press("Space")
            assert tab.evaluate("document.documentElement.scrollWidth") == width
            assert tab.evaluate(CUT_OFF) == []
            play = box(tab, "play")
            assert play["width"] == pytest.approx(play["height"], abs=1)
            assert play["width"] >= 44
            assert box(tab, "words")["bottom"] <= box(tab, "coming")["top"] + 1
        assert float(box(tab, "seconds")["height"]) >= 60


def test_bars_are_seen_in_forced_colours(
    opened: Callable[..., Page], session: tuple[Path, Timeline]
) -> None:
    tab = opened(session[0], forced_colors="active")
    go(tab, hold_of(session[1]) + 5)
    tab.keyboard.press("Space")
    ground = tab.evaluate("getComputedStyle(document.body).backgroundColor")
    for selector, name in (
        (".filled", "backgroundColor"),
        (".arc", "stroke"),
        (".track", "stroke"),
    ):
        colour = tab.evaluate(
            "([one, name]) => getComputedStyle(document.querySelector(one))[name]", [selector, name]
        )
        assert colour not in (ground, "rgba(0, 0, 0, 0)"), selector


def test_a_printed_page_is_one_sheet_with_cautions_and_stretches(
    tab: Page, session: tuple[Path, Timeline]
) -> None:
    from pypdf import PdfReader

    go(tab, hold_of(session[1]) + 1)
    (sheet,) = PdfReader(BytesIO(tab.pdf(format="A4"))).pages
    text = sheet.extract_text()
    assert "Evening" in text
    assert "Thigh" in text
    assert "Right side" not in text


def violations(tab: Page) -> Any:
    """What axe-core finds, at all levels."""
    axe = pytest.importorskip("axe_playwright_python.sync_playwright", reason="no axe-core")
    options = {
        "runOnly": {"type": "tag", "values": LEVELS},
        "rules": {"color-contrast-enhanced": {"enabled": True}, "target-size": {"enabled": True}},
    }
    found = axe.Axe().run(tab, options=options).response["violations"]
    return [(one["id"], [node["target"] for node in one["nodes"]]) for one in found]


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("size", [(390, 844), (1280, 800)], ids=str)
def test_axe_finds_nothing(
    opened: Callable[..., Page],
    session: tuple[Path, Timeline],
    size: tuple[int, int],
    theme: str,
) -> None:
    width, height = size
    viewport = {"width": width, "height": height}
    tab = opened(session[0], color_scheme=theme, viewport=viewport, reduced_motion="reduce")
    assert violations(tab) == []
    for moment in (0.2, hold_of(session[1]) - 1, hold_of(session[1]) + 1):
        go(tab, moment)
        assert violations(tab) == []
        tab.keyboard.press("Space")
        assert violations(tab) == []
    tab.get_by_role("button", name="All stretches").click()
    tab.get_by_text("Every word").click()
    assert violations(tab) == []
    tab.keyboard.press("Escape")
    tab.evaluate("sound.currentTime = sound.duration")
    tab.wait_for_function("() => document.body.dataset.state === 'over'")
    assert violations(tab) == []
