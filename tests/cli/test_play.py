"""`sivoice play` keeps the options with the bookmark, and resumes with them."""

from __future__ import annotations

from pathlib import Path

import pytest

from sivoice.compile.plan import Place
from sivoice.folders import bookmark
from sivoice.options.options import Options, options_from
from sivoice.player.bookmark import Bookmark, Request, keep
from sivoice.session.session import Session
from tests.cli.conftest import Run
from tests.conftest import STRETCH


class Played:
    """Stands for the player, and keeps what it was called with."""

    session: Session
    request: Request

    def __call__(self, session: Session, request: Request, *_: object, **__: object) -> bool:
        self.session, self.request = session, request
        return True


def left(path: Path, words: dict[str, object]) -> Bookmark:
    return Bookmark(Request(str(path), words), 2, "0", Place(), coaching=True)


@pytest.fixture
def played(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Played:
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    (tmp_path / "calf.stretch").write_text(STRETCH)
    player = Played()
    monkeypatch.setattr("sivoice.cli.live.play_session", player)
    return player


def test_a_bookmark_keeps_the_options_as_they_were_given(run: Run, played: Played) -> None:
    result = run("play", "calf.stretch", "--hold", "20", "--pace", "1.2", "--no-welcome")
    assert result.exit_code == 0, result.output
    assert played.request.words == {"hold": ("20",), "pace": "1.2", "welcome": False}
    assert played.session.asked == options_from(played.request.words)


@pytest.mark.parametrize(
    "words",
    [
        {"hold": ["20"], "pace": "1.2", "welcome": False},
        {"hold": ["20"], "pace": 1.2, "welcome": False, "sets": None, "side": None},
    ],
    ids=["as kept now", "as kept by an older version"],
)
def test_a_session_is_resumed_with_its_options(
    run: Run, played: Played, tmp_path: Path, words: dict[str, object]
) -> None:
    keep(bookmark(), left(tmp_path / "calf.stretch", words))
    assert run("play", "--resume").exit_code == 0
    asked = Options(welcome=False, pace=1.2, hold=options_from({"hold": "20"}).hold)
    assert played.session.asked == asked


@pytest.mark.usefixtures("played")
def test_a_bookmark_with_an_unknown_option_is_an_error(run: Run, tmp_path: Path) -> None:
    keep(bookmark(), left(tmp_path / "calf.stretch", {"tempo": "fast"}))
    result = run("play", "--resume")
    assert (result.exit_code, result.stderr) == (2, "error: --tempo: there is no such option\n")


@pytest.mark.usefixtures("played")
@pytest.mark.parametrize(
    "words", [("--hold", "20"), ("--no-pad",), ("calf.stretch",), ("si-joint",)]
)
def test_resume_takes_no_other_options(run: Run, words: tuple[str, ...]) -> None:
    result = run("play", "--resume", *words)
    assert result.exit_code == 2
    assert "--resume continues with the same script and the same options" in result.stderr


def test_the_fallback_output_has_no_choice_of_device(run: Run) -> None:
    result = run("play", "calf.stretch", "--output", "simpleaudio", "--device", "Speaker")
    assert result.exit_code == 2
    assert "--device: simpleaudio plays on the default device only" in result.stderr
