"""The settings file with generated and broken content: options, or an error that names the file."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from sivoice.errors import SettingsError
from sivoice.options.options import Options, options_from, session_options
from sivoice.options.settings import read_settings
from sivoice.options.words import in_words
from tests.torture import MANY, seeds

_VALUES = (
    "20", '"20s"', "true", "false", "-1", "0", "0.5", "nan", "inf", "-inf", "1e400", "1_000",
    "0x10", '"hamstring=raised"', '["20s", "piriformis=25"]', '["a", "b"]', "[]", "[[]]", "{}",
    "[1, true]", '""', '" "', '"="', '"=5"', '"a=b=c"', '"a="', "1979-05-27", "07:32:00", '"both"',
    '"left"', '"full"', '"none"', '"\\u0000"', '"\\u202e"', "'''a\nb'''", '"1h30m"', '"12:30"',
    '"99999999999999999999s"', "9" * 30, "9" * 5000, f'"{"9" * 5000}"', f'"{"9" * 400}.5"',
    '"1e309"', '"nan"', '"infinity"', '"٣"', '"½"', "[" * 3000, "[" * 3000 + "]" * 3000,
    "{a=" * 2000, '{ a = "b" }', '["a=1", "a=2"]', '"' + "x" * 5000 + '"',
)  # fmt: skip
_LINES = ("[hold]", "[[hold]]", "a.b = 1", "= 1", "hold", "# hold", "\ufeff", "hold.x = 1", "\x00")


def content(generator: random.Random) -> bytes:
    """Return the content of a settings file."""
    names = [*session_options(), "nonsense", "hold", "sets", "reps"]
    lines = [
        f"{generator.choice(names)} = {generator.choice(_VALUES)}"
        for _ in range(generator.choice((0, 1, 1, 1, 2, 3)))
    ]
    if generator.random() < 0.1:
        lines.insert(generator.randint(0, len(lines)), generator.choice(_LINES))
    data = bytearray("\n".join(lines).encode())
    if data and generator.random() < 0.1:
        data[generator.randrange(len(data))] = generator.randrange(256)
    return bytes(data)


def is_read(path: Path) -> bool:
    """Return whether a settings file is read. An error must name it."""
    try:
        options = read_settings(path)
    except SettingsError as error:
        if str(path) not in error.problem:
            raise
        return False
    assert in_words(options) == in_words(options.over(Options()))
    return True


@pytest.mark.torture
def test_settings_are_options_or_an_error(tmp_path: Path) -> None:
    path = tmp_path / "settings.toml"
    tried = read = 0
    for seed in seeds(400):
        data = content(random.Random(seed))
        path.write_bytes(data)
        tried += 1
        try:
            read += is_read(path)
        except Exception as error:
            raise AssertionError(f"seed {seed}: {data!r}") from error
    print(f"{tried} settings files, {read} of them read")
    assert tried < MANY or read > tried / 20
    assert options_from({}) == Options()
