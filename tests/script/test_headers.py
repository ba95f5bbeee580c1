"""Fields become a header for each variant, which is read once."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pytest

from sivoice.compile.compiler import compile_session
from sivoice.export.handout.content import handout
from sivoice.options.options import Options
from sivoice.script import headers, nodes
from sivoice.script.diagnostics import Report
from sivoice.script.headers import Header
from sivoice.script.library import read_script
from sivoice.script.vocabulary import Position
from sivoice.session.fit import fit
from sivoice.session.session import open_session
from tests.conftest import ROOT, fake_length, faultless


def test_a_field_for_a_variant_replaces_the_general_one(write: Callable[..., Path]) -> None:
    text = """# Calf
variants: wall, step
extras: deeper
muscles: back of the lower leg
position: standing
position (step): sitting
equipment (step): a step
## Each side
Your {side} foot.
[hold]
[if deeper] More.
"""
    checked, faults = read_script(write("calf.stretch", text))
    assert not faults
    assert list(checked.headers) == [None, "wall", "step"]
    plain, step = checked.header(), checked.header("step")
    assert (plain.variants, plain.extras) == (("wall", "step"), ("deeper",))
    assert (plain.position, plain.equipment) == (Position.STANDING, None)
    assert (step.position, step.equipment) == (Position.SITTING, "a step")
    assert step.muscles == "back of the lower leg"
    assert checked.header("wall") == plain


def test_each_header_is_read_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Compiling, fitting and printing a session read no header again."""
    reads: Counter[tuple[str, str | None]] = Counter()
    read_header = headers.read_header

    def counted(script: nodes.Script, variant: str | None, report: Report) -> Header:
        reads[script.title, variant] += 1
        return read_header(script, variant, report)

    monkeypatch.setattr(headers, "read_header", counted)
    scripts = faultless(ROOT / "scripts" / "si-joint.session")
    expected = {(scripts.session.script.title, None)} | {
        (stretch.script.title, variant)
        for stretch in scripts.stretches.values()
        for variant in stretch.headers
    }
    session = open_session(scripts, Options(variant={"hamstring": "raised"}, fit=15 * 60_000))
    compile_session(scripts, fit(scripts, session.options, session.asked, fake_length).options)
    handout(scripts, session.options)
    assert session.warnings == []
    assert set(reads) == expected
    assert set(reads.values()) == {1}
