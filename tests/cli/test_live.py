"""A session played on the terminal goes on if its voice fails, and its bookmark is kept."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from sivoice.cli.live import play_session
from sivoice.errors import VoiceError
from sivoice.folders import bookmark
from sivoice.options.doses import PerStretch
from sivoice.options.options import Options
from sivoice.player.bookmark import Request
from sivoice.player.pulled import NoQueue
from sivoice.session import clips as session_clips
from sivoice.session.session import Session, open_session
from sivoice.units import SAMPLE_RATE
from sivoice.voices import Speech
from tests.conftest import STRETCH, FakeVoice, faultless


class FailsFromTheThird(FakeVoice):
    """Speaks two cues and fails on the others."""

    def synthesise(self, text: str, speech_rate: float) -> Speech:
        if len(self.said) >= 2:
            raise VoiceError("the voice has had enough\nLet it rest.")
        return super().synthesise(text, speech_rate)


class FastDevice(NoQueue):
    """A device that plays an hour in a few seconds."""

    buffered = 0
    _over: threading.Event

    def open(self, pull: Callable[[int], bytes]) -> None:
        self._over = threading.Event()
        threading.Thread(target=self._play, args=(pull, self._over)).start()

    def close(self) -> None:
        self._over.set()

    def silent_for(self) -> float:
        return 0.0

    def _play(self, pull: Callable[[int], bytes], over: threading.Event) -> None:
        while not over.is_set():
            pull(SAMPLE_RATE // 2)
            time.sleep(0.001)


@pytest.fixture
def session(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Session:
    monkeypatch.setattr(session_clips, "default_voice", FakeVoice)
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    monkeypatch.setattr("sivoice.player.player.TICK", 0.01)
    monkeypatch.setattr("sivoice.player.player.DRAIN", 0.01)
    monkeypatch.chdir(tmp_path)
    Path("calf.stretch").write_text(STRETCH)
    return open_session(faultless(Path("calf.stretch")), Options(hold=PerStretch(5_000)))


def play(session: Session, *, quiet: bool = False) -> bool:
    request = Request("calf.stretch", {})
    return play_session(session, request, None, FastDevice(), plain=True, quiet=quiet)


def test_a_session_goes_on_if_the_voice_fails_and_says_so_at_the_end(
    session: Session, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(session_clips, "default_voice", FailsFromTheThird)
    assert play(session)
    said = capsys.readouterr()
    assert "The words are only shown: the voice has had enough" in said.out
    assert said.err.startswith("warning: ")
    assert said.err.endswith(" cues could not be spoken: the voice has had enough\nLet it rest.\n")


def test_a_session_played_to_its_end_leaves_no_bookmark(session: Session) -> None:
    assert play(session, quiet=True)
    assert not bookmark().exists()


def test_how_often_is_printed_at_the_end(
    session: Session, capsys: pytest.CaptureFixture[str]
) -> None:
    text = STRETCH.replace("position:", "how often: twice a day\nposition:")
    Path("calf.stretch").write_text(text)
    often = open_session(faultless(Path("calf.stretch")), session.asked)
    assert play(often)
    assert capsys.readouterr().out.endswith("\nCalf: twice a day\n")


def test_quiet_prints_nothing(session: Session, capsys: pytest.CaptureFixture[str]) -> None:
    assert play(session, quiet=True)
    assert capsys.readouterr() == ("", "")
