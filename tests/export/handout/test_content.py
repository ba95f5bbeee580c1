"""A handout has every stretch, hold, side and set as chosen, in the words that are spoken."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from sivoice.compile.compiler import compile_session
from sivoice.export.handout.content import Handout, handout
from sivoice.export.handout.written import Passage, read_written
from sivoice.options.options import options_from
from sivoice.script.library import LoadedScript
from tests.conftest import ROOT, STRETCH, faultless

SI_JOINT = ROOT / "scripts" / "si-joint.session"
OTHER_SIDE = "Then the other side: the same, with left and right exchanged."
OWN_STEPS = {
    OTHER_SIDE,
    "Do this 3 times.",
    "Do all of this 2 times, with 10 seconds of rest between.",
}


@pytest.fixture(scope="module")
def scripts() -> LoadedScript:
    return faultless(SI_JOINT)


def made(scripts: LoadedScript, **words: object) -> Handout:
    return handout(scripts, options_from(words), read_written(SI_JOINT))


@pytest.mark.parametrize(
    "words",
    [
        {},
        {"sets": 2, "extra": ["deeper"]},
        {"variant": ["quadriceps=lying", "hamstring=raised"], "first-side": "left"},
        {"side": "left", "guidance": "minimal"},
    ],
)
def test_every_step_has_the_words_that_are_spoken(
    scripts: LoadedScript, words: dict[str, object]
) -> None:
    spoken = {
        say.text(1)
        for say in compile_session(scripts, options_from({**words, "guidance": "full"})).says()
    }
    paper = made(scripts, **words)
    assert len(paper.stretches) == 7
    for stretch in paper.stretches:
        texts = {step.text for step in stretch.steps} - OWN_STEPS
        assert len(texts) > 4
        assert texts <= spoken
        assert set(stretch.cautions) <= spoken


def test_only_the_first_time_is_described(scripts: LoadedScript) -> None:
    for stretch in made(scripts, sets=2).stretches:
        texts = [step.text for step in stretch.steps]
        assert len(texts) == len(set(texts))
        assert not any(
            text.startswith(("Now your", "Now draw", "Now take", "Both knees over"))
            for text in texts
        )
    rotation = made(scripts).stretches[5]
    assert [step.text for step in rotation.steps][2:5] == [
        "Gently lower both knees to the right, for a few seconds.",
        "Then through the middle, and over to the left.",
        "Do this 3 times.",
    ]


def test_the_doses_are_as_chosen(scripts: LoadedScript) -> None:
    paper = made(scripts, hold=["20", "piriformis=45"], sets=2)
    assert [stretch.dose for stretch in paper.stretches] == [
        *["Hold 20 s, each side, 2 times"] * 4,
        "Hold 45 s, each side, 2 times",
        "Hold 20 s, each side, 2 times",
        "Hold 20 s, 2 times",
    ]
    holds = [[step.hold for step in stretch.steps if step.hold] for stretch in paper.stretches]
    assert (
        holds
        == [["Hold for 20 seconds."]] * 4
        + [["Hold for 45 seconds."]]
        + [["Hold for 20 seconds."]] * 2
    )


def test_the_first_of_two_sides_is_described_and_a_single_side_named(
    scripts: LoadedScript,
) -> None:
    both, left = made(scripts, **{"first-side": "left"}), made(scripts, side="left")
    for paper in (both, left):
        assert "your left foot one step in front" in paper.stretches[2].steps[0].text
        # The side of the hip adductor is the one that stretches: the other knee bends.
        assert "Turn your right foot out a little more" in paper.stretches[0].steps[1].text
    assert [step.text for step in both.stretches[0].steps][-1] == OTHER_SIDE
    assert not any(step.text == OTHER_SIDE for stretch in left.stretches for step in stretch.steps)
    assert left.stretches[0].dose == "Hold 30 s, left side only"
    assert not any(step.text == OTHER_SIDE for step in both.stretches[6].steps)  # it has no sides


def test_advice_inside_a_hold_is_printed_and_its_countdown_is_not(scripts: LoadedScript) -> None:
    everything = str(made(scripts, coaching=False))
    assert "Hips heavy, and your neck soft." in everything
    assert "Halfway" not in everything
    assert "Five more" not in everything


def test_position_muscles_and_equipment_follow_the_variant(scripts: LoadedScript) -> None:
    standing, lying = (
        made(scripts).stretches[1],
        made(scripts, variant=["quadriceps=lying"]).stretches[1],
    )
    assert dict(standing.facts) == {
        "Position": "standing",
        "Muscles": "front of the thigh",
        "You need": "a chair or a wall for balance",
    }
    assert dict(lying.facts)["Position"] == "lying on your front"


def test_cautions_are_printed_even_if_they_are_not_spoken(scripts: LoadedScript) -> None:
    paper = made(scripts, cautions=False, welcome=False)
    assert any("stop at once" in line for line in paper.cautions)
    assert any("relaxin" in line for line in paper.cautions)
    assert "If your knee hurts" in paper.stretches[4].cautions[0]


def test_a_guided_warm_up_is_printed_with_its_length(scripts: LoadedScript) -> None:
    assert made(scripts).warm_up == ()
    length, words = made(scripts, **{"warm-up": "5min"}).warm_up
    assert length == "5 minutes."
    assert "Walk around the room" in words


def test_a_skipped_stretch_is_not_printed(scripts: LoadedScript) -> None:
    paper = made(scripts, skip=["hamstring"])
    assert [stretch.title for stretch in paper.stretches][:3] == [
        "Hip adductor",
        "Quadriceps",
        "Knee to chest",
    ]
    assert "sitting or lying" not in str(paper)


@pytest.mark.parametrize(
    "fact",
    [
        "base of the spine to the pelvis",
        "absorb shock",
        "injury",
        "scoliosis",
        "too much exercise",
        "one side hurts",
        "sciatica",
        "groin",
        "Tight muscles",
        "5 to 10 minutes",
        "15 to 30 seconds",
        "never into pain",
        "breathing",
        "numbness in the saddle area",
        "bladder, bowel or sexual function",
        "after a fall",
        "new weakness in a leg",
        "hip replacement",
        "spinal stenosis",
        "spondylolisthesis",
        "fusion",
        "sitting or lying, too",
        "Change position often",
        "sit-stand desk",
        "triangle pose",
        "child's pose",
        "Exercise in water",
        "glute bridge",
        "adductor squeeze",
        "high impact",
        "hard twists",
        "heavy lifting",
        "personal programme",
        "needs a doctor",
        "does not replace medical advice",
        "physical therapist",
        "relaxin",
        "stop at once",
    ],
)
def test_the_text_of_the_handout_file_is_printed(scripts: LoadedScript, fact: str) -> None:
    assert fact in str(made(scripts))


def test_a_passage_is_printed_where_its_heading_says(write: Callable[..., Path]) -> None:
    passages = [Passage(title, (f"{title}.",)) for title in ("About", "cautions", "CALF", "Later")]
    paper = handout(faultless(write("calf.stretch", STRETCH)), options_from({}), passages)
    assert [one.title for one in paper.before] == ["About"]
    assert paper.cautions == ("cautions.",)
    assert paper.stretches[0].remarks == ("CALF.",)
    assert [one.title for one in paper.after] == ["Later"]


def test_the_steps_of_a_stretch_are_printed_in_order(write: Callable[..., Path]) -> None:
    text = STRETCH.replace(
        "## Each side", "## Set up\nStand. [pause 2 s] And breathe.\n## Each side"
    )
    paper = handout(
        faultless(write("calf.stretch", f"{text}## Finish\nShake out.\n")),
        options_from({"sets": 2, "hold": ["90"]}),
    )
    steps = [step.hold or step.text for step in paper.stretches[0].steps]
    assert steps == [
        "Stand. And breathe.",
        "Step back with your right foot.",
        "Hold for 1 minute 30 seconds.",
        "Come back.",
        OTHER_SIDE,
        "Do all of this 2 times, with 10 seconds of rest between.",
        "Shake out.",
    ]


def test_a_timer_has_its_length_and_not_the_cues_that_tell_its_time(
    write: Callable[..., Path],
) -> None:
    text = (
        "# Calf\nsets: 2\nrest: 20 s\n## Practice, 3 times\n[timer 40 s] March.\n"
        "[after 5 s] Knees up.\n[halfway] Halfway.\n[last 5 s] Five more seconds.\n"
        "[timer 10 s] Rest.\n"
    )
    (stretch,) = handout(faultless(write("calf.stretch", text)), options_from({})).stretches
    assert stretch.dose == "2 sets of 3 (40 s / 10 s), rest 20 s"
    assert [step.text for step in stretch.steps] == [
        "March (40 seconds). Knees up.",
        "Rest (10 seconds).",
        "Do this 3 times.",
        "Do all of this 2 times, with 20 seconds of rest between.",
    ]


@pytest.mark.parametrize(
    ("pace", "fields", "rest"), [("2", "", "5"), ("2", "rest: 20 s\n", "20"), ("1.3", "", "8")]
)
def test_a_rest_is_printed_as_it_is_played(
    write: Callable[..., Path], pace: str, fields: str, rest: str
) -> None:
    text = f"# Calf\nsets: 2\n{fields}## Hold\nReach.\n[hold]\n"
    scripts = faultless(write("calf.stretch", text))
    (stretch,) = handout(scripts, options_from({"pace": pace})).stretches
    assert stretch.steps[-1].text == (
        f"Do all of this 2 times, with {rest} seconds of rest between."
    )


def test_rounds_are_in_the_dose_and_remarks_go_with_their_stretch(
    write: Callable[..., Path],
) -> None:
    write("calf.stretch", STRETCH)
    text = "# Circuit\n## Stretches, 3 times\n[play calf, hold 20 s]\n[timer 45 s] Rest.\n"
    scripts = faultless(write("circuit.session", text))
    paper = handout(scripts, options_from({}), [Passage("Calf", ("Both legs.",))])
    (stretch,) = paper.stretches
    assert (stretch.title, stretch.remarks) == ("Calf", ("Both legs.",))
    assert stretch.dose == "Hold 20 s, each side, 3 rounds"
    assert stretch.steps[-1].text == "Rest (45 seconds)."
    assert paper.after == ()


def test_the_handout_has_the_title_and_the_listener(scripts: LoadedScript) -> None:
    paper = made(scripts, title="Ann's evening", listener="Ann")
    assert (paper.title, paper.listener) == ("Ann's evening", "Ann")
    assert made(scripts).listener is None
