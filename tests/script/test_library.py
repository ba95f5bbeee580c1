"""Scripts are found by name and path: beside the session, among one's own, among those shipped."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from sivoice.errors import ScriptError, UsageError
from sivoice.folders import own_scripts
from sivoice.script.library import find, load, read_script
from tests.conftest import ROOT, STRETCH

Write = Callable[..., Path]


def test_a_name_is_a_shipped_script_or_ones_own() -> None:
    assert find("si-joint") == ROOT / "scripts" / "si-joint.session"
    assert find("piriformis") == ROOT / "scripts" / "stretches" / "piriformis.stretch"
    own = own_scripts() / "stretches" / "piriformis.stretch"
    own.parent.mkdir(parents=True)
    own.write_text(STRETCH)
    assert find("piriformis") == own


def test_examples_have_names_too_and_their_stretches_can_be_played(write: Write) -> None:
    folder = ROOT / "scripts" / "examples"
    assert find("leg-raises") == folder / "leg-raises.session"
    assert find("plank") == folder / "stretches" / "plank.stretch"
    scripts, faults = load(write("mine.session", "# Mine\n## Stretches\n[play plank]\n"))
    assert not faults
    assert scripts.stretches["plank"].script.title == "Plank"


@pytest.mark.parametrize(
    ("wanted", "said"),
    [
        ("pirifromis", "Did you mean piriformis"),
        ("xyzzy", "The scripts are .*si-joint"),
        ("nowhere/calf.stretch", "there is no script nowhere/calf.stretch"),
        ("./calf", "must end in .session or .stretch"),
        ("notes/calf.txt", "must end in .session or .stretch"),
        ("x" * 5_000, "there is no script called xxx"),
    ],
)
def test_what_is_not_there_is_said_with_what_is(wanted: str, said: str) -> None:
    with pytest.raises(UsageError, match=said):
        find(wanted)


def test_a_stretch_is_looked_for_beside_the_session_first(write: Write) -> None:
    path = write("mine.session", "# Mine\n## Stretches\n[play piriformis]\n[play calf]\n")
    write("calf.stretch", STRETCH)
    scripts, faults = load(path)
    assert not faults
    assert scripts.stretches["piriformis"].script.title == "Piriformis"  # a shipped one
    below = path.parent / "stretches" / "piriformis.stretch"
    below.parent.mkdir()
    below.write_text(STRETCH)
    assert load(path)[0].stretches["piriformis"].script.title == "Calf"
    write("piriformis.stretch", STRETCH.replace("Calf", "Beside"))
    assert load(path)[0].stretches["piriformis"].script.title == "Beside"


def test_the_faults_of_what_is_played_are_told_too(write: Write) -> None:
    path = write("mine.session", "# Mine\n## Stretches\n[play calf]\n[play calf]\n")
    write("calf.stretch", STRETCH.replace("[hold]", "[hodl]"))
    _, faults = load(path)
    assert [(fault.code, Path(fault.source.name).name) for fault in faults] == [
        ("missing-hold", "calf.stretch"),
        ("unknown-direction", "calf.stretch"),
    ]


def test_a_stretch_alone_is_a_session(write: Write) -> None:
    scripts, faults = load(write("calf.stretch", STRETCH))
    assert not faults
    assert (scripts.name, scripts.session.script.title, list(scripts.stretches)) == (
        "calf",
        "Calf",
        ["calf"],
    )


def test_a_file_too_large_is_refused_unread(write: Write) -> None:
    path = write("calf.stretch", STRETCH + "Breathe.\n" * 120_000)
    assert path.stat().st_size > 1024 * 1024
    assert [fault.code for fault in read_script(path)[1]] == ["file-too-large"]


def test_windows_files_read_the_same(write: Write) -> None:
    path = write("calf.stretch", "")
    path.write_bytes(b"\xef\xbb\xbf" + STRETCH.replace("\n", "\r\n").encode())
    checked, faults = read_script(path)
    assert not faults
    assert checked.script.title == "Calf"
    assert checked.script.sections[0].span.line == 3


def test_a_name_is_a_script_even_where_a_folder_has_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "si-joint").mkdir()
    assert find("si-joint") == ROOT / "scripts" / "si-joint.session"


def test_a_folder_is_never_a_script(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    for name in ("evening", "calf.stretch"):
        (tmp_path / name).mkdir()
    for wanted in ("evening", "evening/", "calf.stretch", "./calf.stretch"):
        with pytest.raises(UsageError, match=f"{wanted} is a folder, not a script"):
            find(wanted)
    (own_scripts() / "stretches" / "calf.stretch").mkdir(parents=True)
    with pytest.raises(UsageError, match="there is no script called calf"):
        find("calf")
    with pytest.raises(ScriptError, match="cannot read"):
        read_script(tmp_path / "calf.stretch")
