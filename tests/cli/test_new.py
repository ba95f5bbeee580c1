"""`sivoice new`: the templates, and the scripts that are written from them."""

from __future__ import annotations

from pathlib import Path

import pytest

from sivoice.compile.compiler import compile_session
from sivoice.options.options import Options
from sivoice.schedule.scheduler import build_timeline
from tests.cli.conftest import Run
from tests.conftest import ROOT, fake_length, faultless

TEMPLATES = sorted((ROOT / "scripts" / "templates").iterdir())
SCRIPTS = [path for path in TEMPLATES if path.suffix != ".figure"]


def test_there_is_a_template_for_each_kind() -> None:
    assert [path.name for path in TEMPLATES] == ["new.figure", "new.session", "new.stretch"]


@pytest.mark.parametrize("template", SCRIPTS, ids=lambda path: path.suffix)
def test_a_template_can_be_heard_at_once(template: Path) -> None:
    scripts = faultless(template)
    timeline = build_timeline(compile_session(scripts, Options()), fake_length)
    assert not timeline.left_out
    assert "[note]" in template.read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("words", "file", "title"),
    [
        (("my-knee",), "my-knee.stretch", "# My knee"),
        (("my-knee.stretch",), "my-knee.stretch", "# My knee"),
        (("my-evening.session",), "my-evening.session", "# My evening"),
        (("my_evening", "--session"), "my_evening.session", "# My evening"),
        (("exercises/calf",), "exercises/calf.stretch", "# Calf"),
    ],
)
def test_a_new_script_has_no_faults(
    run: Run, tmp_path: Path, words: tuple[str, ...], file: str, title: str
) -> None:
    result = run("new", *words)
    assert (result.exit_code, result.stderr) == (0, "")
    assert f"sivoice play {file}" in result.stdout
    assert len(result.stdout.splitlines()) == 2
    assert (tmp_path / file).read_text(encoding="utf-8").splitlines()[0] == title
    assert run("check", file).output == "no problems found\n"
    assert run("fmt", "--check", file).exit_code == 0
    assert (tmp_path / file).with_suffix(".figure").is_file() is file.endswith(".stretch")
    assert run("export", file, "--quiet").output == ""


def test_a_new_stretch_has_a_figure_that_can_be_drawn(run: Run, tmp_path: Path) -> None:
    assert "my-knee.figure" in run("new", "my-knee").stdout
    figure = tmp_path / "my-knee.figure"
    assert figure.read_text(encoding="utf-8").startswith("# My knee\n")
    assert run("check", "my-knee.figure").output == "no problems found\n"
    assert run("fmt", "--check", "my-knee.figure").exit_code == 0
    assert run("show", "my-knee", "--figure", "--pose", "set-up,hold").exit_code == 0


@pytest.mark.parametrize("ending", ["stretch", "figure"])
def test_nothing_is_overwritten(run: Run, tmp_path: Path, ending: str) -> None:
    (tmp_path / f"my-knee.{ending}").write_text("mine")
    result = run("new", "my-knee")
    assert result.exit_code == 1
    assert result.stderr == (
        f"error: my-knee.{ending} already exists\nChoose another name, or move the file away.\n"
    )
    assert [path.name for path in tmp_path.iterdir()] == [f"my-knee.{ending}"]
    assert (tmp_path / f"my-knee.{ending}").read_text() == "mine"


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("my knee",), "digits and hyphens: my-knee"),
        (("My Knee",), "digits and hyphens: my-knee"),
        (("R\u00fccken.stretch",), "digits and hyphens: rucken"),
        (("\u819d",), "digits and hyphens: my-knee"),
        (("",), "cannot be the name of a script"),
        (("knees/",), "cannot be the name of a script"),
        (("my-knee.txt",), "must end in .session or .stretch"),
        (("my-knee.stretch", "--session"), "my-knee.stretch cannot be a session"),
    ],
)
def test_a_name_that_no_script_can_have_is_refused(
    run: Run, tmp_path: Path, words: tuple[str, ...], said: str
) -> None:
    result = run("new", *words)
    assert result.exit_code == 2
    assert said in result.stderr
    assert list(tmp_path.iterdir()) == []


def test_quiet_says_nothing(run: Run) -> None:
    assert run("new", "my-knee", "--quiet").output == ""
    assert run("--quiet", "new", "my-calf").output == ""
