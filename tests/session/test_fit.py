"""A session is fitted to a length, with as few changes to its script as possible."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from sivoice.compile.compiler import compile_session
from sivoice.compile.resolve import bind
from sivoice.errors import FitError
from sivoice.options.doses import PerStretch
from sivoice.options.options import Options
from sivoice.schedule.scheduler import build_timeline
from sivoice.script.library import LoadedScript, load
from sivoice.session.fit import TOLERANCE, Fitted, fit, lengths_to_fit
from sivoice.session.ladder import Part, Rung, ladder, last_rungs, parts_of
from sivoice.units import SAMPLE_RATE, parse_duration
from tests.conftest import ROOT, fake_length, faultless

PLANK = "# Plank\nposition: standing\n{fields}\n## Hold\nUp.\n[hold 45 s]\nDown.\n"
BRIDGE = "# Bridge\nposition: standing\nreps: 10\n## Each rep\nLift. [pause 3 s]\nLower.\n"
CALF = "# Calf\nposition: standing\n{fields}\n## Each side\nYour {{side}} foot.\n[hold]\nBack.\n"


@pytest.fixture(scope="module")
def scripts() -> LoadedScript:
    return faultless(ROOT / "scripts" / "si-joint.session")


def lasts(scripts: LoadedScript, options: Options) -> float:
    return build_timeline(compile_session(scripts, options), fake_length).samples / SAMPLE_RATE


def fitted(scripts: LoadedScript, seconds: float, **asked: Any) -> Fitted:
    options = Options(fit=round(seconds * 1000), **asked)
    return fit(scripts, options, options, fake_length)


def changed(scripts: LoadedScript, options: Options) -> set[str]:
    """The kinds of dose that differ from what the session has without the command line."""
    before, after = bind(scripts, Options()), bind(scripts, options)
    kinds = {"hold", "sets", "reps"}
    found = {
        kind
        for kind in kinds
        for one, other in zip(before, after, strict=True)
        if getattr(one, kind) != getattr(other, kind)
    }
    return found | ({"pace"} if options.pace is not None else set())


@pytest.mark.parametrize("minutes", [13.5, 15, 16.5, 17.5, 20, 23, 30, 45])
def test_a_fitted_session_is_at_most_ten_seconds_off(scripts: LoadedScript, minutes: float) -> None:
    found = fitted(scripts, minutes * 60)
    assert abs(lasts(scripts, found.options) - minutes * 60) <= 10
    assert found.timeline.samples / SAMPLE_RATE == lasts(scripts, found.options)
    assert 0.85 <= (found.options.pace or 1) <= 1.2
    assert all(
        15_000 <= hold <= 30_000 and hold % 1000 == 0
        for hold in found.options.hold.by_stretch.values()
    )


@pytest.mark.parametrize("off", [-9.9, 0, 9.9])
def test_a_session_that_fits_already_is_left_alone(scripts: LoadedScript, off: float) -> None:
    before = lasts(scripts, Options())
    found = fitted(scripts, before + off)
    assert replace(found.options, fit=None) == Options()
    assert re.fullmatch(
        r"No changes needed for [0-9]+ min.*: the session lasts [0-9]+ min( [0-9]+ s)?",
        found.summary,
    )


@pytest.mark.parametrize(
    ("share", "kinds"),
    [
        (0.95, {"hold"}),
        (0.85, {"hold"}),
        (0.75, {"hold", "pace"}),
        (1.03, {"pace"}),  # its holds are as long as they may be
        (1.5, {"sets", "pace"}),
    ],
)
def test_holds_change_first_then_the_pace_then_the_sets(
    scripts: LoadedScript, share: float, kinds: set[str]
) -> None:
    found = fitted(scripts, share * lasts(scripts, Options()))
    assert changed(scripts, found.options) == kinds


def test_no_more_sets_are_added_than_needed(scripts: LoadedScript) -> None:
    target = 1.5 * lasts(scripts, Options())
    options = fitted(scripts, target).options
    *most, last = options.sets.by_stretch
    fewer = replace(
        options, sets=PerStretch(None, dict.fromkeys(most, 2)), hold=PerStretch(30_000), pace=0.85
    )
    assert options.sets.by_stretch[last] == 2
    assert lasts(scripts, fewer) < target - 10


@pytest.mark.parametrize(
    ("seconds", "summary"),
    [
        (296, "No changes needed for 4 min 56 s: the session lasts 4 min 56 s"),
        (281, "Fitted to 4 min 41 s with holds of 17 s to 26 s instead of 20 s to 30 s"),
        (381, "Fitted to 6 min 21 s with 2 sets instead of 1 (calf)"),
        (
            189,
            (
                "Fitted to 3 min 9 s with holds of 10 s to 15 s instead of 20 s to 30 s, a hold of "
                "30 s instead of 45 s (plank), 7 reps instead of 10 (bridge), pace 1.2"
            ),
        ),
    ],
)
def test_the_changes_are_described_in_a_line(
    write: Callable[..., Path], seconds: int, summary: str
) -> None:
    write("calf.stretch", CALF.format(fields="safe hold: 10-40 s"))
    write("other.stretch", CALF.format(fields="hold: 20 s"))
    write("plank.stretch", PLANK.format(fields="safe hold: 15-30 s"))
    write("bridge.stretch", BRIDGE)
    plays = "\n".join(f"[play {name}]" for name in ("calf", "other", "plank", "bridge"))
    scripts, _ = load(write("all.session", f"# All\n## Stretches\n{plays}\n"))
    assert fitted(scripts, seconds).summary == summary


def test_what_the_command_line_sets_is_left_alone(scripts: LoadedScript) -> None:
    asked = {"sets": PerStretch(1), "hold": PerStretch(None, {"piriformis": 25_000})}
    options = fitted(scripts, 15 * 60, **asked).options
    assert options.sets == PerStretch(1)
    assert options.hold.of("piriformis") == 25_000
    assert fitted(scripts, 20 * 60, pace=1.1).options.pace == 1.1


def test_what_the_settings_file_sets_can_be_changed(scripts: LoadedScript) -> None:
    asked = Options(fit=17 * 60_000)
    usual = Options(hold=PerStretch(60_000), sets=PerStretch(3), pace=1.3)
    found = fit(scripts, asked.over(usual), asked, fake_length)
    assert abs(lasts(scripts, found.options) - 17 * 60) <= 10
    as_usual = lasts(scripts, Options().over(usual))
    asked = Options(fit=round(as_usual * 1000))
    options = asked.over(usual)
    assert fit(scripts, options, asked, fake_length).options == options


@pytest.mark.parametrize(
    ("minutes", "said"), [(5, "The shortest is 1[0-9] min"), (120, "The longest is [0-9]+ min")]
)
def test_an_impossible_length_is_an_error_that_names_the_nearest(
    scripts: LoadedScript, minutes: int, said: str
) -> None:
    with pytest.raises(FitError, match=said):
        fitted(scripts, minutes * 60)


def test_a_session_with_nothing_to_change_is_an_error_that_names_its_length(
    scripts: LoadedScript,
) -> None:
    with pytest.raises(FitError, match=r"The longest is 1[0-9] min"):
        fitted(scripts, 20 * 60, sets=PerStretch(1), hold=PerStretch(20_000), pace=1.0)


def test_the_nearest_length_is_named(write: Callable[..., Path]) -> None:
    scripts = faultless(write("calf.stretch", CALF.format(fields="")))
    asked: dict[str, Any] = {"hold": PerStretch(60_000), "pace": 1.0}
    possible = [lasts(scripts, Options(sets=PerStretch(sets), **asked)) for sets in (1, 2, 3, 4)]
    for target in (possible[0] + 40, possible[1] - 40, possible[2] + 40):
        nearest = min(possible, key=lambda one: abs(one - target))
        with pytest.raises(FitError) as raised:
            fitted(scripts, target, **asked)
        minutes, seconds = divmod(-(-nearest // 1), 60)
        assert f"The nearest is {minutes:g} min {seconds:g} s" in str(raised.value)


def test_a_session_that_says_its_holds_is_fitted_too(write: Callable[..., Path]) -> None:
    write("calf.stretch", CALF.format(fields="hold: 20 s"))
    told = "You hold {hold} seconds, {sets} times, and {hold} seconds is what you hold. " * 8
    path = write("x.session", f"# X\n## Welcome\n{told}\n## Stretches\n[play calf]\n")
    scripts = faultless(path)
    for seconds in range(60, 240, 7):
        try:
            found = fitted(scripts, seconds)
        except FitError:
            continue
        assert abs(lasts(scripts, found.options) - seconds) <= 10


def attempt(scripts: LoadedScript, seconds: float) -> Fitted | str:
    """Fit a session, or return the error."""
    try:
        return fitted(scripts, seconds)
    except FitError as error:
        return str(error)


# Sessions of all kinds, at lengths from too short to too long.

_SECONDS = st.integers(15, 60)


@st.composite
def stretches(draw: st.DrawFn) -> str:
    kind = draw(st.sampled_from(("plank", "bridge", "calf", "calf", "calf")))
    sets = f"sets: {draw(st.integers(1, 3))}"
    if kind == "bridge":
        return BRIDGE.replace("reps: 10", f"reps: {draw(st.integers(2, 12))}\n{sets}")
    if kind == "plank":
        return PLANK.format(fields=sets)
    low, high = sorted((draw(_SECONDS), draw(_SECONDS)))
    hold = draw(st.integers(low, high))
    return CALF.format(fields=f"{sets}\nsafe hold: {low}-{high} s\nhold: {hold} s")


SESSIONS = st.lists(stretches(), min_size=1, max_size=4)


def loaded(texts: list[str], folder: str) -> LoadedScript:
    for number, text in enumerate(texts):
        Path(folder, f"s{number}.stretch").write_text(text)
    plays = "\n".join(f"[play s{number}]" for number in range(len(texts)))
    path = Path(folder, "all.session")
    path.write_text(f"# All\n## Stretches\n{plays}\n")
    return load(path)[0]


def reach(scripts: LoadedScript, parts: list[Part], rung: Rung) -> tuple[float, float]:
    """The shortest and the longest that a session can be on one step of the ladder."""
    ends = []
    for factor, pace in ((0.001, 1.2), (1000.0, 0.85)):
        changes = {part.name: part.change(rung, factor) for part in parts}
        holds = {name: one.hold for name, one in changes.items() if one.hold}
        reps = {name: one.reps for name, one in changes.items() if one.reps}
        options = Options(
            hold=PerStretch(None, holds),
            sets=PerStretch(None, rung.sets),
            reps=PerStretch(None, reps),
            pace=pace,
        )
        ends.append(lasts(scripts, options))
    return ends[0], ends[1]


@settings(max_examples=25)
@given(SESSIONS, st.floats(0.4, 3))
def test_a_session_fits_or_nothing_does(texts: list[str], share: float) -> None:
    with TemporaryDirectory() as folder:
        scripts = loaded(texts, folder)
        as_is = lasts(scripts, Options())
        target = share * as_is
        found = attempt(scripts, target)
        if isinstance(found, Fitted):
            assert abs(lasts(scripts, found.options) - target) <= 10
            return
        parts = parts_of(bind(scripts, Options()), Options())
        off = []
        for rung in ladder(parts, longer=target > as_is):
            last = [
                one for way in (True, False) for one in last_rungs(parts, rung.sets, longer=way)
            ]
            for one in (rung, *last):
                shortest, longest = reach(scripts, parts, one)
                assert not shortest - 9.9 <= target <= longest + 9.9, (found, one)
                off.append(min(abs(shortest - target), abs(longest - target)))
        told = re.search(r"The (?:shortest|longest|nearest) is ([0-9a-z ]+)\.", found)
        assert told
        nearest = parse_duration(told[1])
        assert nearest is not None
        assert abs(nearest / 1000 - target) <= min(off) + 1


@settings(max_examples=25)
@given(SESSIONS, st.floats(0.4, 3))
def test_nothing_changes_without_need(texts: list[str], share: float) -> None:
    with TemporaryDirectory() as folder:
        scripts = loaded(texts, folder)
        before = bind(scripts, Options())
        target = share * lasts(scripts, Options())
        ordinary = {
            part.name: part.safe
            for part in parts_of(before, Options())
            if part.hold is not None and not part.is_prescribed
        }
        found = attempt(scripts, target)
        if isinstance(found, str):
            return

        longest = PerStretch(None, {name: safe.longest for name, safe in ordinary.items()})
        shortest = PerStretch(None, {name: safe.shortest for name, safe in ordinary.items()})

        def between(slow: float, brisk: float) -> bool:
            """Whether the holds that may change can reach the target at these paces."""
            most = lasts(scripts, Options(hold=longest, pace=slow))
            return lasts(scripts, Options(hold=shortest, pace=brisk)) <= target <= most

        kinds = changed(scripts, found.options)
        if between(0.85, 1.2):
            assert kinds <= {"hold", "pace"}
            assert set(found.options.hold.by_stretch) <= set(ordinary)
        if between(1, 1):
            assert "pace" not in kinds
        for name, hold in found.options.hold.by_stretch.items():
            if name in ordinary:
                assert ordinary[name].shortest <= hold <= ordinary[name].longest


@settings(max_examples=25)
@given(SESSIONS, st.floats(0.6, 1.6))
def test_all_holds_change_by_the_same_factor(texts: list[str], share: float) -> None:
    with TemporaryDirectory() as folder:
        scripts = loaded(texts, folder)
        found = attempt(scripts, share * lasts(scripts, Options()))
        if isinstance(found, str):
            return
        low, high = 0.0, 1000.0
        for part in parts_of(bind(scripts, Options()), Options()):
            if part.hold is None or part.is_prescribed:
                continue
            hold = found.options.hold.by_stretch.get(part.name, part.hold)
            # Holds are whole seconds, and the last second may be given to some of them only.
            if hold < part.safe.longest:
                high = min(high, (hold + 1_500) / part.hold)
            if hold > part.safe.shortest:
                low = max(low, (hold - 1_500) / part.hold)
        assert low <= high


def test_the_lengths_to_fit_are_the_shortest_and_the_longest(scripts: LoadedScript) -> None:
    near = TOLERANCE / 1000
    lengths = lengths_to_fit(scripts, Options(), Options(), fake_length)
    shortest, longest = (samples / SAMPLE_RATE for samples in lengths)
    assert lasts(scripts, fitted(scripts, shortest).options) < lasts(scripts, Options())
    assert lasts(scripts, fitted(scripts, longest).options) > 3 * shortest
    for beyond in (shortest - near - 1, longest + near + 1):
        with pytest.raises(FitError):
            fitted(scripts, beyond)
