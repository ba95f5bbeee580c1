"""A text is spoken once, and its clip is kept."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from sivoice.errors import VoiceError
from sivoice.sound.cache import ClipCache
from sivoice.sound.samples import loudness
from sivoice.units import SAMPLE_RATE
from sivoice.voices import Speech
from sivoice.voices.clips import SpokenClips, guessed_length, prepare
from tests.conftest import FakeVoice


@pytest.fixture
def cache(tmp_path: Path) -> ClipCache:
    return ClipCache(tmp_path / "clips")


def test_a_cue_is_spoken_once_and_kept(voice: FakeVoice, cache: ClipCache) -> None:
    clips = SpokenClips(voice, 1.0, cache)
    length = clips.length("Breathe out.")
    assert len(clips.samples("Breathe out.")) == 2 * length
    assert length == pytest.approx(12 / 20 * SAMPLE_RATE, rel=0.02)
    again = SpokenClips(voice, 1.0, cache)
    assert again.length("Breathe out.") == length
    assert again.samples("Breathe out.") == clips.samples("Breathe out.")
    assert voice.said == ["Breathe out."]


@pytest.mark.parametrize(
    ("language", "said"),
    [("en-GB", "Hold fifteen seconds."), ("de", "Hold 15 s."), ("und", "Hold fifteen seconds.")],
)
def test_numbers_are_written_out_in_english_only(
    voice: FakeVoice, cache: ClipCache, language: str, said: str
) -> None:
    voice.language = language
    SpokenClips(voice, 1.0, cache).length("Hold 15 s.")
    assert voice.said == [said]


def test_what_one_voice_says_in_two_languages_is_kept_apart(
    voice: FakeVoice, cache: ClipCache
) -> None:
    """A voice that does not say what it speaks is taken to speak the language of each script."""
    for language in ("en", "de", "en"):
        voice.language = language
        SpokenClips(voice, 1.0, cache).length("15 s")
    assert voice.said == ["fifteen seconds", "15 s"]


def test_a_damaged_clip_is_spoken_again(voice: FakeVoice, cache: ClipCache) -> None:
    whole = SpokenClips(voice, 1.0, cache).samples("Breathe out.")
    (path,) = (p for p in cache.folder.rglob("*.clip"))
    data = path.read_bytes()
    path.write_bytes(data[:-100] + bytes(100))
    clips = SpokenClips(voice, 1.0, cache)
    assert clips.length("Breathe out.") == len(whole) // 2
    assert clips.samples("Breathe out.") == whole
    assert path.read_bytes() == data
    assert len(voice.said) == 2


def test_another_speech_rate_is_spoken_again(voice: FakeVoice, cache: ClipCache) -> None:
    assert SpokenClips(voice, 0.5, cache).length("Breathe.") > 1.9 * SpokenClips(
        voice, 1.0, cache
    ).length("Breathe.")


def test_a_voice_that_makes_no_sound_is_an_error(cache: ClipCache) -> None:
    class Mute(FakeVoice):
        def synthesise(self, text: str, speech_rate: float) -> Speech:
            return Speech(np.zeros(24_000, np.float32), 24_000)

    clips = SpokenClips(Mute(), 1.0, cache)
    with pytest.raises(VoiceError, match=r"made no sound for `Breathe\.`"):
        clips.length("Breathe.")
    assert clips.known_length("Breathe.") is None


def test_a_clip_begins_and_ends_without_a_click(voice: FakeVoice) -> None:
    pcm = np.frombuffer(prepare(voice.synthesise("Breathe.", 1.0)), "<i2").astype(int)
    assert abs(pcm[0]) < 50
    assert abs(pcm[-1]) < 50


class Moody(FakeVoice):
    """Takes longer for the same text each time."""

    def synthesise(self, text: str, speech_rate: float) -> Speech:
        speech = super().synthesise(text, speech_rate)
        return Speech(np.tile(speech.samples, len(self.said)), speech.rate)


def test_a_length_stands_even_if_the_voice_takes_longer_later(cache: ClipCache) -> None:
    clips = SpokenClips(Moody(), 1.0, cache)
    length = clips.length("Breathe out.")
    for _ in range(2):  # spoken again, then read again
        for path in cache.folder.rglob("*.clip"):
            path.write_bytes(b"damaged")
        assert len(clips.samples("Breathe out.")) == 2 * length
        assert len(clips.samples("Breathe out.")) == 2 * length


def test_a_length_stands_even_if_another_process_replaces_the_clip(
    cache: ClipCache,
) -> None:
    clips, others = SpokenClips(FakeVoice(), 1.0, cache), SpokenClips(FakeVoice(), 1.0, cache)
    length = clips.length("Breathe out.")
    key = next(path.stem for path in cache.folder.rglob("*.clip"))
    cache.write(key, b"\x01\x00" * 3 * length)
    assert len(clips.samples("Breathe out.")) == 2 * length
    assert others.length("Breathe out.") == 3 * length


def test_a_cue_inside_a_hold_is_a_clip_of_its_own_slower_and_softer(
    voice: FakeVoice, cache: ClipCache
) -> None:
    clips = SpokenClips(voice, 1.0, cache)
    assert clips.length("Breathe out.", calm=True) > 1.05 * clips.length("Breathe out.")
    other, calm = (
        np.frombuffer(clips.samples("Breathe out.", calm=calm), "<i2").astype(np.float32)
        / np.float32(32767)
        for calm in (False, True)
    )
    assert loudness(other) - loudness(calm) == pytest.approx(2.5, abs=0.3)
    assert clips.digest("Breathe out.") != clips.digest("Breathe out.", calm=True)
    again = SpokenClips(voice, 1.0, cache)
    assert again.known_length("Breathe out.", calm=True) == len(calm)
    assert len(voice.said) == 2


@pytest.mark.parametrize("rate", [0.8, 1.0, 1.3])
@pytest.mark.parametrize("calm", [False, True])
def test_a_cue_that_comes_out_too_fast_is_said_slower(
    voice: FakeVoice, cache: ClipCache, rate: float, calm: bool
) -> None:
    text = "And now to the left."
    clips = SpokenClips(voice, rate, cache)
    pace = 60 * 5 / (clips.length(text, calm=calm) / SAMPLE_RATE)
    assert 130 * rate < pace <= (140 if calm else 150) * rate
    assert len(voice.said) == 2


def test_a_voice_that_gets_no_slower_is_asked_a_few_times(cache: ClipCache) -> None:
    class Hasty(FakeVoice):
        def synthesise(self, text: str, speech_rate: float) -> Speech:
            return super().synthesise(text, 3.0)

    voice = Hasty()
    assert SpokenClips(voice, 1.0, cache).length("And now to the left.") > 0
    assert len(voice.said) == 4


def test_a_guess_inside_a_hold_is_longer() -> None:
    assert guessed_length("Halfway.", 1.0, calm=True) > guessed_length("Halfway.", 1.0)
