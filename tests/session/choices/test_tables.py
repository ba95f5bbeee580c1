"""The tables of a page: which clips they name, and which sounds can be close together."""

from __future__ import annotations

import random
from collections.abc import Iterator
from pathlib import Path

import pytest
from msgspec import convert

from sivoice.compile.compiler import compile_session
from sivoice.options.options import Options
from sivoice.schedule.scheduler import build_timeline
from sivoice.schedule.timeline import Clip, Timeline
from sivoice.script.library import load
from sivoice.session.choices.tables import Tables, tables
from sivoice.session.choices.wishes import Choices, chosen
from sivoice.units import GRID, on_grid
from tests.conftest import ROOT, fake_length
from tests.session.choices.test_same_session import Case, case_of, random_choices, write

Group = tuple[tuple[int, Clip, int], ...]


@pytest.fixture(scope="module")
def odd(tmp_path_factory: pytest.TempPathFactory) -> Case:
    """The session in which everything is used."""
    return case_of(write(tmp_path_factory.mktemp("odd")), {})


@pytest.fixture(scope="module")
def default() -> Tables:
    scripts, _ = load(ROOT / "scripts" / "si-joint.session")
    made = tables(scripts, Options(), Options(), 20)
    assert made is not None
    return made


def groups(timeline: Timeline) -> Iterator[Group]:
    """Yield the sounds that are so close together that they are encoded as one."""
    group: list[tuple[int, Clip, int]] = []
    begins = until = 0
    for event in timeline.sounding:
        if group and event.start > until:
            if len(group) > 1:
                yield tuple(group)
            group = []
        if not group:
            begins = event.start
        assert event.clip is not None
        group.append((event.start - begins, event.clip, event.length))
        until = on_grid(event.end) + GRID
    if len(group) > 1:
        yield tuple(group)


def test_all_that_is_said_in_a_session_is_in_the_tables(odd: Case) -> None:
    rng = random.Random(5)
    close = {group for one in odd.tables.timelines(fake_length) for group in groups(one)}
    assert close
    assert {clip for group in close for _, clip, _ in group} <= odd.tables.clips.keys()
    found = 0
    for _ in range(40):
        choices = convert({**random_choices(odd.json["offer"], rng), "countdown": True}, Choices)
        held = [one["name"] for one in odd.json["plays"] if not one["hasReps"]]
        options = chosen(odd.options, choices, held)
        if options.fit is not None:
            continue
        timeline = build_timeline(compile_session(odd.scripts, options), fake_length)
        if timeline.minutes > odd.json["longest"]:
            continue
        assert {event.clip for event in timeline.sounding} <= odd.tables.clips.keys()
        assert {*groups(timeline)} <= close
        found += len([*groups(timeline)])
    assert found


def test_the_tables_of_the_default_session_stay_small(default: Tables) -> None:
    import json

    length = len(json.dumps(default.as_json(fake_length), separators=(",", ":")))
    assert length < 150_000


def test_every_length_is_said_in_minutes(default: Tables) -> None:
    said = [text for clip in default.clips if "minutes" in (text := getattr(clip, "spoken", ""))]
    for minutes in range(2, 61):
        assert any(f"about {minutes} minutes" in text for text in said)
    assert not any("about 61 minutes" in text for text in said)


def test_a_clip_names_the_line_it_is_for(default: Tables) -> None:
    for clip, source in default.clips.items():
        assert bool(source) == hasattr(clip, "spoken")
        assert not source or Path(source.rpartition(":")[0]).suffix in (".session", ".stretch")


def test_the_timelines_of_reps_have_no_chime_that_no_session_has(
    tmp_path: Path,
) -> None:
    reps = (
        "# Lift\nposition: standing\nhold: 5 s\n## Each rep\nUp.\n[hold]\n[halfway] Half.\nDown.\n"
    )
    (tmp_path / "lift.stretch").write_text(reps)
    made = case_of(tmp_path / "lift.stretch", {}).tables
    sounds = {event.clip for one in made.timelines(fake_length) for event in one.sounding}
    assert "start" not in sounds
    assert sounds == made.clips.keys()
