"""`sivoice play` keeps the options with the bookmark, and resumes with them."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import Any

import pytest

from sivoice.compile.plan import Place
from sivoice.folders import bookmarks
from sivoice.options.options import Options, options_from
from sivoice.player.bookmark import Bookmark, Request, claimed, file_of, keep
from sivoice.session.session import Session
from tests.cli.conftest import Run
from tests.conftest import STRETCH


class Played:
    """Stands for the player, and keeps what it was called with."""

    session: Session
    request: Request
    left_at: Bookmark | None
    place: Path | None
    to_the_end = True

    def __call__(
        self,
        session: Session,
        request: Request,
        left_at: Bookmark | None,
        _: object,
        *,
        place: Path | None,
        **__: object,
    ) -> bool:
        self.session, self.request, self.left_at, self.place = session, request, left_at, place
        return self.to_the_end


def left(path: Path, words: dict[str, Any]) -> Bookmark:
    return Bookmark(Request(str(path), words), 2, "0" * 64, Place(), coaching=True)


def leave(path: Path, **words: Any) -> Bookmark:
    """Keep a bookmark of a script, later than all others."""
    bookmark = left(path, words)
    file = file_of(bookmarks(), str(path))
    keep(file, bookmark)
    at = 1 + max(other.stat().st_mtime for other in bookmarks().iterdir())
    os.utime(file, (at, at))
    return bookmark


@pytest.fixture
def played(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Played:
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
    run: Run, played: Played, tmp_path: Path, words: dict[str, Any]
) -> None:
    leave(tmp_path / "calf.stretch", **words)
    assert run("play", "--resume").exit_code == 0
    asked = Options(welcome=False, pace=1.2, hold=options_from({"hold": "20"}).hold)
    assert played.session.asked == asked


@pytest.mark.usefixtures("played")
def test_a_bookmark_with_an_unknown_option_is_an_error(run: Run, tmp_path: Path) -> None:
    leave(tmp_path / "calf.stretch", tempo="fast")
    result = run("play", "--resume")
    assert (result.exit_code, result.stderr) == (2, "error: --tempo: there is no such option\n")


@pytest.mark.usefixtures("played")
@pytest.mark.parametrize(
    "words", [("--hold", "20"), ("--no-pad",), ("calf.stretch", "--hold", "20")]
)
def test_resume_takes_no_other_options(run: Run, words: tuple[str, ...]) -> None:
    result = run("play", "--resume", *words)
    assert result.exit_code == 2
    assert "--resume continues with the same options" in result.stderr


def test_resume_continues_the_last_session_or_the_one_that_is_named(
    run: Run, played: Played, tmp_path: Path
) -> None:
    (tmp_path / "hip.stretch").write_text(STRETCH.replace("Calf", "Hip"))
    calf = leave(tmp_path / "calf.stretch", hold=["20"])
    hip = leave(tmp_path / "hip.stretch", pace="1.2")
    for words, bookmark in (((), hip), (("calf",), calf), (("calf.stretch",), calf)):
        assert run("play", *words, "--resume").exit_code == 0
        assert (played.left_at, played.request) == (bookmark, bookmark.request)
        assert played.place == file_of(bookmarks(), bookmark.request.script)


@pytest.mark.usefixtures("played")
def test_a_session_that_was_not_left_cannot_be_resumed(run: Run, tmp_path: Path) -> None:
    result = run("play", "--resume")
    assert (result.exit_code, result.stderr.partition("\n")[0]) == (
        2,
        "error: there is no session to resume",
    )
    leave(tmp_path / "calf.stretch")
    result = run("play", "si-joint", "--resume")
    assert (result.exit_code, result.stderr.partition("\n")[0]) == (
        2,
        "error: there is no place to resume this session from",
    )


@pytest.mark.skipif(sys.platform == "win32", reason="the lock is held by this very process")
def test_the_second_player_of_a_session_keeps_no_place(
    run: Run, played: Played, tmp_path: Path
) -> None:
    played.to_the_end = False
    stopped = "Stopped. To continue from here: sivoice play --resume\n"
    assert run("play", "calf").stdout == stopped
    with claimed(file_of(bookmarks(), str(tmp_path / "calf.stretch"))):
        result = run("play", "calf")
        assert played.place is None
        assert result.stdout == "Stopped.\n"
        assert result.stderr == (
            "warning: this session is already being played, "
            "so this player does not keep its place\n"
        )
        assert run("play", "calf", "--quiet").output == ""
        assert run("play", "si-joint").stdout == stopped
        assert played.place is not None


def test_the_fallback_output_has_no_choice_of_device(run: Run) -> None:
    result = run("play", "calf.stretch", "--output", "simpleaudio", "--device", "Speaker")
    assert result.exit_code == 2
    assert "--device: simpleaudio plays on the default device only" in result.stderr
