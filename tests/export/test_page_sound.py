"""A page carries every run that a choice can need, each once."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest

from sivoice.compile.plan import Plan
from sivoice.compile.steps import ChapterMark, Chime, Hold, Pad, Rest, Say
from sivoice.export.frames import Frames, frames_in, runs
from sivoice.export.page.sound import PageSound, page_sound
from sivoice.schedule.scheduler import build_timeline
from sivoice.schedule.timeline import Clip, Timeline, Utterance
from sivoice.script.vocabulary import ChimeKind
from sivoice.sound.arrangement import arranged, ring_lengths
from sivoice.sound.cache import ClipCache
from sivoice.units import GRID, SAMPLE_RATE, Samples
from tests.conftest import CHIME, FakeClips, fake_length, plan_of

RINGS: Samples = 3 * SAMPLE_RATE
CLIPS = (Utterance("Breathe"), ChimeKind.SOFT, ChimeKind.START, Utterance("Rest"))


def sound(clip: Clip) -> bytes:
    """A different noise for each clip; the start chime rings on."""
    count = RINGS if clip is ChimeKind.START else fake_length(clip)
    seed = hashlib.sha256(repr(clip).encode()).digest()
    return (seed * (2 * count // len(seed) + 1))[: 2 * count]


@pytest.fixture
def frames(tmp_path: Path) -> Frames:
    return Frames(FakeClips(sound), ClipCache(tmp_path / "clips", "frames"))


def of(plan: Plan) -> Timeline:
    return build_timeline(plan, fake_length, 1)


def made(frames: Frames, *timelines: Timeline) -> PageSound:
    return page_sound(CLIPS, fake_length, frames, timelines)


def test_each_clip_is_there_alone_and_each_chime_with_all_its_lengths(frames: Frames) -> None:
    page = made(frames)
    assert page.rings == (None, CHIME, RINGS, None)
    breathe, rest = (fake_length(CLIPS[number]) for number in (0, 3))
    starts = [f"0,2,{length}" for length in ring_lengths(CHIME, RINGS)]
    assert len(starts) == 4
    assert [key for key, _ in page.runs] == [
        f"0,0,{breathe}",
        f"0,1,{CHIME}",
        *starts,
        f"0,3,{rest}",
    ]
    assert sum(size for _, size in page.runs) == len(page.frames)
    assert [frames_in(size) for _, size in page.runs][:2] == [-(-breathe // GRID) + 1, 67]


def test_it_has_the_frames_of_the_exporter(frames: Frames) -> None:
    timeline = of(plan_of("X", (ChapterMark("X"), Say(("Breathe",), "s:1"), Rest(1_000))))
    ((_, exported),) = frames.runs(timeline)
    page = made(frames)
    assert page.frames[: page.runs[0][1]] == exported


def test_sounds_too_close_together_are_also_there_as_one(frames: Frames) -> None:
    steps = (ChapterMark("X"), Say(("Rest",), "s:1"), Chime(ChimeKind.SOFT), Rest(9_000))
    timeline = of(plan_of("X", steps))
    (run,) = runs(arranged(timeline, lambda _: CHIME))
    first, second = run.parts
    (key, size), *more = (one for one in made(frames, timeline, timeline).runs if " " in one[0])
    assert key == f"0,3,{first.end} {second.start},1,{CHIME}"
    assert not more
    assert frames_in(size) == -(-run.samples // GRID) + 1


def test_a_chime_that_is_off_takes_no_place(tmp_path: Path) -> None:
    silent = FakeClips(lambda clip: b"" if isinstance(clip, ChimeKind) else sound(clip))
    frames = Frames(silent, ClipCache(tmp_path / "clips", "frames"))

    def length(clip: Clip) -> Samples:
        return len(silent.samples(clip)) // 2

    page = page_sound(CLIPS, length, frames, ())
    assert page.rings == (None, 0, 0, None)
    assert [key.split(",")[1] for key, _ in page.runs] == ["0", "3"]


@pytest.mark.parametrize(
    ("plan", "problem"),
    [
        (plan_of("X", (ChapterMark("X"), Hold(9_000, (), "s:1"))), "not among the clips"),
        (plan_of("X", (ChapterMark("X"), Rest(9_000)), pad=Pad(tone=True)), "pad"),
    ],
)
def test_what_the_page_could_not_play_is_found_when_it_is_made(
    plan: Plan, problem: str, frames: Frames
) -> None:
    with pytest.raises(ValueError, match=problem):
        made(frames, of(plan))
