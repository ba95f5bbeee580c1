"""A listener's own sound is read in any format and under any name, or it is an error."""

from __future__ import annotations

import shutil
import subprocess
import wave
from pathlib import Path

import numpy as np
import pytest

from sivoice.errors import SivoiceError
from sivoice.sound.decode import LONGEST_READ, decoded
from sivoice.sound.samples import to_pcm
from sivoice.units import SAMPLE_RATE
from tests.sound.test_chimes import pitch

RATE = 22_050


@pytest.fixture
def tone(tmp_path: Path) -> Path:
    """Three seconds of 500 Hz, loud, in stereo and at another rate."""
    samples = (0.9 * np.sin(2 * np.pi * 500 * np.arange(3 * RATE) / RATE)).astype(np.float32)
    return wav(tmp_path / "tone.wav", np.repeat(samples, 2).reshape(-1, 2))


def wav(path: Path, samples: np.typing.NDArray[np.float32]) -> Path:
    """Samples of any number of channels, shape (n, channels), written as a WAV file."""
    with wave.open(str(path), "wb") as file:
        file.setnchannels(samples.shape[1])
        file.setsampwidth(2)
        file.setframerate(RATE)
        file.writeframes(to_pcm(samples.reshape(-1)))
    return path


def converted(source: Path, to: str, *options: str) -> None:
    if shutil.which("ffmpeg") is None:
        pytest.skip("ffmpeg is not installed")
    command = ["ffmpeg", "-v", "error", "-i", str(source), *options, to]
    subprocess.run(command, check=True)


def test_a_sound_becomes_mono_at_our_sample_rate(tone: Path) -> None:
    heard = decoded(str(tone))
    assert heard.shape == (3 * SAMPLE_RATE,)
    assert pitch(heard[20_000:60_000]) == pytest.approx(500, abs=2)
    assert float(np.abs(heard).max()) == pytest.approx(0.9, abs=0.1)


def test_only_the_start_of_a_long_sound_is_read(tmp_path: Path) -> None:
    path = wav(tmp_path / "long.wav", np.zeros(((LONGEST_READ + 60) * RATE, 1), np.float32))
    assert LONGEST_READ * SAMPLE_RATE <= len(decoded(str(path))) < (LONGEST_READ + 1) * SAMPLE_RATE


def test_a_file_in_an_unknown_format_is_an_error(tmp_path: Path) -> None:
    (tmp_path / "soft.wav").write_text("not a sound at all" * 99)
    with pytest.raises(SivoiceError, match=r"soft\.wav is"):
        decoded(str(tmp_path / "soft.wav"))


def test_without_ffmpeg_the_error_lists_the_readable_formats(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    (tmp_path / "rain.wma").write_text("a format that only ffmpeg knows" * 99)
    with pytest.raises(
        SivoiceError, match=r"without ffmpeg\n.* \.wav, \.mp3, \.flac or \.ogg, .*ffmpeg"
    ):
        decoded(str(tmp_path / "rain.wma"))


@pytest.mark.real
def test_other_formats_are_read_with_ffmpeg(tone: Path) -> None:
    converted(tone, str(tone.with_suffix(".m4a")), "-c:a", "aac", "-b:a", "96k")
    heard = decoded(str(tone.with_suffix(".m4a")))
    assert len(heard) == pytest.approx(3 * SAMPLE_RATE, rel=0.02)
    assert pitch(heard[20_000:60_000]) == pytest.approx(500, abs=2)
    assert float(np.abs(heard).max()) == pytest.approx(0.9, abs=0.1)


@pytest.mark.parametrize("name", ["~nobody/x.wav", "a\0b.wav", "gone.wav"])
def test_a_missing_file_is_an_error(name: str) -> None:
    with pytest.raises(SivoiceError, match="cannot be read"):
        decoded(name)


@pytest.mark.real
def test_a_name_that_looks_like_an_option_or_a_url_is_read(
    tone: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tone.parent)
    for name in ("-x.wma", "a:b.wma", "concat:x.wma"):
        converted(tone, f"file:{tone.parent}/{name}", "-c:a", "wmav2", "-f", "asf")
        assert len(decoded(name)) == pytest.approx(3 * SAMPLE_RATE, rel=0.05)
