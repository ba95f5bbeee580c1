"""What cannot be spoken, or would last too long, is refused before a voice is asked."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from sivoice.errors import ScriptError
from sivoice.options.options import Options
from sivoice.script.diagnostics import without_advice
from sivoice.script.library import load
from sivoice.script.limits import SESSION_LIMIT, SPOKEN_LIMIT
from sivoice.session.budget import check_cues
from sivoice.session.session import open_session
from tests.conftest import STRETCH, FakeVoice, faultless

Write = Callable[..., Path]


@pytest.mark.parametrize(
    ("fields", "line"),
    [
        ("", "1" * 600),
        ("", "Count 777777 " * 60),
        ("pronounce: SI = " + "sacroiliac " * 20 + "\n", "The SI joint. " * 12),
        ("", "{name} " * 250),
    ],
    ids=["a long number", "numbers", "pronunciations", "blanks"],
)
def test_a_cue_that_is_too_long_once_it_is_written_out_names_its_line(
    write: Write, fields: str, line: str
) -> None:
    text = STRETCH.replace("# Calf\n", f"# A long title\n{fields}")
    path = write("calf.stretch", text.replace("Come back.", line))
    plan_of = open_session(faultless(path), Options()).plan
    number = 1 + path.read_text(encoding="utf-8").split("\n").index(line)
    with pytest.raises(ScriptError, match=rf"calf.stretch:{number}: this cue is too long: .*"):
        plan_of()


def test_a_line_as_long_as_a_line_can_be_is_spoken(write: Write) -> None:
    words = ("Breathe in and out. " * 100)[:SPOKEN_LIMIT].strip()
    path = write("calf.stretch", STRETCH.replace("Come back.", words))
    check_cues(open_session(faultless(path), Options()).plan())


@pytest.mark.parametrize("options", [Options(), Options(fit=3_600_000)], ids=["plain", "fitted"])
def test_a_session_that_would_be_too_long_is_refused_before_anything_is_spoken(
    write: Write, voice: FakeVoice, monkeypatch: pytest.MonkeyPatch, options: Options
) -> None:
    monkeypatch.setattr("sivoice.session.clips.default_voice", lambda: voice)
    cues = "".join(f"Breathe in and out, slowly, for the {n}th time.\n" for n in range(4000))
    session = open_session(faultless(write("calf.stretch", STRETCH + cues)), options)
    with pytest.raises(ScriptError, match=r"^calf would last longer than 180 min\n"):
        session.open_clips()
    assert voice.said == []


def test_an_estimate_near_the_limit_is_left_to_the_voice(write: Write) -> None:
    minutes, rest = divmod(SESSION_LIMIT // 60_000, 60)
    assert rest == 0
    timers = "[timer 60 min] Walk.\n" * minutes
    path = write("walk.stretch", f"# Walk\n## Practice\n{timers}")
    open_session(faultless(path), Options()).plan()
    path = write("walk.stretch", f"# Walk\n## Practice\n{timers}[timer 20 min] On.\n")
    with pytest.raises(ScriptError, match="would last longer"):
        open_session(faultless(path), Options()).plan()


def test_a_session_to_fit_can_be_too_long_at_first(write: Write) -> None:
    text = STRETCH.replace("position: standing", "sets: 20\nhold: 10 min\nposition: standing")
    scripts, faults = load(write("calf.stretch", text))
    assert not without_advice(faults)
    open_session(scripts, Options(fit=60 * 60_000)).plan()
    with pytest.raises(ScriptError, match="would last longer"):
        open_session(scripts, Options()).plan()
