"""From a choice to its sound: the page's code makes the bytes of the exporter.

The page carries only what the tables name, so this also shows that no choice needs more.
"""

from __future__ import annotations

import hashlib
import json
import random
from pathlib import Path

import pytest

from sivoice.compile.compiler import pad_of
from sivoice.export.frames import Frames
from sivoice.export.page.sound import page_sound
from sivoice.schedule.timeline import Timeline
from sivoice.sound.cache import ClipCache
from sivoice.sound.chimes import read_chimes
from tests.conftest import ROOT
from tests.export.test_real_splice import CODE, exported, fake_clips
from tests.session.choices.engines import SOURCE, tab
from tests.session.choices.test_same_session import case_of, expected, random_choices, write

pytestmark = pytest.mark.real
EACH = 125
SPLICED = """async ([tables, table, base64, cases]) => {
  const session = Choose.open(JSON.parse(tables));
  const sound = Splice.open(JSON.parse(table), base64);
  const found = [];
  for (const choices of JSON.parse(cases)) {
    const { timeline } = session.make(choices);
    const bytes = timeline ? Splice.splice(timeline, sound) : new Uint8Array();
    const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", bytes));
    found.push(Array.from(digest, (byte) => byte.toString(16).padStart(2, "0")).join(""));
  }
  return found;
}"""


@pytest.mark.parametrize("pad", [False, True])
@pytest.mark.parametrize("name", ["si-joint", "si-joint-strength", "examples/plank-circuit", "odd"])
def test_a_choice_on_the_page_sounds_like_an_export(name: str, pad: bool, tmp_path: Path) -> None:
    path = write(tmp_path) if name == "odd" else ROOT / "scripts" / f"{name}.session"
    clips, length = fake_clips(read_chimes())
    case = case_of(path, {"pad": pad}, length=length)
    frames = Frames(clips, ClipCache(tmp_path / "clips", "frames"))
    rng = random.Random(name)
    offer = case.json["offer"]
    cases = [{}, *(random_choices(offer, rng) for _ in range(EACH - 1))]
    made = page_sound(
        [*case.tables.clips],
        pad_of(case.options),
        length,
        frames,
        case.tables.timelines(length),
    )
    with tab(tmp_path, f"{SOURCE}\n{CODE}") as page:
        given = [json.dumps({**case.json}), json.dumps(made.table()), made.base64()]
        ours = page.evaluate(SPLICED, [*given, json.dumps(cases)])
    found = 0
    for choices, digest in zip(cases, ours, strict=True):
        wanted = expected(case, choices, length)
        is_one = isinstance(wanted, Timeline)
        data = exported(wanted, frames) if isinstance(wanted, Timeline) else b""
        assert digest == hashlib.sha256(data).hexdigest(), choices
        found += is_one
    assert found > EACH // 2
