"""A step is prepared as a whole: its events, its clips in memory, and where it ends."""

from __future__ import annotations

from sivoice.compile.plan import PlannedStep
from sivoice.compile.steps import Hold, Rest, Say
from sivoice.errors import VoiceError
from sivoice.player.prepare import preparer
from sivoice.schedule.timeline import Clip, Kind, Utterance
from sivoice.script.vocabulary import ChimeKind
from sivoice.units import GRID, SAMPLE_RATE, on_grid, to_samples
from tests.conftest import CHIME, FakeClips, fake_length
from tests.player.listener import CLIPS, STEPS, samples

HOLD = next(one for one in STEPS if isinstance(one.step, Hold))
CUE = next(one for one in STEPS if isinstance(one.step, Say))
prepare = preparer(fake_length, CLIPS, 1)


def test_a_cue_lasts_as_long_as_its_clip() -> None:
    prepared = prepare(3, CUE, 10 * GRID)
    (event,) = prepared.events
    assert (prepared.index, prepared.planned, prepared.start) == (3, CUE, 10 * GRID)
    assert (event.start, event.text) == (10 * GRID, "Welcome to all")
    assert prepared.end == prepared.hold_end == on_grid(event.end)
    assert prepared.mix.read(event.start, event.length) == samples(Utterance("Welcome to all"))


def test_a_hold_ends_at_its_end_chime_and_its_step_after_it() -> None:
    prepared = prepare(0, HOLD, GRID)
    assert prepared.hold_end == GRID + to_samples(20_000)
    assert prepared.end >= prepared.hold_end + CHIME
    sounding = prepared.sounding_at(prepared.hold_end)
    assert sounding is not None
    assert sounding.clip is ChimeKind.END
    assert prepared.sounding_at(prepared.hold_end - GRID) is None


def test_each_clip_is_read_once() -> None:
    asked: list[Clip] = []

    def read(clip: Clip) -> bytes:
        asked.append(clip)
        return samples(clip)

    prepared = preparer(fake_length, FakeClips(read), 1)(0, HOLD, 0)
    prepared.mix.read(0, prepared.end)
    assert len(asked) == len(set(asked)) == 4


def test_a_cue_that_the_voice_fails_on_is_silent_for_its_guessed_length() -> None:
    failed: list[VoiceError] = []

    def fails(_: Clip) -> bytes:
        raise VoiceError("no breath")

    prepared = preparer(lambda clip: 3 * GRID, FakeClips(fails), 1, failed.append)(0, CUE, 0)
    assert [event.length for event in prepared.events] == [3 * GRID]
    assert not any(prepared.mix.read(0, prepared.end))
    assert [str(error) for error in failed] == ["no breath"]


def test_a_silence_has_no_clip() -> None:
    prepared = prepare(0, PlannedStep(HOLD.place, Rest(1_000)), 0)
    assert [event.kind for event in prepared.events] == [Kind.SILENCE]
    assert prepared.sounding_at(0) is None


def test_a_hold_continued_with_another_length_keeps_the_clip_that_sounds() -> None:
    assert isinstance(HOLD.step, Hold)
    before = prepare(0, HOLD, 0)
    middle = next(event for event in before.events if event.text == "Middle")
    longer = Hold(25_000, HOLD.step.cues, HOLD.step.source)
    at = middle.start + GRID
    after = before.continued(at, prepare(0, PlannedStep(HOLD.place, longer), 0))
    assert after.hold_end == to_samples(25_000)
    assert after.mix.read(at, GRID) == before.mix.read(at, GRID)
    assert [event.text for event in after.events if event.kind is Kind.SPEECH] == [
        "Middle",
        "Five more",
    ]
    five = after.events[-2]
    assert abs(after.hold_end - five.start - 5 * SAMPLE_RATE) <= GRID
