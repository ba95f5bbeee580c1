"""`sivoice preview`: what is played of a script while it is written; no sound, and no waiting."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from sivoice.cli import previewing
from sivoice.errors import DeviceError
from sivoice.folders import bookmarks
from sivoice.player import keys as player_keys
from sivoice.player.keys import Control, Keys
from sivoice.player.pulled import NoQueue, Pull
from sivoice.units import SAMPLE_RATE
from tests.cli.conftest import Run
from tests.conftest import STRETCH

IDLE = 4
"""Looks at the files between two actions of the writer."""


class Room(NoQueue):
    """A writer at a keyboard, and a device whose sound goes by at once."""

    buffered = 0

    def __init__(self) -> None:
        self.actions: list[Callable[[], Control | None]] = []
        """What the writer does, one after the other, whenever nothing plays."""
        self.meanwhile: list[Callable[[], Control | None]] = []
        """What the writer does while something plays; the sound stands still meanwhile."""
        self.pull: Pull | None = None
        self.idle = 0
        self.opened = 0

    def open(self, pull: Pull) -> None:
        self.pull = pull
        self.opened += 1

    def close(self) -> None:
        self.pull = None

    def silent_for(self) -> float:
        return 0.0

    def wait(self, seconds: float) -> list[Control]:
        self.idle += 1
        if self.pull is not None and not self.meanwhile:
            self.pull(SAMPLE_RATE)
            self.idle = 0
        elif self.idle % IDLE == 0:
            return self.act(self.meanwhile if self.pull is not None else self.actions)
        return []

    def act(self, actions: list[Callable[[], Control | None]]) -> list[Control]:
        control = actions.pop(0)() if actions else Control.QUIT
        return [control] if control else []


@pytest.fixture(autouse=True)
def room(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Room:
    one = Room()

    @contextmanager
    def keyboard() -> Iterator[Keys]:
        keys = Keys(None)
        keys.wait = one.wait  # type: ignore[method-assign]
        yield keys

    monkeypatch.setattr(player_keys, "keyboard", keyboard)
    monkeypatch.setattr(previewing, "SystemOutput", lambda: one)
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    return one


class Writer:
    """Writes a script, and never twice at the same moment."""

    def __init__(self, path: Path, text: str = STRETCH) -> None:
        self.path = path
        self.text = text
        self.saves = 0
        self.save(text)

    def save(self, text: str) -> None:
        self.path.parent.mkdir(exist_ok=True)
        self.path.write_text(text, encoding="utf-8")
        self.saves += 1
        os.utime(self.path, ns=(self.saves * 10**9, self.saves * 10**9))

    def edit(self, old: str, new: str) -> Callable[[], None]:
        """Prepare to put one text in the place of another."""

        def edit() -> None:
            assert old in self.text
            self.text = self.text.replace(old, new)
            self.save(self.text)

        return edit


@pytest.fixture(autouse=True)
def writer(tmp_path: Path) -> Writer:
    return Writer(tmp_path / "calf.stretch")


WAITING = "Waiting until calf.stretch is saved. Ctrl-C ends."


def spoken(output: str) -> list[str]:
    """What was told, without the titles, sides and countdowns."""
    skipped = ("Calf (", "Right side", "Left side", "Hold: ", "Get ready: ")
    return [line for line in output.splitlines() if line and not line.startswith(skipped)]


def test_a_script_is_played_from_its_first_words(run: Run) -> None:
    result = run("preview", "calf")
    assert (result.exit_code, result.stderr) == (0, "")
    assert spoken(result.stdout) == [
        "Next: Calf.",
        "Step back with your right foot.",
        "Come back.",
        "Step back with your left foot.",
        "Come back.",
    ]
    assert not bookmarks().exists()


@pytest.mark.real
def test_it_takes_the_options_of_a_session(run: Run) -> None:
    result = run("preview", "calf.stretch", "--side", "left", "--guidance", "minimal")
    assert "right" not in result.stdout.lower()
    assert run("preview", "calf.stretch", "--hold", "soon").exit_code == 2
    assert run("preview", "calf.stretch", "--hold", "90").stderr == ""


@pytest.mark.real
def test_each_save_plays_what_it_changed(run: Run, room: Room, writer: Writer) -> None:
    room.actions = [
        writer.edit("Come back.", "Come back.\n## Finish\nShake out."),
        writer.edit("# Calf", "# Calf\n[note] Mine."),
        writer.edit("Shake out.", "Shake it out."),
    ]
    result = run("preview", "calf", "--watch")
    assert (result.exit_code, result.stderr) == (0, "")
    told = spoken(result.stdout)
    assert told[:5] == spoken(run("preview", "calf").stdout)[:5]
    assert told[5:] == [
        WAITING,
        "Shake out.",
        WAITING,
        "Saved. Nothing that is heard has changed.",
        WAITING,
        "Shake it out.",
        WAITING,
    ]


def test_faults_are_shown_and_waited_out(run: Run, room: Room, writer: Writer) -> None:
    writer.edit("[hold]", "[hodl]")()
    room.actions = [
        writer.edit("[hodl]", "[hold]"),
        writer.edit("Come back.", "Come {back}."),
        writer.edit("{back}", "forward"),
    ]
    result = run("preview", "calf", "--watch")
    assert result.exit_code == 0
    assert [line[:23] for line in result.stderr.splitlines() if line.startswith("error")] == [
        "error[unknown-direction",
        "error[unknown-blank]: u",
    ]
    assert spoken(result.stdout) == [
        WAITING,
        "Next: Calf.",
        "Step back with your right foot.",
        "Come back.",
        "Step back with your left foot.",
        "Come back.",
        WAITING,
        WAITING,
        "Come forward.",
        "Step back with your left foot.",
        "Come forward.",
        WAITING,
    ]


def test_without_watch_faults_end_it(run: Run, writer: Writer) -> None:
    writer.edit("[hold]", "[hodl]")()
    result = run("preview", "calf")
    assert (result.exit_code, result.stdout) == (1, "")
    assert "unknown-direction" in result.stderr


def test_a_file_that_goes_away_is_waited_for(run: Run, room: Room, writer: Writer) -> None:
    room.actions = [writer.path.unlink, lambda: writer.save(writer.text.replace("Come", "Go"))]
    result = run("preview", "calf.stretch", "--watch")
    assert result.stderr.startswith("error: cannot read calf.stretch: ")
    assert spoken(result.stdout)[-4] == "Go back."


def test_a_save_ends_what_plays(run: Run, room: Room, writer: Writer) -> None:
    finish = writer.edit("Come back.", "Come back.\n## Finish\nShake out.")
    room.meanwhile = [finish, lambda: None]  # then nothing, until the save has been noticed
    result = run("preview", "calf", "--watch")
    assert spoken(result.stdout) == ["Shake out.", WAITING]
    assert room.opened == 2


@pytest.mark.real
def test_a_session_is_played_again_when_one_of_its_stretches_is_saved(
    run: Run, room: Room, writer: Writer, tmp_path: Path
) -> None:
    writer.path.unlink()
    Writer(tmp_path / "calm.session", "# Calm\n## Stretches\n[play calf]\n")
    below = tmp_path / "stretches" / "calf.stretch"
    calf: list[Writer] = []
    room.actions = [
        lambda: calf.append(Writer(below)),
        lambda: calf[0].save(STRETCH.replace("back with", "back again with")),
    ]
    result = run("preview", "calm", "--watch")
    assert "unknown-stretch" in result.stderr
    told = spoken(result.stdout)
    assert told.count("Step back with your right foot.") == 1
    assert told.count("Step back again with your right foot.") == 1


@pytest.mark.parametrize("playing", [False, True])
def test_an_interrupt_ends_watching(run: Run, room: Room, playing: bool) -> None:
    def interrupt() -> None:
        raise KeyboardInterrupt

    (room.meanwhile if playing else room.actions).append(interrupt)
    result = run("preview", "calf", "--watch")
    assert (result.exit_code, result.stderr) == (0, "")
    assert room.pull is None


def test_an_interrupt_without_watch_ends_with_130(run: Run, room: Room) -> None:
    def interrupt() -> None:
        raise KeyboardInterrupt

    room.meanwhile = [interrupt]
    assert run("preview", "calf").exit_code == 130


def test_q_ends_it_while_it_plays(run: Run, room: Room) -> None:
    room.meanwhile = [lambda: Control.QUIT]
    result = run("preview", "calf", "--watch")
    assert (result.exit_code, spoken(result.stdout)) == (0, [])


def test_without_a_sound_device_it_ends(
    run: Run, room: Room, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(_: Pull) -> None:
        raise DeviceError("no sound device can be opened\nConnect one.")

    monkeypatch.setattr(room, "open", fail)
    result = run("preview", "calf", "--watch")
    assert result.exit_code == 1
    assert result.stderr == "error: no sound device can be opened\nConnect one.\n"


def test_quiet_shows_only_errors(run: Run, room: Room, writer: Writer) -> None:
    room.actions = [writer.edit("[hold]", "[hodl]")]
    result = run("preview", "calf", "--watch", "--quiet")
    assert result.stdout == ""
    assert "unknown-direction" in result.stderr
