"""`sivoice voices` lists the voices, and --voice chooses the one that speaks."""

from __future__ import annotations

import json
import re
import sys
import wave
from collections.abc import Callable
from pathlib import Path

import pytest

from sivoice.errors import DeviceError, VoiceError
from sivoice.folders import settings_file
from sivoice.session import clips as session_clips
from sivoice.units import SAMPLE_RATE
from sivoice.voices import Speech
from sivoice.voices.engine import Engine
from tests.cli.conftest import Run
from tests.conftest import STRETCH, FakeVoice

FAKE = str(Path(__file__).parent.parent / "voices" / "fake_worker.py")


@pytest.fixture
def engine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[str], None]:
    """Sets the engine of the system: one with three voices, or one with a fault."""

    def use(fault: str = "") -> None:
        command = (sys.executable, FAKE, fault, "9", str(tmp_path / "started"))
        monkeypatch.setattr(Engine.__init__, "__defaults__", (command,))

    use()
    return use


class Unloadable(FakeVoice):
    """A default voice whose library is broken."""

    name = "broken"
    fingerprint = "broken 1"

    def load(self) -> None:
        raise VoiceError("the voice broken cannot be loaded: no such library\nInstall it.")

    def synthesise(self, text: str, speech_rate: float) -> Speech:
        raise AssertionError


class FailsFromTheThird(FakeVoice):
    """Speaks two cues and fails on the others."""

    def synthesise(self, text: str, speech_rate: float) -> Speech:
        if len(self.said) >= 2:
            raise VoiceError("the voice has had enough\nLet it rest.")
        return super().synthesise(text, speech_rate)


@pytest.mark.usefixtures("engine")
def test_voices_are_listed_as_the_option_takes_them(run: Run) -> None:
    result = run("voices")
    assert result.exit_code == 0
    assert "* fake" in result.stdout
    lines = result.stdout.splitlines()
    assert any(
        line.split()[:2] == ["en-us", "en-us"] and "English (America)" in line for line in lines
    )
    assert any("English (Great Britain), the system's default" in line for line in lines)
    assert not any("German" in line for line in lines)
    assert "  and 1 in other languages: sivoice voices --all" in lines
    assert "German" in run("voices", "--all").stdout
    assert [line.split()[0] for line in run("voices", "german").stdout.splitlines()[1:]] == ["de"]
    assert run("voices", "nobody").exit_code == 2


def test_a_broken_engine_is_reported_with_help(run: Run, engine: Callable[[str], None]) -> None:
    engine("no engine")
    result = run("voices")
    assert result.exit_code == 0
    reason = "the speech engine ended unexpectedly: the data folder is missing"
    assert f"No system voice can be used: {reason}" in result.stdout
    assert "How to get more\n  " in result.stdout
    assert "* fake" in result.stdout


@pytest.mark.usefixtures("engine")
def test_a_sample_is_played(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    heard: list[int] = []
    monkeypatch.setattr("sivoice.player.once.play", lambda pcm: heard.append(len(pcm) // 2))
    assert run("voices", "--say", "Breathe.").exit_code == 0
    assert run("voices", "german", "--say", "Breathe out.").exit_code == 0
    assert heard == [
        pytest.approx(0.4 * SAMPLE_RATE, rel=0.1),
        pytest.approx(0.12 * SAMPLE_RATE, rel=0.2),
    ]
    assert run("voices", "none", "--say", "Breathe.").exit_code == 2
    assert run("voices", "germna", "--say", "Breathe.").exit_code == 2


def test_without_a_voice_a_session_has_only_chimes(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(session_clips, "default_voice", lambda: 1 / 0)
    (tmp_path / "calf.stretch").write_text(STRETCH)
    assert run("export", "calf.stretch", "--voice", "none", "-o", "calf.wav").exit_code == 0
    timeline = json.loads(run("show", "calf.stretch", "--voice", "none", "--json").stdout)
    with wave.open("calf.wav") as file:
        assert file.getnframes() == timeline["samples"]
        pcm = file.readframes(file.getnframes())
    kinds = {event["kind"] for event in timeline["events"] if any(pcm[slice(*byte_range(event))])}
    assert kinds == {"chapter", "hold", "chime"}
    said = [event for event in timeline["events"] if event["kind"] == "speech"]
    assert len(said) > 4
    for event in said:
        length = 0.03 + 0.085 * len(event["text"])
        if event["phase"] == "hold":
            length /= 0.93
        assert event["duration"] == pytest.approx(length, abs=1e-4)
    slower = json.loads(
        run("show", "calf.stretch", "--voice", "none", "--speech-rate", "0.5", "--json").stdout
    )
    assert slower["samples"] > timeline["samples"]
    assert run("export", "calf.stretch", "--voice", "none", "--fit", "3min").exit_code == 0


def byte_range(event: dict[str, list[int]]) -> tuple[int, int]:
    start, length = event["samples"]
    return 2 * start, 2 * (start + length)


@pytest.mark.usefixtures("engine")
def test_the_voice_is_chosen_by_the_option_or_the_settings_file(run: Run, tmp_path: Path) -> None:
    (tmp_path / "calf.stretch").write_text(STRETCH)
    by_option = json.loads(run("show", "calf.stretch", "--voice", "en-us", "--json").stdout)
    settings_file().parent.mkdir(parents=True)
    settings_file().write_text('voice = "EN-US"\n')
    by_settings = json.loads(run("show", "calf.stretch", "--json").stdout)
    assert (by_option.pop("options"), by_settings.pop("options")) == (
        "--voice en-us",
        "--voice EN-US",
    )
    assert (
        by_option
        == by_settings
        != json.loads(run("show", "calf.stretch", "--voice", "none", "--json").stdout)
    )
    settings_file().write_text('voice = ""\n')
    assert "voice: must be a name, not empty" in run("show", "calf.stretch").stderr


@pytest.mark.usefixtures("engine")
def test_an_unknown_voice_is_wrong_usage(run: Run) -> None:
    result = run("export", "--voice", "hibarri")
    assert result.exit_code == 2
    assert (
        result.stderr
        == "error: --voice: there is no voice called `hibarri`\nDid you mean hibari?\n"
    )


@pytest.mark.usefixtures("engine")
def test_a_language_that_the_voice_does_not_speak_is_a_warning(run: Run, tmp_path: Path) -> None:
    (tmp_path / "wade.stretch").write_text(STRETCH.replace("position", "language: de-AT\nposition"))
    told = run("export", "wade.stretch", "--voice", "en-us").stderr
    assert told == "warning: wade is in the language de-AT, but the voice en-us speaks en-us\n"
    assert run("export", "wade.stretch", "--voice", "system").stderr == ""
    assert run("export", "wade.stretch", "--voice", "none").stderr == ""
    (tmp_path / "x.session").write_text(
        "# X\nlanguage: en\n## Stretches\n[play wade]\n[play calf]\n"
    )
    (tmp_path / "calf.stretch").write_text(STRETCH)
    told = run("export", "x.session").stderr
    assert told == "warning: x has stretches in the language de-AT, but the voice fake speaks en\n"


@pytest.mark.usefixtures("engine")
def test_the_default_is_a_voice_that_speaks_the_language(run: Run, tmp_path: Path) -> None:
    """The default voice speaks English only, so a system voice is the default for German."""
    (tmp_path / "wade.stretch").write_text(STRETCH.replace("position", "language: de-AT\nposition"))
    default, german, none = (
        json.loads(run("show", "wade.stretch", "--json", *words).stdout)
        for words in ((), ("--voice", "de"), ("--voice", "none"))
    )
    assert default["events"] == german["events"] != none["events"]
    result = run("export", "wade.stretch")
    assert (result.exit_code, result.stderr) == (0, "")


def test_a_language_that_no_voice_speaks_is_refused_before_any_work(
    run: Run, tmp_path: Path, engine: Callable[[str], None]
) -> None:
    italian = STRETCH.replace("position", "language: it\nposition")
    (tmp_path / "polpaccio.stretch").write_text(italian)
    for command in ("export", "play", "share"):
        result = run(command, "polpaccio.stretch")
        assert result.exit_code == 1
        first, *help = result.stderr.splitlines()
        assert first == (
            "error: the voice fake does not speak the language it, "
            "and no system voice speaks the language it"
        )
        assert help[-1].endswith("--voice none")
    assert not (tmp_path / "polpaccio.mp3").exists()
    for voice in ("none", "system", "en-us"):
        assert run("export", "polpaccio.stretch", "--voice", voice, "--force").exit_code == 0
    engine("no engine")
    result = run("export", "polpaccio.stretch", "-o", "other.mp3")
    assert result.exit_code == 1
    assert ", and no system voice can be used: " in result.stderr.splitlines()[0]
    if sys.platform == "linux":
        assert "apt install espeak-ng" in result.stderr
    assert not (tmp_path / "other.mp3").exists()


def test_a_system_voice_replaces_a_default_voice_that_cannot_be_loaded(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, engine: Callable[[str], None]
) -> None:
    monkeypatch.setattr(session_clips, "default_voice", Unloadable)
    (tmp_path / "calf.stretch").write_text(STRETCH)
    result = run("export", "calf.stretch")
    assert result.exit_code == 0
    assert result.stderr == (
        "warning: the voice broken cannot be loaded: no such library; "
        "the system voice English (America) speaks instead\n"
    )
    assert run("show", "calf.stretch", "--stage", "plan").stderr == ""  # needs no voice
    engine("no engine")
    result = run("export", "calf.stretch", "-o", "other.mp3")
    assert result.exit_code == 1
    assert "--voice none" in result.stderr.splitlines()[-1]
    assert not (tmp_path / "other.mp3").exists()


def test_cues_that_are_in_the_cache_need_no_voice(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "calf.stretch").write_text(STRETCH)
    assert run("export", "calf.stretch").exit_code == 0
    monkeypatch.setattr(FakeVoice, "load", lambda self: 1 / 0)
    assert run("export", "calf.stretch").exit_code == 0


def test_an_export_ends_with_the_line_of_the_cue_that_failed(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(session_clips, "default_voice", FailsFromTheThird)
    (tmp_path / "calf.stretch").write_text(STRETCH)
    result = run("export", "calf.stretch")
    assert result.exit_code == 1
    # Cues are spoken in parallel, so any of them can be the third.
    assert re.fullmatch(
        r"error: calf\.stretch:[1-8]: the voice has had enough\nLet it rest\.\n", result.stderr
    )
    assert not (tmp_path / "calf.mp3").exists()


def test_doctor_names_the_voice_that_speaks(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, engine: Callable[[str], None]
) -> None:
    def no_device() -> None:
        raise DeviceError("no device")

    monkeypatch.setattr("sivoice.player.devices.device_names", no_device)
    monkeypatch.setenv("PATH", str(tmp_path))  # ffmpeg takes a second to list its encoders
    monkeypatch.setattr(
        Unloadable,
        "synthesise",
        lambda *_: (_ for _ in ()).throw(VoiceError("the voice broken cannot be loaded")),
    )
    assert "voice     ok  fake speaks" in run("doctor").stdout
    assert "system    ok  en-us speaks" in run("doctor").stdout
    monkeypatch.setattr(session_clips, "default_voice", Unloadable)
    assert "voice     ok  en-us speaks" in run("doctor").stdout
    engine("no engine")
    result = run("doctor")
    assert result.exit_code == 1
    assert "voice     --  the voice broken cannot be loaded, and no system voice" in result.stdout
    assert "system    --  no system voice can be used" in result.stdout
