"""A pipe, a socket or a device in any place is an error at once, before anything is spoken."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest
from typer.testing import CliRunner

from sivoice.cli.app import app
from sivoice.folders import bookmarks, clip_cache, settings_file
from tests.cli.conftest import Run
from tests.conftest import STRETCH, FakeVoice
from tests.special import KINDS, special, within

SESSION = "# Calm\n## Stretches\n[play calf]\n"
SILENT = ("--voice", "none", "--quiet")


def made(path: Path, text: str) -> None:
    """Write a file with the folders that it needs."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")


@pytest.fixture
def mute(monkeypatch: pytest.MonkeyPatch) -> None:
    """Fails a test that speaks."""

    def spoken(*_: object) -> None:
        raise AssertionError("something was spoken")

    monkeypatch.setattr(FakeVoice, "synthesise", spoken)


INPUTS: dict[str, tuple[Callable[[], Path], tuple[str, ...], int]] = {
    "a script": (lambda: Path("a.session"), ("check", "a.session"), 2),
    "a script to format": (lambda: Path("a.stretch"), ("fmt", "a.stretch"), 2),
    "a script to copy": (lambda: Path("a.stretch"), ("copy", "a.stretch", "b"), 2),
    "a stretch of a session": (lambda: Path("calf.stretch"), ("check", "calm.session"), 1),
    "a handout": (lambda: Path("calm.handout"), ("handout", "calm.session"), 1),
    "the settings": (settings_file, ("show", "calm.session", *SILENT), 1),
    "the bookmark": (lambda: bookmarks() / "x.json", ("play", "--resume"), 2),
    "a pad": (lambda: Path("p.wav"), ("export", "calm.session", "--pad-sound", "p.wav"), 2),
    "a chime": (lambda: Path("c/soft.wav"), ("export", "calm.session", "--chimes", "c"), 2),
    "a file to share": (lambda: Path("a.mp3"), ("share", "a.mp3"), 1),
}
"""By what it is: its path, a command that reads it, and the exit code."""


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("place", INPUTS)
@pytest.mark.usefixtures("mute")
def test_no_input_is_waited_for(run: Run, kind: str, place: str) -> None:
    path, words, code = INPUTS[place]
    made(Path("calm.session"), SESSION)
    if place != "a stretch of a session":
        made(Path("stretches/calf.stretch"), STRETCH)
    special(path(), kind)
    with within():
        result = run(*words)
    assert result.exit_code == code
    assert "Traceback" not in result.output
    if place == "a stretch of a session":
        assert "there is no stretch `calf`" in result.stderr
    elif place == "a chime":
        assert "has no sound `soft`" in result.stderr
    elif place == "the bookmark":
        assert "cannot be read" in result.stderr
    else:
        assert KINDS[kind] in result.stderr


OUTPUTS: dict[str, tuple[str, tuple[str, ...]]] = {
    "an MP3": ("a.mp3", ("export", "calm.session", "-o", "a.mp3")),
    "a WAV file": ("a.wav", ("export", "calm.session", "-o", "a.wav")),
    "lyrics": ("a.lrc", ("export", "calm.session", "-o", "a.mp3", "--lyrics")),
    "a transcript": ("a.txt", ("export", "calm.session", "-o", "a.mp3", "--transcript", "txt")),
    "a page": ("a.html", ("export", "calm.session", "-o", "a.mp3", "--page")),
    "a split session": ("a", ("export", "calm.session", "-o", "a", "--split")),
    "a part": ("a/01-calf.mp3", ("export", "calm.session", "-o", "a", "--split")),
    "a PDF": ("a.pdf", ("handout", "calm.session", "-o", "a.pdf")),
    "a printed page": ("a.html", ("handout", "calm.session", "-o", "a.html")),
    "something without an ending": ("a", ("export", "calm.session", "-o", "a")),
}
"""By what it is: its name, and a command that writes it."""


@pytest.mark.parametrize("force", [(), ("--force",)], ids=["", "force"])
@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("place", OUTPUTS)
@pytest.mark.usefixtures("mute")
def test_no_output_takes_its_place(run: Run, kind: str, place: str, force: tuple[str, ...]) -> None:
    name, words = OUTPUTS[place]
    made(Path("calm.session"), SESSION)
    made(Path("stretches/calf.stretch"), STRETCH)
    special(Path(name), kind)
    before = Path(name).lstat()
    with within():
        result = run(*words, *force)
    assert result.exit_code == 1
    assert f"there is already {KINDS[kind]} with that name" in result.stderr
    assert (Path(name).lstat().st_mode, Path(name).lstat().st_ino) == (
        before.st_mode,
        before.st_ino,
    )


@pytest.mark.parametrize("command", ["export", "handout"])
@pytest.mark.parametrize("device", ["/dev/null", "/dev/zero"])
@pytest.mark.skipif(os.name == "nt", reason="Windows has no such files")
def test_a_device_itself_is_no_output(run: Run, command: str, device: str) -> None:
    result = run(command, "-o", device, "--force")
    assert result.exit_code == 1
    assert f"cannot write {device}: there is already a device with that name" in result.stderr


@pytest.mark.parametrize("kind", KINDS)
def test_a_damaged_cache_is_spoken_again(run: Run, kind: str) -> None:
    made(Path("calf.stretch"), STRETCH)
    with within(60):
        assert run("export", "calf.stretch", "-q").exit_code == 0
        first = Path("calf.mp3").read_bytes()
        entries = [path for path in clip_cache().rglob("*.*") if path.is_file()]
        assert entries
        for path in entries:
            path.unlink()
            special(path, kind)
        assert run("export", "calf.stretch", "-q").exit_code == 0
    assert Path("calf.mp3").read_bytes() == first


def test_standard_input_without_an_end_is_refused() -> None:
    result = CliRunner().invoke(app, ["fmt", "-"], input="# " + "a" * 3 * 1024 * 1024)
    assert result.exit_code == 1
    assert "error[file-too-large]" in result.stderr


def test_a_file_of_many_gigabytes_is_not_read(run: Run) -> None:
    made(Path("calm.session"), SESSION)
    made(Path("stretches/calf.stretch"), STRETCH)
    huge: dict[str, tuple[str, ...]] = {
        "a.session": ("check", "a.session"),
        "calm.handout": ("handout", "calm.session"),
    }
    huge |= {"p.wav": ("export", "calm.session", "--pad-sound", "p.wav")}
    huge |= {str(settings_file()): ("show", "calm.session", *SILENT)}
    for name, words in huge.items():
        made(Path(name), "")
        with Path(name).open("wb") as file:
            file.truncate(20 << 30)  # takes no space
        with within():
            result = run(*words)
        assert result.exit_code in (1, 2), name
        assert "larger than" in result.stderr, name
        Path(name).unlink()
