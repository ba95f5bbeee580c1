"""A session's clips come from its voice, its chimes and its pads."""

from __future__ import annotations

from pathlib import Path

import pytest

from sivoice.compile.steps import Pad
from sivoice.errors import OptionError
from sivoice.options.options import Options
from sivoice.schedule.timeline import Utterance
from sivoice.script.vocabulary import ChimeKind
from sivoice.session.clips import (
    SessionClips,
    check_pad_sound,
    default_voice,
    session_chimes,
    session_voice,
    speech_clips,
)
from sivoice.sound.chimes import read_chimes
from sivoice.sound.pads import PadSound
from sivoice.units import SAMPLE_RATE
from sivoice.voices.hibari import HibariVoice
from tests.conftest import FakeVoice

CUE = Utterance("Breathe out.")


@pytest.fixture
def clips(voice: FakeVoice) -> SessionClips:
    return SessionClips(speech_clips(voice, Options()), read_chimes())


@pytest.mark.parametrize("clip", [CUE, *ChimeKind])
def test_a_clip_is_as_long_as_its_samples(clips: SessionClips, clip: Utterance | ChimeKind) -> None:
    assert len(clips.samples(clip)) == 2 * clips.length(clip) > 0


def test_each_clip_has_a_digest_of_its_own(clips: SessionClips) -> None:
    spoken = (CUE, Utterance("Breathe in."), Utterance("Breathe out.", calm=True))
    digests = {clips.digest(clip) for clip in (*spoken, *ChimeKind)}
    assert len(digests) == 3 + len(ChimeKind)
    assert clips.digest(CUE) in digests


def test_a_length_is_guessed_until_the_cue_was_spoken(
    clips: SessionClips, voice: FakeVoice
) -> None:
    guessed = clips.known_or_guessed(CUE)
    assert voice.said == []
    assert clips.length(CUE) == clips.known_or_guessed(CUE) != guessed
    assert clips.known_or_guessed(Utterance(CUE.spoken, calm=True)) > guessed
    assert clips.known_or_guessed(ChimeKind.SOFT) == clips.length(ChimeKind.SOFT)


def test_without_a_voice_a_cue_is_as_long_as_it_would_take_to_read() -> None:
    clips = SessionClips(speech_clips(None, Options(speech_rate=0.5)), read_chimes("none"))
    assert clips.length(CUE) == clips.known_or_guessed(CUE) > SAMPLE_RATE
    assert not any(clips.samples(CUE))
    assert clips.length(ChimeKind.START) == 0


def test_pads_that_sound_alike_have_the_same_digest(clips: SessionClips, tmp_path: Path) -> None:
    own = tmp_path / "rain.wav"
    own.write_bytes(b"rain")
    pads = [
        Pad(tone=True),
        Pad(tone=False, breath=True),
        Pad(tone=True, breath=True),
        Pad(tone=False, sound=str(own)),
    ]
    assert len({clips.pad_digest(pad) for pad in pads}) == len(pads)
    assert clips.pad_digest(Pad(tone=True)) == clips.pad_digest(pads[0])
    assert isinstance(clips.pad(pads[0]), PadSound)


def test_the_chimes_are_those_of_the_options() -> None:
    assert session_chimes(Options()).digest(ChimeKind.SOFT) == read_chimes().digest(ChimeKind.SOFT)
    louder = session_chimes(Options(chimes="wood", volume_chimes=150))
    assert louder.digest(ChimeKind.SOFT) == read_chimes("wood", 150).digest(ChimeKind.SOFT)
    with pytest.raises(OptionError):
        session_chimes(Options(chimes="gong"))


def test_the_voice_is_that_of_the_options() -> None:
    assert isinstance(session_voice(None, "en"), HibariVoice)
    assert isinstance(default_voice(), HibariVoice)
    assert session_voice("none", "en") is None


def test_a_pad_sound_is_read_before_anything_is_spoken(tmp_path: Path) -> None:
    check_pad_sound(Options(pad=True))
    with pytest.raises(OptionError):
        check_pad_sound(Options(pad_sound=str(tmp_path / "gone.wav")))
    check_pad_sound(Options(pad=False, pad_sound=str(tmp_path / "gone.wav")))
