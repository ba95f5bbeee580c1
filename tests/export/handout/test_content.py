"""A handout has every stretch, hold, side and set as chosen, in the words that are spoken."""

from __future__ import annotations

from collections.abc import Callable
from itertools import groupby
from pathlib import Path

import pytest

from sivoice.compile.compiler import compile_session
from sivoice.export.handout.content import Handout, handout
from sivoice.export.handout.written import Passage, read_written
from sivoice.figure.palette import LIGHT
from sivoice.options.options import options_from
from sivoice.script.library import LoadedScript
from tests.conftest import ROOT, STRETCH, faultless

SI_JOINT = ROOT / "scripts" / "si-joint.session"
OTHER_SIDE = "Then the other side: the same, with left and right exchanged."
OWN_STEPS = {
    OTHER_SIDE,
    "Do steps 4–5 again, 3 times in all.",
    "Do all of this 2 times, with 10 seconds of rest in between.",
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
    plan = compile_session(scripts, options_from({**words, "guidance": "full"}))
    lines = groupby(plan.says(), key=lambda say: say.source)  # a pause splits a line
    spoken = {say.text(1) for say in plan.says()}
    spoken |= {" ".join(say.text(1) for say in line) for _, line in lines}
    spoken |= {text.partition(". ")[2] for text in spoken}
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
            text.startswith(
                ("Now the other", "Now swap", "Change", "Then your", "Now change", "Over to")
            )
            for text in texts
        )
    rotation = made(scripts).stretches[5]
    assert [step.text for step in rotation.steps][2:6] == [
        "Rock three times to each side.",
        "As you breathe out, gently lower both knees to the right, for a few seconds.",
        "Bring them through the middle, and over to the left.",
        "Do steps 4–5 again, 3 times in all.",
    ]


def test_the_doses_are_as_chosen(scripts: LoadedScript) -> None:
    paper = made(scripts, hold=["20", "piriformis=45"], sets=2)
    assert [", ".join(stretch.dose) for stretch in paper.stretches] == [
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
        assert "your left foot one step forward" in paper.stretches[2].steps[1].text
        # The side of the hip adductor is the one that stretches: the other knee bends.
        assert "Turn your right foot out a little more" in paper.stretches[0].steps[1].text
    assert [step.text for step in both.stretches[0].steps][-1] == OTHER_SIDE
    assert not any(step.text == OTHER_SIDE for stretch in left.stretches for step in stretch.steps)
    assert ", ".join(left.stretches[0].dose) == "Hold 30 s, left side only"
    assert not any(step.text == OTHER_SIDE for step in both.stretches[6].steps)  # it has no sides


def test_advice_inside_a_hold_is_printed_and_its_countdown_is_not(scripts: LoadedScript) -> None:
    everything = str(made(scripts, coaching=False))
    assert "Stay there if that is enough." in everything
    assert not any(
        words in everything for words in ("halfway", "the middle of the hold", "Half of")
    )
    assert "ive seconds" not in everything
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
        "Do all of this 2 times, with 10 seconds of rest in between.",
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
    assert ", ".join(stretch.dose) == "2 sets of 3 (40 s / 10 s), rest 20 s"
    assert [step.text for step in stretch.steps] == [
        "March (40 seconds). Knees up.",
        "Rest (10 seconds).",
        "Do steps 1–2 again, 3 times in all.",
        "Do all of this 2 times, with 20 seconds of rest in between.",
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
        f"Do all of this 2 times, with {rest} seconds of rest in between."
    )


ROUNDS = """# Circuit
## Stretches, 3 times
[play calf, hold 20 s]
Turn round.
[play knee]
[timer 45 s] Rest.
[last 5 s] That was round {round}.
"""


def circuit(write: Callable[..., Path], text: str, **words: object) -> Handout:
    write("calf.stretch", STRETCH)
    write("knee.stretch", "# Knee\n## Hold\nBend it.\n[hold]\n## Finish\nShake it.\n")
    passages = [Passage("Calf", ("Both legs.",))]
    scripts = faultless(write("circuit.session", text))
    return handout(scripts, options_from(words), passages)


def test_rounds_and_the_rest_between_them_are_said_once_above_the_stretches(
    write: Callable[..., Path],
) -> None:
    paper = circuit(write, ROUNDS)
    assert paper.rounds == (
        "3 rounds: do all of these in order, then start again from the first, "
        "with 45 seconds of rest in between."
    )
    assert paper.between_rounds == ("Rest.",)
    calf, knee = paper.stretches
    assert (calf.title, calf.remarks) == ("Calf", ("Both legs.",))
    assert ", ".join(calf.dose) == "Hold 20 s, each side"
    assert calf.steps[-1].text == "Turn round."
    assert knee.steps[-1].text == "Shake it."
    assert paper.after == ()


@pytest.mark.parametrize(
    ("rest", "rounds", "between"),
    [
        ("", "first.", ()),
        ("Well done.\n", "first.", ("Well done.",)),
        ("[timer 45 s]\n", "with 45 seconds of rest in between.", ()),
        (
            "[timer 30 s] Rest.\n[timer 30 s] Sit up.\n",
            "with 1 minute of rest in between.",
            ("Rest (30 seconds).", "Sit up (30 seconds)."),
        ),
    ],
)
def test_the_rest_between_rounds_is_that_of_the_timers(
    write: Callable[..., Path], rest: str, rounds: str, between: tuple[str, ...]
) -> None:
    text = "# Circuit\n## Stretches, 3 times\n[play calf]\n[play knee]\n"
    paper = circuit(write, text + rest)
    assert paper.rounds.endswith(rounds)
    assert paper.between_rounds == between


@pytest.mark.parametrize(
    ("skip", "rounds"),
    [("knee", "3 times."), ("calf", "Do all of this 3 times, with 45 seconds of rest in between.")],
)
def test_rounds_of_a_single_stretch_do_not_speak_of_all(
    write: Callable[..., Path], skip: str, rounds: str
) -> None:
    paper = circuit(write, ROUNDS, skip=[skip])
    assert paper.rounds == rounds


def test_without_rounds_the_words_after_the_last_stretch_stay_with_it(
    write: Callable[..., Path],
) -> None:
    paper = circuit(write, ROUNDS.replace(", 3 times", ""))
    assert (paper.rounds, paper.between_rounds) == ("", ())
    assert paper.stretches[-1].steps[-1].text == "Rest (45 seconds)."


@pytest.mark.parametrize(
    ("text", "dose", "repeats"),
    [
        ("## Practice\n[timer 2 min] Walk.\n[timer 1 min] Sit.\n", "3 min", []),
        (
            "## Practice, 6 times\n[timer 4 s] In.\n[timer 6 s] Out.\n",
            "6 times (4 s / 6 s)",
            ["Do steps 2–3 again, 6 times in all."],
        ),
        (
            "sets: 2\n## Practice\n[timer 30 s] Walk.\n",
            "2 times (30 s), rest 10 s",
            ["Do all of this 2 times, with 10 seconds of rest in between."],
        ),
        ("## Practice\nBreathe.\n", "", []),
        ("reps: 8\n## Each rep\nBend.\n", "8 reps", ["Do the step above 8 times."]),
        ("hold: 5 s\n## Each rep\nBend.\n[hold]\n", "hold 5 s", []),
        ("## Move\nBend.\n", "", []),
        ("## Move, 4 times\nBend.\n", "4 times", ["Do the step above 4 times."]),
    ],
)
def test_what_is_done_once_is_not_said_to_be_done_one_times(
    write: Callable[..., Path], text: str, dose: str, repeats: list[str]
) -> None:
    fields, _, sections = text.rpartition("\n## ") if not text.startswith("##") else ("", "", text)
    section = sections.removeprefix("## ")
    script = f"# Calf\n{fields}\n## Set up\nSit down.\n## {section}"
    (stretch,) = handout(faultless(write("calf.stretch", script)), options_from({})).stretches
    assert ", ".join(stretch.dose) == dose
    assert [step.text for step in stretch.steps if step.is_label] == repeats


def test_long_pauses_are_printed_and_short_ones_are_not(write: Callable[..., Path]) -> None:
    text = (
        "# Body scan\n## Set up\nLie down. [pause 9 s]\n## Practice\n"
        "Feel your feet. [pause 30 s]\nFeel your legs. [breaths 2] And your back.\n"
        "[pause 1 min]\n"
    )
    (stretch,) = handout(faultless(write("scan.stretch", text)), options_from({})).stretches
    assert [step.text for step in stretch.steps] == [
        "Lie down.",
        "Feel your feet (30 seconds).",
        "Feel your legs (20 seconds). And your back (1 minute).",
    ]


def test_the_handout_has_the_title_and_the_listener(scripts: LoadedScript) -> None:
    paper = made(scripts, title="Ann's evening", listener="Ann")
    assert (paper.title, paper.listener) == ("Ann's evening", "Ann")
    assert made(scripts).listener is None


def test_sets_do_not_matter_to_a_movement_that_is_not_done_in_sets(
    write: Callable[..., Path],
) -> None:
    scripts = faultless(write("swing.stretch", "# Swing\n## Move, 2 times\nSwing your leg.\n"))
    once, twice = (handout(scripts, options_from({"sets": sets})) for sets in (1, 2))
    assert once == twice
    assert ", ".join(twice.stretches[0].dose) == "2 times"


def test_a_stretch_has_the_hold_of_its_figure_on_the_first_side(scripts: LoadedScript) -> None:
    right, left = made(scripts), made(scripts, **{"first-side": "left"})
    pictures = [stretch.figure for stretch in right.stretches]
    assert all(picture.startswith("<svg") for picture in pictures)
    assert len(set(pictures)) == 7
    assert right.stretches[1].figure != left.stretches[1].figure
    assert LIGHT.paper not in pictures[0]  # the paper is white


def test_a_stretch_without_a_figure_has_no_picture(write: Callable[..., Path]) -> None:
    (stretch,) = handout(faultless(write("calf.stretch", STRETCH)), options_from({})).stretches
    assert stretch.figure == ""
