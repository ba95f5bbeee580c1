"""System voices speak through a fake engine, and through pyttsx3 and eSpeak NG."""

from __future__ import annotations

import ctypes.util
import os
import signal
import sys
import threading
from pathlib import Path

import numpy as np
import pytest

from sivoice.errors import VoiceError
from sivoice.sound.samples import trim
from sivoice.sound.speech import brighten
from sivoice.units import SAMPLE_RATE
from sivoice.voices import BETWEEN_SENTENCES, Speech
from sivoice.voices.clips import prepare
from sivoice.voices.engine import Engine, EngineError
from sivoice.voices.system import WORD_GAP, SystemVoice, system_voices
from tests.voices.fake_worker import RATE

FAKE = str(Path(__file__).with_name("fake_worker.py"))


@pytest.fixture
def voice(tmp_path: Path) -> SystemVoice:
    return system_voices(Engine((sys.executable, FAKE, "", "0", str(tmp_path / "started"))))[0]


def test_the_default_voice_comes_first_and_names_are_short(voice: SystemVoice) -> None:
    voices = system_voices(voice.engine)
    assert [one.name for one in voices] == ["en", "en-us", "de"]
    assert [one.language for one in voices] == ["en-gb", "en-us", "de"]
    assert voices[0].title == "English (Great Britain)"


def test_sentences_are_spoken_one_by_one_with_pauses_between(voice: SystemVoice) -> None:
    said = voice.synthesise("Breathe in. Hold, 1.5 s long! (And out?) well. ...", 1.0)
    sentences = ["Breathe in.", "Hold, 1.5 s long!", "(And out?) well."]
    expected = sum(len(one) * RATE // 100 for one in sentences) + 2 * round(
        BETWEEN_SENTENCES * RATE
    )
    assert len(said.samples) == pytest.approx(expected, abs=RATE // 20)


@pytest.mark.parametrize(
    ("text", "sentences"),
    [
        ("Nimm z. B. eine Decke. Atme ruhig.", ["Nimm z. B. eine Decke.", "Atme ruhig."]),
        ("Halte ca. 20 Sekunden.", ["Halte ca. 20 Sekunden."]),
        ("Das Knie, bzw. ähnlich.", ["Das Knie, bzw. ähnlich."]),
        ("¿Listo? ¡Vamos! Ahora.", ["¿Listo?", "¡Vamos!", "Ahora."]),
        ("Relâche ! Écoute.", ["Relâche !", "Écoute."]),
    ],
)
def test_abbreviations_of_other_languages_end_no_sentence(
    voice: SystemVoice, text: str, sentences: list[str]
) -> None:
    german = next(one for one in system_voices(voice.engine) if one.language == "de")
    expected = sum(len(one) * RATE // 100 for one in sentences)
    expected += (len(sentences) - 1) * round(BETWEEN_SENTENCES * RATE)
    said = german.synthesise(text, 1.0)
    assert len(said.samples) == pytest.approx(expected, abs=RATE // 20)


def test_only_english_voices_of_espeak_pause_between_words(
    voice: SystemVoice, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[tuple[str, int]] = []

    def speak(_engine: Engine, _text: str, id: str, _rate: int, word_gap: int) -> Speech:
        asked.append((id, word_gap))
        return Speech(np.ones(RATE, np.float32), RATE)

    monkeypatch.setattr(Engine, "speak", speak)
    for one in system_voices(voice.engine):
        one.synthesise("Breathe.", 1.0)
    assert asked == [("gmw/en", WORD_GAP), ("gmw/en-us", WORD_GAP), ("gmw/de", 0)]


def test_only_english_voices_of_espeak_are_brightened(
    voice: SystemVoice, monkeypatch: pytest.MonkeyPatch
) -> None:
    noise = np.random.default_rng(1).normal(0, 0.1, RATE).astype(np.float32)
    monkeypatch.setattr(Engine, "speak", lambda *_: Speech(noise, RATE))
    english, german = (
        next(one for one in system_voices(voice.engine) if one.language == language)
        for language in ("en-us", "de")
    )
    assert len(german.synthesise("Breathe.", 1.0).samples) == RATE
    np.testing.assert_array_equal(german.synthesise("Breathe.", 1.0).samples, noise)
    np.testing.assert_array_equal(
        english.synthesise("Breathe.", 1.0).samples, brighten(noise, RATE)
    )


def test_a_text_without_words_is_empty_but_not_an_error(voice: SystemVoice) -> None:
    assert len(voice.synthesise("... !", 1.0).samples) == 0
    assert prepare(voice.synthesise("...", 1.0)) == b""


def test_another_engine_version_or_voice_is_another_fingerprint(
    voice: SystemVoice, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("FAKE_VERSION", "2")
    newer = system_voices(Engine((sys.executable, FAKE, "", "0", str(tmp_path / "started"))))[0]
    fingerprints = {newer.fingerprint, *(one.fingerprint for one in system_voices(voice.engine))}
    assert len(fingerprints) == 4
    assert all("pyttsx3" in one and "espeak" in one for one in fingerprints)


def test_an_error_names_the_voice_and_the_text(tmp_path: Path) -> None:
    engine = Engine((sys.executable, FAKE, "error", "9", str(tmp_path / "started")))
    with pytest.raises(
        VoiceError, match=r"English \(Great Britain\) failed on `Breathe\.`: no such voice"
    ):
        system_voices(engine)[0].synthesise("Breathe.", 1.0)


needs_espeak = pytest.mark.skipif(
    ctypes.util.find_library("espeak-ng") is None, reason="eSpeak NG is not installed"
)
TEXT = (
    "Bend your right knee, and sink slowly towards your right side. "
    "Keep both feet flat, and breathe. Now let go gently."
)
CUES = [
    f"{verb} your {side} {part} {how}."
    for verb in ("Bend", "Relax", "Straighten", "Press down with")
    for side in ("right", "left")
    for part in ("knee", "upper back", "shoulder", "foot and ankle", "hip")
    for how in (
        "now",
        "gently",
        "a little further",
        "for as long as you breathe out",
        "to the floor",
    )
]


@pytest.fixture
def english() -> SystemVoice:
    return next(voice for voice in system_voices(Engine()) if voice.name == "en-us")


@pytest.mark.real
@needs_espeak
def test_two_hundred_cues_are_all_spoken_although_processes_are_killed(
    english: SystemVoice,
) -> None:
    """Two threads share the cues; before every 25th cue the process is killed."""
    assert len(set(CUES)) == 200
    said: dict[str, Speech] = {}

    def say(cues: list[str]) -> None:
        for number, cue in enumerate(cues):
            if number % 25 == 13:
                os.kill(english.engine._local.process.pid, signal.SIGKILL)
            said[cue] = english.synthesise(cue, 1.0)

    threads = [threading.Thread(target=say, args=(cues,)) for cues in (CUES[:100], CUES[100:])]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert set(said) == set(CUES)
    seconds = np.array(
        [len(trim(said[cue].samples, said[cue].rate)) / said[cue].rate for cue in CUES]
    )
    # The length fits the text: a cue at another rate, cut short or mixed up would stand out.
    letters = np.array([len(cue) for cue in CUES])
    slope, start = np.polyfit(letters, seconds, 1)
    assert np.abs(seconds - (start + slope * letters)).max() < 0.35 * seconds.mean()
    assert len({said[cue].samples.tobytes() for cue in CUES}) == 200


@pytest.mark.real
@needs_espeak
def test_espeak_pauses_between_words(english: SystemVoice) -> None:
    def seconds(word_gap: int) -> float:
        said = english.engine.speak("Now bend both knees and sit", english.id, 120, word_gap)
        return len(trim(said.samples, said.rate)) / said.rate

    assert 0.15 < seconds(WORD_GAP) - seconds(0) < 0.6


@pytest.mark.real
@needs_espeak
def test_the_speech_rate_does_not_depend_on_what_was_spoken_before(
    english: SystemVoice,
) -> None:
    def rate(speech_rate: float) -> float:
        return (
            len(TEXT.split())
            / (len(prepare(english.synthesise(TEXT, speech_rate))) / 2 / SAMPLE_RATE)
            * 60
        )

    rates = [rate(asked) / asked for asked in (1.0, 0.8, 1.2, 1.0, 1.5, 1.0, 0.8)]
    assert all(105 <= one <= 150 for one in rates), rates


@pytest.mark.real
@needs_espeak
def test_a_missing_voice_is_an_error(english: SystemVoice) -> None:
    with pytest.raises(EngineError, match="xx/nobody"):
        english.engine.speak("Breathe.", "xx/nobody", 150)


HIDDEN = """
import ctypes

class Hidden(ctypes.CDLL):
    is_loaded = False

    def __init__(self, name, *words, **more):
        from_pip = "espeakng_loader" in name
        if "espeak" in name and not from_pip and not Hidden.is_loaded:
            raise OSError(name)
        super().__init__(name, *words, **more)
        Hidden.is_loaded |= from_pip

ctypes.CDLL, ctypes.cdll = Hidden, ctypes.LibraryLoader(Hidden)
"""


@pytest.mark.real
def test_the_espeak_from_pip_speaks_if_the_system_has_none(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    pytest.importorskip("espeakng_loader", reason="espeakng-loader is not installed")
    (tmp_path / "sitecustomize.py").write_text(HIDDEN)
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    voice = next(voice for voice in system_voices(Engine()) if voice.name == "en-us")
    assert 0.5 < len(prepare(voice.synthesise("Breathe out.", 1.0))) / 2 / SAMPLE_RATE < 1.5
