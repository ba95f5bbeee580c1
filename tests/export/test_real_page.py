"""The page in a real browser, opened from a file as a listener opens it, with a real MP3 inside."""

from __future__ import annotations

import json
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pytest

from sivoice.compile.steps import ChapterMark, Rest, Say
from sivoice.export.page import page
from sivoice.schedule.scheduler import build_timeline
from sivoice.schedule.timeline import Kind, Timeline
from sivoice.units import SAMPLE_RATE, clock
from tests.conftest import STRETCH, plan_of
from tests.export.browser import evening, go, length, look, made, of, seeking_to, starts

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = pytest.mark.real
CLOSE = 0.1
"""Seconds by which the picture may differ from the sound."""
MARKUP = """</script><img src=x onerror="window.hurt=1">'"{{ 7*7 }}\u2028&lt;"""


@pytest.fixture(scope="module")
def timeline(tmp_path_factory: pytest.TempPathFactory) -> Timeline:
    return evening(tmp_path_factory.mktemp("scripts"))


@pytest.fixture(scope="module")
def path(timeline: Timeline, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return made(timeline, tmp_path_factory.mktemp("page"))


@pytest.fixture
def tab(opened: Callable[..., Page], path: Path) -> Page:
    return opened(path)


def test_a_page_opened_from_a_file_plays(tab: Page, timeline: Timeline) -> None:
    assert look(tab)["state"] == "start"
    assert tab.get_by_role("button", name="Start").is_visible()
    assert tab.locator("#summary").inner_text() == "2 minutes, 2 stretches"
    assert tab.locator("#now:visible, #controls:visible").count() == 0
    tab.keyboard.press("Space")
    tab.wait_for_function("() => sound.currentTime > 0.7")
    assert tab.evaluate("sound.duration") == pytest.approx(timeline.samples / SAMPLE_RATE, abs=0.03)
    shown = look(tab)
    assert (shown["paused"], shown["label"], shown["chapter"], shown["words"]) == (
        False,
        "Listen",
        "Welcome",
        "Welcome.",
    )
    assert tab.get_by_role("button", name="Pause").is_visible()
    tab.get_by_role("button", name="Pause").press("Space")  # toggles once, not twice
    assert look(tab)["paused"]


def test_the_countdown_follows_the_sound(tab: Page, timeline: Timeline) -> None:
    counted = [("Hold", one) for one in of(timeline, Kind.HOLD)[:2]]
    counted += [("Get ready", one) for one in timeline.events if one.to_get_ready][:3]
    for label, event in counted:
        start, end = event.start / SAMPLE_RATE, event.end / SAMPLE_RATE
        for share in (0.0, 0.37, 0.8):
            go(tab, start + share * (end - start))
            shown = look(tab)
            left = end - shown["time"]
            assert shown["label"] == label
            assert int(shown["seconds"]) - 1 - CLOSE <= left <= int(shown["seconds"]) + CLOSE
            assert shown["arc"] * (end - start) == pytest.approx(left, abs=CLOSE)


def test_what_is_shown_is_what_is_heard(tab: Page, timeline: Timeline) -> None:
    """The bar changes to the hold when the start chime is heard in the audio graph."""
    hold = of(timeline, Kind.HOLD)[0]
    heard = tab.evaluate(
        """async ([from, until]) => {
          const context = new AudioContext();
          const analyser = new AnalyserNode(context, { fftSize: 512 });
          context.createMediaElementSource(sound).connect(analyser).connect(context.destination);
          await context.resume();
          sound.currentTime = from;
          await sound.play();
          const samples = new Float32Array(512);
          const found = {};
          return new Promise((done) => {
            const listen = () => {
              analyser.getFloatTimeDomainData(samples);
              const loud = samples.some((one) => Math.abs(one) > 0.01);
              if (loud && sound.currentTime > from + 0.2) found.heard ??= sound.currentTime;
              if (document.body.dataset.state === "hold") found.shown ??= sound.currentTime;
              if (sound.currentTime < until) requestAnimationFrame(listen);
              else done(found);
            };
            listen();
          });
        }""",
        [hold.start / SAMPLE_RATE - 1, hold.start / SAMPLE_RATE + 0.5],
    )
    assert heard["shown"] == pytest.approx(hold.start / SAMPLE_RATE, abs=CLOSE)
    assert heard["heard"] == pytest.approx(heard["shown"], abs=CLOSE)


def test_the_page_shows_the_stretch_the_side_and_what_follows(
    tab: Page, timeline: Timeline
) -> None:
    right, left, *_ = of(timeline, Kind.HOLD)
    go(tab, right.start / SAMPLE_RATE + 3)
    shown = look(tab)
    names = ("chapter", "number", "where", "words", "next")
    assert [shown[name] for name in names] == [
        "Calf",
        "1 of 2",
        "Right side",
        "Step back with your right foot.",
        "Then: left side",
    ]
    go(tab, left.start / SAMPLE_RATE + 3)
    assert look(tab)["next"] == "Then: Thigh"
    tab.get_by_role("button", name="All stretches").click()
    tab.get_by_text("Every word").click()
    assert tab.locator(".stretches [aria-current]").inner_text().split() == [
        "Calf",
        clock(timeline.chapters[1].start),
    ]
    assert tab.locator(".line[aria-current]").inner_text().endswith("Hold 10 seconds")


def test_every_control_leads_to_the_exact_place(tab: Page, timeline: Timeline) -> None:
    at = starts(timeline)
    side = (
        next(
            e for e in of(timeline, Kind.SPEECH) if e.text == "Step back with your left foot."
        ).start
        / SAMPLE_RATE
    )
    go(tab, 0)
    tab.get_by_role("button", name="All stretches").click()
    with seeking_to(tab, at["Thigh"]):
        tab.locator("#stretches").get_by_role("button", name="Thigh").click()
    assert not tab.locator("#list").is_visible()
    assert look(tab)["status"] == "Thigh"
    with seeking_to(tab, at["Calf"]):  # Thigh has only just begun
        tab.keyboard.press("p")
    with seeking_to(tab, at["Thigh"]):
        tab.keyboard.press("n")
    go(tab, at["Thigh"] + 5)
    with seeking_to(tab, at["Thigh"]):
        tab.get_by_role("button", name="Previous stretch").click()
    with seeking_to(tab, at["Close"]):
        # The space bar presses the button, and does not pause.
        tab.get_by_role("button", name="Next stretch").press("Space")
    go(tab, of(timeline, Kind.HOLD)[1].start / SAMPLE_RATE + 2)
    assert look(tab)["status"] == "Close"  # only keys are announced
    with seeking_to(tab, side):
        tab.keyboard.press("r")
    assert look(tab)["status"] == "Calf, Left side"
    tab.get_by_role("button", name="All stretches").click()
    tab.get_by_text("Every word").click()
    with seeking_to(tab, of(timeline, Kind.HOLD)[0].start / SAMPLE_RATE):
        tab.locator(".line button", has_text="Hold 10 seconds").first.click()
    go(tab, at["Calf"] + 2)
    with seeking_to(tab, at["Calf"]):  # no side has begun yet
        tab.get_by_role("button", name="Repeat this side").click()


def test_the_end_is_shown_and_play_starts_again(tab: Page, timeline: Timeline) -> None:
    go(tab, starts(timeline)["Close"] + 1)
    tab.keyboard.press("n")
    tab.wait_for_function("() => document.body.dataset.state === 'over'")
    shown = look(tab)
    assert (shown["label"], shown["seconds"], shown["next"], shown["words"]) == (
        "Done",
        "",
        "",
        "That was all.",
    )
    tab.keyboard.press("Space")
    tab.wait_for_function(
        "() => sound.currentTime > 0 && sound.currentTime < 5"
        " && document.body.dataset.state === 'words'"
    )


def test_the_lock_screen_shows_the_stretch_and_its_keys_work(tab: Page, timeline: Timeline) -> None:
    at = starts(timeline)
    asked = tab.evaluate("handled")
    go(tab, at["Calf"] + 1)
    assert tab.evaluate("handled") == 2 * asked  # set again, as an iPhone forgets them
    described = (
        "(({ title, artist, artwork }) => [title, artist, artwork.length])"
        "(navigator.mediaSession.metadata)"
    )
    assert tab.evaluate(described) == ["Evening", "Calf", 1]
    assert tab.evaluate("handlers.seekbackward === null && handlers.seekforward === null")
    assert tab.evaluate("positions.at(-1).duration") == pytest.approx(
        timeline.samples / SAMPLE_RATE, abs=0.03
    )
    with seeking_to(tab, at["Thigh"]):
        tab.evaluate("handlers.nexttrack()")
    with seeking_to(tab, at["Calf"]):
        tab.evaluate("handlers.previoustrack()")
    tab.evaluate("handlers.pause()")
    assert (look(tab)["paused"], tab.evaluate("navigator.mediaSession.playbackState")) == (
        True,
        "paused",
    )
    tab.evaluate("handlers.play()")
    assert not look(tab)["paused"]
    with seeking_to(tab, 20):
        tab.evaluate("handlers.seekto({ seekTime: 20 })")
    assert tab.evaluate("positions.at(-1).position") == pytest.approx(20, abs=1)


def test_the_screen_stays_on_during_play(tab: Page) -> None:
    go(tab, 1)
    assert tab.evaluate("awake") == ["on"]
    tab.keyboard.press("Space")
    tab.wait_for_function("() => awake.length === 2")
    tab.keyboard.press("Space")
    tab.wait_for_function("() => awake.length === 3")
    # A phone releases the lock of a hidden page, which requests it again when it is visible.
    for released in (False, True):
        tab.evaluate("gone => { if (gone) lock.dispatchEvent(new Event('release')); }", released)
        tab.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
        assert tab.evaluate("awake") == ["on", "off", "on", *(["on"] if released else [])]


def test_markup_in_a_script_is_shown_as_text(opened: Callable[..., Page], tmp_path: Path) -> None:
    steps = (
        ChapterMark(f"Chapter {MARKUP}"),
        Say((f"Cue {MARKUP}",), "s:1"),
        Rest(5_000),
    )
    tab = opened(made(build_timeline(plan_of(f"Title {MARKUP}", steps), length, 1), tmp_path))
    go(tab, 0.5)
    shown = look(tab)
    assert (shown["chapter"], shown["words"]) == (f"Chapter {MARKUP}", f"Cue {MARKUP}")
    assert tab.evaluate("document.querySelector('h1').textContent") == f"Title {MARKUP}"
    assert tab.evaluate("[document.images.length, window.hurt, document.scripts.length]") == [
        0,
        None,
        2,
    ]
    assert tab.locator(".line").inner_text().endswith(MARKUP)


def test_without_javascript_the_page_has_the_sound_and_every_word(
    opened: Callable[..., Page], path: Path
) -> None:
    tab = opened(path, java_script_enabled=False)
    assert tab.locator("audio[controls]").is_visible()
    assert "Step back with your left foot." in tab.locator("#transcript").inner_text()
    assert tab.locator("#now:visible, #controls:visible, button:visible").count() == 0


def test_the_sound_can_be_a_file_beside_the_page(
    opened: Callable[..., Page], path: Path, timeline: Timeline, tmp_path: Path
) -> None:
    shutil.copy(path.with_suffix(".mp3"), tmp_path / "page.mp3")
    (tmp_path / "page.html").write_text(page(timeline, "page.mp3"), encoding="utf-8")
    tab = opened(tmp_path / "page.html")
    go(tab, 10)
    assert look(tab)["chapter"] == "Calf"


def test_the_bar_of_a_hold_moves_in_steps_with_reduced_motion(
    opened: Callable[..., Page], path: Path, timeline: Timeline
) -> None:
    tab = opened(path, reduced_motion="reduce")
    hold = of(timeline, Kind.HOLD)[0]
    go(tab, hold.start / SAMPLE_RATE + 3.4)
    shown = look(tab)
    assert shown["arc"] == pytest.approx(
        int(shown["seconds"]) * SAMPLE_RATE / hold.length, abs=0.001
    )


def test_the_page_fits_every_screen_and_its_buttons_are_large_enough(
    tab: Page, timeline: Timeline
) -> None:
    go(tab, of(timeline, Kind.HOLD)[0].start / SAMPLE_RATE + 1)
    tab.keyboard.press("Space")
    small = """() => Array.from(
      document.querySelectorAll("button, a"),
      (one) => [one.textContent, one.getBoundingClientRect(), one.checkVisibility()]
    ).filter(([, box, isVisible]) => isVisible && Math.min(box.width, box.height) < 44)
     .map(([text]) => text)"""
    box = "(id) => document.getElementById(id).getBoundingClientRect().toJSON()"
    for width, height in ((320, 568), (390, 844), (844, 390), (1280, 800)):
        tab.set_viewport_size({"width": width, "height": height})
        assert tab.evaluate("document.documentElement.scrollWidth") == width
        assert tab.evaluate(small) == []
        assert tab.evaluate(box, "next")["bottom"] <= tab.evaluate(box, "controls")["top"]
        assert tab.evaluate(box, "controls")["bottom"] <= height


@pytest.fixture(scope="module")
def drawn(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Timeline]:
    """The page of a session in which the first of two stretches has a figure."""
    folder = tmp_path_factory.mktemp("drawn")
    timeline = evening(folder, figures=["calf"])
    return made(timeline, folder), timeline


FIGURE_LOOK = """() => Array.from(
  document.querySelectorAll("[data-figure]"),
  (one) => [one.dataset.figure, one.dataset.side, one.dataset.pose, one.checkVisibility()]
)"""
ARTWORK = "navigator.mediaSession.metadata.artwork.map((one) => one.sizes)"


def test_the_figure_of_the_side_is_shown_also_on_the_lock_screen(
    opened: Callable[..., Page], drawn: tuple[Path, Timeline]
) -> None:
    path, timeline = drawn
    tab = opened(path)
    right, left, other, _ = (hold.start / SAMPLE_RATE for hold in of(timeline, Kind.HOLD))
    go(tab, right + 1)
    assert tab.evaluate(FIGURE_LOOK) == [["calf", "right", "hold", True]]
    assert tab.evaluate(ARTWORK) == ["256x256", "512x512"]
    first = tab.evaluate("navigator.mediaSession.metadata.artwork[0].src")
    go(tab, left - 0.5)
    assert tab.evaluate(FIGURE_LOOK) == [["calf", "left", "move", True]]
    go(tab, left + 1)
    assert tab.evaluate(FIGURE_LOOK) == [["calf", "left", "hold", True]]
    assert tab.evaluate("navigator.mediaSession.metadata.artwork[0].src") != first
    go(tab, other + 1)
    assert tab.evaluate(FIGURE_LOOK)[0][3] is False
    assert tab.evaluate(ARTWORK) == ["1400x1400"]


def test_the_figure_stands_still_with_reduced_motion(
    opened: Callable[..., Page], drawn: tuple[Path, Timeline]
) -> None:
    path, timeline = drawn
    ready = next(one for one in timeline.events if one.to_get_ready)
    moving = "document.querySelector('.figure').getAnimations({ subtree: true }).length"
    for motion, count in (("reduce", 0), ("no-preference", 2)):
        tab = opened(path, reduced_motion=motion)
        go(tab, ready.start / SAMPLE_RATE + 1)
        tab.keyboard.press("Space")
        assert tab.evaluate("document.querySelector('.figure').dataset.pose") == "move"
        assert tab.evaluate(moving) == count


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_the_far_limbs_stay_dimmer_than_the_others_in_forced_colours(
    opened: Callable[..., Page], drawn: tuple[Path, Timeline], theme: str
) -> None:
    tab = opened(drawn[0], forced_colors="active", color_scheme=theme)
    tab.evaluate("document.querySelector('#figures').hidden = false")
    colours = tab.evaluate("""() => {
      const canvas = document.createElement("canvas").getContext("2d", {willReadFrequently: true});
      const of = (part) => {
        const path = document.querySelector(`path[fill="var(--figure-${part})"]`);
        canvas.fillStyle = getComputedStyle(path).fill;
        canvas.fillRect(0, 0, 1, 1);
        return Array.from(canvas.getImageData(0, 0, 1, 1).data.slice(0, 3));
      };
      return Object.fromEntries(["far", "body", "paper", "floor"].map((one) => [one, of(one)]));
    }""")
    far, body, paper = (np.array(colours[one]) for one in ("far", "body", "paper"))
    assert np.abs(far - (body + paper) / 2).max() <= 1
    assert colours["floor"] == colours["far"]


def test_a_page_with_figures_fits_every_screen_and_nothing_moves_in_a_stretch(
    opened: Callable[..., Page], drawn: tuple[Path, Timeline]
) -> None:
    path, timeline = drawn
    tab = opened(path)
    hold = of(timeline, Kind.HOLD)[0].start / SAMPLE_RATE
    box = "(id) => document.getElementById(id).getBoundingClientRect().toJSON()"
    for width, height in ((320, 568), (390, 844), (844, 390), (1280, 800)):
        tab.set_viewport_size({"width": width, "height": height})
        places = []
        for moment in (hold - 1, hold + 1):
            go(tab, moment)
            tab.evaluate("sound.pause()")
            places.append([tab.evaluate(box, id) for id in ("figures", "count", "chapter")])
            assert tab.evaluate("document.documentElement.scrollWidth") == width
            assert tab.evaluate(box, "next")["bottom"] <= tab.evaluate(box, "controls")["top"]
        assert places[0] == places[1]


@pytest.fixture
def shared(tmp_path: Path) -> Iterator[str]:
    """The address at which `sivoice share` shares a session."""
    (tmp_path / "calf.stretch").write_text(STRETCH)
    command = [
        sys.executable,
        "-u",
        "-m",
        "sivoice",
        "share",
        "calf.stretch",
        "--voice",
        "none",
        "-q",
    ]
    with subprocess.Popen(
        [*command, "--address", "127.0.0.1"], cwd=tmp_path, stdout=subprocess.PIPE, text=True
    ) as it:
        assert it.stdout
        yield it.stdout.readline().strip()
        it.send_signal(signal.SIGINT)


def test_a_shared_page_offers_files_and_needs_the_network_only_to_start(
    opened: Callable[..., Page], shared: str
) -> None:
    tab = opened(shared)
    for name, file in (("the sound file", "calf.mp3"), ("this page", "calf.html")):
        with tab.expect_download() as download:
            tab.get_by_role("link", name=f"Keep {name}").first.click()
        assert download.value.suggested_filename == file
    tab.context.set_offline(True)  # as when sharing has ended
    tab.keyboard.press("Space")
    tab.wait_for_function("() => sound.currentTime > 0.2")
    counts = json.loads(tab.locator("#session").text_content() or "")["counts"]
    hold = [one for one in counts if one["kind"] == "hold"][-1]
    go(tab, hold["start"] + 10)
    shown = look(tab)
    assert (shown["label"], shown["where"]) == ("Hold", "Left side")
    assert (
        int(shown["seconds"]) - 1 - CLOSE
        <= hold["end"] - shown["time"]
        <= int(shown["seconds"]) + CLOSE
    )
    tab.evaluate("window.handlers.previoustrack()")
    tab.wait_for_function("() => !sound.seeking && sound.currentTime < 5")
