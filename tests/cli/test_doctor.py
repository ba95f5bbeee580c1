"""`sivoice doctor` says what works, and what to do about what does not."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from sivoice.cli.doctor import _ffmpeg
from sivoice.errors import SivoiceError
from sivoice.export.formats import FFMPEG_SOUNDS


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


@pytest.mark.real
def test_with_ffmpeg_doctor_names_the_formats() -> None:
    if shutil.which("ffmpeg") is None:
        pytest.skip("ffmpeg is not installed")
    said = _ffmpeg()
    assert said.startswith(str(shutil.which("ffmpeg")))
    assert all(format.ending in said for format in FFMPEG_SOUNDS)
