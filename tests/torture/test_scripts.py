"""Parser, checker, compiler, scheduler and layout with generated and broken scripts."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.torture import MANY, seeds
from tests.torture.scripts import STRETCHES, ScriptGenerator, examine


@pytest.mark.torture
def test_scripts_get_faults_or_a_timeline(tmp_path: Path) -> None:
    for name, text in STRETCHES.items():
        (tmp_path / f"{name}.stretch").write_text(text, encoding="utf-8")
    tried = compiled = 0
    for seed in seeds(400):
        generator = ScriptGenerator(seed)
        name, text = generator.script()
        data, options = generator.bytes_of(text), generator.options()
        path = tmp_path / name
        path.write_bytes(data)
        try:
            compiled += examine(path, options)
        except Exception as error:
            raise AssertionError(f"seed {seed}: {name} {options}\n{data!r}") from error
        tried += 1
    print(f"{tried} scripts, {compiled} of them compiled")
    assert tried < MANY or compiled > tried / 10
