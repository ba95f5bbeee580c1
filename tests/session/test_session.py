"""A session is timed: the length it speaks is its own, and a cue that fails is named."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from sivoice.compile.steps import Rest
from sivoice.errors import VoiceError
from sivoice.options.doses import PerStretch
from sivoice.options.options import Options, options_from
from sivoice.session import session as session_module
from sivoice.session.session import open_session
from sivoice.voices import Speech
from tests.conftest import STRETCH, FakeVoice, faultless


def test_nearby_lengths_are_spoken_in_advance(
    write: Callable[..., Path], voice: FakeVoice, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sivoice.session.clips.default_voice", lambda: voice)
    path = write(
        "x.session", "# X\n## Welcome\nAbout {minutes} minutes.\n## Stretches\n[play calf]\n"
    )
    write("calf.stretch", STRETCH)
    short, long = (
        open_session(faultless(path), Options(hold=PerStretch(seconds * 1000)))
        for seconds in (30, 90)
    )
    short.time(short.open_clips())
    said = list(voice.said)
    timeline = long.time(long.open_clips()).timeline
    assert timeline.minutes > 2
    assert voice.said == said
    assert "About one minute." in said


@pytest.mark.parametrize("options", [Options(), Options(fit=120_000)], ids=["plain", "fitted"])
def test_a_failure_of_the_cue_with_the_length_names_its_line(
    write: Callable[..., Path], monkeypatch: pytest.MonkeyPatch, options: Options
) -> None:
    class Failing(FakeVoice):
        def synthesise(self, text: str, speech_rate: float) -> Speech:
            if "minute" in text:
                raise VoiceError("the voice has no more breath")
            return super().synthesise(text, speech_rate)

    monkeypatch.setattr("sivoice.session.clips.default_voice", Failing)
    path = write(
        "x.session", "# X\n## Welcome\nAbout {minutes} minutes.\n## Stretches\n[play calf]\n"
    )
    write("calf.stretch", STRETCH)
    session = open_session(faultless(path), options)
    with pytest.raises(VoiceError, match=r"x\.session:3: the voice has no more breath"):
        session.time(session.open_clips())


def test_play_does_not_load_the_voice_if_its_first_cue_is_in_the_cache(
    write: Callable[..., Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    loaded: list[str] = []

    class Watched(FakeVoice):
        def load(self) -> None:
            loaded.append(self.name)

    monkeypatch.setattr("sivoice.session.clips.default_voice", Watched)
    text = "# X\n## Welcome\nWelcome to this.\nBreathe.\n## Stretches\n[play calf]\n"
    path = write("x.session", text)
    write("calf.stretch", STRETCH)
    session = open_session(faultless(path), Options())
    session.open_clips(to_play=True)
    assert loaded == ["fake"]
    session.open_clips().speech.length("Welcome to this.")
    loaded.clear()
    session.open_clips(to_play=True)
    assert loaded == []
    session.open_clips()
    assert loaded == ["fake"]


def warnings(path: Path, **given: object) -> list[str]:
    return open_session(faultless(path), options_from(given)).warnings


def test_options_that_change_nothing_are_told(write: Callable[..., Path]) -> None:
    """A timer between the stretches is not a warm-up."""
    write("calf.stretch", STRETCH)
    path = write("x.session", "# X\n## Stretches\n[play calf]\n[timer 20 s] Shake.\n")
    assert warnings(path) == []
    assert warnings(path, reps="8") == ["x has no repetitions, so --reps has no effect"]
    assert warnings(path, **{"warm-up": "5min"}) == [
        "x has no guided warm-up, so --warm-up has no effect"
    ]


def test_options_that_change_something_are_not_told(write: Callable[..., Path]) -> None:
    write("raise.stretch", "# Raise\nposition: standing\nreps: 3\n## Each rep\nUp. Down.\n")
    path = write(
        "x.session", "# X\n## Warm-up\n[if warm-up] [timer] Walk.\n## Stretches\n[play raise]\n"
    )
    assert warnings(path, **{"warm-up": "5min"}) == []
    assert warnings(path, reps="3") == []


@pytest.mark.parametrize("pace", [1.0, 2.0])
def test_live_play_too_ends_with_4_s_of_silence(write: Callable[..., Path], pace: float) -> None:
    session = open_session(faultless(write("calf.stretch", STRETCH)), Options(pace=pace))
    for plan in (session.plan(), session.plan_to_play()):
        assert plan.steps()[-1].step == Rest(4_000)


def test_a_session_with_all_cues_cached_is_compiled_and_scheduled_once(
    write: Callable[..., Path], voice: FakeVoice, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sivoice.session.clips.default_voice", lambda: voice)
    path = write("calf.stretch", STRETCH)
    first = open_session(faultless(path), Options())
    spoken = first.time(first.open_clips()).timeline
    done: list[str] = []

    def counted(original: Callable[..., Any]) -> Callable[..., Any]:
        def call(*args: Any) -> Any:
            done.append(original.__name__)
            return original(*args)

        return call

    for name in ("compile_session", "build_timeline"):
        monkeypatch.setattr(session_module, name, counted(getattr(session_module, name)))
    second = open_session(faultless(path), Options())
    timed = second.time(second.open_clips())
    assert timed.session.warnings == []
    assert timed.timeline == spoken
    assert done == ["compile_session", "build_timeline"]
