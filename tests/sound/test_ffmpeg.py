"""If ffmpeg is missing, old or failing, the error says why, and no file is left behind."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from io import BytesIO
from pathlib import Path

import pytest

from sivoice.sound import ffmpeg
from tests.conftest import ROOT, FakeFfmpeg


@pytest.mark.parametrize(
    ("script", "said"),
    [
        (None, "which is not installed"),
        ("exit 1", "and {} does not run"),
        ("echo ' A....D xlibopus  not it'", "and {} was built without libopus"),
        ("echo ' A....D libopus  Opus'", None),
    ],
)
def test_the_reason_why_a_format_cannot_be_encoded_is_given(
    fake_ffmpeg: FakeFfmpeg, tmp_path: Path, script: str | None, said: str | None
) -> None:
    if script is not None:
        fake_ffmpeg(script)
    assert ffmpeg.why_not("libopus") == (said and said.format(tmp_path / "bin" / "ffmpeg"))


@pytest.mark.parametrize(
    ("script", "said"),
    [
        (
            "printf '[aac @ 0x5] frame\\nIt is too hot.\\nConversion failed!\\n' >&2; exit 1",
            "ffmpeg: It is too hot.",
        ),
        ("kill -9 $$", "ffmpeg exited with code -9"),
    ],
)
def test_a_failure_is_one_line_and_leaves_no_temporary_file(
    fake_ffmpeg: FakeFfmpeg, tmp_path: Path, script: str, said: str
) -> None:
    fake_ffmpeg(script)
    with pytest.raises(OSError, match=said) as raised:
        ffmpeg.encode([bytes(1000)], BytesIO(), muxer="ipod", encoder="aac")
    assert str(raised.value) == said
    assert list((tmp_path / "temporary").iterdir()) == []
    assert tempfile.tempdir == str(tmp_path / "temporary")


@pytest.mark.usefixtures("fake_ffmpeg")
def test_a_full_disk_for_temporary_files_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object, **__: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("wave.open", full)
    with pytest.raises(OSError, match=r"^No space left on device \(there, or in .*temporary\)$"):
        ffmpeg.encode([bytes(1000)], BytesIO(), muxer="ipod", encoder="aac")
    assert list((tmp_path / "temporary").iterdir()) == []


def test_pydub_is_imported_without_warnings(tmp_path: Path) -> None:
    """It warns of a missing ffmpeg and, when it is first compiled, of its own syntax."""
    code = "from sivoice.sound import ffmpeg; print(ffmpeg._pydub().AudioSegment.__name__)"
    warned = ("-W", "always::RuntimeWarning", "-W", "always::SyntaxWarning")
    nowhere = {**os.environ, "PATH": str(tmp_path), "PYTHONPYCACHEPREFIX": str(tmp_path)}
    done = subprocess.run(
        [sys.executable, *warned, "-c", code],
        cwd=ROOT,
        env=nowhere,
        check=True,
        capture_output=True,
        text=True,
    )
    assert (done.stdout, done.stderr) == ("AudioSegment\n", "")
