"""The sessions and stretches say what the tables of facts say they do, when they say so."""

from __future__ import annotations

import re
from collections import Counter
from itertools import pairwise

import pytest

from sivoice.compile.compiler import compile_session
from sivoice.compile.plan import Pass, Plan
from sivoice.compile.steps import Hold, Rest, Say, TimedCue
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
    [
        {},
        {"sets": 2},
        {"hold": ["15"]},
        {"hold": ["20"]},
        {"hold": ["60"]},
        {"extra": ["deeper"]},
        {"countdown": True},
    ],
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
    """The other knee bends."""
    (chapter,) = (one for one in plan(scripts).chapters if one.stretch == "hip-adductor")
    assert [(one.side, [say.text(1) for say in said_in(one)]) for one in chapter.passes] == [
        (
            "left",
            [
                "Turn your right foot out a little more.",
                (
                    "As you breathe out, bend that knee, and sink to that side, "
                    "until the inside of your left thigh stretches."
                ),
                (
                    "Rest both hands on your right leg, above the knee, for support. "
                    "Keep your upper body long, spine straight."
                ),
                "If that is enough, hold there. Keep both soles flat all the time.",
                "You are halfway through.",
                "Five more seconds.",
                "Gently come back up, and turn your right foot back in.",
            ],
        ),
        (
            "right",
            [
                (
                    "Now the other way: turn your left foot out, and bend that knee, "
                    "until the inside of your right thigh stretches."
                ),
                "That is half of the time.",
                "Breathe slowly, and sink no deeper than is comfortable.",
                "Stay for five more seconds.",
                "Gently straighten your left knee, and turn that foot back in.",
            ],
        ),
    ]
    (left,) = plan(scripts, only=["hip-adductor"], side="left").chapters[1].passes
    assert left.side == "left"
    assert "your left thigh stretches" in " ".join(say.text(1) for say in said_in(left))


def test_no_wording_is_heard_more_than_six_times(scripts: LoadedScript) -> None:
    """Sides are counted as the same wording: "your right leg" and "your left leg"."""
    heard = Counter(
        re.sub(r"\b(right|left)\b", "side", say.text(1)) for say in plan(scripts).says()
    )
    assert max(heard.values()) <= 6, heard.most_common(3)


def test_every_hold_has_a_reminder_of_its_own(scripts: LoadedScript) -> None:
    """Every hold has one line besides those that tell the time, each in words of its own."""
    reminders = []
    for one in plan(scripts).steps():
        if isinstance(one.step, Hold):
            told = [cue for cue in one.step.cues if not tells_time(cue, one.step)]
            assert len(told) == 1
            reminders += [say.text(1) for say in told[0].steps if isinstance(say, Say)]
    assert len(set(reminders)) == len(reminders) == 13


def tells_time(cue: TimedCue, hold: Hold) -> bool:
    return cue.moment.from_end or 2 * cue.moment.ms == hold.ms


@pytest.mark.parametrize("guidance", ["full", "brief", "minimal"])
def test_safety_is_spoken_with_all_guidance(scripts: LoadedScript, guidance: str) -> None:
    opening = " ".join(
        say.text(1) for say in plan(scripts, guidance=guidance).says() if "session" in say.source
    )
    for words in ("Go only as far as tension, never into pain", "keep breathing", "an easy walk"):
        assert words in opening


@pytest.mark.parametrize("guidance", ["full", "brief", "minimal"])
@pytest.mark.parametrize(
    "name", ["si-joint", "si-joint-short", "si-joint-strength", "wind-down", "intervals"]
)
def test_the_advice_to_warm_up_is_heard_without_the_welcome(name: str, guidance: str) -> None:
    scripts = faultless(next((ROOT / "scripts").rglob(f"{name}.session")))

    def opening(**words: object) -> str:
        chapter = plan(scripts, guidance=guidance, **words).chapters[0]
        return " ".join(say.text(1) for say in chapter.cautions if isinstance(say, Say))

    assert "stop here, and" in opening(welcome=False)
    assert "stop here, and" not in opening(welcome=False, **{"warm-up": "5min"})


@pytest.mark.parametrize(
    "name", ["si-joint", "si-joint-short", "si-joint-strength", "wind-down", "desk-break"]
)
def test_brief_guidance_explains_the_chimes(name: str) -> None:
    words: dict[str, object] = {"guidance": "brief"}
    scripts = faultless(find(name))
    welcome = plan(scripts, **words).chapters[0].opening
    silent = plan(scripts, **words, chimes="off").chapters[0].opening
    explained = [one.text(1) for one in welcome if isinstance(one, Say) and one not in silent]
    assert len(explained) == 1
    assert re.search("ris(ing|es)|higher", explained[0])


def test_minimal_guidance_says_the_way_into_every_stretch(scripts: LoadedScript) -> None:
    minimal = plan(scripts, guidance="minimal")
    ways = {}
    for chapter in minimal.chapters:
        if chapter.stretch:
            steps = (*chapter.set_up, *chapter.passes[0].lead_in)
            ways[chapter.stretch] = " ".join(one.text(1) for one in steps if isinstance(one, Say))
            rests = [one.ms for each in chapter.passes for one in each.lead_in[-1:]]  # type: ignore[union-attr]
            assert min(rests) >= 10_000
    for name, words in {
        "hip-adductor": "bend that knee, and sink to that side",
        "quadriceps": "take that foot with your right hand",
        "hamstring": "heel down, toes drawn up. Bend both knees slightly",
        "knee-to-chest": "clasp both hands around it",
        "piriformis": "across your left leg, above the knee",
        "lower-trunk-rotation": "let both knees rest over to the right",
        "abdominal": "Prop yourself up on your forearms",
    }.items():
        assert words in ways[name]


def test_stretches_do_not_begin_in_the_same_way(scripts: LoadedScript) -> None:
    chapters = [one for one in plan(scripts).chapters if one.stretch]
    led = [
        " ".join(one.text(1) for one in each.passes[0].lead_in if isinstance(one, Say))
        for each in chapters
    ]
    assert sum("As you breathe out" in one for one in led) == 1
    assert len({one.split()[0] for one in led}) == 7
    said = [say.text(1) for say in plan(scripts).says()]
    assert sum(text.startswith("You start with") for text in said) <= 1


def test_nobody_who_stands_is_told_how_to_get_up(scripts: LoadedScript) -> None:
    def close(**words: object) -> str:
        return " ".join(say.text(1) for say in plan(scripts, **words).says()).lower()

    assert "roll onto one side" in close()
    assert "roll onto one side" in close(skip=["abdominal"])
    assert "roll onto one side" not in close(only=["hip-adductor", "quadriceps", "hamstring"])
    assert "roll onto one side" not in close(only=["hamstring"], variant=["hamstring=sitting"])
    assert "roll onto one side" in close(only=["hamstring"], variant=["hamstring=lying"])


def test_the_session_ends_in_stillness(scripts: LoadedScript) -> None:
    close = plan(scripts).chapters[-1]
    assert max(step.ms for step in close.opening if isinstance(step, Rest)) >= 20_000
