"""A session's cues are said on all cores, each once, and what fails is named by its line."""

from __future__ import annotations

import threading
from collections.abc import Callable
from pathlib import Path

import pytest

from sivoice.compile.plan import Plan
from sivoice.errors import VoiceError
from sivoice.options.options import Options
from sivoice.session.session import open_session, say_all
from sivoice.sound.cache import ClipCache
from sivoice.voices import Speech
from sivoice.voices.clips import SpokenClips
from tests.conftest import STRETCH, FakeVoice, faultless

LINES = (
    "# Many\n## Each side\n"
    + "".join(f"Line {'a' * n} {{side}}.\n" for n in range(1, 13))
    + "[hold]\nRelease.\n"
)


@pytest.fixture
def plan(compiled: Callable[..., Plan]) -> Plan:
    return compiled(LINES, "many.stretch")


def test_every_cue_is_said_once_and_the_progress_is_told(
    plan: Plan, voice: FakeVoice, tmp_path: Path
) -> None:
    clips, told = SpokenClips(voice, 1.0, ClipCache(tmp_path)), list[tuple[int, int]]()
    say_all(plan, clips, lambda done, of: told.append((done, of)))
    wanted = {say.parts[0] for say in plan.says()}
    assert sorted(voice.said) == sorted(wanted)
    assert told == [(done, len(wanted)) for done in range(len(wanted) + 1)]
    say_all(
        plan, SpokenClips(voice, 1.0, ClipCache(tmp_path)), lambda done, of: told.append((done, of))
    )
    assert len(voice.said) == len(wanted)
    assert told[-1] == (0, 0)


def test_several_cues_are_said_at_once(
    plan: Plan, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("os.cpu_count", lambda: 3)
    together = threading.Barrier(3, timeout=10)  # breaks, and fails the test, where fewer come

    class Choir(FakeVoice):
        def synthesise(self, text: str, speech_rate: float) -> Speech:
            if text.endswith("right."):
                together.wait()
            return super().synthesise(text, speech_rate)

    say_all(plan, SpokenClips(Choir(), 1.0, ClipCache(tmp_path)), lambda done, of: None)


def test_a_cue_that_fails_is_named_by_its_line(plan: Plan, tmp_path: Path) -> None:
    class Failing(FakeVoice):
        def synthesise(self, text: str, speech_rate: float) -> Speech:
            if text == "Line aaa right.":
                raise VoiceError("the voice has no more breath")
            return super().synthesise(text, speech_rate)

    with pytest.raises(VoiceError, match=r"many\.stretch:5: the voice has no more breath"):
        say_all(plan, SpokenClips(Failing(), 1.0, ClipCache(tmp_path)), lambda done, of: None)


def test_what_another_hold_makes_of_the_minutes_is_said_too(
    write: Callable[..., Path], voice: FakeVoice, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sivoice.session.clips.default_voice", lambda: voice)
    path = write(
        "x.session", "# X\n## Welcome\nAbout {minutes} minutes.\n## Stretches\n[play calf]\n"
    )
    write("calf.stretch", STRETCH)
    short, long = (
        open_session(faultless(path), Options(hold=seconds * 1000)) for seconds in (30, 90)
    )
    short.time(short.sources())
    said = list(voice.said)
    _, _, timeline = long.time(long.sources())
    assert timeline.minutes > 2
    assert voice.said == said
    assert "About one minute." in said


@pytest.mark.parametrize("options", [Options(), Options(fit=120_000)], ids=["plain", "fitted"])
def test_the_cue_that_waits_for_the_length_is_named_too_where_it_fails(
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
        session.time(session.sources())
