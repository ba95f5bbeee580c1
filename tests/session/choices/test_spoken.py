"""Every clip that a choice needs is spoken when the page is made, and only once."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from sivoice.errors import VoiceError
from sivoice.options.options import Options
from sivoice.schedule.timeline import Utterance
from sivoice.session.choices.spoken import spoken_tables
from sivoice.session.clips import SessionClips, session_chimes
from sivoice.session.session import Session, TimedSession
from sivoice.sound.cache import ClipCache
from sivoice.voices import Speech
from sivoice.voices.clips import SpokenClips
from tests.conftest import STRETCH, FakeVoice, faultless

SCRIPT = STRETCH.replace("## Each side", "## Set up\nHold for {hold} seconds.\n## Each side")


def timed(path: Path, voice: FakeVoice, cache: Path) -> TimedSession:
    clips = SessionClips(
        SpokenClips(voice, 1.0, ClipCache(cache)), session_chimes(Options(chimes="bell"))
    )
    return Session(faultless(path), Options(), Options()).time(clips)


def test_every_clip_is_spoken_once(
    write: Callable[..., Path], voice: FakeVoice, tmp_path: Path
) -> None:
    session = timed(write("calf.stretch", SCRIPT), voice, tmp_path / "cache")
    steps: list[tuple[int, int]] = []
    made = spoken_tables(session, progress=lambda done, of: steps.append((done, of)))
    assert made is not None
    assert "Hold for 45 seconds." in {getattr(clip, "spoken", "") for clip in made.clips}
    assert steps[0][0] == 0
    assert steps[-1][0] == steps[-1][1] > 10
    said = len(voice.said)
    lengths = [one["length"] for one in made.as_json(session.clips.length)["clips"]]
    assert all(lengths)
    assert len(lengths) == len(made.clips)
    spoken_tables(session)
    assert len(voice.said) == said


class Hoarse(FakeVoice):
    """Cannot say a number that the session as it was made does not say."""

    def synthesise(self, text: str, speech_rate: float) -> Speech:
        if "forty-five" in text:
            raise VoiceError("the voice is hoarse")
        return super().synthesise(text, speech_rate)


def test_a_failure_names_the_line_that_a_clip_is_for(
    write: Callable[..., Path], tmp_path: Path
) -> None:
    session = timed(write("calf.stretch", SCRIPT), Hoarse(), tmp_path / "cache")
    with pytest.raises(VoiceError, match=r"calf\.stretch:4: the voice is hoarse"):
        spoken_tables(session)


def test_a_clip_of_a_chime_is_not_spoken(
    write: Callable[..., Path], voice: FakeVoice, tmp_path: Path
) -> None:
    made = spoken_tables(timed(write("calf.stretch", SCRIPT), voice, tmp_path / "cache"))
    assert made is not None
    chimes = [clip for clip in made.clips if not isinstance(clip, Utterance)]
    assert {*chimes} == {"soft", "start", "end"}
