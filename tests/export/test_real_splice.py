"""The page's code makes the exporter's MP3, byte for byte, in a real browser that plays it."""

from __future__ import annotations

import hashlib
import json
import random
from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
from msgspec.structs import replace

from sivoice.compile.compiler import compile_session
from sivoice.export.frames import Frames
from sivoice.export.mp3 import splice_mp3
from sivoice.export.page import sound as page_module
from sivoice.export.page.sound import PageSound, page_sound
from sivoice.export.recording import Recording
from sivoice.options.doses import PerStretch
from sivoice.options.options import CHIME_SETS, Guidance, Options, Sides
from sivoice.schedule.scheduler import Length, build_timeline
from sivoice.schedule.timeline import Clip, Timeline
from sivoice.script.library import LoadedScript
from sivoice.script.vocabulary import ChimeKind, Side
from sivoice.sound.cache import ClipCache
from sivoice.sound.chimes import Chimes, read_chimes
from sivoice.sound.pads import PadSound
from sivoice.units import SAMPLE_RATE, Samples
from tests.conftest import ROOT, FakeClips, faultless

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

pytestmark = pytest.mark.real
SCRIPTS = (
    *sorted((ROOT / "scripts").glob("*.session")),
    *sorted((ROOT / "scripts" / "examples").glob("*.session")),
    ROOT / "scripts" / "stretches" / "childs-pose.stretch",
    # These have words and chimes that are encoded as one.
    *(ROOT / "tests" / "goldens" / f"{name}.session" for name in ("circle", "evening")),
    *(ROOT / "tests" / "goldens" / f"{name}.stretch" for name in ("crowded", "everything")),
)
RINGING = ("desk-break",)
"""Sessions with chimes that ring on."""
PADDED = ("circle", "desk-break")
"""Sessions with a pad in their silences."""
CHOICES = 1000
CODE = "".join(
    (Path(page_module.__file__).parent / name).read_text() for name in ("arrange.js", "splice.js")
)
SPLICED = """async (timelines) => {
  const found = [];
  for (const timeline of JSON.parse(timelines)) {
    const bytes = Splice.splice(timeline, sound);
    const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", bytes));
    found.push(Array.from(digest, (byte) => byte.toString(16).padStart(2, "0")).join(""));
  }
  return found;
}"""
PLAYED = """(timeline) => new Promise((done, failed) => {
  const audio = new Audio(Splice.url(Splice.splice(timeline, sound)));
  audio.oncanplaythrough = () => audio.play().then(() => done(audio.duration), failed);
  audio.onerror = () => failed(audio.error.message);
})"""


def fake_clips(chimes: Chimes) -> tuple[FakeClips, Length]:
    """Short tones for speech, of another pitch for each clip, and real chimes."""

    def length(clip: Clip) -> Samples:
        if isinstance(clip, ChimeKind):
            return chimes.length(clip)
        return len(clip.spoken) * SAMPLE_RATE // 500

    @cache
    def samples(clip: Clip) -> bytes:
        if isinstance(clip, ChimeKind):
            return chimes.samples(clip)
        pitch = 0.01 + hashlib.sha256(repr(clip).encode()).digest()[0] / 2_000
        tone = np.round(800 * np.sin(np.arange(length(clip)) * pitch)).astype("<i2")
        return bytes(tone.tobytes())

    return FakeClips(samples, PadSound), length


def chosen(r: random.Random, scripts: LoadedScript, chimes: str, pad: bool) -> Options:
    """One set of choices."""
    names = sorted(scripts.stretches)

    def doses(values: Sequence[int]) -> PerStretch[int]:
        everywhere = r.choice((None, r.choice(values)))
        return PerStretch(everywhere, {one: r.choice(values) for one in names if r.random() < 0.2})

    return Options(
        hold=doses(range(5_000, 90_001, 1_000)),
        sets=doses((1, 2, 3)),
        reps=doses((3, 5, 8, 10, 12)),
        pace=r.choice((None, 0.8, 0.9, 1.1, 1.2, 1.5)),
        skip=tuple(one for one in names[1:] if r.random() < 0.2),
        side=r.choice((None, *Sides)),
        first_side=r.choice((None, *Side)),
        guidance=r.choice((None, *Guidance)),
        coaching=r.choice((None, False)),
        countdown=r.choice((None, True)),
        chimes=chimes,
        pad=pad,
    )


def clips_of(timelines: Iterable[Timeline]) -> list[Clip]:
    return list(dict.fromkeys(one.clip for all in timelines for one in all.sounding if one.clip))


def for_page(timeline: Timeline, clips: Sequence[Clip]) -> dict[str, Any]:
    """A timeline as the page's code has it."""
    numbers = {clip: number for number, clip in enumerate(clips)}
    events = [
        {
            "kind": one.kind,
            "start": one.start,
            "length": one.length,
            "clip": None if one.clip is None else numbers[one.clip],
        }
        for one in timeline.events
    ]
    return {"samples": timeline.samples, "events": events}


def exported(timeline: Timeline, frames: Frames) -> bytes:
    """The exporter's MP3 from the Info frame on."""
    file = BytesIO()
    splice_mp3(file, Recording(timeline, frames))
    data = file.getvalue()
    tag = 10 + sum((data[6 + i] & 0x7F) << 7 * (3 - i) for i in range(4))
    assert data[:3] == b"ID3"
    return data[tag:]


@pytest.fixture
def tab(browser: Browser, tmp_path: Path) -> Iterator[Page]:
    """A page from a file, as a listener opens it, with the code in it."""
    path = tmp_path / "page.html"
    path.write_text(f"<!doctype html><title>x</title><script>{CODE}</script>")
    tab = browser.new_page()
    tab.goto(path.as_uri())
    yield tab
    tab.close()


def opened(tab: Page, page: PageSound) -> None:
    tab.evaluate(
        "([table, base64]) => { window.sound = Splice.open(JSON.parse(table), base64); }",
        [json.dumps(page.table()), page.base64()],
    )


@pytest.mark.parametrize("path", SCRIPTS, ids=lambda path: path.stem)
def test_the_page_makes_the_exporters_bytes_for_any_choice(
    path: Path, tab: Page, tmp_path: Path
) -> None:
    r = random.Random(path.stem)
    pad = path.stem in PADDED
    chimes = "bowl" if path.stem in RINGING else CHIME_SETS[0]
    scripts = faultless(path)
    clips, length = fake_clips(read_chimes(chimes))
    timelines = [
        build_timeline(compile_session(scripts, chosen(r, scripts, chimes, pad)), length)
        for _ in range(CHOICES // len(SCRIPTS) + 1)
    ]
    frames = Frames(clips, ClipCache(tmp_path / "clips", "frames"))
    numbered = clips_of(timelines)
    opened(tab, page_sound(numbered, timelines[0].plan.pad, length, frames, timelines))
    ours = tab.evaluate(SPLICED, json.dumps([for_page(one, numbered) for one in timelines]))
    theirs = [hashlib.sha256(exported(one, frames)).hexdigest() for one in timelines]
    assert ours == theirs
    assert len(set(ours)) > len(ours) / 10


def test_it_plays_from_a_data_url_and_has_the_exact_length(tab: Page, tmp_path: Path) -> None:
    scripts = faultless(ROOT / "scripts" / "desk-break.session")
    clips, length = fake_clips(read_chimes())
    timeline = build_timeline(compile_session(scripts, Options()), length)
    numbered = clips_of([timeline])
    frames = Frames(clips, ClipCache(tmp_path / "clips", "frames"))
    opened(tab, page_sound(numbered, None, length, frames, [timeline]))
    played = tab.evaluate(PLAYED, for_page(timeline, numbered))
    assert played == pytest.approx(timeline.samples / SAMPLE_RATE, abs=1e-5)


@pytest.mark.parametrize("native", [True, False])
def test_base64_is_the_same_with_and_without_the_browsers_own(native: bool, tab: Page) -> None:
    if not native:
        tab.evaluate("delete Uint8Array.fromBase64; delete Uint8Array.prototype.toBase64")
    # Longer than a piece that is encoded at a time, and of no whole number of groups.
    frames = bytes(range(256)) * 200 + b"x"
    table = PageSound((), False, (("0,0,1", len(frames)),), frames)
    opened(tab, table)
    assert bytes(tab.evaluate("Array.from(sound.runs.get('0,0,1'))")) == frames
    url = tab.evaluate("Splice.url(sound.runs.get('0,0,1'))")
    assert url == f"data:audio/mpeg;base64,{table.base64()}"


def test_a_missing_run_is_an_error_and_never_another_sound(tab: Page, tmp_path: Path) -> None:
    scripts = faultless(ROOT / "scripts" / "desk-break.session")
    clips, length = fake_clips(read_chimes())
    timeline = build_timeline(compile_session(scripts, Options()), length)
    numbered = clips_of([timeline])
    page = page_sound(numbered, None, length, Frames(clips, ClipCache(tmp_path, "frames")), ())
    *rest, (_, size) = page.runs
    opened(tab, replace(page, runs=tuple(rest), frames=page.frames[:-size]))
    with pytest.raises(Exception, match="no sound for 0,"):
        tab.evaluate("(timeline) => Splice.splice(timeline, sound)", for_page(timeline, numbered))
