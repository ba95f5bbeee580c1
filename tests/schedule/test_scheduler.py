"""Steps become events on the grid: holds are exact, and no two sounds overlap."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from sivoice.compile.steps import ChapterMark, Chime, Hold, Moment, Rest, Say, Step, TimedCue, Timer
from sivoice.schedule.scheduler import build_timeline, spoken_text
from sivoice.schedule.timeline import Clip, Event, Kind, Timeline, Utterance
from sivoice.script.vocabulary import ChimeKind
from sivoice.units import GRID, SAMPLE_RATE, Samples, on_grid, to_samples
from tests.conftest import CHIME, fake_length, plan_of


def say(text: str, *more: str, line: int = 1) -> Say:
    return Say((text, *more), f"calf.stretch:{line}")


def cue(
    text: str, ms: int, *, from_end: bool = False, countdown: bool = False, line: int = 1
) -> TimedCue:
    return TimedCue(
        Moment(ms, from_end, countdown), (say(text, line=line),), f"calf.stretch:{line}"
    )


def hold(*cues: TimedCue, ms: int = 30_000) -> Hold:
    return Hold(ms, cues, "calf.stretch:9")


def timeline(*steps: Step, minutes: int | None = 1) -> Timeline:
    """The timeline of some steps, in one chapter unless they begin their own."""
    if not any(isinstance(step, ChapterMark) for step in steps):
        steps = (ChapterMark("Calf"), *steps)
    return build_timeline(plan_of("Calf", steps), fake_length, minutes)


def of(kind: Kind, line: Timeline) -> list[Event]:
    return [event for event in line.events if event.kind is kind]


def seconds_of(line: Timeline, kind: Kind) -> list[float]:
    return [round(event.start / SAMPLE_RATE, 1) for event in of(kind, line)]


def test_a_hold_lasts_exactly_from_chime_to_chime() -> None:
    line = timeline(
        ChapterMark("Calf"), say("x" * 21), Rest(3_000), hold(ms=20_000), say("Come back.")
    )
    (held,) = of(Kind.HOLD, line)
    start, end = of(Kind.CHIME, line)
    assert (start.clip, end.clip) == (ChimeKind.START, ChimeKind.END)
    assert (held.start, held.end) == (start.start, end.start)
    assert held.length == to_samples(20_000)
    assert held.length >= 20 * SAMPLE_RATE
    back = of(Kind.SPEECH, line)[-1]
    assert back.start > end.end  # a cue waits for a chime to fade


def test_every_event_starts_on_the_grid() -> None:
    line = timeline(Chime(ChimeKind.SOFT), say("Odd length"), Rest(333), hold(cue("Half", 15_000)))
    assert all(event.start % GRID == 0 for event in line.events)
    assert line.samples % GRID == 0
    assert line.samples >= line.events[-1].end


def test_cues_inside_a_hold_come_at_their_moments() -> None:
    cues = (cue("Third", 10_000), cue("Halfway", 15_000), cue("Five more", 5_000, from_end=True))
    line = timeline(hold(*cues))
    assert seconds_of(line, Kind.SPEECH) == [10.0, 15.0, 25.0]
    assert not line.left_out


def test_a_cue_waits_for_the_start_chime() -> None:
    line = timeline(hold(cue("Early", 500)))
    (early,) = of(Kind.SPEECH, line)
    assert CHIME < early.start < CHIME + SAMPLE_RATE // 3


def test_of_two_colliding_cues_the_earlier_line_stays() -> None:
    line = timeline(hold(cue("a" * 60, 10_000, line=3), cue("Second", 12_000, line=4)))
    assert [event.text for event in of(Kind.SPEECH, line)] == ["a" * 60]
    (out,) = line.left_out
    assert (out.text, out.source) == ("Second", "calf.stretch:4")
    assert out.reason == "it would run into the cue of calf.stretch:3"


def test_a_cue_that_collides_with_a_chime_names_the_chimes_line() -> None:
    chime = TimedCue(Moment(10_000, from_end=False), (Chime(ChimeKind.SOFT),), "calf.stretch:3")
    (out,) = timeline(hold(chime, cue("Second", 10_500, line=4))).left_out
    assert out.reason == "it would run into the cue of calf.stretch:3"


def test_a_cue_inside_a_hold_keeps_clear_of_a_chime_before_it() -> None:
    chime = TimedCue(Moment(10_000, from_end=False), (Chime(ChimeKind.SOFT),), "calf.stretch:3")
    end = 10_000 + round(1000 * CHIME / SAMPLE_RATE)
    (out,) = timeline(hold(chime, cue("Too soon", end + 100, line=4))).left_out
    assert out.text == "Too soon"
    assert not timeline(hold(chime, cue("Later", end + 250, line=4))).left_out


def test_a_cue_for_the_last_seconds_always_stays() -> None:
    line = timeline(
        hold(cue("a" * 200, 20_000, line=3), cue("Five more", 5_000, from_end=True, line=4))
    )
    assert [event.text for event in of(Kind.SPEECH, line)] == ["Five more"]
    assert line.left_out[0].source == "calf.stretch:3"


def test_nothing_is_said_in_the_last_half_second() -> None:
    (length,) = {
        fake_length(event.clip) for event in of(Kind.SPEECH, timeline(say("a" * 89))) if event.clip
    }
    assert 4.4 < length / SAMPLE_RATE < 4.5
    assert not timeline(hold(cue("a" * 89, 5_000, from_end=True))).left_out
    (out,) = timeline(hold(cue("a" * 92, 5_000, from_end=True))).left_out
    assert out.reason == "it would end 0.1 s too late"


def test_a_cue_for_the_last_seconds_is_never_late() -> None:
    (out,) = timeline(hold(cue("Five more", 5_000, from_end=True), ms=6_000)).left_out
    assert out.reason == "the start chime is still sounding 5 s before the end"


def test_a_countdown_ends_with_the_hold() -> None:
    count = [
        cue(word, ms, from_end=True, countdown=True)
        for word, ms in (("Two", 2_000), ("One", 1_000))
    ]
    line = timeline(hold(*count))
    assert not line.left_out
    assert [round(e.start / SAMPLE_RATE) for e in of(Kind.SPEECH, line)] == [28, 29]


def test_a_timer_lasts_its_time_with_its_cues_inside_it() -> None:
    timer = Timer(60_000, (cue("Walk", 0), cue("Slow down", 10_000, from_end=True)), "s:1")
    line = timeline(timer, say("Next"))
    walk, slow, after = of(Kind.SPEECH, line)
    assert (walk.start, after.start) == (0, to_samples(60_000))
    assert round(slow.start / SAMPLE_RATE) == 50
    silence = sum(event.length for event in of(Kind.SILENCE, line))
    assert silence + on_grid(walk.length) + on_grid(slow.length) == to_samples(60_000)


@pytest.mark.parametrize("silence_ms", [1_000, 89_000, 89_900, 90_000, 1_000_000])
def test_the_spoken_length_is_the_real_length(silence_ms: int) -> None:
    told = replace(say("It takes ", " minutes."), for_one_minute="It takes 1 minute.")
    line = timeline(told, Rest(silence_ms), minutes=None)
    assert (
        of(Kind.SPEECH, line)[0].text
        == f"It takes {line.minutes} minute{'s' * (line.minutes > 1)}."
    )
    assert abs(line.minutes - line.samples / SAMPLE_RATE / 60) <= 0.5 or line.minutes == 1


def test_scheduling_ends_even_if_no_spoken_length_is_right() -> None:
    """Here "9" takes longer to say than "10", so no spoken length is ever right."""

    def awkward(clip: Clip) -> Samples:
        return fake_length(clip) + (SAMPLE_RATE * 4 if "9" in str(clip) else 0)

    steps = (say("It takes ", " minutes."), Rest(565_000))
    line = build_timeline(plan_of("Calf", (ChapterMark("Calf"), *steps)), awkward)
    assert line.minutes in (9, 10)


def test_whole_words_are_replaced_by_their_pronunciation() -> None:
    spoken = Say(("SI joint, SIlence, si, SI",), "s:1", (("SI", "S I"),))
    assert spoken_text(spoken, 1) == "S I joint, SIlence, si, S I"


moments = st.builds(
    cue,
    st.integers(1, 120).map(lambda n: "a" * n),
    st.integers(0, 40_000),
    from_end=st.booleans(),
    line=st.integers(1, 9),
)
steps = st.one_of(
    st.integers(1, 200).map(lambda n: say("b" * n)),
    st.builds(Rest, st.integers(0, 5_000)),
    st.builds(Chime, st.sampled_from(ChimeKind)),
    st.builds(
        lambda cues, ms: hold(*cues, ms=ms),
        st.lists(moments, max_size=5),
        st.integers(2_000, 60_000),
    ),
    st.builds(
        lambda cues, ms: Timer(ms, tuple(cues), "s:1"),
        st.lists(moments, max_size=3),
        st.integers(1, 60_000),
    ),
)


@settings(max_examples=150)
@given(st.lists(steps, max_size=12))
def test_no_two_sounds_overlap_and_no_hold_is_lengthened(some: list[Step]) -> None:
    line = timeline(*some)
    sounding = list(line.sounding)
    assert all(before.end <= after.start for before, after in pairwise(sounding))
    holds = of(Kind.HOLD, line)
    assert [event.length for event in holds] == [
        to_samples(s.ms) for s in some if isinstance(s, Hold)
    ]
    asked = sum(len(s.cues) for s in some if isinstance(s, Hold | Timer))
    spoken = sum(event.kind is Kind.SPEECH for event in sounding) - sum(
        isinstance(s, Say) for s in some
    )
    assert spoken + len(line.left_out) == asked
    for held in holds:
        inside = [e for e in of(Kind.SPEECH, line) if held.start <= e.start < held.end]
        assert all(e.end <= held.end - SAMPLE_RATE // 2 for e in inside)


def test_a_calm_cue_is_a_clip_of_its_own() -> None:
    calm = Say(("Halfway.",), "s:1", calm=True)
    inside = TimedCue(Moment(4_000, from_end=False), (calm,), "s:1")
    (event,) = of(Kind.SPEECH, timeline(hold(inside)))
    assert event.clip == Utterance("Halfway.", calm=True)
