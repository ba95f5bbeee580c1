"""`sivoice doctor` says what works, and what to do about what does not."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest

from sivoice.cli import doctor
from sivoice.cli.doctor import _ffmpeg
from sivoice.errors import SivoiceError
from sivoice.export.formats import FFMPEG_SOUNDS
from sivoice.folders import settings_file
from tests.cli.conftest import Run


def test_without_ffmpeg_doctor_names_the_formats_and_how_to_install_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(SivoiceError) as raised:
        _ffmpeg()
    first, *rest = str(raised.value).splitlines()
    assert first.startswith("not installed: sivoice writes .mp3 and .wav itself")
    assert all(format.ending in first for format in FFMPEG_SOUNDS)
    assert "apt install ffmpeg" in rest[0]


def test_settings_that_cannot_be_read_do_not_hide_whether_the_voice_works(
    run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    for probe in ("_system_voice", "_ffmpeg"):
        monkeypatch.setattr(doctor, probe, lambda: "")
    monkeypatch.setattr(doctor, "_sound", lambda *, aloud: "")
    settings_file().parent.mkdir(parents=True)
    settings_file().write_text("hold = ")
    result = run("doctor")
    assert result.exit_code == 1
    assert re.search(r"^voice +ok  fake speaks", result.output, re.MULTILINE)
    assert re.search(r"^settings +--  cannot use the settings in ", result.output, re.MULTILINE)


@pytest.mark.real
def test_with_ffmpeg_doctor_names_the_formats() -> None:
    if shutil.which("ffmpeg") is None:
        pytest.skip("ffmpeg is not installed")
    said = _ffmpeg()
    assert said.startswith(str(shutil.which("ffmpeg")))
    assert all(format.ending in said for format in FFMPEG_SOUNDS)
