"""A name chooses a voice, and a system voice replaces a default that cannot be loaded."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from sivoice.errors import UsageError, VoiceError
from sivoice.voices.choose import choose, for_language, instead_of
from sivoice.voices.engine import Engine
from sivoice.voices.hibari import HibariVoice
from sivoice.voices.system import SystemVoice

FAKE = str(Path(__file__).with_name("fake_worker.py"))
NOWHERE = Engine(("/nowhere/python",))


@pytest.fixture
def engine(tmp_path: Path) -> Engine:
    """An engine with en (en-gb, the default), en-us and de."""
    return Engine((sys.executable, FAKE, "", "0", str(tmp_path / "started")))


@pytest.mark.parametrize(
    ("name", "chosen"),
    [
        ("en-us", "gmw/en-us"),
        ("EN-US", "gmw/en-us"),
        ("gmw/en-us", "gmw/en-us"),
        ("English (America)", "gmw/en-us"),
        ("america", "gmw/en-us"),
        ("en", "gmw/en"),
        ("germ", "gmw/de"),
    ],
)
def test_a_voice_is_chosen_by_its_name_its_id_or_the_only_part_of_one(
    engine: Engine, name: str, chosen: str
) -> None:
    voice = choose(name, "en", engine)
    assert voice is not None
    assert voice.id == chosen  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    ("name", "help"),
    [
        ("germna", "Did you mean German?"),
        ("hibary", "Did you mean hibari?"),
        ("english", r"Choose en \(English \(Great Britain\)\) or en-us"),
        ("zzzzzz", "sivoice voices"),
    ],
)
def test_an_unknown_or_ambiguous_name_is_wrong_usage(engine: Engine, name: str, help: str) -> None:
    with pytest.raises(UsageError, match=f"^--voice: .*`{name}`.*\n.*{help}"):
        choose(name, "en", engine)


@pytest.mark.parametrize(
    ("language", "chosen"),
    [
        *(("en", "en-us"), ("en-US", "en-us"), ("en-GB", "en"), ("en-NZ", "en-us")),
        *(("de-AT", "de"), ("fr", "en")),
    ],
)
def test_system_chooses_a_voice_for_the_language_of_the_script(
    engine: Engine, language: str, chosen: str
) -> None:
    voice = choose("System", language, engine)
    assert voice is not None
    assert voice.name == chosen


def test_hibari_and_none_need_no_engine() -> None:
    assert isinstance(choose("Hibari", "en", NOWHERE), HibariVoice)
    assert choose("NONE", "en", NOWHERE) is None


def listed(*languages: str) -> tuple[SystemVoice, ...]:
    return tuple(SystemVoice(NOWHERE, one, one, one, one) for one in languages)


@pytest.mark.parametrize(
    ("voices", "language", "chosen"),
    [
        (("fr-be", "fr-ch", "fr-fr"), "fr", "fr-fr"),
        (("fr-be", "fr-ch"), "fr", "fr-be"),
        (("fr-fr", "fr-be"), "fr-BE", "fr-be"),
        (("es-419", "es"), "es", "es"),
        (("en", "und", "de-at"), "de", "de-at"),
        (("en", "und"), "de", "und"),
    ],
)
def test_the_voice_that_suits_a_language_best_is_chosen(
    voices: tuple[str, ...], language: str, chosen: str
) -> None:
    voice = for_language(listed(*voices), language)
    assert voice is not None
    assert voice.name == chosen


@pytest.mark.parametrize(
    ("better", "language", "chosen"),
    [
        ("com.apple.voice.premium.en-US.Ava", "en-us", "better"),
        ("com.apple.voice.enhanced.en-GB.Kate", "en-gb", "better"),
        ("Microsoft Aria Online (Natural) - English (United States)", "en-us", "better"),
        ("com.apple.voice.compact.en-US.Samantha", "en-us", "default"),
        ("com.apple.voice.premium.de-DE.Anna", "de-de", "default"),
    ],
)
def test_a_voice_that_its_maker_calls_better_comes_first(
    better: str, language: str, chosen: str
) -> None:
    voices = (
        SystemVoice(NOWHERE, "default", "default", "Default", "en-au"),
        SystemVoice(NOWHERE, better, "better", better, language),
    )
    voice = for_language(voices, "en")
    assert voice is not None
    assert voice.name == chosen


def test_a_voice_that_does_not_say_what_it_speaks_is_taken_to_speak_the_scripts_language() -> None:
    voice = for_language(listed("en", "und"), "de")
    assert voice is not None
    assert voice.language == "de"
    assert for_language(listed("en", "fr-fr"), "de") is None


def test_a_system_voice_takes_over(engine: Engine) -> None:
    assert instead_of(VoiceError("no hibari"), "de", engine).name == "de"


def test_no_voice_takes_over_that_does_not_speak_the_language(engine: Engine) -> None:
    with pytest.raises(VoiceError) as raised:
        instead_of(VoiceError("no hibari\nInstall hibari."), "it", engine)
    first, *help = str(raised.value).splitlines()
    assert first == "no hibari, and no system voice speaks the language it"
    assert help[0] == "Install hibari."
    assert help[-1].endswith("--voice none")


def test_without_any_voice_the_error_names_every_way_out() -> None:
    with pytest.raises(VoiceError) as raised:
        instead_of(VoiceError("no hibari\nInstall hibari."), "en", NOWHERE)
    first, *help = str(raised.value).splitlines()
    assert first.startswith("no hibari, and no system voice can be used: ")
    assert help[0] == "Install hibari."
    assert help[-1].endswith("--voice none")
    assert len(help) >= 3
