"""`sivoice export` makes files, and says what it made."""

from __future__ import annotations

import os
import struct
import subprocess
import sys
from itertools import pairwise
from pathlib import Path

import mutagen
import pytest

from sivoice.cli.export import PLAYER_HINT
from sivoice.export.cover import cover
from sivoice.export.formats import SIDECARS, SOUNDS
from sivoice.folders import settings_file
from sivoice.version import __version__
from tests.cli.conftest import Run
from tests.conftest import STRETCH
from tests.figure.conftest import STANDING

pytestmark = pytest.mark.usefixtures("warm_cache")


def parts(stdout: str) -> tuple[str, str]:
    """What was made, and the hint for players after it."""
    made, start, hint = stdout.partition("If your player")
    return made, start + hint


def test_export_says_what_it_made(run: Run, tmp_path: Path) -> None:
    result = run("export", "--only", "piriformis,abdominal", "--hold", "15")
    assert result.exit_code == 0, result.output
    path = tmp_path / "si-joint.mp3"
    size = path.stat().st_size / 1e6
    made, hint = parts(result.stdout)
    first, *chapters = made.splitlines()
    assert first.startswith("si-joint.mp3: ")
    assert first.endswith(f" long, {size:.1f} MB, 4 chapters")
    assert [line.split(maxsplit=1)[1] for line in chapters] == [
        "Welcome",
        "Piriformis",
        "Abdominal",
        "Close",
    ]
    assert "trim silence" in hint
    assert result.stderr == ""


def test_quiet_prints_nothing(run: Run) -> None:
    for words in (("--quiet", "export"), ("export", "--quiet"), ("export", "-q", "--hold", "60")):
        result = run(*words, "--only", "abdominal")
        assert (result.exit_code, result.output) == (0, "")


def test_a_stretch_by_itself_becomes_a_wav(run: Run, tmp_path: Path) -> None:
    (tmp_path / "calf.stretch").write_text(STRETCH)
    assert run("export", "calf.stretch", "-o", "calf.wav").exit_code == 0
    assert [str(c.sub_frames["TIT2"]) for c in mutagen.File("calf.wav").tags.getall("CHAP")] == [
        "Calf"
    ]


def test_a_figure_with_faults_is_reported_and_left_out(run: Run, tmp_path: Path) -> None:
    (tmp_path / "calf.stretch").write_text(STRETCH)
    (tmp_path / "calf.figure").write_text("# Calf\n## Hold\nright leg: knee 190\n")
    for name in ("calf.mp3", "calf.wav"):
        result = run("export", "calf.stretch", "-o", name)
        assert result.exit_code == 0
        assert " --> calf.figure:3:12\n" in result.stderr
        assert result.stderr.splitlines()[-1] == "warning: the file has no picture of calf"
        (chapter,) = mutagen.File(name).tags.getall("CHAP")
        assert "APIC:" not in chapter.sub_frames
    assert run("export", "calf.stretch", "-q").output == ""


@pytest.mark.parametrize("name", ["calf.mp3", "calf.wav"])
def test_a_chapter_shows_the_figure_of_its_stretch(run: Run, tmp_path: Path, name: str) -> None:
    (tmp_path / "calf.stretch").write_text(STRETCH)
    (tmp_path / "calf.figure").write_text(STANDING)
    assert run("export", "calf.stretch", "-o", name).stderr == ""
    tags = mutagen.File(name).tags
    (chapter,) = tags.getall("CHAP")
    assert struct.unpack(">II", chapter.sub_frames["APIC:"].data[16:24]) == (300, 300)
    assert tags["APIC:"].data != cover()


def test_a_file_by_someone_else_is_kept_without_force(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "si-joint.mp3"
    path.write_bytes(b"my song")
    result = run("export")
    assert result.exit_code == 1
    assert "sivoice did not write it" in result.stderr
    assert path.read_bytes() == b"my song"
    assert run("export", "--force", "--only", "abdominal").exit_code == 0
    assert run("export", "--only", "abdominal").exit_code == 0


def test_every_fault_is_reported_and_nothing_is_made(run: Run, tmp_path: Path) -> None:
    (tmp_path / "calf.stretch").write_text(STRETCH.replace("[hold]", "[hold]\n[hodl]\nYour {sde}."))
    result = run("export", "calf.stretch")
    assert result.exit_code == 1
    assert "unknown-direction" in result.stderr
    assert "unknown-blank" in result.stderr
    assert result.stderr.endswith("2 errors, so no session can be made\n")
    assert not (tmp_path / "calf.mp3").exists()


def test_warnings_are_printed_and_the_session_is_made(run: Run, tmp_path: Path) -> None:
    (tmp_path / "calf.stretch").write_text(
        STRETCH.replace("[hold]", "[hold]\n[at 1/3] " + "Breathe. " * 40 + "\n[halfway] Half.")
    )
    result = run("export", "calf.stretch", "--hold", "90")
    assert result.exit_code == 0
    assert "usual" not in result.stderr
    assert (
        "calf.stretch:7: left out `Half.`: it would run into the cue of calf.stretch:6"
        in result.stderr
    )


@pytest.mark.parametrize(
    "words",
    [("export",), ("show",), ("show", "--fit", "1:20"), ("show", "--stage", "plan"), ("handout",)],
    ids=" ".join,
)
def test_a_prescribed_dose_that_is_changed_is_told_once(
    run: Run, tmp_path: Path, words: tuple[str, ...]
) -> None:
    (tmp_path / "calf.stretch").write_text(STRETCH.replace("[hold]", "[hold 25 s]"))
    command, *more = words
    result = run(command, "calf.stretch", *more, "--hold", "20")
    assert (result.exit_code, result.stderr) == (0, "warning: calf: hold 20 s instead of 25 s\n")
    assert run(command, "calf.stretch", *more, "--hold", "20", "--quiet").stderr == ""
    assert run(command, "calf.stretch", *more, "--hold", "25").stderr == ""


def test_the_listener_is_named_inside_files_and_not_by_their_names(
    run: Run, tmp_path: Path
) -> None:
    (tmp_path / "calf.stretch").write_text(STRETCH)
    for words in (("--lyrics", "--page"), ("--split", "-o", "parts")):
        named = ("--title", "For Ann at night", "--listener", "Ann")
        assert run("export", "calf.stretch", *words, *named).exit_code == 0
    assert run("handout", "calf.stretch", "-o", "calf-handout.html", *named).exit_code == 0
    assert not [path.name for path in tmp_path.rglob("*") if "ann" in path.name.lower()]
    tags = mutagen.File("calf.mp3").tags
    assert str(tags["TIT2"]) == "For Ann at night"
    assert str(tags["COMM::eng"]).endswith(", options --title 'For Ann at night' --listener Ann.")
    assert "For Ann" in Path("calf.html").read_text()
    assert "<b>Ann</b>" in Path("calf-handout.html").read_text()


def test_the_settings_file_changes_no_prescribed_dose(run: Run, tmp_path: Path) -> None:
    (tmp_path / "calf.stretch").write_text(STRETCH.replace("[hold]", "[hold 25 s]"))
    settings_file().parent.mkdir(parents=True, exist_ok=True)
    settings_file().write_text('hold = ["20s", "calf=15"]\nsets = 2\n')
    result = run("export", "calf.stretch")
    assert (result.exit_code, result.stderr) == (0, "")
    tags = mutagen.File("calf.mp3").tags
    assert str(tags["COMM::eng"]).endswith(f"{__version__}, options --sets 2.")
    held = run("show", "calf.stretch", "--stage", "plan").stdout
    assert held.count("hold 25 s") == 4


def test_a_split_session_is_a_folder_of_chapters(run: Run, tmp_path: Path) -> None:
    result = run("export", "--split", "--only", "abdominal", "-o", "evening.wav")
    assert result.exit_code == 0, result.output
    made, hint = parts(result.stdout)
    first, *files = made.splitlines()
    assert first.startswith("evening: ")
    assert first.endswith(" MB, 3 files")
    assert [line.split()[1] for line in files] == [
        "01-welcome.wav",
        "02-abdominal.wav",
        "03-close.wav",
    ]
    assert "trim silence" in hint
    assert sorted(path.name for path in (tmp_path / "evening").iterdir()) == [
        line.split()[1] for line in files
    ]
    assert run("export", "--split", "--only", "abdominal", "--quiet").output == ""
    assert (tmp_path / "si-joint" / "03-close.mp3").exists()


def test_the_folder_of_a_split_session_does_not_hide_the_script(run: Run, tmp_path: Path) -> None:
    assert run("export", "--split", "--only", "abdominal").exit_code == 0
    assert (tmp_path / "si-joint").is_dir()
    assert run("check", "si-joint").output == "no problems found\n"


def test_a_folder_with_files_by_someone_else_is_refused_before_any_work(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sivoice.session.clips.default_voice", lambda: 1 / 0)
    (tmp_path / "01-song.mp3").write_bytes(b"my song")
    result = run("export", "--split", "-o", ".")
    assert result.exit_code == 1
    assert "01-song.mp3 already exists, and sivoice did not write it" in result.stderr


def test_a_missing_ffmpeg_is_reported_before_any_work(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sivoice.session.clips.default_voice", lambda: 1 / 0)
    monkeypatch.setenv("PATH", str(tmp_path))
    for words in (("-o", "a.m4b"), ("--split", "-o", "a.m4b")):
        result = run("export", *words)
        assert result.exit_code == 1
        assert "ffmpeg, which is not installed" in result.stderr


@pytest.mark.parametrize("name", ["x.txt", "none/x.mp3", "", f"{300 * 'a'}.mp3"])
def test_an_invalid_name_is_reported_before_any_work(
    run: Run, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sivoice.session.clips.default_voice", lambda: 1 / 0)
    result = run("export", "-o", name)
    assert result.exit_code == (1 if name.startswith("none") or len(name) > 200 else 2)
    assert "error: " in result.stderr


def test_the_settings_file_gives_the_defaults(run: Run) -> None:
    settings_file().parent.mkdir(parents=True)
    settings_file().write_text('only = "abdominal"\nwelcome = false\ncautions = false\n')
    result = run("export")
    made, _ = parts(result.stdout)
    assert [line.split(maxsplit=1)[1] for line in made.splitlines()[1:]] == ["Abdominal", "Close"]


def test_requested_sidecars_are_made_and_listed(run: Run, tmp_path: Path) -> None:
    words = (
        "export",
        "--only",
        "abdominal",
        "--lyrics",
        "--transcript",
        "md",
        "--page",
        "-o",
        "back.mp3",
    )
    result = run(*words)
    assert result.exit_code == 0, result.output
    names = ["back.lrc", "back.md", "back.html"]
    made, _ = parts(result.stdout)
    assert [line.split(":")[0] for line in made.splitlines()[-3:]] == names
    assert sorted(path.name for path in tmp_path.iterdir() if path.is_file()) == sorted(
        ["back.mp3", *names]
    )
    assert "options --only abdominal" in (tmp_path / "back.md").read_text().replace("\\", "")
    (tmp_path / "back.lrc").write_text("my song")
    assert run(*words).exit_code == 1
    assert (tmp_path / "back.lrc").read_text() == "my song"
    assert run(*words, "--force").exit_code == 0


def test_a_page_beside_a_wav_is_refused(run: Run) -> None:
    result = run("export", "--page", "-o", "x.wav")
    assert (result.exit_code, "a page needs an MP3" in result.stderr) == (2, True)


def test_without_chimes_a_warning_says_what_is_missing(run: Run) -> None:
    promised = "A rising chime begins each hold"
    assert promised in run("show").stdout
    silent = run("show", "--chimes", "none")
    assert promised not in silent.stdout
    assert "nothing marks where a hold begins" in silent.stderr
    assert "nothing is heard" in run("show", "--chimes", "none", "--voice", "NONE").stderr
    assert "nothing marks where a hold begins" in run("show", "--volume-chimes", "0").stderr


@pytest.mark.parametrize(
    ("option", "value", "reason"),
    [
        ("chimes", "gong", "there is no set or folder gong"),
        ("voice", "nobody", "there is no voice called `nobody`"),
        ("pad-sound", "gone.mp3", "the sound gone.mp3 cannot be read: No such file or directory"),
    ],
)
def test_an_error_names_the_command_line_or_the_settings_file(
    run: Run, option: str, value: str, reason: str
) -> None:
    by_command = run("export", f"--{option}", value)
    assert by_command.exit_code == 2
    assert by_command.stderr.startswith(f"error: --{option}: {reason}\n")
    settings_file().parent.mkdir(parents=True)
    settings_file().write_text(f'{option} = "{value}"\n')
    by_settings = run("export")
    assert by_settings.exit_code == 1
    assert by_settings.stderr.startswith(f"error: {settings_file()}: {option}: {reason}\n")
    assert run("export", f"--{option}", value).exit_code == 2


def test_a_pad_makes_the_hint_for_players_unnecessary(run: Run) -> None:
    words = ("export", "--only", "abdominal", "--no-welcome", "--no-cautions", "--hold", "5")
    assert "trim silence" in run(*words).stdout
    for option in ("--breath", "--pad"):
        assert "trim silence" not in run(*words, option).stdout


def test_the_hint_is_wrapped_at_80_columns_in_a_pipe(run: Run) -> None:
    _, hint = parts(run("export", "--only", "abdominal").stdout)
    assert " ".join(hint.split()) == PLAYER_HINT
    assert max(map(len, hint.splitlines())) <= 80


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such terminals")
@pytest.mark.parametrize("columns", [60, 80, 250])
def test_the_hint_is_wrapped_between_words_at_the_width_of_the_terminal(
    columns: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    import fcntl
    import pty
    import termios

    monkeypatch.delenv("COLUMNS", raising=False)
    ours, its = pty.openpty()
    fcntl.ioctl(its, termios.TIOCSWINSZ, struct.pack("4H", 24, columns, 0, 0))
    code = "from sivoice.cli import export; print(export._wrapped(export.PLAYER_HINT))"
    subprocess.run([sys.executable, "-c", code], check=True, stdout=its)
    os.close(its)
    lines = os.read(ours, 10_000).decode().splitlines()
    os.close(ours)
    assert " ".join(lines) == PLAYER_HINT
    for line, following in pairwise(lines):
        assert len(line) <= columns < len(f"{line} {following.split()[0]}")


def test_the_help_names_every_format(run: Run) -> None:
    said = run("export", "--help").stdout
    assert [format.ending for format in (*SOUNDS, *SIDECARS) if format.ending not in said] == []


def test_an_unknown_transcript_format_is_refused(run: Run) -> None:
    result = run("export", "--transcript", "pdf")
    assert (result.exit_code, "'pdf' is not one of 'txt', 'md'" in result.stderr) == (2, True)


def test_a_length_without_a_unit_gets_a_suggestion_of_minutes(run: Run) -> None:
    assert "`12` has no unit\nWrite 12min." in run("export", "--fit", "12").stderr


def test_a_folder_is_not_a_script(run: Run, tmp_path: Path) -> None:
    (tmp_path / "evening").mkdir()
    assert "evening is a folder" in run("export", "evening").stderr
