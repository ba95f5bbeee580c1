"""Files that belong together appear together, and nothing of the user's is lost on the way."""

from __future__ import annotations

import os
import shutil
import stat
from collections.abc import Callable
from pathlib import Path

import pytest

from sivoice.hidden import NOTE, Hidden
from tests.cli.conftest import Run
from tests.conftest import FakeVoice

pytestmark = pytest.mark.usefixtures("warm_cache")
SHORT = ("--only", "abdominal", "--no-welcome", "--no-cautions")
SET = ("export", *SHORT, "--page", "--lyrics", "--transcript", "txt", "-o", "a.mp3")
SPLIT = ("export", "--only", "abdominal,piriformis", "--split", "-o", "evening")


def contents(folder: Path) -> dict[str, bytes]:
    """All the files below a folder, hidden ones too."""
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file()
    }


def failing_rename(number: int, folder: Path, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Make the rename to the `number`-th file in `folder` fail; return the names, in order."""
    real, names = os.replace, list[str]()

    def rename(source: str, target: str) -> None:
        path = Path(target)
        if path.parent.resolve() == folder:
            names.append(path.name)
            if len(names) == number:
                raise OSError(5, "Input/output error", str(source), None, str(target))
        real(source, target)

    monkeypatch.setattr(os, "replace", rename)
    return names


@pytest.mark.parametrize("number", [1, 2, 3, 4])
def test_a_rename_that_fails_leaves_all_old_files_and_is_named(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, number: int
) -> None:
    assert run(*SET, "--hold", "10").exit_code == 0
    before = contents(tmp_path)
    names = failing_rename(number, tmp_path, monkeypatch)
    result = run(*SET, "--hold", "20")
    assert result.exit_code == 1
    assert result.stderr.startswith(f"error: cannot write {names[number - 1]}: Input/output error")
    assert contents(tmp_path) == before


def test_a_split_that_fails_midway_leaves_all_old_parts(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert run(*SPLIT, "--hold", "10").exit_code == 0
    before = contents(tmp_path)
    failing_rename(3, tmp_path / "evening", monkeypatch)
    result = run(*SPLIT, "--hold", "20")
    assert result.exit_code == 1
    assert "cannot write evening/03-abdominal.mp3: " in result.stderr
    assert contents(tmp_path) == before


def meanwhile(do: Callable[[], object], monkeypatch: pytest.MonkeyPatch) -> None:
    """Do something while the words are spoken, after all checks."""
    speak = FakeVoice.synthesise

    def synthesise(self: FakeVoice, text: str, speech_rate: float) -> object:
        do()
        return speak(self, text, speech_rate)

    monkeypatch.setattr(FakeVoice, "synthesise", synthesise)


@pytest.mark.parametrize("name", ["a.mp3", "a.html", "a.lrc", "a.txt"])
@pytest.mark.parametrize("force", [False, True])
def test_a_file_made_during_the_speaking_needs_force(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str, force: bool
) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path.parent / f"{tmp_path.name}-cache"))
    meanwhile(lambda: (tmp_path / name).write_bytes(b"mine"), monkeypatch)
    result = run(*SET, *(["--force"] if force else []))
    if force:
        assert (result.exit_code, len(contents(tmp_path))) == (0, 4)
    else:
        assert result.exit_code == 1
        assert f"{name} already exists, and sivoice did not write it" in result.stderr
        assert contents(tmp_path) == {name: b"mine"}


def test_a_part_made_during_the_speaking_needs_force(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path.parent / f"{tmp_path.name}-cache"))
    (tmp_path / "evening").mkdir()
    song = tmp_path / "evening" / "03-abdominal.mp3"
    meanwhile(lambda: song.write_bytes(b"my song"), monkeypatch)
    result = run(*SPLIT)
    assert result.exit_code == 1
    assert "03-abdominal.mp3 already exists, and sivoice did not write it" in result.stderr
    assert contents(tmp_path) == {"evening/03-abdominal.mp3": b"my song"}


@pytest.mark.parametrize(
    "name", ["20-my-favourite.mp3", "03-abdominal-slow.mp3", "05-abdominal.mp3"]
)
def test_a_split_keeps_copies_that_the_user_renamed(run: Run, tmp_path: Path, name: str) -> None:
    assert run(*SPLIT).exit_code == 0
    folder = tmp_path / "evening"
    shutil.copy(folder / "03-abdominal.mp3", folder / name)
    assert run("export", "--only", "abdominal", "--split", "-o", "evening").exit_code == 0
    assert sorted(contents(folder)) == sorted(
        ["01-welcome.mp3", "02-abdominal.mp3", "03-close.mp3", name]
    )


@pytest.mark.skipif(os.name == "nt", reason="Windows has no such permissions")
@pytest.mark.parametrize("words", [SET, (*SPLIT, "--quiet"), ("handout", "-o", "a.pdf")])
@pytest.mark.parametrize("mode", [0o600, 0o640, 0o664])
def test_a_replaced_file_keeps_its_mode(
    run: Run, tmp_path: Path, words: tuple[str, ...], mode: int
) -> None:
    assert run(*words).exit_code == 0
    paths = [path for path in tmp_path.rglob("*") if path.is_file()]
    for path in paths:
        path.chmod(mode)
    assert run(*words).exit_code == 0
    assert {stat.S_IMODE(path.stat().st_mode) for path in paths} == {mode}


@pytest.mark.parametrize(
    ("length", "code"), [(251, 0), (252, 1)], ids=["the longest name", "a longer one"]
)
def test_a_name_that_is_accepted_can_be_written(
    run: Run, monkeypatch: pytest.MonkeyPatch, length: int, code: int
) -> None:
    if code:
        monkeypatch.setattr("sivoice.session.clips.default_voice", lambda: 1 / 0)
    result = run("export", *SHORT, "-o", f"{length * 'a'}.mp3")
    assert result.exit_code == code, result.output
    assert ("File name too long" in result.stderr) is bool(code)


@pytest.mark.parametrize(
    "words", [SET, SPLIT, ("handout", "--fit", "17min", "-o", "a.pdf")], ids=lambda words: words[0]
)
def test_a_folder_that_takes_no_file_is_found_before_the_speaking(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, words: tuple[str, ...]
) -> None:
    monkeypatch.setattr("sivoice.session.clips.default_voice", lambda: 1 / 0)

    def refuse(real: Callable[..., object]) -> Callable[..., object]:
        def call(path: object, *args: object, **kwargs: object) -> object:
            if str(path).startswith(str(tmp_path)) or not Path(str(path)).is_absolute():
                raise OSError(30, "Read-only file system")
            return real(path, *args, **kwargs)

        return call

    monkeypatch.setattr(os, "mkdir", refuse(os.mkdir))
    result = run(*words)
    assert result.exit_code == 1
    assert "Read-only file system" in result.stderr


def left_half_done(folder: Path) -> None:
    """Leave a folder as an export does that is killed after its first rename."""
    hidden = Hidden(folder)
    (hidden.path / NOTE).write_text('[["a.mp3", "../a.mp3"], ["a.html", "../a.html"]]')
    (hidden.path / "a.html").touch()
    hidden.release()


@pytest.mark.parametrize(
    "words",
    [
        ("export", *SHORT),
        ("export", *SHORT, "--split", "-o", "new"),
        ("handout",),
        ("copy", "4-7-8", "x"),
    ],
    ids=lambda words: words[0],
)
def test_a_set_that_is_half_new_is_told_once(
    run: Run, tmp_path: Path, words: tuple[str, ...]
) -> None:
    left_half_done(tmp_path)
    assert run("export", *SHORT, "-o", "b.mp3", "--quiet").output == ""
    assert run(*words).stderr == (
        "warning: sivoice was stopped while it replaced files that belong together: "
        "a.mp3 is new, but a.html is not\nRun the same command to its end, and they match again.\n"
    )
    assert run(*words[:-1], "y" if words[0] == "copy" else words[-1]).stderr == ""
    assert not list(tmp_path.glob(".*"))
