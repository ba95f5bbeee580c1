"""The place where each session was left is kept as a whole or not at all, and knows its session."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import msgspec
import pytest
from hypothesis import event as note
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from sivoice.compile.compiler import compile_session
from sivoice.compile.plan import Chapter, Phase, Place, Plan
from sivoice.compile.steps import Say
from sivoice.errors import UsageError
from sivoice.options.doses import PerStretch
from sivoice.options.options import Options, Sides, options_from, session_options
from sivoice.player.bookmark import (
    Bookmark,
    Request,
    claimed,
    digest,
    file_of,
    forget,
    keep,
    latest,
    recall,
    resume_at,
)
from sivoice.script.vocabulary import Side
from tests.conftest import STRETCH, faultless

PLACE = Bookmark(
    Request("/scripts/si-joint.session", {"hold": ["20"], "sets": 2}),
    17,
    "0" * 64,
    Place(2, "hip"),
    coaching=False,
)


def place_of(folder: Path) -> Path:
    return file_of(folder, PLACE.request.script)


def test_a_bookmark_is_read_as_it_was_kept(tmp_path: Path) -> None:
    path = place_of(tmp_path / "state")
    keep(path, PLACE)
    assert recall(path) == PLACE
    forget(path)
    forget(path)
    with pytest.raises(UsageError, match="no place to resume this session from"):
        recall(path)


def kept(**changes: object) -> bytes:
    """The file of a bookmark, with some values changed."""
    built: dict[str, Any] = msgspec.to_builtins(PLACE)
    for name, value in changes.items():
        parent, _, last = name.rpartition("__")
        (built[parent] if parent else built)[last] = value
    return json.dumps({"schema": 1, "bookmark": built}).encode()


DAMAGED = [
    *(b"", b"{", b"[]", b"{}", b'{"script": 1}', b"\xff", b"[" * 100_000, b"null"),
    kept()[:-1],
    kept().replace(b'"schema": 1', b'"schema": 2'),
    kept().replace(b'"schema": 1, ', b""),
    json.dumps(msgspec.to_builtins(PLACE)).encode(),
    kept(index=-1),
    kept(index=1.5),
    kept(index="17"),
    kept(plan="0"),
    kept(plan="x" * 64),
    kept(coaching=1),
    kept(place={"chapter": "2"}),
    kept(place={"phase": "elsewhere"}),
    kept(place={"side": "middle"}),
    kept(request__script=""),
    kept(request__script=3),
    kept(request__script="/scripts/\0.session"),
    kept(request__script="/scripts/another.session"),
    kept(request__words=[]),
    kept(request__words={"hold": {"hip": 20}}),
    kept(request__words={"hold": [20]}),
]


@pytest.mark.parametrize("data", DAMAGED, ids=range(len(DAMAGED)))
def test_a_damaged_bookmark_or_that_of_another_script_is_an_error(
    tmp_path: Path, data: bytes
) -> None:
    path = place_of(tmp_path)
    path.write_bytes(kept())
    assert recall(path) == PLACE
    path.write_bytes(data)
    with pytest.raises(UsageError, match="cannot be read\nDelete this file, and"):
        recall(path)


def test_a_bookmark_that_is_no_file_is_an_error(tmp_path: Path) -> None:
    place_of(tmp_path).mkdir()
    with pytest.raises(UsageError, match="cannot be read"):
        recall(place_of(tmp_path))
    forget(place_of(tmp_path))


anything = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3)
    ),
    max_leaves=8,
)
words = st.dictionaries(st.sampled_from([*session_options(), "tempo"]), anything, max_size=4)
REACHED = ("request__script", "request__words", "index", "plan", "place", "coaching")


@settings(max_examples=300)
@given(changes=st.dictionaries(st.sampled_from(REACHED), anything, max_size=3), given=words)
def test_whatever_a_bookmark_holds_is_read_or_is_an_error(
    tmp_path_factory: pytest.TempPathFactory, changes: dict[str, Any], given: dict[str, Any]
) -> None:
    path = place_of(tmp_path_factory.getbasetemp())
    path.write_bytes(kept(**{"request__words": given, **changes}))
    try:
        bookmark = recall(path)
        options_from(bookmark.request.words)
    except UsageError:
        note("an error")
    else:
        note("read")


def test_a_bookmark_that_cannot_be_written_is_not_an_error(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    keep(tmp_path / "file" / "bookmark.json", PLACE)
    not_text = replace(PLACE, request=Request("/scripts/caf\udce9.session", {}))
    keep(tmp_path / "bookmark.json", not_text)
    assert not (tmp_path / "bookmark.json").exists()


def test_each_script_has_a_bookmark_of_its_own_and_the_last_one_kept_is_the_latest(
    tmp_path: Path,
) -> None:
    others = [
        replace(PLACE, request=Request(f"/{name}/calf.stretch", {}), index=index)
        for index, name in enumerate("abc")
    ]
    for at, one in enumerate(others):
        path = file_of(tmp_path, one.request.script)
        keep(path, one)
        os.utime(path, (at, at))
    assert [recall(file_of(tmp_path, one.request.script)) for one in others] == others
    assert recall(latest(tmp_path)) == others[-1]
    keep(file_of(tmp_path, "/a/calf.stretch"), others[0])
    assert recall(latest(tmp_path)) == others[0]
    for one in others:
        forget(file_of(tmp_path, one.request.script))
    with pytest.raises(UsageError, match="there is no session to resume"):
        latest(tmp_path)


CLAIMS = """
import sys
from pathlib import Path
from sivoice.player.bookmark import claimed
with claimed(Path(sys.argv[1])) as is_ours:
    print(is_ours, flush=True)
    sys.stdin.read()
"""


def claiming(path: Path) -> subprocess.Popen[str]:
    """Start a process that claims a bookmark, and keeps it until its input ends."""
    return subprocess.Popen(
        [sys.executable, "-c", CLAIMS, str(path)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )


def test_a_bookmark_is_claimed_by_one_process_even_if_that_is_killed(tmp_path: Path) -> None:
    path = tmp_path / "state" / "calf.json"
    with claiming(path) as first:
        assert first.stdout
        assert first.stdout.readline() == "True\n"
        with claimed(path) as is_ours:
            assert not is_ours
        with claimed(tmp_path / "state" / "hip.json") as is_ours:
            assert is_ours
        first.kill()
    with claimed(path) as is_ours:
        assert is_ours


def test_a_claim_in_a_folder_that_cannot_be_written_is_no_error(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with claimed(tmp_path / "file" / "calf.json") as is_ours:
        assert is_ours


def left_at(plan: Plan, index: int) -> Bookmark:
    place = plan.steps()[index].place
    return Bookmark(Request("/calf.stretch", {}), index, digest(plan), place, coaching=True)


def test_a_session_goes_on_where_it_was_left(compiled: Callable[..., Plan]) -> None:
    plan = compiled()
    index = next(i for i, one in enumerate(plan.steps()) if one.place.phase is Phase.HOLD)
    back = resume_at(plan, plan.steps(), left_at(plan, index))
    assert back.first == index
    assert len(back.before) == 3


def test_a_place_that_is_not_where_its_index_says_is_found_by_the_place(
    compiled: Callable[..., Plan],
) -> None:
    plan = compiled()
    index = next(i for i, one in enumerate(plan.steps()) if one.place.side is Side.LEFT)
    back = resume_at(plan, plan.steps(), replace(left_at(plan, index), index=1))
    assert plan.steps()[back.first].place.side is Side.LEFT


def test_an_edited_session_goes_on_with_the_same_side(
    compiled: Callable[..., Plan],
) -> None:
    """Even if the new plan has as many steps, and the old index is somewhere else in it."""
    plan = compiled()
    left = next(i for i, one in enumerate(plan.steps()) if one.place.side is Side.LEFT)
    edited = compiled(STRETCH.replace("Step back", "Stand tall. [pause 1 s] Step back"))
    shorter = compiled(STRETCH.replace("[hold]\nCome back.", "[hold]"))
    for changed in (edited, shorter):
        back = resume_at(changed, changed.steps(), left_at(plan, left + 1))
        place = changed.steps()[back.first].place
        assert (place.stretch, place.set, place.side) == ("calf", 1, "left")
        assert place.phase is Phase.LEAD_IN
        before = changed.steps()[back.first - 1].place
        assert not before.shares_pass(place)


@pytest.mark.parametrize("chapter", [0, 1, 2])
def test_an_edited_session_goes_on_in_the_same_round(
    write: Callable[..., Path], chapter: int
) -> None:
    write("calf.stretch", STRETCH)
    session = "# Legs\n## Stretches, 3 times\n[play calf]\n"
    plan = compile_session(faultless(write("legs.session", session)), Options())
    left = next(
        i
        for i, one in enumerate(plan.steps())
        if one.place.chapter == chapter and one.place.side is Side.LEFT
    )
    write("calf.stretch", STRETCH.replace("Step back", "Stand tall. [pause 1 s] Step back"))
    edited = compile_session(faultless(write("legs.session", session)), Options())
    back = resume_at(edited, edited.steps(), left_at(plan, left))
    assert edited.steps()[back.first].place.chapter == chapter


def test_an_edited_session_without_that_side_is_an_error(compiled: Callable[..., Plan]) -> None:
    plan = compiled()
    index = next(i for i, one in enumerate(plan.steps()) if one.place.side is Side.LEFT)
    right_only = compiled(side=Sides.RIGHT)
    with pytest.raises(UsageError, match="has changed since you left it"):
        resume_at(right_only, right_only.steps(), left_at(plan, index))


def test_the_digest_does_not_depend_on_the_folder_of_the_script(
    compiled: Callable[..., Plan],
) -> None:
    here = compiled(name="calf.stretch")
    elsewhere = replace(
        here, chapters=tuple(_moved(chapter) for chapter in here.chapters), options="--hold 30s"
    )
    assert here != elsewhere
    assert digest(here) == digest(elsewhere)
    assert digest(here) != digest(compiled(hold=PerStretch(20_000)))


def _moved(chapter: Chapter) -> Chapter:
    """A chapter whose announcement comes from another file."""
    opening = tuple(
        replace(step, source="elsewhere:1") if isinstance(step, Say) else step
        for step in chapter.opening
    )
    return replace(chapter, opening=opening)
