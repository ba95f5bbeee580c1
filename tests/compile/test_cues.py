"""A line becomes cues and rests: blanks filled, pauses split off, moments counted."""

from __future__ import annotations

from typing import Any

import pytest

from sivoice.compile.cues import CueWriter, Phrasing, has_words
from sivoice.compile.steps import Chime, Moment, Rest, Say
from sivoice.language import language
from sivoice.script import nodes
from sivoice.script.diagnostics import Report
from sivoice.script.parser import parse
from sivoice.script.source import SourceText, Span
from sivoice.script.vocabulary import ChimeKind, Kind, Side

SPAN = Span(3, 1, 1)
SOURCE = SourceText("calf.stretch", "")
PHRASING = Phrasing(
    SOURCE, {"name": "Calf", "hold": "30", "sets": "2"}, (("SI", "S I"),), 1.0, language("en")
)


def line(text: str) -> nodes.Line:
    """A line as the parser reads it."""
    script, report = parse(SourceText("calf.stretch", f"# T\n## Each side\n{text}\n"), Kind.STRETCH)
    assert isinstance(report, Report)
    assert not report.found
    return script.sections[0].spoken[0]


def steps(text: str, side: Side | None = None, gap: int = 600, pace: float = 1.0) -> list[Any]:
    """Words and silences of a line."""
    body = line(text).body
    assert isinstance(body, nodes.Cue)
    phrasing = Phrasing(SOURCE, PHRASING.blanks, (), pace, PHRASING.words)
    found: list[Any] = []
    for step in CueWriter(phrasing, side).line(body, gap):
        match step:
            case Say():
                found.append("{minutes}".join(step.parts))
            case Rest():
                found.append(step.ms)
            case Chime():
                found.append(step.kind)
    return found


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("Your {side} foot, not your {other side} one.", "Your left foot, not your right one."),
        ("{Side} foot. {Other side} foot.", "Left foot. Right foot."),
        ("{Turn right|Turn left}.", "Turn left."),
        ("{left} stays, {right} too.", "left stays, right too."),
        ("{name}: {sets} times {hold} seconds.", "Calf: 2 times 30 seconds."),
        ("It takes {minutes} minutes.", "It takes {minutes} minutes."),
        (r"Curls \{like these\}.", "Curls {like these}."),
        ("Two   spaces.", "Two spaces."),
    ],
)
def test_blanks_are_filled(text: str, said: str) -> None:
    assert steps(text, Side.LEFT) == [said, 600]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("One. [pause 3 s] Two.", ["One.", 3_000, "Two.", 600]),
        ("One. [pause]", ["One.", 2_000]),
        ("[breath] In.", [10_000, "In.", 600]),
        ("In. [breaths 3]", ["In.", 30_000]),
        ("Now. [chime] Then. [chime end]", ["Now.", ChimeKind.SOFT, "Then.", ChimeKind.END, 600]),
    ],
)
def test_pauses_breaths_and_chimes_split_a_line(text: str, expected: list[Any]) -> None:
    assert steps(text) == expected


def test_the_pace_divides_pauses_and_gaps() -> None:
    assert steps("One. [pause 3 s] Two.", pace=1.5) == ["One.", 2_000, "Two.", 400]


def test_without_a_gap_nothing_follows_the_words() -> None:
    assert steps("One.", gap=0) == ["One."]


def test_a_cue_knows_its_line_and_its_pronunciation() -> None:
    (say,) = CueWriter(PHRASING).own_words("SI joint.", SPAN)
    assert say == Say(("SI joint.",), "calf.stretch:3", (("SI", "S I"),), language="en")


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("[halfway] Half.", Moment(15_000, from_end=False)),
        ("[at 1/3] A third.", Moment(10_000, from_end=False)),
        ("[after 12 s] Twelve.", Moment(12_000, from_end=False)),
        ("[last 5 s] Five.", Moment(5_000, from_end=True)),
    ],
)
def test_a_moment_is_counted_from_the_start_or_from_the_end(text: str, moment: Moment) -> None:
    spoken = line(text)
    assert isinstance(spoken.body, nodes.Cue)
    cue = CueWriter(PHRASING).timed(spoken.moments[0], 30_000, spoken.body)
    assert cue.moment == moment


@pytest.mark.parametrize("calm", [False, True])
def test_words_inside_a_hold_are_calm_those_of_a_timer_are_not(calm: bool) -> None:
    spoken = line("[halfway] Half. [pause 1 s] Way.")
    assert isinstance(spoken.body, nodes.Cue)
    cue = CueWriter(PHRASING).timed(spoken.moments[0], 30_000, spoken.body, calm=calm)
    assert [step.calm for step in cue.steps if isinstance(step, Say)] == [calm, calm]


def test_the_countdown_has_a_word_for_each_second() -> None:
    counted = CueWriter(PHRASING).countdown(SPAN)
    assert [cue.moment.ms for cue in counted] == [5_000, 4_000, 3_000, 2_000, 1_000]
    assert all(cue.moment.from_end and cue.moment.countdown for cue in counted)
    assert all(isinstance(step, Say) and step.calm for cue in counted for step in cue.steps)


def test_a_timer_without_words_has_no_opening() -> None:
    assert CueWriter(PHRASING).opening((), SPAN) == ()
    (cue,) = CueWriter(PHRASING).opening((nodes.Text(SPAN, "Walk."),), SPAN)
    assert cue.moment == Moment(0, from_end=False, opening=True)


@pytest.mark.parametrize(
    ("text", "expected"),
    [("Words.", True), ("{side}", True), ("[pause 2 s]", False), ("[hold]", False)],
)
def test_a_line_of_pauses_has_no_words(text: str, expected: bool) -> None:
    assert has_words(line(text).body) is expected
