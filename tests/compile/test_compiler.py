"""A session goes from its welcome to its close, with its own sections around its stretches."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from sivoice.compile.compiler import compile_session, pad_of
from sivoice.compile.plan import Plan
from sivoice.compile.steps import Pad, Say, Timer
from sivoice.options.doses import PerStretch
from sivoice.options.options import Guidance, Options
from tests.compile.notes import notes, steps_of, words
from tests.conftest import STRETCH, faultless

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
UP = """# Up
position: standing
## Hold
Reach.
[hold]
"""
DOWN = """# Down
position: lying on your back
ends: lying on your front
get ready: 2 s
## Hold
[hold]
Rest.
"""


@pytest.fixture
def evening(write: Callable[..., Path]) -> Callable[..., Plan]:
    """Compiles the session with options."""

    def evening(**options: object) -> Plan:
        write("up.stretch", UP)
        write("down.stretch", DOWN)
        scripts = faultless(write("evening.session", SESSION))
        return compile_session(scripts, Options(**options))  # type: ignore[arg-type]

    return evening


def test_a_session_goes_from_its_welcome_to_its_close(evening: Callable[..., Plan]) -> None:
    assert notes(evening()) == [
        "# Welcome",
        "500 ms",
        "It takes {minutes} minutes, 20 and 1 to 2.",
        "600 ms",
        "Stop if it hurts.",
        "600 ms",
        "Walk first.",
        "600 ms",
        "# Up",
        "~soft",
        "Now Up, 2 times 20.",
        "600 ms",
        "8000 ms",
        "Reach.",
        "3000 ms",
        "Hold 20000 ms",
        "10000 ms",
        "Reach.",
        "3000 ms",
        "Hold 20000 ms",
        "# Down",
        "~soft",
        "Now Down, 1 times 20.",
        "600 ms",
        "Come down to the floor slowly: kneel, sit, and lie down on your back.",
        "600 ms",
        "2000 ms",
        "3000 ms",
        "Hold 20000 ms",
        "Rest.",
        "600 ms",
        "# Close",
        "~soft",
        "Done.",
        "600 ms",
        "4000 ms",
    ]


def test_a_guided_warm_up_is_a_chapter_of_its_own(evening: Callable[..., Plan]) -> None:
    plan = evening(warm_up=120_000)
    assert notes(plan)[6:9] == ["# Warm-up", "~soft", "Timer 120000 ms"]
    timer = next(step for step in steps_of(plan) if isinstance(step, Timer))
    assert [(cue.moment.ms, cue.moment.from_end) for cue in timer.cues] == [
        (0, False),
        (60_000, False),
        (10_000, True),
    ]
    assert "Walk first." not in words(plan)


def test_the_welcome_the_cautions_and_single_stretches_can_be_left_out(
    evening: Callable[..., Plan],
) -> None:
    assert words(evening(welcome=False))[0] == "Stop if it hurts."
    assert "Stop if it hurts." not in words(evening(cautions=False))
    plan = evening(welcome=False, cautions=False, warm_up=60_000, skip=("up",))
    assert [chapter.title for chapter in plan.chapters] == ["Warm-up", "Down", "Close"]


def test_minimal_guidance_keeps_cautions_announcements_and_one_release(
    evening: Callable[..., Plan],
) -> None:
    assert words(evening(guidance=Guidance.MINIMAL)) == [
        "It takes {minutes} minutes, 20 and 1 to 2.",
        "Stop if it hurts.",
        "Walk first.",
        "Now Up, 2 times 20.",
        "Reach.",
        "Now Down, 1 times 20.",
        "Come down to the floor slowly: kneel, sit, and lie down on your back.",
        "Rest.",
        "Done.",
    ]


def test_minimal_guidance_speaks_one_line_of_the_sessions_own_sections(
    write: Callable[..., Path],
) -> None:
    """The first that is heard; if the session begins a timer, its words are enough."""
    write("up.stretch", UP)
    text = """# Evening
## Welcome
[full] Welcome, and make yourself at home.
[pause 2 s]
[if listener] Hello, {listener}.
Hello.
We begin.
## Warm-up
[if not warm-up] Walk first.
[if not warm-up] For ten minutes.
[if warm-up] [timer] Walk now.
[if warm-up] [last 10 s] Slow down.
[if warm-up] You are warm now.
## Stretches
[play up]
## Close
[chime]
Thank you.
Good night.
"""
    scripts = faultless(write("evening.session", text))

    def said(**options: Any) -> list[str]:
        plan = compile_session(scripts, Options(guidance=Guidance.MINIMAL, **options))
        return [say.text(1) for say in plan.says()]

    middle = ["Next: Up.", "Reach."]
    assert said() == ["Hello.", "Walk first.", *middle, "Thank you."]
    assert said(listener="Ann")[0] == "Hello, Ann."
    assert said(warm_up=60_000) == ["Hello.", "Walk now.", "Slow down.", *middle, "Thank you."]
    assert said(welcome=False) == [*middle, "Thank you."]


def test_every_cue_knows_its_line(evening: Callable[..., Plan]) -> None:
    for step in steps_of(evening()):
        if isinstance(step, Say):
            name, line = step.source.rsplit(":", 1)
            text = Path(name).read_text(encoding="utf-8").splitlines()[int(line) - 1]
            announced = text.startswith("# ") and step.parts[0].startswith(("Now", "Come down"))
            assert announced or step.parts[0].split()[0] in text


def test_the_welcome_speaks_of_what_the_stretches_do(write: Callable[..., Path]) -> None:
    calf = """# Calf
variants: wall, step
pronounce: B = bee
## Each side
[if wall] Your {side} foot back.
[if step] Step up with your {side} foot.
[hold]
"""
    session = """# Evening
pronounce: A = ay, B = bay
## Welcome
[if step] On the step.
[if wall] At the wall.
{hold} seconds, {sets} sets.
## Stretches
[play calf, variant step, hold 20 s, sets 2]
"""
    write("calf.stretch", calf)
    plan = compile_session(faultless(write("evening.session", session)), Options())
    assert words(plan)[:2] == ["On the step.", "20 seconds, 2 sets."]
    *_, last = plan.says()
    assert dict(last.pronounce) == {"A": "ay", "B": "bee"}


@pytest.mark.parametrize(
    ("plays", "options", "said"),
    [
        ("[play up, hold 20 s, sets 2]\n[play rest]", {}, "20 s, 2 sets"),
        ("[play up, sets 3]\n[play down, hold 15 s, sets 1]", {}, "15 to 30 s, 1 to 3 sets"),
        ("[play up]\n[play down]", {"sets": PerStretch(1, {"up": 2})}, "30 s, 1 to 2 sets"),
        ("[play up]\n[play down, sets 2]", {"only": ("down",)}, "30 s, 2 sets"),
        ("[play rest]", {}, "25 s, 4 sets"),
    ],
    ids=["one has none", "they differ", "by option", "only one", "none has any"],
)
def test_the_welcome_gives_the_range_of_doses_that_differ(
    write: Callable[..., Path], plays: str, options: dict[str, Any], said: str
) -> None:
    """A stretch without a hold or without sets does not count."""
    write("up.stretch", UP)
    write("down.stretch", DOWN)
    write("rest.stretch", "# Rest\n## Move\nRest.\n")
    session = "# X\nhold: 25 s\nsets: 4\n## Welcome\n{hold} s, {sets} sets\n## Stretches\n"
    if "rest]" not in plays or "up" in plays:
        session = session.replace("hold: 25 s\nsets: 4\n", "")
    plan = compile_session(faultless(write("x.session", session + plays)), Options(**options))
    assert words(plan)[0] == said


@pytest.mark.parametrize(
    ("options", "pad"),
    [
        (Options(), None),
        (Options(pad=True), Pad(tone=True)),
        (Options(pad=False), None),
        (Options(pad_sound="rain.mp3"), Pad(tone=False, sound="rain.mp3")),
        (Options(pad=False, pad_sound="rain.mp3"), None),
        (Options(breath=True), Pad(tone=False, breath=True)),
        (Options(pad=True, breath=True), Pad(tone=True, breath=True)),
        (
            Options(pad_sound="rain.mp3", breath=True),
            Pad(tone=False, sound="rain.mp3", breath=True),
        ),
    ],
)
def test_a_pad_is_the_tone_or_the_listeners_sound_with_or_without_breath(
    options: Options, pad: Pad | None
) -> None:
    assert pad_of(options) == pad


def test_the_listener_and_the_title_are_the_command_lines(write: Callable[..., Path]) -> None:
    write("calf.stretch", STRETCH.replace("[hold]", "[if listener] Ready, {listener}?\n[hold]"))
    text = """# Evening
## Welcome
[if listener] Welcome to {name}, {listener}.
[if not listener] Welcome to {name}.
## Stretches
[play calf]
"""
    scripts = faultless(write("evening.session", text))

    def said(options: Options) -> list[str]:
        return [say.text(1) for say in compile_session(scripts, options).says()]

    plain = said(Options())
    assert plain[0] == "Welcome to Evening."
    assert not any("Ready" in text for text in plain)
    named = Options(title="Ann's evening", listener="Ann")
    plan = compile_session(scripts, named)
    assert (plan.name, plan.title, plan.listener) == ("evening", "Ann's evening", "Ann")
    assert said(named)[0] == "Welcome to Ann's evening, Ann."
    assert "Ready, Ann?" in said(named)


@pytest.mark.parametrize(
    ("rounds", "expected"), [("", ["Done."]), (", 3 times", ["Rest.", "Rest.", "Done."])]
)
def test_a_rest_between_rounds_is_not_heard_after_the_last(
    write: Callable[..., Path], rounds: str, expected: list[str]
) -> None:
    write("up.stretch", UP)
    again = "[another round] [timer 45 s] Rest.\n" if rounds else ""
    text = f"# Circuit\n## Stretches{rounds}\n[play up]\n{again}[last round] Done.\n"
    plan = compile_session(faultless(write("circuit.session", text)), Options())
    spoken = [say.text(1) for say in plan.says()]
    assert [text for text in spoken if text in {"Rest.", "Done."}] == expected
    assert sum(isinstance(step, Timer) for step in steps_of(plan)) == expected.count("Rest.")
