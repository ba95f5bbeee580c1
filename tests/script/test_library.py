"""Scripts are found by name or path: beside the session, among the listener's own, as shipped."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from sivoice.errors import ScriptError, UsageError
from sivoice.folders import own_scripts
from sivoice.script.diagnostics import frame
from sivoice.script.library import load, read_script
from sivoice.script.names import find, is_here, named_scripts
from sivoice.script.vocabulary import Kind
from tests.conftest import ROOT, STRETCH
from tests.special import KINDS, special, within
from tests.test_visible import LEGITIMATE

Write = Callable[..., Path]


def test_a_name_finds_the_listeners_own_script_before_a_shipped_one() -> None:
    assert find("si-joint") == ROOT / "scripts" / "si-joint.session"
    assert find("piriformis") == ROOT / "scripts" / "stretches" / "piriformis.stretch"
    own = own_scripts() / "stretches" / "piriformis.stretch"
    own.parent.mkdir(parents=True)
    own.write_text(STRETCH)
    assert find("piriformis") == own


def test_a_script_here_comes_before_ones_own(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    own = own_scripts() / "calm.session"
    own.parent.mkdir(parents=True)
    for path in (own, Path("calm.session"), Path("stretches") / "calf.stretch"):
        path.parent.mkdir(exist_ok=True)
        path.write_text("# Calm\n")
    Path("si-joint.session").mkdir()
    assert find("calm") == Path("calm.session")
    assert find("calf") == Path("stretches") / "calf.stretch"
    assert find("si-joint") == ROOT / "scripts" / "si-joint.session"
    Path("calm.session").unlink()
    assert find("calm") == own
    assert not is_here(own)
    assert named_scripts(Kind.STRETCH)["calf"] == Path("stretches") / "calf.stretch"
    assert "calm" not in named_scripts(Kind.STRETCH)


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
        ("xyzzy", "Choose .*si-joint"),
        ("nowhere/calf.stretch", "there is no script nowhere/calf.stretch"),
        ("./calf", "must end in .session or .stretch"),
        ("notes/calf.txt", "must end in .session or .stretch"),
        ("x" * 5_000, "there is no script called xxx"),
    ],
)
def test_an_unknown_script_is_an_error_with_a_suggestion(wanted: str, said: str) -> None:
    with pytest.raises(UsageError, match=said):
        find(wanted)


def test_a_file_with_another_ending_is_to_be_renamed(
    write: Write, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(write("calf.txt", STRETCH).parent)
    with pytest.raises(UsageError, match=r"must end in .session or .stretch\nRename the file"):
        find("calf.txt")


def test_a_stretch_beside_the_session_comes_first(write: Write) -> None:
    path = write("mine.session", "# Mine\n## Stretches\n[play piriformis]\n[play calf]\n")
    write("calf.stretch", STRETCH)
    scripts, faults = load(path)
    assert not faults
    assert scripts.stretches["piriformis"].script.title == "Piriformis"  # as shipped
    below = path.parent / "stretches" / "piriformis.stretch"
    below.parent.mkdir()
    below.write_text(STRETCH)
    assert load(path)[0].stretches["piriformis"].script.title == "Calf"
    write("piriformis.stretch", STRETCH.replace("Calf", "Beside"))
    assert load(path)[0].stretches["piriformis"].script.title == "Beside"


def test_faults_of_the_stretches_played_are_reported(write: Write) -> None:
    path = write("mine.session", "# Mine\n## Stretches\n[play calf]\n[play calf]\n")
    write("calf.stretch", STRETCH.replace("[hold]", "[hodl]"))
    _, faults = load(path)
    assert [(fault.code, Path(fault.source.name).name) for fault in faults] == [
        ("unknown-direction", "calf.stretch"),
    ]


@pytest.mark.parametrize(
    ("lines", "codes"),
    [
        ("[play calf, hold 25]", ["missing-unit"]),
        ("[plya calf]", ["unknown-direction"]),
        ("[play calf\nRest.\n[play piriformis]", ["unclosed-bracket"]),
        ("Rest.\n[play calf\n[play piriformis]", ["expected-play", "unclosed-bracket"]),
        ("[note] Nothing yet.", ["missing-section", "unknown-variant"]),
    ],
)
def test_a_play_that_cannot_be_read_is_reported_once(
    write: Write, lines: str, codes: list[str]
) -> None:
    path = write("mine.session", f"# Mine\n## Welcome\n[if deeper] Hi.\n## Stretches\n{lines}\n")
    write("calf.stretch", STRETCH.replace("## Each", "extras: deeper\n## Each"))
    assert sorted(fault.code for fault in load(path)[1]) == codes


@pytest.mark.parametrize("hold", ["[hodl]", "[hold 20]", "[hold"])
@pytest.mark.parametrize("section", ["Hold", "Each rep"])
def test_a_hold_that_cannot_be_read_is_reported_once(write: Write, section: str, hold: str) -> None:
    path = write("plank.stretch", f"# Plank\n## {section}\nUp.\n{hold}\n[last 5 s] Five.\n")
    assert len(load(path)[1]) == 1


@pytest.mark.parametrize(
    "text",
    [
        "Dear Ann,\n\nStand up. [see picture]\nSubject: your {knee\n" * 50,
        "From: Ann\nSubject: knee\n",
        "import os\n# os\nprint({os.sep})\n",
    ],
    ids=["prose", "letter", "program"],
)
@pytest.mark.parametrize("kind", ["stretch", "session"])
def test_a_file_that_is_no_script_gets_one_message(write: Write, kind: str, text: str) -> None:
    assert [fault.code for fault in load(write(f"x.{kind}", text))[1]] == ["not-a-script"]


@pytest.mark.parametrize("text", ["", "[note] A draft.\n", "hold: 20 s\n"])
def test_a_draft_is_told_what_it_lacks(write: Write, text: str) -> None:
    assert "missing-title" in [fault.code for fault in load(write("x.stretch", text))[1]]


def test_a_stretch_by_itself_is_a_session(write: Write) -> None:
    scripts, faults = load(write("calf.stretch", STRETCH))
    assert not faults
    assert (scripts.name, scripts.session.script.title, list(scripts.stretches)) == (
        "calf",
        "Calf",
        ["calf"],
    )


def test_a_file_that_is_too_large_is_not_read(write: Write) -> None:
    path = write("calf.stretch", STRETCH + "Breathe.\n" * 120_000)
    assert path.stat().st_size > 1024 * 1024
    assert [fault.code for fault in read_script(path)[1]] == ["file-too-large"]


def test_line_ends_and_a_byte_order_mark_make_no_difference(write: Write) -> None:
    path = write("calf.stretch", "")
    path.write_bytes(b"\xef\xbb\xbf" + STRETCH.replace("\n", "\r\n").encode())
    checked, faults = read_script(path)
    assert not faults
    assert checked.script.title == "Calf"
    assert checked.script.sections[0].span.line == 3


def test_a_folder_does_not_hide_a_script_of_the_same_name(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "si-joint").mkdir()
    assert find("si-joint") == ROOT / "scripts" / "si-joint.session"


def test_a_folder_is_not_a_script(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
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


@pytest.mark.parametrize("kind", KINDS)
def test_a_pipe_or_a_device_is_no_script(tmp_path: Path, kind: str) -> None:
    special(tmp_path / "a.stretch", kind)
    with within(), pytest.raises(UsageError, match=f"is {KINDS[kind]}, not a script"):
        find(str(tmp_path / "a.stretch"))


def test_a_name_with_a_control_character_is_refused_and_not_listed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    for name in ("a\nerror: b", "a\x1b[2J", "a\u202e", "\udcfcbung", "ü \u200d"):
        Path(f"{name}.stretch").write_text(STRETCH)
    here = [name for name, path in named_scripts().items() if is_here(path)]
    assert sorted(here) == ["\u00fc \u200d", "\udcfcbung"]
    with pytest.raises(UsageError, match="the name a␊error: b has a control character in it"):
        find("a\nerror: b")


@pytest.mark.parametrize(
    "char",
    [
        *map(chr, range(0x20)),
        *map(chr, range(0x7F, 0xA0)),
        *"\u2028\u2029\u202a\u202b\u202c\u202d\u202e",
    ],
)
def test_every_control_character_is_refused(write: Write, char: str) -> None:
    faults = load(write("calf.stretch", STRETCH.replace("Step back", f"St{char}ep")))[1]
    fine = char in "\t\n\r"
    assert ({"not-text", "text-direction"} & {fault.code for fault in faults} == set()) == fine
    if not fine:
        assert [(fault.span.line, fault.span.start) for fault in faults] == [(4, 3)]
        assert char not in frame(faults[0])
        assert f"(U+{ord(char):04X})" in frame(faults[0])


def test_direction_characters_are_counted(write: Write) -> None:
    text = STRETCH.replace("Step", "\u2066S\u2069tep").replace("Come", "C\u2067ome")
    (fault,) = load(write("calf.stretch", text))[1]
    assert fault.code == "text-direction"
    assert "3 hidden characters" in fault.message
    assert "(the first is U+2066)" in fault.message


@pytest.mark.parametrize("text", LEGITIMATE)
def test_the_letters_of_every_language_are_no_fault(write: Write, text: str) -> None:
    faults = load(write("calf.stretch", STRETCH.replace("# Calf", f"# {text}")))[1]
    assert not faults


def test_the_faults_of_a_script_that_is_read_twice_are_not_shared(write: Write) -> None:
    path = write("calf.stretch", f"{STRETCH}[nonsense]\n")
    _, faults = read_script(path)
    assert faults
    faults.clear()
    assert read_script(path)[1]


def test_a_script_is_read_again_once_it_has_changed(write: Write) -> None:
    path = write("calf.stretch", STRETCH)
    before, _ = read_script(path)
    write("calf.stretch", STRETCH.replace("Calf", "Heel"))
    after, _ = read_script(path)
    assert (before.script.title, after.script.title) == ("Calf", "Heel")
