"""The sums are the lengths that sessions have when they are compiled and scheduled."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sivoice.compile.compiler import compile_session
from sivoice.options.doses import PerStretch
from sivoice.options.options import Options
from sivoice.schedule.scheduler import build_timeline
from sivoice.schedule.timeline import Clip
from sivoice.script.library import LoadedScript
from sivoice.session.lengths import Change, Lengths
from sivoice.units import Samples
from tests.conftest import ROOT, fake_length, faultless

SESSION = """# All kinds
## Welcome
About {minutes} minutes. [chime]
## Stretches, 2 times
[play plank]
[timer 20 s] Rest.
[halfway] Halfway.
[play raise, rest 20 s]
Round {round}.
[play plank]
[play told]
[play breath]
## Close
Done. [breath]
"""
SCRIPTS = {
    "plank": "# Plank\n## Hold\nUp. [pause 2 s]\n[hold]\n[last 5 s] Five.\nDown.\n",
    "raise": """# Raise
position: lying on your back
reps: 4
hold: 5 s
## Each side
Straighten your {side} leg. [move]
[or] The {side} leg.
## Each rep
[first rep] Lift that leg.
[later reps] {rep}.
[hold]
[last rep] Rest. [chime]
""",
    "told": """# Told
sets: 2
rest: 12 s
announce: {name}, {hold} seconds.
## Each side
Your {side} side, for {hold} seconds. [pause]
[or] Now the {side} side, which takes {hold} seconds as well. [move 8 s]
[hold under 25 s] This one is short, so go a little deeper than you usually do.
[hold]
[hold from 20 s] [halfway] Half of {hold} seconds.
[hold from 28 s] And rest.
[or] And now you let go of it. [move 5 s]
""",
    "breath": "# Breath\n## Practice, 3 times\n[timer 4 s] In.\n[timer 8 s] Out.\n",
}


@pytest.fixture
def scripts(write: Callable[..., Path]) -> LoadedScript:
    for name, text in SCRIPTS.items():
        write(f"{name}.stretch", text)
    return faultless(write("all.session", SESSION))


CHANGES = st.builds(
    Change,
    hold=st.none() | st.integers(2, 60).map(lambda seconds: seconds * 1000),
    sets=st.none() | st.integers(1, 4),
    reps=st.none() | st.integers(1, 6),
)


@settings(max_examples=30, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.fixed_dictionaries(dict.fromkeys(SCRIPTS, CHANGES)),
    st.integers(500, 2000).map(lambda step: step / 1000),
)
def test_a_sum_is_the_length_of_the_session(
    scripts: LoadedScript, changes: dict[str, Change], pace: float
) -> None:
    def changed(kind: str) -> PerStretch[int]:
        values = {name: getattr(change, kind) for name, change in changes.items()}
        return PerStretch(None, {n: value for n, value in values.items() if value is not None})

    options = Options(hold=changed("hold"), sets=changed("sets"), reps=changed("reps"), pace=pace)
    timeline = build_timeline(compile_session(scripts, options), fake_length, minutes=7)
    lengths = Lengths(scripts, Options(pace=1.3), fake_length, minutes=7)
    lengths.samples(dict.fromkeys(SCRIPTS, Change(33_000)), 1)
    assert lengths.samples(changes, pace) == timeline.samples


def test_each_clip_is_measured_once_and_each_stretch_compiled_once() -> None:
    asked: list[Clip] = []

    def length(clip: Clip) -> Samples:
        asked.append(clip)
        return fake_length(clip)

    scripts = faultless(ROOT / "scripts" / "si-joint.session")
    lengths = Lengths(scripts, Options(), length, minutes=16)
    for hold in range(15, 31):
        lengths.samples(dict.fromkeys(scripts.stretches, Change(hold * 1000)), 1 + hold / 100)
    assert len(asked) == len(set(asked))
    assert len(lengths._sums) == len(scripts.stretches)
