"""The bookmark with broken content: a place to resume at, or an error that says what to do."""

from __future__ import annotations

import json
import random
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest

from sivoice.compile.compiler import compile_session
from sivoice.errors import SivoiceError
from sivoice.options.options import Options, options_from
from sivoice.player.bookmark import Bookmark, Request, digest, file_of, keep, recall, resume_at
from sivoice.script.library import load
from tests.torture import MANY, seeds
from tests.torture.scripts import STRETCHES

_VALUES: tuple[Any, ...] = (
    None, True, 0, 1, -1, 2**63, 2**200, 0.5, "", "x", "\u202e\x00", [], {}, [[]], {"hold": []},
    "left", 1e308, ["20s"], {"hold": {"a": [1]}}, {"fit": "1h"}, {"nonsense": 1}, {"hold": None},
)  # fmt: skip


def _paths(value: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    """Return the way to every value inside a value of JSON."""
    inside = value.items() if isinstance(value, dict) else ()
    return [path, *(found for key, one in inside for found in _paths(one, (*path, key)))]


def broken(generator: random.Random, data: bytes) -> bytes:
    """Return a bookmark with another value, without a key, with other bytes, or cut short."""
    kind = generator.randrange(6)
    if kind < 3:
        tree = json.loads(data)
        *way, last = generator.choice(_paths(tree)[1:])
        inside = tree
        for key in way:
            inside = inside[key]
        if kind == 0:
            del inside[last]
        else:
            inside[last] = generator.choice(_VALUES)
        return json.dumps(tree).encode()
    if kind == 3:
        return data[: generator.randrange(len(data))]
    if kind == 4:
        return generator.choice(
            (b"[" * 100_000, b'{"a":' * 100_000, b"\xff", b"", b"null", b"9" * 9999)
        )
    changed = bytearray(data)
    for _ in range(generator.randint(1, 3)):
        changed[generator.randrange(len(changed))] = generator.randrange(256)
    return bytes(changed)


@pytest.mark.torture
def test_a_bookmark_leads_to_a_place_or_an_error(tmp_path: Path) -> None:
    script = tmp_path / "raise.stretch"
    script.write_text(STRETCHES["raise"], encoding="utf-8")
    plan = compile_session(load(script)[0], Options())
    steps, path = plan.steps(), file_of(tmp_path, str(script))
    request = Request(str(script), {"hold": ["20s"], "countdown": True})
    keep(path, Bookmark(request, 3, digest(plan), steps[3].place, coaching=True))
    whole = path.read_bytes()
    tried = recalled = 0
    for seed in seeds(400):
        data = broken(random.Random(seed), whole)
        path.write_bytes(data)
        tried += 1
        try:
            with suppress(SivoiceError):
                left = recall(path)
                recalled += 1
                options_from(left.request.words)
                assert 0 <= resume_at(plan, steps, left).first < len(steps)
        except Exception as error:
            raise AssertionError(f"seed {seed}: {data[:2000]!r}") from error
    print(f"{tried} bookmarks, {recalled} of them recalled")
    assert tried < MANY or recalled > tried / 20
