"""The published JSON schemas of a script and a plan are those of the types themselves.

`make docs` renews them.
"""

from __future__ import annotations

import inspect
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import msgspec
import pytest

from sivoice.compile.doses import DoseTable
from sivoice.compile.plan import Plan
from sivoice.script.nodes import Script
from sivoice.script.source import SourceText
from tests.conftest import ROOT

FOLDER = ROOT / "docs" / "schemas"
PUBLISHED: dict[str, type] = {"script.json": Script, "plan.json": Plan, "dose.json": DoseTable}


def schema_of(kind: type) -> str:
    """The JSON schema of a type, as it is published."""
    schema = msgspec.json.schema(kind, schema_hook=_source)
    dialect = {"$schema": "https://json-schema.org/draft/2020-12/schema"}
    for described in schema.get("$defs", {}).values():
        if "description" in described:  # Python 3.13 removes the indentation by itself
            described["description"] = inspect.cleandoc(described["description"])
    return json.dumps({**dialect, **schema}, indent=2, ensure_ascii=False) + "\n"


def _source(kind: type) -> dict[str, Any]:
    """A script's text is written as its file name."""
    assert kind is SourceText
    return {"type": "string"}


@pytest.mark.parametrize("name", PUBLISHED)
def test_the_published_schema_is_that_of_the_type(name: str) -> None:
    published = (FOLDER / name).read_text(encoding="utf-8")
    assert published == schema_of(PUBLISHED[name]), "If this is as it should be: make docs"


def test_a_plan_can_be_read_back_from_its_json(compiled: Callable[..., Plan]) -> None:
    plan = compiled()
    assert msgspec.json.decode(msgspec.json.encode(plan), type=Plan) == plan


if __name__ == "__main__":
    FOLDER.mkdir(exist_ok=True)
    for file, kind in PUBLISHED.items():
        Path(FOLDER / file).write_text(schema_of(kind), encoding="utf-8")
