"""Lines are heard if their guards hold, and moments go into the timer before them."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from sivoice.compile.compiler import compile_session
from sivoice.compile.plan import Plan
from sivoice.compile.steps import Timer
from sivoice.options.options import Options
from tests.compile.notes import notes, steps_of, words
from tests.conftest import faultless

UP = "# Up\nposition: standing\n## Hold\nReach.\n[hold]\n"
SESSION = """# Evening
## Warm-up
{lines}
## Stretches
[play up]
"""


@pytest.fixture
def warm_up(write: Callable[..., Path]) -> Callable[..., Plan]:
    """Compiles a session whose warm-up has these lines."""

    def warm_up(*lines: str, ms: int | None = None) -> Plan:
        write("up.stretch", UP)
        path = write("evening.session", SESSION.format(lines="\n".join(lines)))
        return compile_session(faultless(path), Options(warm_up=ms))

    return warm_up


def timers(plan: Plan) -> list[tuple[int, int]]:
    """The length of each timer, and the number of cues in it."""
    return [(one.ms, len(one.cues)) for one in steps_of(plan) if isinstance(one, Timer)]


def test_moments_go_into_the_timer_before_them(warm_up: Callable[..., Plan]) -> None:
    lines = ["[timer 2 min] Walk.", "[halfway] Half.", "[timer 1 min] Swing.", "[last 10 s] Slow."]
    assert timers(warm_up(*lines)) == [(120_000, 2), (60_000, 2)]


def test_moments_after_a_timer_that_is_not_heard_are_not_heard_either(
    warm_up: Callable[..., Plan],
) -> None:
    lines = ["[timer 2 min] Walk.", "[if warm-up] [timer] Swing.", "[last 10 s] Nearly over."]
    assert timers(warm_up(*lines)) == [(120_000, 1)]
    assert timers(warm_up(*lines, ms=60_000)) == [(120_000, 1), (60_000, 2)]


def test_a_timer_without_words_has_no_cue(warm_up: Callable[..., Plan]) -> None:
    assert timers(warm_up("[timer 5 s]")) == [(5_000, 0)]


def test_a_gap_follows_each_line_unless_it_ends_in_a_pause(warm_up: Callable[..., Plan]) -> None:
    plan = warm_up("One.", "Two. [pause 3 s]", "[breath]", "[breaths 2]", "[chime end]", "Three.")
    assert notes(plan)[2:12] == [
        "One.",
        "600 ms",
        "Two.",
        "3000 ms",
        "10000 ms",
        "20000 ms",
        "~end",
        "600 ms",
        "Three.",
        "600 ms",
    ]


@pytest.mark.parametrize(("ms", "said"), [(None, ["Off."]), (60_000, ["On."])])
def test_guards_choose_between_lines(
    warm_up: Callable[..., Plan], ms: int | None, said: list[str]
) -> None:
    plan = warm_up("[if warm-up] On.", "[if not warm-up] Off.", "[note] Not spoken.", ms=ms)
    assert words(plan)[:1] == said
