"""A stretch becomes a chapter: its sides, sets, repeats, variants and guards."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from sivoice.compile.plan import Plan
from sivoice.compile.steps import Hold, Rest, Say, TimedCue, Timer
from sivoice.options.doses import PerStretch
from sivoice.options.options import Guidance, Sides
from sivoice.script.vocabulary import Side
from tests.compile.notes import cues_in_holds, notes, steps_of, words

Compile = Callable[..., Plan]

SIDED = """# Calf
position: standing
variants: wall, step
extras: deeper
pronounce: calf = kaff
## Cautions
Careful.
## Set up
Stand at the wall.
## Set up (step)
Up you go.
## Move, 2 times
[first time] To the {side}, {yes|no}.
[later times] {Other side} again. [breath]
## First side
First, your {side} foot, {sets} times {hold}.
[if deeper] Deeper.
[full] In full.
[brief] In brief.
[hold]
[halfway] Halfway.
[last 5 s] Five more.
Release {side}.
[another side] Other side.
[last side] No more sides.
## Next side
Next, your {side} foot.
[hold]
[first set] [halfway] Half.
[hold from 30 s] [later sets] Long.
[hold under 30 s] Short.
## Finish
Shake. [pause 1 s] Rest now.
"""


def test_a_stretch_goes_from_its_announcement_to_its_finish(compiled: Compile) -> None:
    assert notes(compiled(SIDED)) == [
        "# Calf",
        "500 ms",
        "~soft",
        "Next: Calf.",
        "600 ms",
        "Careful.",
        "600 ms",
        "8000 ms",
        "Stand at the wall.",
        "3000 ms",
        "To the right, yes.",
        "3000 ms",
        "Left again.",
        "10000 ms",
        "First, your right foot, 1 times 30.",
        "3000 ms",
        "In full.",
        "3000 ms",
        "Hold right 30000 ms",
        "Release right.",
        "600 ms",
        "Other side.",
        "4500 ms",
        "Next, your left foot.",
        "7000 ms",
        "Hold left 30000 ms",
        "Shake.",
        "1000 ms",
        "Rest now.",
        "600 ms",
        "4000 ms",
    ]


def test_all_sides_come_in_each_set_and_later_passes_have_short_words(compiled: Compile) -> None:
    plan = compiled(SIDED, sets=PerStretch(2), pace=2.0)
    begins = ("Hold", "First", "Next,", "Long")
    found = [note for note in notes(plan) if note.startswith(begins) or note == "5000 ms"]
    assert found == [
        "5000 ms",
        "First, your right foot, 2 times 30.",
        "Hold right 30000 ms",
        "Next, your left foot.",
        "Hold left 30000 ms",
        "5000 ms",
        "Next, your right foot.",
        "Hold right 30000 ms",
        "Long.",
        "Next, your left foot.",
        "Hold left 30000 ms",
        "Long.",
    ]


def test_the_pace_divides_rests_but_not_holds(compiled: Compile) -> None:
    slow, brisk = compiled(SIDED), compiled(SIDED, pace=1.25)
    rests = [
        [step.ms for step in steps_of(plan) if isinstance(step, Rest)] for plan in (slow, brisk)
    ]
    assert [round(ms / 1.25) for ms in rests[0][1:-1]] == rests[1][1:-1]
    assert rests[0][0] == rests[1][0]  # the silence that a file begins with
    holds = [[step for step in steps_of(plan) if isinstance(step, Hold)] for plan in (slow, brisk)]
    assert holds[0] == holds[1]


def test_a_single_side_always_has_the_full_words(compiled: Compile) -> None:
    plan = compiled(SIDED, side=Sides.LEFT, sets=PerStretch(2))
    assert [note for note in words(plan) if note.startswith(("First", "Next,"))] == [
        "First, your left foot, 2 times 30."
    ] * 2
    assert "To the right, yes." in words(plan)  # the movement does not follow --side
    assert "Other side." not in words(plan)
    assert "7000 ms" not in notes(plan)


def test_a_session_can_begin_on_the_left(compiled: Compile) -> None:
    plan = compiled(SIDED, first_side=Side.LEFT)
    (chapter,) = plan.chapters
    assert [one.side for one in chapter.passes] == ["left", "right"]
    assert "To the left, no." in words(plan)


def test_variants_and_extras_change_the_words(compiled: Compile) -> None:
    plan = compiled(SIDED, variant={"calf": "step"}, extra=("deeper",))
    assert words(plan)[2:4] == ["Stand at the wall.", "Up you go."]
    assert "Deeper." in words(plan)
    assert "Deeper." not in words(compiled(SIDED))


def test_guards_can_depend_on_the_length_of_the_hold(compiled: Compile) -> None:
    assert "Short." in words(compiled(SIDED, hold=PerStretch(29_000)))
    assert "Short." not in words(compiled(SIDED, hold=PerStretch(30_000)))


@pytest.mark.parametrize(
    ("guidance", "heard", "not_heard"),
    [
        (Guidance.FULL, ["In full."], ["In brief."]),
        (Guidance.BRIEF, ["In brief."], ["In full."]),
        (
            Guidance.MINIMAL,
            [
                *("Next: Calf.", "Careful.", "Stand at the wall."),
                *("First, your right foot, 1 times 30.", "Release right.", "Left side."),
            ],
            ["In brief.", "Next, your left foot.", "Right side.", "No more sides."],
        ),
    ],
)
def test_guidance_decides_how_much_is_spoken(
    compiled: Compile, guidance: Guidance, heard: list[str], not_heard: list[str]
) -> None:
    said = words(compiled(SIDED, guidance=guidance))
    assert set(heard) <= set(said)
    assert not set(not_heard) & set(said)


def test_minimal_guidance_shows_the_way_into_a_stretch_once(compiled: Compile) -> None:
    """The first line before the very first hold is heard; later ones have the side only."""
    text = """# Calf
position: standing
sets: 2
## Each side
[pause 1 s]
{first}
Bend your {side} knee.
[hold]
"""
    lines = {
        "Lean to the {side}.": ["Lean to the right.", "Left side.", "Right side.", "Left side."],
        "Lean on it.": ["Right side.", "Lean on it.", "Left side.", "Right side.", "Left side."],
        "[brief] Lean to the {side}.": [
            *("Lean to the right.", "Lean to the left.", "Lean to the right.", "Lean to the left.")
        ],
    }
    for first, expected in lines.items():
        plan = compiled(text.replace("{first}", first), guidance=Guidance.MINIMAL)
        assert words(plan)[1:] == expected, first


def test_minimal_guidance_says_the_first_rep_and_leaves_each_its_time(compiled: Compile) -> None:
    text = """# Bridge
position: standing
reps: 3
hold: 5 s
## Set up
Bend your knees.
Feet flat.
## Each rep
[first rep] Lift your hips.
[later reps] {rep}. Lift.
[hold]
Slowly down. [pause 4 s]
## Finish
Rest.
Lie still.
"""
    plan = compiled(text, guidance=Guidance.MINIMAL, sets=PerStretch(2))
    assert words(plan)[1:] == [
        *("Bend your knees.", "Lift your hips.", "2.", "3.", "1.", "2.", "3.", "Rest.")
    ]
    held = [i for i, note in enumerate(notes(plan)) if "Hold" in note]
    assert {notes(plan)[i + 1] for i in held} == {"4000 ms"}


def test_coaching_can_be_left_out_and_the_countdown_replaces_the_last_seconds(
    compiled: Compile,
) -> None:
    assert cues_in_holds(compiled(SIDED)) == [["Halfway.", "Five more."], ["Half."]]
    assert cues_in_holds(compiled(SIDED, coaching=False)) == [[], []]
    count = ["Five.", "Four.", "Three.", "Two.", "One."]
    assert cues_in_holds(compiled(SIDED, countdown=True)) == [
        ["Halfway.", *count],
        ["Half.", *count],
    ]
    assert cues_in_holds(compiled(SIDED, countdown=True, coaching=False)) == [count, count]


VARIED = """# Calf
position: standing
variants: wall, step
## Set up
[timer 1 min] March on the spot.
[last 10 s] Slow down.
## Move, 2 times
Up.
## Move (step)
[first time] Hold the rail.
## Each side (step)
Step up with your {side} foot.
## Each side
[if wall] Your {side} foot back.
[hold]
[pause 1 s]
And down.
"""


def test_the_sections_of_a_variant_join_the_others_in_the_order_they_are_written(
    compiled: Compile,
) -> None:
    said = words(compiled(VARIED, variant={"calf": "step"}, side=Sides.LEFT))
    assert said == [
        "Next: Calf.",
        "Up.",
        "Hold the rail.",
        "Up.",
        "Step up with your left foot.",
        "And down.",
    ]


def test_a_timer_keeps_its_words_with_minimal_guidance(compiled: Compile) -> None:
    plan = compiled(VARIED, guidance=Guidance.MINIMAL)
    (timer,) = (step for step in steps_of(plan) if isinstance(step, Timer))
    assert [cue.moment.opening for cue in timer.cues] == [True, False]
    assert words(plan) == [
        *("Next: Calf.", "Your right foot back.", "And down.", "Left side.", "And down.")
    ]


@pytest.mark.parametrize("silence", ["[pause 2 s] [chime]", "… [pause 2 s] …"])
def test_minimal_guidance_speaks_the_first_release_line_with_words(
    compiled: Compile, silence: str
) -> None:
    text = VARIED.replace("[pause 1 s]", silence)
    assert words(compiled(text, guidance=Guidance.MINIMAL)).count("And down.") == 2


def words_of(cue: TimedCue) -> str:
    return " ".join(part for step in cue.steps if isinstance(step, Say) for part in step.parts)


def timed_cues(plan: Plan) -> list[tuple[int, list[str]]]:
    """The length of each timer, and what is said in it."""
    found = []
    for step in steps_of(plan):
        if isinstance(step, Timer):
            said = [words_of(cue) for cue in step.cues]
            found.append((step.ms, said))
    return found


def test_a_timer_in_some_reps_keeps_its_moments(compiled: Compile) -> None:
    plan = compiled(
        "# Raise\nposition: standing\nreps: 3\n## Each rep\nUp.\n"
        "[last rep] [timer 10 s] Stay up.\n[after 3 s] Breathe.\n"
    )
    assert timed_cues(plan) == [(10_000, ["Stay up.", "Breathe."])]


def test_a_timer_after_a_hold_keeps_its_moments(compiled: Compile) -> None:
    plan = compiled(
        "# Raise\nposition: standing\nreps: 2\n## Each rep\nUp.\n[hold 20 s]\n"
        "[timer 60 s] Lower.\n[after 3 s] Slower.\n"
    )
    assert cues_in_holds(plan) == [[], []]
    assert timed_cues(plan) == [(60_000, ["Lower.", "Slower."])] * 2


def test_moments_below_alternative_timers_are_for_the_one_that_is_heard(compiled: Compile) -> None:
    plan = compiled(
        "# March\nposition: standing\n## Practice, 2 times\n"
        "[first time] [timer 20 s] March.\n[later times] [timer 10 s] Faster.\n"
        "[last 3 s] Nearly.\n"
    )
    assert timed_cues(plan) == [(20_000, ["March.", "Nearly."]), (10_000, ["Faster.", "Nearly."])]


IN_SETS = """# Raise
sets: {sets}
## Each side
Your {{side}} leg.
{hold}
{rep}
[last side] [another set] Rest.
[last side] [last set] Done.
[another side] Change.
"""


@pytest.mark.parametrize(
    ("hold", "rep"), [("[hold]", ""), ("", "## Each rep\nLift.\n")], ids=["hold", "rep"]
)
@pytest.mark.parametrize(
    ("sets", "expected"),
    [(1, ["Change.", "Done."]), (3, ["Change.", "Rest.", "Change.", "Rest.", "Change.", "Done."])],
)
def test_a_rest_can_be_announced_after_every_set_but_the_last(
    compiled: Compile, hold: str, rep: str, sets: int, expected: list[str]
) -> None:
    spoken = words(compiled(IN_SETS.format(sets=sets, hold=hold, rep=rep)))
    assert [text for text in spoken if text in {"Rest.", "Done.", "Change."}] == expected


def test_the_sets_of_a_practice_can_be_told_apart(compiled: Compile) -> None:
    text = "# Walk\nsets: 2\n## Practice\n[timer 9 s]\n[another set] Rest.\n[last set] Done.\n"
    assert words(compiled(text))[-2:] == ["Rest.", "Done."]
