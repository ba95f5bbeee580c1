"""The default voice speaks calmly, evenly and the same each time."""

from __future__ import annotations

import sys
from pathlib import Path
from types import ModuleType

import numpy as np
import pytest

from sivoice.errors import VoiceError
from sivoice.sound.cache import ClipCache
from sivoice.sound.samples import SPEECH_LOUDNESS, Wave, decibels, loudness
from sivoice.units import SAMPLE_RATE
from sivoice.voices.clips import SpokenClips, prepare
from sivoice.voices.hibari import HibariVoice

pytestmark = pytest.mark.real
TEXT = (
    "Bend your right knee, and sink slowly towards your right side. "
    "Keep both feet flat, and breathe. Now let go gently."
)


@pytest.fixture(scope="module")
def voice() -> HibariVoice:
    return HibariVoice()


def clip(voice: HibariVoice, text: str, rate: float = 1.0) -> Wave:
    return np.frombuffer(prepare(voice.synthesise(text, rate)), "<i2").astype(
        np.float32
    ) / np.float32(32767)


def test_hibari_speaks_at_a_calm_pace(voice: HibariVoice) -> None:
    words_a_minute = len(TEXT.split()) / (len(clip(voice, TEXT)) / SAMPLE_RATE) * 60
    assert 110 <= words_a_minute <= 140


def test_a_sentence_of_short_words_is_said_no_faster_than_others(
    voice: HibariVoice, tmp_path: Path
) -> None:
    fast = "And now to the left of it."
    clips = SpokenClips(voice, 1.0, ClipCache(tmp_path))
    assert 60 * 7 / (len(clip(voice, fast)) / SAMPLE_RATE) > 150
    assert 60 * 7 / (clips.length(fast) / SAMPLE_RATE) <= 150
    assert clips.length(fast, calm=True) > clips.length(fast)


def test_the_same_text_gives_the_same_samples(voice: HibariVoice) -> None:
    np.testing.assert_array_equal(clip(voice, "Breathe."), clip(HibariVoice(), "Breathe."))


def test_clips_are_levelled_and_below_the_ceiling(voice: HibariVoice) -> None:
    for text in (TEXT, "Halfway.", "One.", "Five more seconds."):
        samples = clip(voice, text)
        assert loudness(samples) == pytest.approx(SPEECH_LOUDNESS, abs=1.5)
        assert decibels(float(np.abs(samples).max())) < -1.9


def test_clips_begin_without_silence(voice: HibariVoice) -> None:
    for text in ("Halfway.", "Five more seconds.", "Breathe out.", "She sees."):
        samples = np.abs(clip(voice, text))
        assert np.flatnonzero(samples > samples.max() / 100)[0] / SAMPLE_RATE < 0.05


def test_a_slower_rate_takes_longer(voice: HibariVoice) -> None:
    assert len(clip(voice, TEXT, 0.8)) > 1.1 * len(clip(voice, TEXT))


def test_brackets_in_a_cue_are_not_read_as_markup(voice: HibariVoice) -> None:
    assert len(clip(voice, "Your [knee](/tˈu/) bends.")) > len(clip(voice, "Your"))


@pytest.mark.parametrize(
    ("module", "said"), [(None, "is not installed\n"), (ModuleType("hibari"), "cannot be loaded: ")]
)
def test_a_missing_or_broken_library_is_an_error(
    monkeypatch: pytest.MonkeyPatch, module: ModuleType | None, said: str
) -> None:
    monkeypatch.setitem(sys.modules, "hibari", module)
    with pytest.raises(VoiceError, match=f"^the voice hibari {said}"):
        HibariVoice().load()


def test_a_lexicon_that_cannot_be_loaded_is_an_error(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken() -> None:
        raise OSError("no lexicon")

    monkeypatch.setattr("hibari.g2p.G2P", broken)
    with pytest.raises(VoiceError, match=r"^the voice hibari cannot be loaded: no lexicon\n"):
        HibariVoice().load()


def test_the_fingerprint_names_the_fft_backend(voice: HibariVoice) -> None:
    voice.load()
    assert f" fft={sys.modules['hibari'].dsp.FFT_BACKEND} " in voice.fingerprint
