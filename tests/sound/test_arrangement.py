"""A chime rings and the pad sounds in the silence that is there, and nothing moves for them."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from sivoice.compile.plan import Place, PlannedStep
from sivoice.compile.steps import (
    ChapterMark,
    Chime,
    Hold,
    Moment,
    Pad,
    RemainingRest,
    Rest,
    Say,
    SetRest,
    Step,
    TimedCue,
    Timer,
)
from sivoice.schedule.scheduler import build_timeline, schedule_step
from sivoice.schedule.timeline import Event, Kind, Timeline
from sivoice.script.vocabulary import ChimeKind
from sivoice.sound.arrangement import (
    LONGEST,
    After,
    Arrangement,
    Before,
    arrange,
    arranged,
    ring_lengths,
    what_follows,
)
from sivoice.units import GRID, SAMPLE_RATE, Samples, on_grid, to_samples
from tests.conftest import CHIME, fake_length, plan_of
from tests.player.listener import PLAN

TONE = Pad(tone=True)
WORDS = Say(("Breathe",), "s:1")


def rings(kind: ChimeKind) -> Samples:
    return CHIME if kind is ChimeKind.SOFT else 8 * SAMPLE_RATE


def of(*steps: Step, pad: Pad | None = TONE) -> tuple[Timeline, Arrangement]:
    timeline = build_timeline(plan_of("X", (ChapterMark("X"), *steps), pad=pad), fake_length, 1)
    return timeline, arranged(timeline, rings)


def starts(timeline: Timeline, kind: Kind) -> list[Samples]:
    return [event.start for event in timeline.events if event.kind is kind]


@pytest.mark.parametrize(
    ("rest", "rung"), [(20_000, 8.0), (3_000, 1.7 + 3.0), (600, 1.7 + 0.5), (0, 1.7)]
)
def test_a_chime_rings_whole_or_by_half_seconds_as_long_as_nothing_else_sounds(
    rest: int, rung: float
) -> None:
    timeline, arrangement = of(Chime(ChimeKind.END), Rest(rest), WORDS, pad=None)
    chime, words = arrangement.sounds
    assert chime.length == round(rung * SAMPLE_RATE)
    assert chime.end <= words.start - 2 * GRID
    assert [one.start for one in arrangement.sounds] == [one.start for one in timeline.sounding]


def test_a_chime_at_the_end_rings_until_the_end() -> None:
    timeline, arrangement = of(Chime(ChimeKind.END), Rest(3_000), pad=None)
    left = timeline.samples - 2 * GRID - arrangement.sounds[0].end
    assert 0 <= left < SAMPLE_RATE // 2


def test_a_chime_has_few_lengths_whatever_comes_after_it() -> None:
    rests = range(0, 12_000, 137)
    steps = [(Chime(ChimeKind.END), Rest(rest), WORDS) for rest in rests]
    lengths = {of(*one, pad=None)[1].sounds[0].length for one in steps}
    assert lengths == set(ring_lengths(CHIME, rings(ChimeKind.END)))
    assert len(lengths) == 14
    assert ring_lengths(CHIME, CHIME) == (CHIME,)


@pytest.mark.parametrize(("rest", "rung"), [(20_000, 8.0), (3_000, None), (0, None)])
def test_with_a_pad_a_chime_rings_until_the_next_sound(rest: int, rung: float | None) -> None:
    _, arrangement = of(Chime(ChimeKind.END), Rest(rest), WORDS)
    chime, words = arrangement.sounds
    until = words.start - 2 * GRID
    assert chime.end == (until if rung is None else round(rung * SAMPLE_RATE))


def test_the_pad_sounds_between_words_and_begins_again_with_each_chime() -> None:
    cue = TimedCue(Moment(10_000, from_end=False), (WORDS,), "s:1")
    timeline, arrangement = of(Rest(500), WORDS, Rest(3_000), Hold(20_000, (cue,), "s:2"), WORDS)
    edges = [0]
    for one in timeline.sounding:
        is_chime = one.kind is Kind.CHIME
        edges += [one.start - GRID, one.start if is_chime else on_grid(one.end) + GRID]
    assert [(one.start, one.end) for one in arrangement.spans] == list(
        zip(edges[:-1:2], edges[1::2], strict=True)
    )
    assert not any(one.is_open or one.holds for one in arrangement.spans)
    assert len(arrangement.spans) == 5


def test_the_pad_waits_for_the_end_of_a_chime_whose_frames_overlap_those_of_words() -> None:
    timeline, arrangement = of(WORDS, Chime(ChimeKind.SOFT), Rest(9_000))
    chime = starts(timeline, Kind.CHIME)[0]
    assert [one.start for one in arrangement.spans] == [on_grid(chime + CHIME) + GRID]


def test_in_a_very_long_silence_the_pad_begins_again() -> None:
    timeline, arrangement = of(WORDS, Rest(150_000), WORDS)
    first, second, third = arrangement.spans
    assert (first.end, second.end) == (second.start - GRID, third.start - GRID)
    assert second.start - first.start == third.start - second.start == LONGEST
    assert third.end == starts(timeline, Kind.SPEECH)[1] - GRID


def test_there_is_no_pad_without_the_option_and_in_a_very_short_silence() -> None:
    assert of(WORDS, Rest(3_000), WORDS, pad=None)[1].spans == ()
    assert of(WORDS, Rest(200), WORDS, Rest(230), WORDS)[1].spans == ()
    assert len(of(WORDS, Rest(300), WORDS)[1].spans) == 1


def test_a_tone_to_breathe_with_knows_its_holds() -> None:
    timeline, arrangement = of(
        Rest(3_000), Hold(20_000, (), "s:2"), WORDS, Rest(5_000), pad=Pad(tone=False, breath=True)
    )
    (hold,) = (event for event in timeline.events if event.kind is Kind.HOLD)
    assert [span.holds for span in arrangement.spans] == [(), ((hold.start, hold.end),), (), ()]


def test_without_a_voice_the_pad_sounds_in_the_time_of_the_words_too() -> None:
    timeline, arrangement = of(
        WORDS, Rest(3_000), WORDS, Rest(1_000), pad=replace(TONE, covers_words=True)
    )
    edges = [*starts(timeline, Kind.SPEECH), timeline.samples - GRID]
    assert [span.start for span in arrangement.spans] == edges[:-1]
    assert timeline.samples - sum(span.end - span.start for span in arrangement.spans) < 5 * GRID


@given(st.lists(st.sampled_from((WORDS, Rest(600), Rest(3_000), Chime(ChimeKind.END))), min_size=1))
def test_sounds_that_are_encoded_apart_lie_apart(steps: list[Step]) -> None:
    timeline, arrangement = of(*steps)
    words = [one for one in arrangement.sounds if one.kind is Kind.SPEECH]
    for span in arrangement.spans:
        assert 0 <= span.start < span.end < timeline.samples
        assert all(
            one.start >= span.end + GRID or on_grid(one.end) + GRID <= span.start for one in words
        )
    for chime, after in pairwise(arrangement.sounds):
        is_rung = chime.length > fake_length(chime.clip or ChimeKind.END)
        assert not is_rung or chime.end + 2 * GRID <= after.start


PLANNED = PLAN.steps()


@pytest.mark.parametrize("pad", [None, TONE, Pad(tone=True, breath=True)])
def test_steps_arranged_one_by_one_sound_as_the_whole(pad: Pad | None) -> None:
    timeline = build_timeline(replace(PLAN, pad=pad), fake_length, 1)
    whole = arranged(timeline, rings)
    before, at = Before(), 0
    sounds: dict[tuple[Samples, object], Event] = {}
    for index, planned in enumerate(PLANNED):
        later = PLANNED[index + 1 :]
        _, end = schedule_step(planned, at, fake_length, timeline.minutes)
        events = [event for event in timeline.events if at <= event.start < end]
        after = what_follows(later, fake_length, 1)
        part = arrange(events, (at, end), pad, rings, before, after)
        for one in part.sounds:
            sounds[one.start, one.clip] = one
        for span in part.spans:
            first, last = max(at, span.start), min(end, span.end)
            if first < last:
                (same,) = (one for one in whole.spans if one.start == span.start)
                assert last <= same.end
                assert span.is_open or span.end == same.end
        before, at = part.before_next, end
    assert list(sounds.values()) == list(whole.sounds)


def planned(*steps: Step) -> list[PlannedStep]:
    return [PlannedStep(Place(), step) for step in steps]


OPENING = TimedCue(Moment(0, from_end=False, opening=True), (WORDS,), "s:1")
LATER = TimedCue(Moment(2_000, from_end=False), (WORDS,), "s:1")


@pytest.mark.parametrize(
    ("steps", "silence", "is_quiet"),
    [
        ((), 0, True),
        ((WORDS,), 0, True),
        ((Rest(500), ChapterMark("X"), Rest(600), WORDS), 1_100, True),
        ((Rest(500), Chime(ChimeKind.SOFT), WORDS), 500, True),
        ((Rest(500), Hold(5_000, (), "s:2")), 500, True),
        ((Timer(5_000, (OPENING,), "s:2"),), 0, True),
        ((Timer(5_000, (LATER,), "s:2"),), 0, False),
        ((Rest(11_000), WORDS), 11_000, False),
        ((RemainingRest(SetRest(4_000, "s:3"), (Rest(1_000),)), WORDS), 3_000, True),
    ],
)
def test_what_follows_a_step(steps: tuple[Step, ...], silence: int, is_quiet: bool) -> None:
    after = what_follows(planned(*steps), fake_length, 1)
    assert abs(after.silence - to_samples(silence)) < 2 * GRID
    assert after.is_quiet is is_quiet


def test_a_chime_that_is_off_is_silence() -> None:
    after = what_follows(planned(Chime(ChimeKind.END), WORDS), lambda clip: 0, 1)
    assert after == After(to_samples(150))
    after = what_follows(planned(Hold(5_000, (), "s:2"), WORDS), lambda clip: 0, 1)
    assert after == After(0, is_quiet=False)
