"""A German session from script to sound, page, lyrics, transcript and handout, all in German."""

from __future__ import annotations

import ctypes.util
import json
import re
import shutil
import subprocess
import sys
from html import unescape
from io import BytesIO, StringIO
from pathlib import Path

import miniaudio
import pytest
from msgspec.structs import replace
from rich.console import Console

from sivoice.compile.compiler import compile_session
from sivoice.export.formats import TRANSCRIPTS, SidecarFormat
from sivoice.export.frames import Frames
from sivoice.export.handout.content import handout
from sivoice.export.handout.html import html
from sivoice.export.handout.paper import Sheet
from sivoice.export.handout.pdf import pdf
from sivoice.export.handout.written import read_written
from sivoice.export.lyrics import lrc_file
from sivoice.export.page import page
from sivoice.export.recording import Recording
from sivoice.export.transcript import as_markdown, as_text
from sivoice.language import language
from sivoice.options.doses import PerStretch
from sivoice.options.options import Guidance, Options, Sides
from sivoice.player.display import Display
from sivoice.player.screen import PlainScreen
from sivoice.schedule.scheduler import build_timeline
from sivoice.schedule.timeline import Timeline
from sivoice.sound.cache import ClipCache
from tests.conftest import FakeClips, fake_length, faultless
from tests.test_tables import texts

SESSION = Path(__file__).parent / "german" / "ruecken.session"
ENGLISH_WORDS = {
    *("the", "and", "of", "to", "your", "you", "left", "right", "side", "both", "each", "second"),
    *("seconds", "minute", "minutes", "again", "with", "for", "this", "that", "is", "or", "by"),
}
BOTH = {"in", "warm", "so", "minute"}
"""Words that English and German share."""


def words_of(text: str) -> set[str]:
    """The words of a text in small letters, without its `{blanks}`."""
    text = re.sub(r"\{[a-z]+\}", "", text)
    return {word.casefold() for word in re.findall(r"[^\W\d_]+", text)}


def english_in(text: str) -> set[str]:
    """The English words of a text: those of the English table, and the commonest ones."""
    english, german = (words_of(" ".join(texts(tag).values())) for tag in ("en", "de"))
    return words_of(text) & (ENGLISH_WORDS | english - german) - BOTH


def shown_on(html: str) -> str:
    """What a page shows and says to screen readers, with the data of its script."""
    data = re.search(r'<script id="session"[^>]*>(.*?)</script>', html, re.DOTALL)
    html = re.sub(r"(?s)<(style|script)\b.*?</\1>", "", html)
    labels = re.findall(r'\b(?:aria-label|alt|title)="([^"]*)"', html)
    values = strings(json.loads(data[1])) if data else []
    return unescape(" ".join([re.sub(r"<[^>]*>", " ", html), *labels, *values]))


def strings(data: object) -> list[str]:
    """Every text in JSON, without the keys and the names of counts."""
    if isinstance(data, str):
        return [data]
    if isinstance(data, dict):
        return [text for key, one in data.items() if key != "kind" for text in strings(one)]
    return [text for one in data for text in strings(one)] if isinstance(data, list) else []


def made(options: Options = Options()) -> Timeline:  # noqa: B008 - it is frozen
    return build_timeline(compile_session(faultless(SESSION), options), fake_length)


ASKED = {
    "plain": Options(),
    "warm-up": Options(warm_up=120_000, countdown=True, extra=("weiter",)),
    "minimal": Options(guidance=Guidance.MINIMAL, hold=PerStretch(12_500), sets=PerStretch(2)),
    "one side": Options(guidance=Guidance.BRIEF, side=Sides.LEFT, hold=PerStretch(30_000)),
}


@pytest.mark.parametrize("options", ASKED.values(), ids=ASKED)
def test_nothing_that_is_heard_or_shown_is_english(options: Options) -> None:
    timeline = made(options)
    timeline = replace(timeline, plan=replace(timeline.plan, options=""))
    said = " ".join(event.text or "" for event in timeline.events if event.source)
    assert english_in(said) == set()
    lyrics = re.sub(r"(?m)^\[(?:re|ti|ve|length):", "", lrc_file(timeline))
    for text in (as_text(timeline), as_markdown(timeline), lyrics):
        assert english_in(text) == set()
    assert english_in(shown_on(page(timeline, "x.mp3"))) == set()


@pytest.mark.parametrize("options", ASKED.values(), ids=ASKED)
def test_nothing_on_the_handout_is_english(options: Options) -> None:
    content = handout(faultless(SESSION), options, read_written(SESSION), "https://xx.yy")
    text = shown_on(html(content, Sheet(), "sivoice 1").decode())
    assert english_in(text) == set()


def test_english_is_found() -> None:
    assert english_in("Wade, left side") == {"left", "side"}


def test_it_reads_as_german() -> None:
    timeline = made(Options(sets=PerStretch(2)))
    lines = as_text(timeline).splitlines()
    assert lines[1].startswith("Dauer: ")
    assert "        Rechts, Satz 1" in lines
    assert any(line.endswith("  20 Sekunden halten") for line in lines)
    assert "20 Sekunden halten, rechts" in lrc_file(timeline)
    assert any("Umfass dein rechtes Knie" in line for line in lines)


def test_the_screen_keeps_the_capitals_of_german() -> None:
    out = StringIO()
    display = Display(
        *("Rücken", "Wade", 1, 2, "rechts, Satz 2", "Halten", 20, "Atme.", "links", 5, 60),
        paused=False,
        coaching=True,
    )
    PlainScreen(Console(file=out, width=200), language("de")).show(display, "", help=True)
    lines = out.getvalue().splitlines()
    assert lines[1:5] == ["Wade (1 von 2)", "Rechts, Satz 2", "Atme.", "Halten: 20 s"]
    assert "Leertaste  ↵: anhalten oder weitermachen" in lines
    assert english_in(out.getvalue()) == set()


def test_the_page_and_the_handout_say_that_they_are_german() -> None:
    assert '<html lang="de">' in page(made(), "x.mp3")
    content = handout(faultless(SESSION), Options())
    assert '<html lang="de">' in html(content, Sheet(), "sivoice 1").decode()
    assert re.findall(rb"/Lang ?\((.*?)\)", pdf(content, Sheet(), "sivoice 1")) == [b"de"]


def test_a_stretch_in_another_language_is_marked(tmp_path: Path) -> None:
    shutil.copytree(SESSION.parent, tmp_path / "german")
    session = tmp_path / "german" / SESSION.name
    stretch = tmp_path / "german" / "stretches" / "wade.stretch"
    stretch.write_text(
        "# Calf\nlanguage: en-GB\nposition: standing\nequipment: a wall\n## Cautions\nCareful.\n"
        "## Each side\nUse your {right|left} foot.\n[hold]\n[halfway] Breathe.\nCome back.\n"
    )
    timeline = build_timeline(compile_session(faultless(session), Options()), fake_length)
    shown = page(timeline, "x.mp3")
    for text in (
        '<h3 lang="en-GB">Calf</h3>',
        '<span lang="en-GB">Use your right foot.</span>',
        "<span>Als Nächstes: Calf.</span>",
        "<h3>Knie zur Brust</h3>",
        '"title": "Calf"',
    ):
        assert text in shown
    data = json.loads(shown.split('"application/json">')[1].split("</script>")[0])
    assert {line["lang"] for line in data["lines"]} == {"de", "en-GB"}
    content = handout(faultless(session), Options())
    printed = html(content, Sheet(), "sivoice 1").decode()
    for text in (
        '<h2 id="stretch-1" lang="en-GB"><span class="soft">1</span> Calf</h2>',
        '<p class="caution" lang="en-GB"><em>Careful.</em></p>',
        '<li lang="en-GB">Use your right foot.</li>',
        "<dd>im Stehen</dd>",
        '<dd lang="en-GB">a wall</dd>',
        "<li>Dann die andere Seite",
    ):
        assert text in printed
    languages = re.findall(rb"/Lang ?\((.*?)\)", pdf(content, Sheet(), "sivoice 1"))
    assert set(languages) == {b"de", b"en"}


@pytest.mark.parametrize("format", TRANSCRIPTS, ids=lambda one: one.name)
def test_a_german_transcript_is_recognised_as_ours(tmp_path: Path, format: SidecarFormat) -> None:
    path = tmp_path / "a.txt"
    silent = FakeClips(lambda clip: bytes(2 * fake_length(clip)))
    recording = Recording(made(), Frames(silent, ClipCache(tmp_path, "mp3")))
    path.write_bytes(format.content(recording, BytesIO()))
    assert format.is_ours(path)
    path.write_text("Notizen zu sivoice 0.1\n", encoding="utf-8")
    assert not format.is_ours(path)


@pytest.mark.real
@pytest.mark.skipif(
    ctypes.util.find_library("espeak-ng") is None, reason="eSpeak NG is not installed"
)
def test_a_system_voice_speaks_it_without_being_named(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "sivoice"]
    out = tmp_path / "ruecken.mp3"
    made = subprocess.run(
        [*command, "export", SESSION, "-o", out, "--page", "--lyrics", "--transcript", "txt"],
        check=True,
        capture_output=True,
        text=True,
    )
    assert made.stderr == ""
    told = subprocess.run(
        [*command, "show", SESSION, "--json"], check=True, capture_output=True, text=True
    )
    timeline = json.loads(told.stdout)
    assert miniaudio.get_file_info(str(out)).num_frames == timeline["samples"]
    transcript = out.with_suffix(".txt").read_text(encoding="utf-8")
    assert english_in(transcript) == set()
    assert f"ungefähr {round(timeline['duration'] / 60)} Minuten" in transcript
    spoken = [event for event in timeline["events"] if event["kind"] == "speech"]
    assert all(0.3 < event["duration"] < 12 for event in spoken)
    # The transcript is recognised as ours, and written over.
    subprocess.run([*command, "export", SESSION, "-o", out, "--transcript", "txt"], check=True)
