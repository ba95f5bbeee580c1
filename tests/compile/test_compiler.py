"""LoadedScript and options become steps: sides, sets, repeats, variants and guards."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from sivoice.compile.compiler import compile_session
from sivoice.compile.plan import ChapterMark, Chime, Hold, Plan, Rest, Say, Step, Timer
from sivoice.options.options import FirstSide, Guidance, Options, Sides
from sivoice.options.values import PerStretch
from sivoice.script.library import load
from tests.conftest import faultless

Compile = Callable[..., Plan]

SIDED = """# Calf
position: standing
variants: wall, step
extras: deeper
pronounce: calf = kaff
## Cautions
Careful.
## Set up
Stand at the wall. [if step]
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
""".replace(" [if step]", "")


def told(plan: Plan) -> list[str]:
    """The steps, as a person might note them."""
    notes = []
    for planned in plan.steps():
        match step := planned.step:
            case Say():
                notes.append("{minutes}".join(step.parts))
            case Rest():
                notes.append(f"{step.ms} ms")
            case ChapterMark():
                notes.append(f"# {step.title}")
            case Chime():
                notes.append(f"~{step.kind}")
            case Hold() | Timer():
                side = f" {planned.place.side}" if planned.place.side else ""
                notes.append(f"{type(step).__name__}{side} {step.ms} ms")
    return notes


def steps_of(plan: Plan) -> list[Step]:
    return [planned.step for planned in plan.steps()]


def words(plan: Plan) -> list[str]:
    return [note for note in told(plan) if not note.endswith(" ms") and note[0] not in "#~"]


def test_a_stretch_from_announcement_to_finish(compiled: Compile) -> None:
    assert told(compiled(SIDED)) == [
        "# Calf",
        "500 ms",
        "~soft",
        *("Next: Calf.", "600 ms", "Careful.", "600 ms", "8000 ms"),
        *("Stand at the wall.", "1500 ms"),
        *("To the right, yes.", "1500 ms", "Left again.", "10000 ms"),
        *(
            "First, your right foot, 1 times 30.",
            "1500 ms",
            "In full.",
            "3000 ms",
            "Hold right 30000 ms",
        ),
        *("Release right.", "600 ms", "Other side.", "600 ms"),
        *("Next, your left foot.", "7000 ms", "Hold left 30000 ms"),
        *("Shake.", "1000 ms", "Rest now.", "600 ms"),
        "1000 ms",
    ]


def test_sets_are_the_outer_loop_and_later_passes_are_told_short(compiled: Compile) -> None:
    plan = compiled(SIDED, sets=PerStretch(2), pace=2.0)
    at = [
        note
        for note in told(plan)
        if note.startswith(("Hold", "First", "Next,", "Long")) or note == "5000 ms"
    ]
    assert at == [
        *(
            "5000 ms",
            "First, your right foot, 2 times 30.",
            "Hold right 30000 ms",
            "Next, your left foot.",
        ),
        *("Hold left 30000 ms", "5000 ms", "Next, your right foot.", "Hold right 30000 ms"),
        *("Long.", "Next, your left foot.", "Hold left 30000 ms", "Long."),
    ]


def test_pace_divides_rests_and_never_holds(compiled: Compile) -> None:
    slow, brisk = compiled(SIDED), compiled(SIDED, pace=1.25)
    rests = [
        [step.ms for step in steps_of(plan) if isinstance(step, Rest)] for plan in (slow, brisk)
    ]
    assert [round(ms / 1.25) for ms in rests[0][1:-1]] == rests[1][1:-1]
    assert rests[0][0] == rests[1][0]
    assert [n for n in told(slow) if n.startswith("Hold")] == [
        n for n in told(brisk) if n.startswith("Hold")
    ]


def test_one_side_is_told_in_full_every_time(compiled: Compile) -> None:
    plan = compiled(SIDED, side=Sides.LEFT, sets=PerStretch(2))
    assert [note for note in words(plan) if note.startswith(("First", "Next,"))] == [
        "First, your left foot, 2 times 30."
    ] * 2
    assert "To the right, yes." in words(plan)  # the movement is not a side of the hold
    assert "Other side." not in words(plan)
    assert "7000 ms" not in told(plan)


def test_the_other_side_first(compiled: Compile) -> None:
    plan = compiled(SIDED, first_side=FirstSide.LEFT)
    assert [one.place.side for one in plan.steps() if isinstance(one.step, Hold)] == [
        "left",
        "right",
    ]
    assert "To the left, no." in words(plan)


def test_variants_and_extras_change_the_words(compiled: Compile) -> None:
    plan = compiled(SIDED, variant={"calf": "step"}, extra=("deeper",))
    assert words(plan)[2:4] == ["Stand at the wall.", "Up you go."]
    assert "Deeper." in words(plan)
    assert "Deeper." not in words(compiled(SIDED))


def test_guards_look_at_the_length_of_the_hold(compiled: Compile) -> None:
    assert "Short." in words(compiled(SIDED, hold=PerStretch(29_000)))
    assert "Short." not in words(compiled(SIDED, hold=PerStretch(30_000)))


@pytest.mark.parametrize(
    ("guidance", "heard", "not_heard"),
    [
        (Guidance.FULL, ["In full."], ["In brief."]),
        (Guidance.BRIEF, ["In brief."], ["In full."]),
        (
            Guidance.MINIMAL,
            ["Next: Calf.", "Careful.", "Right side.", "Release right."],
            ["Stand at the wall.", "Shake."],
        ),
    ],
)
def test_guidance(
    compiled: Compile, guidance: Guidance, heard: list[str], not_heard: list[str]
) -> None:
    said = words(compiled(SIDED, guidance=guidance))
    assert set(heard) <= set(said)
    assert not set(not_heard) & set(said)


def cues(plan: Plan) -> list[list[str]]:
    return [
        [" ".join(s.parts[0] for s in cue.steps if isinstance(s, Say)) for cue in step.cues]
        for step in steps_of(plan)
        if isinstance(step, Hold)
    ]


def test_coaching_and_countdown(compiled: Compile) -> None:
    assert cues(compiled(SIDED)) == [["Halfway.", "Five more."], ["Half."]]
    assert cues(compiled(SIDED, coaching=False)) == [[], []]
    count = ["Five.", "Four.", "Three.", "Two.", "One."]
    assert cues(compiled(SIDED, countdown=True)) == [["Halfway.", *count], ["Half.", *count]]
    assert cues(compiled(SIDED, countdown=True, coaching=False)) == [count, count]


SESSION = """# Evening
announce: Now {name}, {sets} times {hold}.
hold: 20 s
sets: 2
## Welcome
It takes {minutes} minutes, {hold} and {sets}.
## Cautions
Stop if it hurts.
## Warm-up
[if not warm-up] Walk first.
[if warm-up] [timer] Walk now.
[if warm-up] [halfway] Halfway there.
[if warm-up] [last 10 s] Slow down.
## Stretches
[play up]
[play down, sets 1]
## Close
Done.
"""
UP = "# Up\nposition: standing\n## Hold\nReach.\n[hold]\n"
DOWN = "# Down\nposition: lying on your back\nends: lying on your front\nget ready: 2 s\n## Hold\n[hold]\nRest.\n"


@pytest.fixture
def evening(write: Callable[..., Path]) -> Callable[..., Plan]:
    def evening(**options: object) -> Plan:
        write("up.stretch", UP)
        write("down.stretch", DOWN)
        return compile_session(faultless(write("evening.session", SESSION)), Options(**options))  # type: ignore[arg-type]

    return evening


def test_a_session_from_welcome_to_close(evening: Compile) -> None:
    assert told(evening()) == [
        *("# Welcome", "500 ms", "It takes {minutes} minutes, 20 and 2.", "600 ms"),
        *("Stop if it hurts.", "600 ms", "Walk first.", "600 ms"),
        *("# Up", "~soft", "Now Up, 2 times 20.", "600 ms", "8000 ms"),
        *("Reach.", "3000 ms", "Hold 20000 ms", "10000 ms", "Reach.", "3000 ms", "Hold 20000 ms"),
        *(
            "# Down",
            "~soft",
            "Now Down, 1 times 20.",
            "600 ms",
            "Lie down on your back.",
            "600 ms",
            "2000 ms",
        ),
        *("3000 ms", "Hold 20000 ms", "Rest.", "600 ms"),
        *("# Close", "~soft", "Done.", "600 ms", "1000 ms"),
    ]


def test_a_guided_warm_up_is_a_chapter_with_its_moments(evening: Compile) -> None:
    plan = evening(warm_up=120_000)
    assert told(plan)[6:9] == ["# Warm-up", "~soft", "Timer 120000 ms"]
    timer = next(step for step in steps_of(plan) if isinstance(step, Timer))
    assert [(cue.moment.ms, cue.moment.from_end) for cue in timer.cues] == [
        (0, False),
        (60_000, False),
        (10_000, True),
    ]
    assert "Walk first." not in words(plan)


def test_what_can_be_left_out(evening: Compile) -> None:
    assert words(evening(welcome=False))[0] == "Stop if it hurts."
    assert "Stop if it hurts." not in words(evening(cautions=False))
    plan = evening(welcome=False, cautions=False, warm_up=60_000, skip=("up",))
    assert [note for note in told(plan) if note.startswith("#")] == [
        "# Warm-up",
        "# Down",
        "# Close",
    ]
    minimal = words(evening(guidance=Guidance.MINIMAL))
    assert minimal == [
        "Stop if it hurts.",
        "Now Up, 2 times 20.",
        "Now Down, 1 times 20.",
        "Lie down on your back.",
        "Rest.",
    ]


def test_every_cue_knows_its_line(evening: Compile) -> None:
    for step in steps_of(evening()):
        if isinstance(step, Say):
            name, line = step.source.rsplit(":", 1)
            text = Path(name).read_text(encoding="utf-8").splitlines()[int(line) - 1]
            assert step.parts[0].split()[0] in text or (
                text.startswith("# ") and step.parts[0].startswith(("Now", "Lie"))
            )


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


def test_a_variants_sections_join_the_unmarked_ones_in_the_order_they_stand(
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


def test_a_timer_is_heard_with_minimal_guidance(compiled: Compile) -> None:
    plan = compiled(VARIED, guidance=Guidance.MINIMAL)
    (timer,) = (step for step in steps_of(plan) if isinstance(step, Timer))
    assert [cue.moment.opening for cue in timer.cues] == [True, False]
    assert words(plan) == ["Next: Calf.", "Right side.", "And down.", "Left side.", "And down."]


@pytest.mark.parametrize("silence", ["[pause 2 s] [chime]", "… [pause 2 s] …"])
def test_minimal_guidance_speaks_the_first_release_line_with_words(
    compiled: Compile, silence: str
) -> None:
    text = VARIED.replace("[pause 1 s]", silence)
    assert words(compiled(text, guidance=Guidance.MINIMAL)).count("And down.") == 2


def test_moments_belong_to_their_own_timer(write: Callable[..., Path]) -> None:
    write("up.stretch", UP)
    text = (
        "# Evening\n## Warm-up\n[timer 2 min] Walk.\n[if warm-up] [timer] Swing.\n[last 10 s] Swing is nearly over.\n"
        "## Stretches\n[play up]\n"
    )
    scripts = faultless(write("evening.session", text))
    for warm_up, cues in ((None, [1]), (60_000, [1, 2])):
        plan = compile_session(scripts, Options(warm_up=warm_up))
        assert [len(step.cues) for step in steps_of(plan) if isinstance(step, Timer)] == cues


def test_a_session_speaks_of_what_its_stretches_do(write: Callable[..., Path]) -> None:
    write(
        "calf.stretch",
        VARIED.replace(
            "variants: wall, step", "variants: wall, step\nextras: deeper\npronounce: B = bee"
        ),
    )
    text = (
        "# Evening\npronounce: A = ay, B = bay\n## Welcome\n[if step] On the step.\n[if wall] At the wall.\n"
        "{hold} seconds, {sets} sets.\n## Stretches\n[play calf, variant step, hold 20 s, sets 2]\n"
    )
    scripts, _ = load(write("evening.session", text))
    plan = compile_session(scripts, Options())
    assert words(plan)[:2] == ["On the step.", "20 seconds, 2 sets."]
    last = [step for step in steps_of(plan) if isinstance(step, Say)][-1]
    assert dict(last.pronounce) == {"A": "ay", "B": "bee"}
