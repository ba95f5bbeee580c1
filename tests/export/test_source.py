"""What a file carries of its scripts comes out of it as it went in."""

from __future__ import annotations

import zlib
from collections.abc import Callable
from pathlib import Path

import msgspec
import pytest
from msgspec.structs import replace

from sivoice.compile.plan import Plan
from sivoice.errors import ScriptError, UsageError
from sivoice.export.exporter import export
from sivoice.export.formats import PAGE
from sivoice.export.handout.content import handout
from sivoice.export.handout.paper import Sheet
from sivoice.export.handout.writer import write_handout
from sivoice.export.source import Source, carried, pack, source_of, unpack
from sivoice.options.options import Options, options_from
from sivoice.schedule.scheduler import build_timeline
from sivoice.script.library import LoadedScript
from tests.conftest import ROOT, FakeClips, fake_length, faultless
from tests.export.test_exporter import ones

SCRIPTS = ROOT / "scripts"


@pytest.fixture(scope="module")
def scripts() -> LoadedScript:
    return faultless(SCRIPTS / "desk-break.session")


@pytest.fixture(scope="module")
def source(scripts: LoadedScript) -> Source:
    return source_of(scripts, options_from({"hold": ["20"], "first-side": "left"}))


def test_a_session_goes_with_its_stretches_figures_and_handout(source: Source) -> None:
    assert source.script == "desk-break.session"
    assert source.options == "--hold 20s --first-side left"
    names = {f"stretches/{path.name}" for path in (SCRIPTS / "stretches").glob("[hq]*")}
    names -= {"stretches/hip-adductor.stretch", "stretches/hip-adductor.figure"}
    assert set(source.files) == {"desk-break.session", "desk-break.handout", *names}
    for name, text in source.files.items():
        assert text == (SCRIPTS / name).read_text(encoding="utf-8")


def test_a_single_stretch_goes_with_its_figure() -> None:
    alone = source_of(faultless(SCRIPTS / "stretches" / "piriformis.stretch"), Options())
    assert alone.script == "piriformis.stretch"
    assert set(alone.files) == {"piriformis.stretch", "piriformis.figure"}


def test_a_sound_and_its_page_carry_it(
    source: Source, tmp_path: Path, compiled: Callable[..., Plan]
) -> None:
    timeline = build_timeline(compiled(), fake_length)
    for name in ("a.mp3", "a.wav"):
        sidecars = [PAGE] if name == "a.mp3" else []
        export(timeline, FakeClips(ones), tmp_path / name, sidecars=sidecars, source=pack(source))
    for name in ("a.mp3", "a.wav", "a.html"):
        assert carried(tmp_path / name) == source


@pytest.mark.parametrize("name", ["a.html", "a.pdf"])
def test_a_handout_carries_it(
    scripts: LoadedScript, source: Source, tmp_path: Path, name: str
) -> None:
    for one in (source, replace(source, files={**source.files, "long.handout": "x" * 100_000})):
        printed = replace(handout(scripts, Options()), source=pack(one))
        write_handout(printed, tmp_path / name, Sheet())
        assert carried(tmp_path / name) == one


@pytest.mark.parametrize("name", ["a.mp3", "a.wav", "a.html", "a.pdf"])
@pytest.mark.parametrize("data", [b"", b"nothing", b'<template id="source">!</template>'])
def test_a_file_without_scripts_is_an_error(tmp_path: Path, name: str, data: bytes) -> None:
    (tmp_path / name).write_bytes(data)
    with pytest.raises(ScriptError, match="carries no scripts"):
        carried(tmp_path / name)


def test_other_files_are_refused(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="must end in"):
        carried(tmp_path / "a.session")
    with pytest.raises(ScriptError, match="cannot read"):
        carried(tmp_path / "missing.mp3")


@pytest.mark.parametrize(
    "files",
    [
        {"a.session": "", "../b.stretch": ""},
        {"a.session": "", "/etc/b.stretch": ""},
        {"a.session": "", "stretches/../../b.stretch": ""},
        {"a.session": "", "C:\\b.stretch": ""},
        {"a.session": "", "b.exe": ""},
        {"b.session": ""},
    ],
)
def test_names_that_lead_out_of_the_folder_are_refused(files: dict[str, str]) -> None:
    with pytest.raises(ValueError, match="unusable name"):
        unpack(pack(Source("a.session", "", files)))


@pytest.mark.parametrize(
    "data", [b"x", zlib.compress(b"x"), zlib.compress(b"[]"), zlib.compress(b" " * 10**8)]
)
def test_damaged_data_is_refused(data: bytes) -> None:
    with pytest.raises(ValueError, match=r"."):
        unpack(data)


def test_a_file_with_a_damaged_source_is_an_error(tmp_path: Path) -> None:
    page = f'<template id="source">{msgspec.json.encode(b"damaged").decode()[1:-1]}</template>'
    (tmp_path / "a.html").write_text(page)
    with pytest.raises(ScriptError, match="are damaged"):
        carried(tmp_path / "a.html")


def test_the_same_source_gives_the_same_bytes(source: Source) -> None:
    assert pack(source) == pack(unpack(pack(source)))
