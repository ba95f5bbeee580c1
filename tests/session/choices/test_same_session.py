"""The page's script makes the session that the compiler and the scheduler make, whatever is chosen.

The choices are random, but the same in each run. Everything is compared: the events with their
places and clips, the length that is spoken, what the page shows, and why a length is impossible.
"""

from __future__ import annotations

import json
import random
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest
from msgspec import Struct, convert

from sivoice.compile.compiler import compile_session
from sivoice.errors import FitError, UsageError
from sivoice.export.page import session_data
from sivoice.options.options import Options, options_from
from sivoice.schedule.scheduler import Length, build_timeline
from sivoice.schedule.timeline import Event, Timeline, Utterance
from sivoice.script.diagnostics import errors_among
from sivoice.script.library import LoadedScript, load
from sivoice.session.choices.tables import Tables, tables
from sivoice.session.choices.wishes import Choices, chosen
from sivoice.session.fit import fit
from sivoice.units import SAMPLE_RATE, SECOND, written
from tests.conftest import ROOT, fake_length
from tests.session.choices.engines import Make, any_engine, chromium, scripts_to_compare

FEW, MANY = 4, 1000
BASES: tuple[Mapping[str, Any], ...] = (
    {},
    {"hold": ["20s"], "sets": ["2"], "pace": 1.1},
    {"warm-up": "5min", "extra": ["deeper"], "welcome": False, "listener": "Ann"},
    {"side": "left", "guidance": "brief", "countdown": True},
    {"first-side": "left", "coaching": False, "cautions": False, "chimes": "none"},
)
"""What a session can be made with. Each session is compared with one after the other."""
NONE = Options()
USUAL = options_from({"hold": ["25s"], "sets": ["2"], "reps": ["7"]})
"""A listener's settings."""
ODD = {
    "evening.session": """# Evening
hold: 25 s
sets: 2
how often: twice a day
## Welcome
This takes {minutes} minutes.
We do {sets} sets.
[brief] [if deep] Brief and deep.
[full] [if not deep] Full, and not deep.
## Cautions
[full] Be careful. [chime end]
[if ends-lying] You will end on the floor.
## Warm-up
Walk a little.
[if warm-up] [timer] Walk now.
[if warm-up] [at 2/3] Nearly there.
## Stretches, 2 times
[play calf, extra deep]
[another round] This was round {round}. [pause 7 s]
[last round] That was the last of {sets} sets.
[timer 10 s] Breathe.
[halfway] Half.
[play lift, rest 20 s]
[if deep] That was deep.
[play calf, variant wall, hold 12 s, first side left]
[play roll]
[play sit, sets 2, rest 5 s]
[play one, side left]
[play breathe, sets 2]
## Close
[full] Those were {sets} sets.
[if ends-lying] Roll over. [move 5 s]
""",
    "calf.stretch": """# Calf
position: standing
ends: lying on your front
language: en
announce: The {name}, {sets} times, for {hold} seconds.
variants: floor, wall
extras: deep
hold (wall): 40 s
how often: daily
pronounce: calf = kahf
rest: 30 s
## Cautions
[full] Mind your calf.
[or] Mind it.
[or] Be careful.
## Set up
[if ends-lying] We end on the floor.
[hold from 20 s] Long ones.
[hold under 20 s] Short ones.
## First side
Step back with your {side} foot. [move 4 s]
[or] Put your {side} foot back.
[if wall] Lean on the wall. [breaths 2] Breathe.
[first set] [if deep] Go deeper.
[hold]
[at 1/3] Stay.
[or] Keep it.
[or] Hold it.
[full] [another side] [hold from 30 s] [after 11 s] One side.
[last 6 s] Six more. [pause 1 s] Five.
[or] Only six more seconds with your {side} calf.
Come back.
[or] Step forward.
[later sets] That was set {set}.
## Next side
Now the {side} one. {Right|Left} foot back.
[last set] The last one.
[hold]
[halfway] Halfway through {hold} seconds.
[last 5 s] Five more.
[brief] Back.
[full] Come back slowly, on the {other side} foot.
## Finish
Shake it out.
[or] Relax.
""",
    "lift.stretch": """# Lift
position: on hands and knees
hold: 4 s
reps: 6
sets: 3
## Each side
[full] Your {side} leg, {reps} times, {sets} sets.
[or] Your {side} one.
## Each rep
[first rep] Lift your {side} leg.
[or] Raise the {side} one.
[later reps] {rep} of {reps}.
[hold]
[halfway] Up.
[last rep] [last side] [another set] Set {set} done.
[full] [later reps] Lower. [pause 2 s]
""",
    "roll.stretch": """# Roll
position: lying on your side
get ready: 4 s
## Move, 3 times
[first time] Roll to your {side}.
[or] Turn to the {side}.
[later times] And again, to the {other side}.
[or] Once more.
""",
    "sit.stretch": """# Sit
hold: 70 s
safe hold: 10 s to 20 s
before hold: 1 s
## Hold
Sit down, for {hold} seconds.
[hold]
[after 20 s] Still.
[last 10 s] Nearly.
""",
    "one.stretch": """# One
position: sitting
first side: left
## Set up
Fetch a towel. [move 9 s]
## Each side
{Left|Right} over {right|left}, your {side} arm. [pause 3 s]
[hold]
[last 2 s] These are thirty-one characters
[last 5 s] Five.
""",
    "breathe.stretch": """# Breathe
position: lying on your back
rest: 3 s
## Set up
[brief] Breathe.
## Practice, 4 times
[first time] [timer 4 s] In.
[last set] [first time] [timer 6 s] Out, for the last set.
[another set] [first time] [timer 6 s] Out, in set {set} of {sets}.
[later times] [timer 4 s] In.
[later times] [timer 6 s] Out.
""",
}
"""A session in which everything is used that has a meaning in a plan."""
LINE = "We do {sets} sets."
"""A line of it."""


class Case(Struct, frozen=True):
    """A session, as it was made, whose choices are compared."""

    scripts: LoadedScript
    options: Options
    asked: Options
    tables: Tables
    json: Mapping[str, Any]


def case_of(
    path: Path,
    asked: Mapping[str, Any],
    settings: Options = NONE,
    length: Length = fake_length,
) -> Case:
    """Make a session's tables, with what was asked for on the command line."""
    scripts, faults = load(path)
    assert not errors_among(faults), faults
    wished = options_from(dict(asked))
    options = wished.over(settings)
    minutes = build_timeline(compile_session(scripts, options), length).minutes
    figures = [name for name in scripts.stretches if len(name) % 2]
    made = tables(scripts, options, wished, minutes, figures)
    assert made is not None
    # As the page reads them.
    return Case(scripts, options, wished, made, json.loads(json.dumps(made.as_json(length))))


def random_choices(offer: Mapping[str, Any], rng: random.Random) -> dict[str, Any]:
    """Choose something for some of what is offered."""
    choices: dict[str, Any] = {}
    for name in ("hold", "sets", "reps", "firstSide", "onlySide", "guidance", "coaching"):
        if offer[name]["values"] and rng.random() < 0.4:
            choices[name] = rng.choice(offer[name]["values"])
    for name in ("countdown", "pace"):
        if rng.random() < 0.4:
            choices[name] = rng.choice(offer[name]["values"])
    if offer["fit"]["values"] and rng.random() < 0.25:
        choices["fit"] = rng.choice(offer["fit"]["values"])
    stretches = offer["stretches"]
    for name, kind in (("holds", "hold"), ("setsOf", "sets"), ("repsOf", "reps")):
        chosen = {
            one["name"]: rng.choice(one[kind]["values"])
            for one in stretches
            if one[kind] and one[kind]["values"] and rng.random() < 0.3
        }
        if chosen and rng.random() < 0.5:
            choices[name] = chosen
    if rng.random() < 0.4:
        choices["skip"] = [one["name"] for one in stretches if rng.random() < 0.4]
    return choices


def expected(
    case: Case, choices: Mapping[str, Any], length: Length = fake_length
) -> Timeline | dict[str, Any]:
    """Return the timeline, or what is wrong, as the page calls it."""
    wish = convert(choices, Choices)
    held = [one["name"] for one in case.json["plays"] if not one["hasReps"]]
    options = chosen(case.options, wish, held)
    try:
        if options.fit is None:
            timeline = build_timeline(compile_session(case.scripts, options), length)
        else:
            asked = chosen(case.asked, wish, held)
            timeline = fit(case.scripts, options, asked, length).timeline
    except UsageError:
        return {"kind": "nothing"}
    except FitError as error:
        _, advice = str(error).split("\n")
        kind = advice.split()[1]
        return {"kind": kind, "is": advice.split(" is ")[1].split(". ")[0]}
    return {"kind": "long"} if timeline.minutes > case.json["longest"] else timeline


def row(event: Event) -> dict[str, Any]:
    place, clip = event.place, event.clip
    return {
        "kind": event.kind.value,
        "start": event.start,
        "length": event.length,
        "text": event.text,
        "language": event.language,
        "getReady": event.to_get_ready,
        "sound": [clip.spoken, clip.calm] if isinstance(clip, Utterance) else clip,
        "chapter": place.chapter,
        "stretch": place.stretch,
        "phase": place.phase.value,
        "pass": place.pass_number,
        "side": place.side,
        "set": place.set,
        "sets": place.sets,
        "rep": place.rep,
        "reps": place.reps,
    }


def compare(case: Case, make: Make, number: int, seed: int) -> int:
    """Compare some random choices, and return how many of them resulted in a session."""
    rng = random.Random(seed)
    some = (random_choices(case.json["offer"], rng) for _ in range(number - 1))
    return compare_all(case, make, [{}, *some])


def compare_all(case: Case, make: Make, cases: list[dict[str, Any]]) -> int:
    """Compare these choices, and return how many of them resulted in a session."""
    found = 0
    for choices, made in zip(cases, make({**case.json}, cases), strict=True):
        wanted = expected(case, choices)
        if not isinstance(wanted, Timeline):
            problem = made["problem"]
            assert problem["kind"] == wanted["kind"], choices
            if "is" in wanted:
                seconds = -(-problem["samples"] // SAMPLE_RATE)
                assert written(seconds * SECOND) == wanted["is"], choices
            continue
        assert "problem" not in made, choices
        for event, other in zip(wanted.events, made["events"], strict=False):
            assert other == row(event), choices
        assert len(made["events"]) == len(wanted.events), choices
        assert (made["samples"], made["minutes"]) == (wanted.samples, wanted.minutes), choices
        shown = json.loads(json.dumps(session_data(wanted, case.json["page"]["figures"])))
        assert made["data"] == shown, choices
        found += 1
    return found


@pytest.fixture(scope="module")
def make() -> Iterator[Make]:
    with any_engine() as made:
        yield made


def write(folder: Path, old: str = "", new: str = "") -> Path:
    """Write the session in which everything is used, with another text in it."""
    for name, text in ODD.items():
        (folder / name).write_text(text.replace(old, new) if old else text, encoding="utf-8")
    return folder / "evening.session"


@pytest.fixture(scope="module")
def odd(tmp_path_factory: pytest.TempPathFactory) -> Case:
    """The session in which everything is used."""
    return case_of(write(tmp_path_factory.mktemp("odd")), {})


@pytest.mark.parametrize("path", scripts_to_compare(), ids=lambda path: path.stem)
def test_the_page_makes_the_same_session(path: Path, make: Make) -> None:
    assert compare(case_of(path, {}), make, FEW, seed=7) >= FEW // 2


def test_the_page_makes_the_same_session_of_everything_in_the_format(odd: Case, make: Make) -> None:
    offer = odd.json["offer"]
    assert offer["fit"]["values"]
    assert all(one["sets"] is None or one["sets"]["values"] for one in offer["stretches"])
    assert compare(odd, make, 4 * FEW, seed=1) >= 2 * FEW


@pytest.mark.parametrize(
    ("line", "has_sets"),
    [("We do {sets} sets of {hold} seconds.", True), ("In {minutes} minutes, {sets} sets.", False)],
)
def test_a_session_that_says_too_much_offers_less(
    tmp_path: Path, make: Make, line: str, has_sets: bool
) -> None:
    case = case_of(write(tmp_path, LINE, line), {})
    offer = case.json["offer"]
    assert offer["fit"]["values"] == []
    assert bool(offer["sets"]["values"]) == has_sets
    assert offer["guidance"]["values"]
    assert compare(case, make, 4 * FEW, seed=1) >= 2 * FEW


def test_a_session_that_says_far_too_much_offers_nothing(tmp_path: Path) -> None:
    line = "We do {sets} sets of {hold} seconds, in {minutes} minutes."
    scripts, _ = load(write(tmp_path, LINE, line))
    assert tables(scripts, Options(), Options(), 60) is None


@pytest.mark.parametrize("name", ["desk-break", "wind-down"])
def test_every_length_on_offer_is_fitted_alike(name: str, make: Make) -> None:
    case = case_of(ROOT / "scripts" / f"{name}.session", {})
    minutes = case.json["offer"]["fit"]["values"]
    assert compare_all(case, make, [{"fit": one} for one in minutes]) > len(minutes) // 2


def test_sets_and_single_seconds_are_fitted_alike(make: Make) -> None:
    # So many holds that one more second in each of them is more than the tolerance.
    case = case_of(ROOT / "scripts" / "si-joint.session", {}, options_from({"sets": ["3"]}))
    minutes = case.json["offer"]["fit"]["values"]
    assert minutes[0] < case.json["offer"]["fit"]["written"] < minutes[-1]
    cases = [{"fit": one} for one in minutes[::4]]
    assert compare_all(case, make, cases) > len(cases) // 2


def test_a_session_without_any_stretch_is_refused(odd: Case, make: Make) -> None:
    skip = [one["name"] for one in odd.json["offer"]["stretches"]]
    [made] = make({**odd.json}, [{"skip": skip}])
    assert made["problem"] == {"kind": "nothing"}


def test_what_is_not_offered_is_ignored(odd: Case, make: Make) -> None:
    unknown = {
        "hold": 12_345,
        "holds": {"calf": 1, "constructor": 5, "ankle": 30_000},
        "sets": 0,
        "guidance": "none",
        "skip": ["ankle"],
        "fit": 100_000,
        "later": True,
    }
    as_written, made = make({**odd.json}, [{}, unknown])
    assert made["events"] == as_written["events"]


@pytest.mark.real
def test_a_thousand_choices_make_the_same_sessions(tmp_path: Path) -> None:
    paths = [*scripts_to_compare(), write(tmp_path)]
    each = -(-MANY // (len(paths) * len(BASES)))
    found = 0
    with chromium() as make:
        for path in paths:
            for seed, base in enumerate(BASES):
                case = case_of(path, base, USUAL if seed == 0 else NONE)
                found += compare(case, make, each, seed)
    assert found >= MANY // 2


@pytest.mark.real
def test_a_choice_is_made_at_once() -> None:
    """Measured in Chromium; the median, because the machine can be busy."""
    case = case_of(scripts_to_compare()[3], {})
    assert case.scripts.name == "si-joint"
    offer = case.json["offer"]
    rng = random.Random(3)
    cases = [random_choices(offer, rng) for _ in range(100)]
    with chromium() as make:
        taken = sorted(one["ms"] for one in make({**case.json}, cases))
    assert taken[len(taken) // 2] < 100
