"""The place where a session was left is kept as a whole, or not at all."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from msgspec.structs import replace

from sivoice.compile.compiler import compile_session
from sivoice.compile.plan import Chapter, Phase, Place, Plan
from sivoice.compile.steps import Say
from sivoice.errors import UsageError
from sivoice.options.doses import PerStretch
from sivoice.options.options import Options, Sides
from sivoice.player.bookmark import Bookmark, Request, digest, forget, keep, recall, resume_at
from sivoice.script.vocabulary import Side
from tests.conftest import STRETCH, faultless

PLACE = Bookmark(
    Request("/scripts/si-joint.session", {"hold": ["20"], "sets": 2}),
    17,
    "0" * 64,
    Place(2, "hip"),
    coaching=False,
)


def test_a_bookmark_is_read_as_it_was_kept(tmp_path: Path) -> None:
    path = tmp_path / "state" / "bookmark.json"
    keep(path, PLACE)
    assert recall(path) == PLACE
    forget(path)
    forget(path)
    with pytest.raises(UsageError, match="no session to resume"):
        recall(path)


@pytest.mark.parametrize("text", ["", "{", "[]", "{}", '{"script": 1}', "\xff"])
def test_a_damaged_bookmark_is_an_error(tmp_path: Path, text: str) -> None:
    path = tmp_path / "bookmark.json"
    path.write_bytes(text.encode("latin-1"))
    with pytest.raises(UsageError, match="cannot be read"):
        recall(path)


def test_a_bookmark_that_cannot_be_written_is_not_an_error(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    keep(tmp_path / "file" / "bookmark.json", PLACE)


def left_at(plan: Plan, index: int) -> Bookmark:
    place = plan.steps()[index].place
    return Bookmark(Request("/calf.stretch", {}), index, digest(plan), place, coaching=True)


def test_a_session_goes_on_where_it_was_left(compiled: Callable[..., Plan]) -> None:
    plan = compiled()
    index = next(i for i, one in enumerate(plan.steps()) if one.place.phase is Phase.HOLD)
    back = resume_at(plan, plan.steps(), left_at(plan, index))
    assert back.first == index
    assert len(back.before) == 3


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
