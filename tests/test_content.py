"""The sessions and stretches say what the tables of facts say they do, when they say so."""

from __future__ import annotations

import re
from itertools import pairwise

import pytest

from sivoice.compile.compiler import compile_session
from sivoice.compile.plan import Pass, Plan
from sivoice.compile.steps import Hold, Say
from sivoice.options.options import options_from
from sivoice.schedule.scheduler import build_timeline
from sivoice.script.library import LoadedScript
from sivoice.script.names import find
from tests.conftest import ROOT, fake_length, faultless

ROWS = re.findall(
    r"(?m)^\| ([^|]+) \| ([a-z-]+) \| ([^|]+) \| (default|extra [a-z]+|variant [a-z]+) \|$",
    (ROOT / "docs" / "content.md").read_text(encoding="utf-8"),
)


@pytest.fixture(scope="module")
def scripts() -> LoadedScript:
    return faultless(ROOT / "scripts" / "si-joint.session")


def plan(scripts: LoadedScript, **words: object) -> Plan:
    return compile_session(scripts, options_from(words))


def sources(plan: Plan) -> set[str]:
    return {say.source for say in plan.says()}


def test_the_tables_have_rows() -> None:
    assert len(ROWS) > 120


@pytest.mark.parametrize(
    ("fact", "name", "words", "heard"), ROWS, ids=[f"{row[1]}: {row[0]}" for row in ROWS]
)
def test_a_fact_is_spoken_where_the_table_says(
    scripts: LoadedScript, fact: str, name: str, words: str, heard: str
) -> None:
    assert fact
    if name != scripts.name and name not in scripts.stretches:
        scripts = faultless(find(name))  # a session of its own, or a stretch that is played alone
    script = (scripts.stretches.get(name) or scripts.session).script
    lines = [number for number, line in enumerate(script.source.lines, 1) if words in line]
    assert lines, f"{name} does not say: {words}"
    places = {f"{script.source.name}:{number}" for number in lines}
    if all(script.source.lines[number - 1].startswith("announce") for number in lines):
        places = {f"{script.source.name}:1"}  # an announcement is said from its stretch's title
        assert any(words in say.text(1) for say in plan(scripts).says())
    default = sources(plan(scripts))
    if heard == "default":
        assert places & default
    else:
        kind, _, chosen = heard.partition(" ")
        asked = {"extra": [chosen]} if kind == "extra" else {"variant": [f"{name}={chosen}"]}
        assert places & sources(plan(scripts, **asked))
        assert not places & default


def test_the_seven_stretches_come_in_order(scripts: LoadedScript) -> None:
    assert list(scripts.stretches) == [
        "hip-adductor",
        "quadriceps",
        "hamstring",
        "knee-to-chest",
        "piriformis",
        "lower-trunk-rotation",
        "abdominal",
    ]
    sides = [one.place.side for one in plan(scripts).steps() if isinstance(one.step, Hold)]
    assert sides == ["left", "right", *["right", "left"] * 5, None]


@pytest.mark.parametrize(
    "words",
    [{}, {"sets": 2}, {"hold": ["15"]}, {"hold": ["20"]}, {"hold": ["60"]}, {"extra": ["deeper"]}],
)
def test_every_cue_fits_its_hold(scripts: LoadedScript, words: dict[str, object]) -> None:
    """No cue is left out at about the speed of the real voice, 15 characters a second."""
    line = build_timeline(plan(scripts, **words), lambda clip: fake_length(clip) * 4 // 3)
    assert line.left_out == ()


def said_in(one: Pass) -> list[Say]:
    """Every cue of a pass."""
    assert one.hold is not None
    inside = [step for cue in one.hold.cues for step in cue.steps]
    return [step for step in (*one.lead_in, *inside, *one.release) if isinstance(step, Say)]


def test_later_passes_have_fewer_words(scripts: LoadedScript) -> None:
    """The second side has fewer words than the first, and no later pass has many more."""
    two = plan(scripts, sets=2)
    spoken: dict[tuple[str, int, str], int] = {}
    for chapter in two.chapters:
        for one in chapter.passes:
            if chapter.stretch and one.side:
                key = (chapter.stretch, one.set, one.side)
                spoken[key] = sum(len(" ".join(say.parts)) for say in said_in(one))
    for name in list(scripts.stretches)[:6]:
        lengths = [length for (stretch, *_), length in spoken.items() if stretch == name]
        assert len(lengths) == 4
        assert lengths[0] > lengths[1]
        assert all(after <= before + 40 for before, after in pairwise(lengths[1:])), (name, lengths)


def test_no_cue_is_said_twice_in_succession(scripts: LoadedScript) -> None:
    texts = [" ".join(say.parts) for say in plan(scripts).says()]
    assert all(before != after for before, after in pairwise(texts))


def test_the_side_of_the_hip_adductor_is_the_one_that_stretches(scripts: LoadedScript) -> None:
    """Its words are what they were when its side was that of the bent knee."""
    (chapter,) = (one for one in plan(scripts).chapters if one.stretch == "hip-adductor")
    assert [(one.side, [say.text(1) for say in said_in(one)]) for one in chapter.passes] == [
        (
            "left",
            [
                (
                    "Turn your right foot out a little more, bend your right knee, and sink "
                    "towards that side."
                ),
                "Rest both hands on your right leg, above the knee, for support.",
                "Keep your upper body long, and your spine straight, all the time.",
                "When the inside of your left thigh stretches, hold there.",
                "Both feet flat, and your spine still straight.",
                "Halfway.",
                "Five more seconds.",
                "Gently come back up.",
            ],
        ),
        (
            "right",
            [
                "Now your left foot out, and sink over your left knee.",
                "Hold where your right inner thigh stretches.",
                "Breathe out, and let your shoulders drop.",
                "Halfway.",
                "Five more seconds.",
                "Gently come back up.",
            ],
        ),
    ]
    (left,) = plan(scripts, only=["hip-adductor"], side="left").chapters[1].passes
    assert left.side == "left"
    assert "your left thigh stretches" in " ".join(say.text(1) for say in said_in(left))
