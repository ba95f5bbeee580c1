"""The settings file uses the names of the options and is read in the same way."""

from __future__ import annotations

from pathlib import Path

import pytest

from sivoice.errors import OptionError, SettingsError
from sivoice.options.doses import PerStretch
from sivoice.options.options import Options
from sivoice.options.settings import naming_settings, read_settings


def test_a_missing_settings_file_changes_nothing(tmp_path: Path) -> None:
    assert read_settings(tmp_path / "settings.toml") == Options()


def test_a_settings_file_is_read_into_options(tmp_path: Path) -> None:
    path = tmp_path / "settings.toml"
    path.write_text(
        'hold = ["20s", "piriformis=25"]\n'
        'sets = 2\ncountdown = true\npace = 1.2\nextra = "deeper"\n'
    )
    expected = Options(
        hold=PerStretch(20_000, {"piriformis": 25_000}),
        sets=PerStretch(2),
        countdown=True,
        pace=1.2,
        extra=("deeper",),
    )
    assert read_settings(path) == expected


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("hodl = 20", "there is no setting `hodl`\nDid you mean hold?"),
        ("x = 20", "there is no setting `x`\nThe settings are hold, sets, "),
        ("hold = ", "cannot use the settings"),
        ('pace = "quick"', "settings.toml: pace: must be a number from 0.5 to 2, not `quick`"),
        ("sets = 2.5", "settings.toml: sets: must be a whole number from 1 to 20, not `2.5`"),
        ('pad = "on"', "settings.toml: pad: must be true or false, not `on`"),
    ],
)
def test_an_error_in_the_settings_file_names_the_file(tmp_path: Path, text: str, said: str) -> None:
    path = tmp_path / "settings.toml"
    path.write_text(text)
    with pytest.raises(SettingsError) as raised:
        read_settings(path)
    assert said in str(raised.value)
    assert str(path) in str(raised.value)


def test_an_error_of_the_command_line_does_not_name_the_settings_file() -> None:
    path = Path("settings.toml")
    with (
        pytest.raises(OptionError, match=r"^--chimes: no gong$"),
        naming_settings(path, Options(chimes="gong")),
    ):
        raise OptionError("chimes", "no gong")
    with (
        pytest.raises(SettingsError, match=r"^settings\.toml: chimes: no gong$"),
        naming_settings(path, Options(voice="system")),
    ):
        raise OptionError("chimes", "no gong")
