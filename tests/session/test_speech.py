"""A session's cues are spoken on all cores, each once, and a cue that fails is named."""

from __future__ import annotations

import threading
from collections.abc import Callable
from pathlib import Path

import pytest

from sivoice.compile.plan import Plan
from sivoice.errors import VoiceError
from sivoice.session.speech import say_all
from sivoice.sound.cache import ClipCache
from sivoice.voices import Speech
from sivoice.voices.clips import SpokenClips
from tests.conftest import FakeVoice

LINES = (
    "# Many\n## Each side\n"
    + "".join(f"Line {'a' * n} {{side}}.\n" for n in range(1, 13))
    + "[hold]\nRelease.\n"
)


@pytest.fixture
def plan(compiled: Callable[..., Plan]) -> Plan:
    return compiled(LINES, "many.stretch")


def test_every_cue_is_spoken_once_and_progress_is_reported(
    plan: Plan, voice: FakeVoice, tmp_path: Path
) -> None:
    clips, calls = SpokenClips(voice, 1.0, ClipCache(tmp_path)), list[tuple[int, int]]()
    say_all(plan, clips, lambda done, of: calls.append((done, of)))
    texts = {say.parts[0] for say in plan.says()}
    assert sorted(voice.said) == sorted(texts)
    assert calls == [(done, len(texts)) for done in range(len(texts) + 1)]
    say_all(
        plan,
        SpokenClips(voice, 1.0, ClipCache(tmp_path)),
        lambda done, of: calls.append((done, of)),
    )
    assert len(voice.said) == len(texts)
    assert calls[-1] == (0, 0)


def test_several_cues_are_spoken_at_once(
    plan: Plan, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("os.cpu_count", lambda: 3)
    together = threading.Barrier(3, timeout=10)  # broken if fewer wait

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
