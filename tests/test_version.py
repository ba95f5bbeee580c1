"""The versions of packages are those of `importlib.metadata`, without loading it."""

from __future__ import annotations

import subprocess
import sys
from importlib.metadata import version
from pathlib import Path

import pytest

from sivoice.version import installed


@pytest.mark.parametrize("package", ["hibari-tts", "lameenc", "pyttsx3"])
def test_a_version_is_that_of_the_package(package: str) -> None:
    assert installed(package) == version(package)


def test_a_version_is_read_from_the_first_folder_that_has_the_package(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "hibari_tts-7.8.dist-info").mkdir()
    monkeypatch.syspath_prepend(tmp_path)
    assert installed("hibari-tts") == "7.8"


def test_a_package_that_is_missing_is_an_error() -> None:
    with pytest.raises(ModuleNotFoundError):
        installed("nowhere")


def test_the_version_of_the_voice_needs_no_metadata() -> None:
    code = (
        "import sys\nfrom sivoice.voices.hibari import HibariVoice\n"
        "HibariVoice().fingerprint\nprint('importlib.metadata' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True)
    assert done.stdout == "False\n"


def test_a_command_that_starts_no_process_ends_without_psutil() -> None:
    code = (
        "import os, sys\nimport sivoice.cli.app\nfrom sivoice.interrupts import on_end, leave\n"
        "assert 'subprocess' in sys.modules  # typer loads it\n"
        "on_end(lambda: os.write(1, str('psutil' in sys.modules).encode()))\nleave(0)"
    )
    done = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True)
    assert done.stdout == "False"
