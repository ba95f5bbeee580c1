"""`sivoice show` prints every stage, for people and for programs."""

from __future__ import annotations

import json
import re
from pathlib import Path

import msgspec
import pytest

from sivoice.compile.plan import Plan
from tests.cli.conftest import Run
from tests.conftest import STRETCH

pytestmark = pytest.mark.usefixtures("warm_cache")


def test_the_timeline_as_json_has_every_event(run: Run) -> None:
    result = run("show", "--stage", "timeline", "--json", "--hold", "20")
    shown = json.loads(result.stdout)
    assert shown["sample_rate"] == 44_100
    assert shown["duration"] == pytest.approx(shown["samples"] / 44_100, abs=1e-5)
    assert {event["kind"] for event in shown["events"]} == {
        "speech",
        "chime",
        "hold",
        "silence",
        "chapter",
    }
    for event in shown["events"]:
        assert set(event) == {
            "chapter",
            "pass",
            "phase",
            "kind",
            "start",
            "duration",
            "samples",
            "text",
            "stretch",
            "side",
            "set",
            "rep",
            "to_get_ready",
            "source",
        }
        start, length = event["samples"]
        assert event["start"] == pytest.approx(start / 44_100, abs=1e-5)
        assert event["duration"] == pytest.approx(length / 44_100, abs=1e-5)
        if event["kind"] in ("speech", "hold"):
            name, line = event["source"].rsplit(":", 1)
            assert name.endswith((".session", ".stretch"))
            assert int(line) > 0
    assert sum(event["kind"] == "hold" for event in shown["events"]) == 13


def test_a_timer_is_in_the_table(run: Run) -> None:
    said = run("show", "4-7-8").stdout
    assert len(re.findall(r"(?m) [478]\.0 s   TIMER *$", said)) == 12


def test_a_table_of_what_is_heard_is_the_default(run: Run) -> None:
    said = run("show").stdout
    for words in (
        "Hip adductor",
        "HOLD, right side",
        "HOLD, left side",
        "~ end chime",
        "SI joint relief: ",
    ):
        assert words in said


def test_the_plan_needs_no_voice(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sivoice.session.clips.default_voice", lambda: 1 / 0)
    said = run("show", "--stage", "plan").stdout
    assert "say They take about {minutes} minutes." in said
    assert "  hold 30 s, right side" in said
    assert "    at 5 s before its end: Five more seconds." in said
    plan = run("show", "piriformis", "--stage", "plan", "--json").stdout
    assert json.loads(plan)["schema"] == 1
    (chapter,) = msgspec.json.decode(plan, type=Plan).chapters
    assert (chapter.title, chapter.stretch) == ("Piriformis", "piriformis")
    assert [one.side for one in chapter.passes] == ["right", "left"]


def test_the_script_is_shown_as_it_was_read(run: Run) -> None:
    assert "Set up (2 lines)" in run("show", "lower-trunk-rotation", "--stage", "script").stdout
    read = json.loads(run("show", "--stage", "script", "--json").stdout)
    assert read["session"]["title"] == "SI joint relief"
    assert next(iter(read["stretches"])) == "hip-adductor"


def test_the_alternatives_of_a_line_are_shown_as_written(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "calf.stretch"
    path.write_text(STRETCH.replace("[hold]", "[or] Again, {side}. [move]\n[hold]"))
    assert "[or] Again, {side}. [move]\n" in run("show", str(path), "--stage", "script").stdout


def test_a_session_is_fitted_to_a_length(run: Run) -> None:
    shown = json.loads(run("show", "--fit", "18min", "--json").stdout)
    assert abs(shown["duration"] - 1080) <= 10
    result = run("show", "--fit", "3min")
    assert result.exit_code == 1
    assert "The shortest is" in result.stderr
    assert run("show", "--fit", "18min", "--stage", "plan").exit_code == 0
    without = json.loads(run("show", "--json").stdout)["duration"]
    for length, changes in (
        ("18min", r"18 min with holds of [0-9]+ s instead of 30 s"),
        (f"{round(without) + 30}s", r"[0-9]+ min( [0-9]+ s)? with pace 0\.[0-9]+"),
    ):
        last = run("show", "--fit", length).stdout.splitlines()[-1]
        assert re.fullmatch(f"Fitted to {changes}", last)


def test_the_dose_is_a_table_and_json(run: Run, tmp_path: Path) -> None:
    text = STRETCH.replace("position:", "muscles: calf\nhow often: twice a day\nposition:")
    (tmp_path / "calf.stretch").write_text(text)
    shown = run("show", "calf.stretch", "--dose", "--hold", "20", "--sets", "3").stdout
    rows = [" ".join(line.split()) for line in shown.splitlines()]
    assert "Calf, twice a day each 1 min 3 14 min 42" in rows
    assert "calf each 1 min 3 14 min 42" in rows
    assert "60 s in all for each exercise" in shown
    told = json.loads(run("show", "calf.stretch", "--dose", "--json").stdout)
    assert told["schema"] == 1
    amount = {"held": 30, "repetitions": 1, "held_a_week": 420, "repetitions_a_week": 14}
    assert told["muscles"][0]["amounts"][0] == {"side": "right", **amount}
    assert (
        "a week" not in run("show", "--dose").stdout.partition("For comparison, in stretching")[0]
    )
    fitted = run("show", "calf.stretch", "--dose", "--json", "--fit", "3min")
    assert json.loads(fitted.stdout)["stretches"][0]["amounts"][0]["repetitions"] > 1
    refused = run("show", "--dose", "--stage", "plan")
    assert (refused.exit_code, "cannot be combined" in refused.stderr) == (2, True)


def test_a_table_that_is_too_long_says_how_much_is_missing(
    run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sivoice.cli.show._ROWS_LIMIT", 10)
    events = len(json.loads(run("show", "piriformis", "--json").stdout)["events"])
    shown = run("show", "piriformis").stdout
    assert f"\nand {events - 10} more events; --stage timeline --json has all of them\n" in shown
    monkeypatch.setattr("sivoice.cli.show._ROWS_LIMIT", events)
    assert "more events" not in run("show", "piriformis").stdout


@pytest.mark.parametrize(
    ("name", "compared"), [("si-joint-strength", True), ("leg-raises", False), ("4-7-8", False)]
)
def test_the_dose_is_compared_with_stretching_only_if_there_is_some(
    run: Run, name: str, compared: bool
) -> None:
    said = " ".join(run("show", name, "--dose").stdout.split())
    assert ("no more than holds of 30 s" in said) is compared


def test_the_chimes_of_a_rep_have_a_readable_name(run: Run) -> None:
    said = run("show", "leg-raises").stdout
    assert "~ quiet start chime" in said
    assert "rep-" not in said
