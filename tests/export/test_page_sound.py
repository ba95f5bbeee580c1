"""A page carries every run that a choice can need, each once."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest

from sivoice.compile.plan import Plan
from sivoice.compile.steps import ChapterMark, Chime, Hold, Pad, Rest, Say
from sivoice.export.frames import Frames, frames_in, runs
from sivoice.export.page.sound import PageSound, can_splice, page_sound
from sivoice.schedule.scheduler import build_timeline
from sivoice.schedule.timeline import Clip, Timeline, Utterance
from sivoice.script.vocabulary import ChimeKind
from sivoice.sound.arrangement import arranged, ring_lengths
from sivoice.sound.cache import ClipCache
from sivoice.units import GRID, SAMPLE_RATE, Samples
from tests.conftest import CHIME, FakeClips, fake_length, plan_of
from tests.export.test_frames import Hum

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
    return page_sound(CLIPS, None, fake_length, frames, timelines)


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

    page = page_sound(CLIPS, None, length, frames, ())
    assert page.rings == (None, 0, 0, None)
    assert [key.split(",")[1] for key, _ in page.runs] == ["0", "3"]


def test_with_a_pad_the_longest_is_there_alone_and_with_each_chime(
    tmp_path: Path,
) -> None:
    frames = Frames(FakeClips(sound, lambda _: Hum()), ClipCache(tmp_path / "clips", "frames"))
    pad = Pad(tone=True)
    steps = (ChapterMark("X"), Say(("Rest",), "s:1"), Rest(3_000), Hold(9_000, (), "s:2"))
    timeline = of(plan_of("X", (*steps, Rest(500)), pad=pad))
    clips = (*CLIPS, ChimeKind.END)
    page = page_sound(clips, pad, fake_length, frames, [timeline])
    assert page.pad
    keys = [key for key, _ in page.runs]
    assert [key for key in keys if key.startswith("pad")] == ["pad", "pad,1", "pad,2", "pad,4"]
    without = page_sound(clips, pad, fake_length, frames, ())
    assert page.runs == without.runs
    assert all(frames_in(size) == 2451 for key, size in page.runs if key.startswith("pad"))


@pytest.mark.parametrize(
    ("pad", "can"),
    [
        (None, True),
        (Pad(tone=True), True),
        (Pad(tone=False, sound="rain.mp3"), True),
        (Pad(tone=True, breath=True), False),
        (Pad(tone=True, covers_words=True), False),
    ],
)
def test_a_pad_that_is_different_everywhere_cannot_be_spliced(pad: Pad | None, can: bool) -> None:
    assert can_splice(pad) is can


def test_a_clip_that_the_page_does_not_have_is_found_when_it_is_made(frames: Frames) -> None:
    timeline = of(plan_of("X", (ChapterMark("X"), Hold(9_000, (), "s:1"))))
    with pytest.raises(ValueError, match="not among the clips"):
        made(frames, timeline)
