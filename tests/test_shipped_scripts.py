"""Every shipped script is faultless, and complete on paper, in text, on the page and in lyrics."""

from __future__ import annotations

import html
import re
from collections.abc import Iterable, Iterator
from pathlib import Path

import pytest

from sivoice.compile.compiler import compile_session
from sivoice.compile.plan import Chapter, Rep
from sivoice.compile.steps import Hold, Say, Step, TimedCue, Timer
from sivoice.export.handout.content import Stretch, handout
from sivoice.export.lyrics import lrc
from sivoice.export.page import page
from sivoice.export.transcript import as_markdown, as_text, lasting
from sivoice.language import language
from sivoice.options.options import options_from
from sivoice.schedule.scheduler import build_timeline
from sivoice.schedule.timeline import Clip, Kind, Timeline
from sivoice.script.library import LoadedScript, load
from sivoice.units import Samples
from tests.conftest import ROOT, fake_length, faultless

ENGLISH = language("en")
SCRIPTS = sorted(
    path for kind in ("session", "stretch") for path in (ROOT / "scripts").rglob(f"*.{kind}")
)


def cases() -> Iterator[tuple[Path, str | None]]:
    """Every script, and every stretch in each of its variants."""
    for path in SCRIPTS:
        variants = (
            faultless(path).stretches[path.stem].header().variants if is_stretch(path) else ()
        )
        for variant in variants or (None,):
            yield path, variant


def is_stretch(path: Path) -> bool:
    return path.suffix == ".stretch"


@pytest.mark.parametrize(
    "path",
    [path for path in SCRIPTS if is_stretch(path)],
    ids=lambda path: f"{path.parent.name} {path.stem}",
)
def test_a_stretch_can_be_played_in_a_session_in_another_language(path: Path) -> None:
    """Without its own language, it would say "your rechts foot" in a German session."""
    is_template = path.parent.name == "templates"
    assert faultless(path).stretches[path.stem].header().language == (None if is_template else "en")


CASES = [
    pytest.param(path, variant, id=f"{path.stem}{f' {variant}' if variant else ''}")
    for path, variant in cases()
]


def unhurried(clip: Clip) -> Samples:
    """Clips as long as those of the real voice, which says about 15 characters a second."""
    return fake_length(clip) * 4 // 3


def timeline_of(scripts: LoadedScript, variant: str | None) -> Timeline:
    words = {} if variant is None else {"variant": [f"{scripts.name}={variant}"]}
    return build_timeline(compile_session(scripts, options_from(words)), unhurried)


def test_the_examples_are_among_them() -> None:
    assert len(SCRIPTS) == 28


@pytest.mark.parametrize("path", SCRIPTS, ids=lambda path: path.stem)
def test_it_has_no_fault_and_no_warning(path: Path) -> None:
    assert load(path)[1] == []


@pytest.mark.parametrize(("path", "variant"), CASES)
def test_no_cue_is_left_out_and_no_rest_is_longer_than_it_is_written(
    path: Path, variant: str | None
) -> None:
    timeline = timeline_of(faultless(path), variant)
    assert timeline.left_out == ()
    assert timeline.long_rests == ()


@pytest.mark.parametrize(("path", "variant"), CASES)
def test_the_handout_has_every_cue_of_the_first_pass(path: Path, variant: str | None) -> None:
    scripts = faultless(path)
    words = {} if variant is None else {"variant": [f"{scripts.name}={variant}"]}
    paper = handout(scripts, options_from(words))
    chapters = [one for one in timeline_of(scripts, variant).plan.chapters if one.stretch]
    first_round = [one for one in chapters if one.round == 1]
    assert len(paper.stretches) == len(first_round) > 0
    after_all = " ".join((paper.rounds, *paper.between_rounds))
    for stretch, chapter in zip(paper.stretches, first_round, strict=True):
        printed = text_of(stretch)
        for text in told_in(chapter.between):
            assert text.strip("()") in f"{printed} {after_all}"
        for text in (*told_in(first_time(chapter)), *how_to_get_ready(scripts, chapter)):
            assert text in printed
        for rest in {one.rest.ms for one in chapter.passes if one.rest}:
            assert f"{ENGLISH.lasting(rest)} of rest" in printed
    if len(chapters) > len(first_round):
        assert paper.rounds.startswith(f"{len(chapters) // len(first_round)} rounds: ")


@pytest.mark.parametrize(("path", "variant"), CASES)
def test_transcripts_page_and_lyrics_have_everything_in_order(
    path: Path, variant: str | None
) -> None:
    timeline = timeline_of(faultless(path), variant)
    markup = re.sub(r"(?s)<(style|script).*?</\1>|<[^>]+>", " ", page(timeline, "x.mp3"))
    markdown = as_markdown(timeline).replace("**", "").replace("\\", "")
    for text in (as_text(timeline), markdown, html.unescape(markup), lrc(timeline)):
        flat = " ".join(text.split())
        at = 0
        for expected in expected_in(timeline):
            at = flat.find(expected, at)
            assert at >= 0, expected
        rests = sum(one.rest is not None for each in timeline.plan.chapters for one in each.passes)
        assert len(re.findall(r"\bRest [0-9.]+ seconds", flat)) == rests


def expected_in(timeline: Timeline) -> Iterator[str]:
    """The words of every cue, hold and timer."""
    for event in timeline.events:
        if event.kind is Kind.SPEECH:
            yield event.text or ""
        elif event.kind is Kind.HOLD:
            yield f"Hold {lasting(event.length, ENGLISH)}"
        elif event.kind is Kind.TIMER:
            yield f"For {lasting(event.length, ENGLISH)}"


def first_time(chapter: Chapter) -> list[Step]:
    """What is told of a stretch the first time, without its announcement."""
    steps: list[Step] = [*chapter.cautions, *chapter.set_up]
    for move in chapter.moves[:1]:
        steps += move
    for one in chapter.passes[:1]:
        first = one.reps[0] if one.reps else Rep((), one.hold)
        steps += [*one.lead_in, *first.steps, *one.release]
        for practice in one.practice[:1]:
            steps += practice
    return [*steps, *chapter.finish]


def how_to_get_ready(scripts: LoadedScript, chapter: Chapter) -> list[str]:
    """What a stretch's own announcement says after its first sentence."""
    assert chapter.stretch is not None
    script = scripts.stretches[chapter.stretch]
    if not any(line.startswith("announce") for line in script.script.source.lines):
        return []
    announced = next(step for step in chapter.opening if isinstance(step, Say)).text(1)
    return announced.split(". ", maxsplit=1)[1:]


def told_in(steps: Iterable[Step]) -> Iterator[str]:
    """What a handout says of some steps: all but the cues that tell the time of a hold."""
    for step in steps:
        if isinstance(step, Say):
            yield step.text(1).rstrip(".")
        elif isinstance(step, Hold | Timer):
            held = isinstance(step, Hold)
            yield (
                f"Hold for {ENGLISH.lasting(step.ms)}." if held else f"({ENGLISH.lasting(step.ms)})"
            )
            for cue in step.cues:
                if not cue.moment.from_end and 2 * cue.moment.ms != step.ms:
                    yield from told_in(says(cue))


def says(cue: TimedCue) -> list[Step]:
    return [step for step in cue.steps if isinstance(step, Say)]


def text_of(stretch: Stretch) -> str:
    """The text of a stretch on paper."""
    steps = [f"{step.hold} {step.text}" for step in stretch.steps]
    return " ".join([*stretch.cautions, *steps])


@pytest.mark.parametrize(
    ("name", "doses"),
    [
        (
            "si-joint-strength.session",
            ["2 sets of 10, hold 5 s, rest 45 s"] * 2 + ["Hold 30 s, each side"] * 2,
        ),
        ("si-joint-short.session", ["Hold 15 s, each side"] * 3),
        ("desk-break.session", ["Hold 15 s, each side"] * 2),
        ("wind-down.session", ["Hold 30 s, each side"] * 2 + ["18 times (4 s / 6 s)"]),
        ("stretches/glute-bridge.stretch", ["10 reps, hold 5 s"]),
        ("stretches/childs-pose.stretch", ["Hold 30 s"]),
        ("examples/leg-raises.session", ["3 sets of 10, each side, hold 5 s, rest 30 s"]),
        (
            "examples/plank-circuit.session",
            ["Hold 20 s", "Hold 15 s, each side"],
        ),
        ("examples/4-7-8.session", ["4 times (4 s / 7 s / 8 s)"]),
        ("examples/intervals.session", ["8 reps (20 s / 10 s)"]),
    ],
)
def test_doses_read_as_people_write_them(name: str, doses: list[str]) -> None:
    paper = handout(faultless(ROOT / "scripts" / name), options_from({}))
    assert [", ".join(stretch.dose) for stretch in paper.stretches] == doses


def test_a_handout_names_a_stretch_without_its_round() -> None:
    paper = handout(faultless(ROOT / "scripts/examples/plank-circuit.session"), options_from({}))
    assert [stretch.title for stretch in paper.stretches] == ["Plank", "Side plank"]
