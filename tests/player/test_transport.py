"""Every control works in every kind of step, and a hold is always as long as it should be."""

from __future__ import annotations

import threading
from array import array
from collections.abc import Iterable
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import event as note
from hypothesis import given, settings
from hypothesis import strategies as st

from sivoice.compile.plan import Place, PlannedStep
from sivoice.compile.steps import Chime, Hold, Pad, Rest
from sivoice.player.prepare import Prepared, preparer
from sivoice.player.transport import Transport
from sivoice.schedule.scheduler import build_timeline
from sivoice.schedule.timeline import Clip, Utterance
from sivoice.script.vocabulary import ChimeKind
from sivoice.sound.arrangement import NOTHING_BEFORE, Before, Span
from sivoice.units import GRID, SAMPLE_RATE, on_grid, to_samples
from tests.conftest import FakeClips, fake_length
from tests.player.listener import (
    AGAIN,
    BLOCK,
    CLIPS,
    END,
    PLAN,
    SOFT,
    START,
    STEPS,
    Listener,
    onsets,
    said,
    samples,
    transport,
)


@pytest.fixture
def player() -> Listener:
    return Listener(transport())


def reach(player: Listener, kind: str) -> None:
    """Listen to the middle of a kind of step, on the first side of the first stretch."""
    match kind:
        case "speech":
            player.until(said("calf to the right"))
        case "get ready":
            player.until(said("Next calf"))
            player.listen(3)
        case "hold":
            player.until(START)
            player.listen(4)
        case "cue in the hold":
            player.until(said("Middle"))
        case "end of the hold":
            player.until(said("Five more"))
            player.listen(2)
        case "end chime":
            player.until(END)
        case "chime":
            player.until(SOFT)


KINDS = ("speech", "get ready", "hold", "cue in the hold", "end of the hold", "end chime", "chime")


def test_a_session_sounds_as_its_timeline_says(player: Listener) -> None:
    timeline = build_timeline(PLAN, fake_length, 1)
    player.listen(timeline.samples / SAMPLE_RATE + 0.2)
    assert player.transport.is_over
    expected = array("h", bytes(2 * timeline.samples))
    for event in timeline.sounding:
        assert event.clip
        expected[event.start : event.end] = array("h", samples(event.clip))
    assert player.heard[: timeline.samples] == expected
    assert not any(player.heard[timeline.samples :])


@pytest.mark.parametrize("kind", KINDS)
def test_a_pause_is_silent_from_the_next_block_on(player: Listener, kind: str) -> None:
    reach(player, kind)
    player.transport.pause()
    first = player.listen(0.1)
    assert not any(first[400:])  # after a fade of 6.5 ms
    assert all(abs(a) >= abs(b) for a, b in pairwise(first[:289]))
    assert not any(player.listen(30))
    assert not player.transport.now().playing


@pytest.mark.parametrize("kind", ["hold", "cue in the hold"])
def test_a_resumed_hold_is_held_again_in_full(player: Listener, kind: str) -> None:
    reach(player, kind)
    player.transport.pause()
    player.listen(7)
    player.transport.resume()
    before = len(player.heard)
    player.until(END)
    again, start, end = (player.onsets(value)[-1] for value in (AGAIN, START, END))
    assert before <= again < before + BLOCK
    assert again < start
    assert end - start == to_samples(20_000)


@pytest.mark.parametrize("kind", ["hold", "cue in the hold"])
def test_a_resumed_hold_begins_after_the_time_to_get_ready(player: Listener, kind: str) -> None:
    reach(player, kind)
    player.transport.pause()
    player.listen(59)
    player.transport.resume()
    player.until(AGAIN)
    player.listen(2)
    now = player.transport.now()
    assert now.step == Rest(5_000, to_get_ready=True)
    assert now.is_extra
    player.until(START)
    again, start = player.onsets(AGAIN)[-1], player.onsets(START)[-1]
    assert start - again == on_grid(fake_length(Utterance("Again."))) + to_samples(5_000)
    assert len(player.onsets(said("calf to the right"))) == 1


@pytest.mark.parametrize("kind", ["speech", "hold", "cue in the hold"])
@pytest.mark.parametrize("asleep", [False, True])
def test_after_a_long_pause_the_words_of_the_side_are_said_again(
    player: Listener, kind: str, asleep: bool
) -> None:
    reach(player, kind)
    player.listen(1)
    if asleep:
        player.transport.interrupted(61)
    else:
        player.transport.pause()
        player.listen(61)
        player.transport.resume()
    player.until(END)
    again, start, end = (player.onsets(value)[-1] for value in (AGAIN, START, END))
    words = player.onsets(said("calf to the right"))
    assert again + 5 * SAMPLE_RATE < words[-1] < start
    assert len(words) == 2
    assert end - start == to_samples(20_000)


def test_a_pause_counts_the_time_that_the_computer_slept_in_it(player: Listener) -> None:
    reach(player, "hold")
    player.transport.pause()
    player.transport.interrupted(61)
    assert not player.transport.now().playing
    player.transport.resume()
    player.until(START)
    assert len(player.onsets(said("calf to the right"))) == 2


def test_a_long_pause_after_a_hold_repeats_nothing(player: Listener) -> None:
    player.until(said("Release right"))
    player.listen(1)
    player.transport.pause()
    player.listen(61)
    player.transport.resume()
    player.until(START)
    assert not player.onsets(AGAIN)


def test_the_last_five_seconds_of_a_hold_go_on_after_a_pause(player: Listener) -> None:
    reach(player, "end of the hold")
    left = player.transport.now().remaining
    assert left < 5 * SAMPLE_RATE
    player.transport.pause()
    player.listen(7)
    player.transport.resume()
    before = len(player.heard)
    player.until(END)
    assert player.onsets(END)[-1] - before == left
    assert not player.onsets(AGAIN)


def test_a_cue_cut_by_a_pause_starts_again(player: Listener) -> None:
    reach(player, "speech")
    player.transport.pause()
    player.listen(2)
    player.transport.toggle()
    words = player.listen(3)
    assert words.count(said("calf to the right")) == fake_length(Utterance("calf to the right"))


def test_a_get_ready_time_goes_on_after_a_pause(player: Listener) -> None:
    reach(player, "get ready")
    left = player.transport.now().remaining
    player.transport.toggle()
    player.listen(5)
    player.transport.toggle()
    assert player.transport.now().remaining == left


@pytest.mark.parametrize("paused", [False, True])
@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize(
    ("control", "expected"),
    [("next_stretch", said("Next hip")), ("this_side_again", None), ("previous_stretch", None)],
)
def test_a_jump_is_heard_at_once(
    player: Listener, kind: str, control: str, expected: int | None, paused: bool
) -> None:
    reach(player, kind)
    if paused:
        player.transport.pause()
        player.listen(1)
    getattr(player.transport, control)()
    sound = player.listen(0.2)
    assert any(sound[300:8820]), "silence"
    assert player.transport.now().playing
    if expected is not None:
        player.until(expected, 5)
    elif control == "previous_stretch":
        player.until(said("Welcome to all") if kind == "chime" else said("Next calf"), 5)
    else:
        in_pass = kind not in ("get ready", "chime")
        player.until(said("calf to the right") if in_pass else said("Next calf"), 5)


def test_previous_during_an_announcement_goes_to_the_stretch_before(player: Listener) -> None:
    player.until(said("Next hip"), 200)
    player.transport.previous_stretch()
    player.until(said("Next calf"), 5)


def test_next_in_the_last_stretch_ends_the_session(player: Listener) -> None:
    player.until(said("Next hip"), 200)
    player.transport.next_stretch()
    player.listen(0.2)
    assert player.transport.is_over


def test_repeating_the_second_side_repeats_the_second_side(player: Listener) -> None:
    player.until(said("Release right"))
    player.until(START)
    player.transport.this_side_again()
    player.until(said("calf to the left"), 1)
    player.until(END)


@pytest.mark.parametrize("kind", ["speech", "get ready", "hold", "cue in the hold"])
@pytest.mark.parametrize(("change", "expected"), [(5_000, 25_000), (-5_000, 15_000)])
def test_only_this_hold_becomes_longer_or_shorter(
    player: Listener, kind: str, change: int, expected: int
) -> None:
    reach(player, kind)
    player.transport.change_hold(change)
    player.until(END)
    assert player.onsets(END)[-1] - player.onsets(START)[-1] == to_samples(expected)
    assert len(player.onsets(START)) == 1
    player.listen(3)
    player.until(END)  # the other side is as it was
    assert player.onsets(END)[-1] - player.onsets(START)[-1] == to_samples(20_000)


def test_a_change_of_the_hold_does_not_cut_a_cue_short(player: Listener) -> None:
    reach(player, "cue in the hold")
    player.transport.change_hold(5_000)
    player.until(END)
    assert player.heard.count(said("Middle")) == fake_length(Utterance("Middle"))
    assert player.onsets(END)[-1] - player.onsets(said("Five more"))[-1] == to_samples(5_000)


def test_a_hold_stays_inside_its_limits(player: Listener) -> None:
    reach(player, "hold")
    for _ in range(200):
        player.transport.change_hold(5_000)
    assert player.transport.now().remaining <= to_samples(600_000)
    for _ in range(200):
        player.transport.change_hold(-5_000)
    assert 0 < player.transport.now().remaining <= 3 * SAMPLE_RATE
    player.until(END, 5)


def test_a_hold_can_become_shorter_before_it_starts_again() -> None:
    """The time to get ready before it is not counted as time that has been held."""
    index = next(i for i, planned in enumerate(STEPS) if isinstance(planned.step, Hold))
    before = [PlannedStep(STEPS[index].place, Rest(8_000))]
    prepare = preparer(fake_length, CLIPS, 1)
    player = Listener(Transport(STEPS, prepare, first=index, before=before))
    player.listen(7)
    for _ in range(4):
        player.transport.change_hold(-5_000)
    player.until(END)
    assert player.onsets(END)[-1] - player.onsets(START)[-1] == to_samples(2_000)


def test_coaching_switched_off_before_a_hold_starts_again_is_off_in_it(player: Listener) -> None:
    reach(player, "hold")
    player.transport.pause()
    player.transport.resume()
    player.until(AGAIN)
    player.transport.toggle_coaching()
    player.until(END)
    assert not player.onsets(said("Middle"))
    assert player.onsets(END)[-1] - player.onsets(START)[-1] == to_samples(20_000)


def test_coaching_can_be_switched_off_and_on_during_a_hold(player: Listener) -> None:
    reach(player, "hold")
    player.transport.toggle_coaching()
    player.until(END)
    assert not player.onsets(said("Middle"))
    player.until(START)
    player.transport.toggle_coaching()
    player.until(said("Middle"), 15)
    player.until(END)
    assert player.onsets(END)[-1] - player.onsets(START)[-1] == to_samples(20_000)


def test_the_sound_goes_on_while_the_words_of_a_hold_are_spoken() -> None:
    """Switching coaching on can take as long as the voice does, but the lock is not held."""
    heard: list[bytes] = []

    def slow(clip: Clip) -> bytes:
        if isinstance(clip, Utterance) and clip.spoken == "Middle" and not heard:
            # Another thread, because the lock of this one is reentrant.
            pulling = threading.Thread(target=lambda: heard.append(one.transport.pull(BLOCK)))
            pulling.start()
            pulling.join(5)
            assert heard, "the lock is held while the voice speaks"
        return samples(clip)

    prepare = preparer(fake_length, FakeClips(slow), 1)
    one = Listener(Transport(STEPS, prepare, coaching=False))
    one.until(START)
    one.transport.toggle_coaching()
    assert heard
    one.until(said("Middle"), 15)


def test_a_session_can_start_without_coaching() -> None:
    player = Listener(Transport(STEPS, preparer(fake_length, CLIPS, 1), coaching=False))
    player.until(END)
    assert not player.onsets(said("Middle"))


@pytest.mark.parametrize("kind", KINDS)
def test_lost_sound_is_heard_again(player: Listener, kind: str) -> None:
    """The lost samples are pulled again. Words start from their beginning; a hold loses nothing."""
    reach(player, kind)
    lost = player.heard[-2 * BLOCK :]
    player.transport.rewind(2 * BLOCK)
    again = player.listen(6)
    sounding = {value for value in lost if value}
    assert sounding <= set(again)
    if kind in ("hold", "cue in the hold", "end of the hold"):
        assert again[: 2 * BLOCK] == lost


def test_a_rewind_can_go_back_to_the_step_before(player: Listener) -> None:
    player.until(said("Next calf"))
    player.listen(0.5)
    now = player.transport.now()
    player.transport.rewind(round(2.5 * BLOCK))
    assert player.transport.now().into != now.into
    assert any(player.listen(1))


def test_a_slow_voice_lengthens_silences_but_never_breaks_a_cue() -> None:
    slow = transport()
    heard = array("h")
    for tick in range(300):
        if tick % 40 == 39:
            slow.prepare_next()
        heard.frombytes(slow.pull(BLOCK))
    words = said("Welcome to all")
    assert len(onsets(heard, words)) == 1
    assert heard.count(words) == fake_length(Utterance("Welcome to all"))


def test_a_step_that_two_threads_prepare_is_heard_once() -> None:
    prepare = preparer(fake_length, CLIPS, 1)
    others: list[bool] = []

    def preparing(
        index: int,
        planned: PlannedStep,
        start: int,
        before: Before = NOTHING_BEFORE,
        later: Iterable[PlannedStep] = (),
    ) -> Prepared:
        if not others:
            others.append(True)
            others[0] = both.prepare_next()  # as another thread would meanwhile
        return prepare(index, planned, start, before, later)

    both = Transport(STEPS, preparing)
    assert both.prepare_next()
    while both.prepare_next():
        pass
    listener = Listener(both)
    listener.until(said("Next calf"))
    assert len(listener.onsets(said("Welcome to all"))) == 1


def test_a_resumed_session_begins_with_the_steps_given_before() -> None:
    before = [PlannedStep(Place(2, "hip"), step) for step in (Chime(ChimeKind.SOFT), Rest(2_000))]
    index = next(
        i
        for i, one in enumerate(STEPS)
        if isinstance(one.step, Hold) and one.place.stretch == "hip"
    )
    player = Listener(Transport(STEPS, preparer(fake_length, CLIPS, 1), first=index, before=before))
    player.until(START)
    assert player.onsets(SOFT)[0] < player.onsets(START)[0] - 2 * SAMPLE_RATE
    player.until(END)
    assert player.onsets(END)[-1] - player.onsets(START)[-1] == to_samples(20_000)


CONTROLS = [
    "pause",
    "resume",
    "toggle",
    "next_stretch",
    "previous_stretch",
    "this_side_again",
    "toggle_coaching",
    "longer",
    "shorter",
    "lost",
]
press = st.tuples(st.sampled_from(CONTROLS), st.integers(1, 150))


class Score:
    """Keeps track of how long each hold should have lasted, whatever came in between."""

    def __init__(self) -> None:
        self.player = Listener(transport())
        self.transport = self.player.transport
        self.starts: list[int] = []
        self.finished: list[int] = []
        """The lengths in ms that the holds heard to their end chimes should have had."""
        self._is_held = False
        """Whether the last chime heard at a hold was a start chime."""
        self._between = 0
        """Samples since the last start chime that do not count: paused, or heard twice."""
        self._cut_until = 0
        """A start chime that seems to begin before this sample was already sounding."""

    def press(self, control: str) -> None:
        """Press a key or lose the sound."""
        match control:
            case "longer" | "shorter":
                self.transport.change_hold(5_000 if control == "longer" else -5_000)
            case "lost":
                before = self.transport.now()
                self.transport.rewind(2 * BLOCK)
                after = self.transport.now()
                if before.index == after.index:
                    self._between += before.into - after.into
                    left = fake_length(ChimeKind.START) - after.into
                    if isinstance(after.step, Hold) and after.into > 0 < left:
                        self._cut_until = len(self.player.heard) + left
            case _:
                getattr(self.transport, control)()

    def listen(self, tenths: int) -> None:
        """Listen, and check that each hold lasted as long as it should have."""
        for _ in range(tenths):
            before, at = self.transport.now(), len(self.player.heard)
            self.player.listen(0.1)
            if not before.playing:
                self._between += BLOCK
            for start in onsets(self.player.heard, START, max(0, at - 10)):
                if start >= max(at - 9, self._cut_until) and start not in self.starts:
                    self.starts.append(start)
                    self._between, self._is_held = 0, True
            for end in onsets(self.player.heard, END, max(0, at - 10)):
                # An end chime that goes on after a pause does not end the hold again.
                if self._is_held and at - 9 <= end < at + BLOCK - 9:
                    self._end(end)

    def _end(self, end: int) -> None:
        hold = self.transport.now().step
        assert isinstance(hold, Hold)
        assert end - self.starts[-1] == to_samples(hold.ms) + self._between
        self.finished.append(hold.ms)
        self._is_held = False


@settings(max_examples=60)
@given(st.integers(0, 20).flatmap(lambda count: st.lists(press, min_size=count, max_size=count)))
def test_every_finished_hold_has_its_full_length_whatever_is_pressed(
    presses: list[tuple[str, int]],
) -> None:
    score = Score()
    for control, tenths in presses:
        score.listen(tenths)
        score.press(control)
    score.transport.resume()
    if not score.finished:
        score.press("previous_stretch")  # hear at least one hold to its end
    while not score.transport.is_over:
        score.listen(5)
    note("a hold was checked" if score.finished else "no hold was heard to its end")


class Seven:
    """A pad that adds 7 to every sample, and keeps which spans it was called with."""

    def __init__(self) -> None:
        self.spans: list[Span] = []

    def add(self, pcm: bytes, at: int, span: Span) -> bytes:
        self.spans.append(span)
        return (np.frombuffer(pcm, np.int16) + np.int16(7)).tobytes()

    def fill(self, clip: bytes) -> bytes:
        return clip


PAD = Pad(tone=True)


def with_pad(seven: Seven) -> Listener:
    clips = FakeClips(samples, lambda pad: seven)
    return Listener(Transport(STEPS, preparer(fake_length, clips, 1, pad=PAD)))


def test_a_pad_sounds_in_every_silence_and_not_under_words() -> None:
    player, plain = with_pad(Seven()), Listener(transport())
    for one in (player, plain):
        one.listen(130)
    heard = np.array(plain.heard)
    pads = np.array(player.heard) - heard
    assert set(pads) == {0, 7}
    is_chime = np.isin(heard, (START, END, SOFT))
    assert not pads[(heard != 0) & ~is_chime].any()
    # Three frames at the end of some words, and two before the next ones, are silent.
    assert np.count_nonzero(pads[heard == 0] == 0) < 4 * GRID * len(STEPS)
    assert pads[is_chime].mean() > 6.9


def test_a_pad_sounds_in_the_pauses_of_words_too() -> None:
    class Filled(Seven):
        def fill(self, clip: bytes) -> bytes:
            return (np.frombuffer(clip, np.int16) + np.int16(1)).tobytes()

    player, plain = with_pad(Filled()), with_pad(Seven())
    for one in (player, plain):
        one.listen(130)
    heard = np.array(plain.heard)
    more = np.array(player.heard) - heard
    is_chime = np.isin(heard - 7, (START, END, SOFT))
    assert set(more) == {0, 1}
    assert not more[is_chime | (heard == 0) | (heard == 7)].any()
    assert more.sum() > SAMPLE_RATE


def test_a_pad_goes_on_where_it_began_in_a_changed_hold() -> None:
    seven = Seven()
    player = with_pad(seven)
    player.until(START + 7)
    player.listen(4)
    before = seven.spans[-1]
    player.transport.change_hold(5_000)
    player.listen(0.1)
    assert seven.spans[-1].start == before.start
    player.until(said("Five more"))
    player.listen(2)
    after = seven.spans[-1]
    player.transport.change_hold(5_000)  # the last cue is said again, five seconds later
    player.listen(0.1)
    assert seven.spans[-1].start == after.start < seven.spans[-1].end - 4 * SAMPLE_RATE


def test_a_pad_fades_out_while_the_next_step_is_not_ready() -> None:
    silence = [PlannedStep(Place(), Rest(1_000))] * 3
    one = Transport(
        silence, preparer(fake_length, FakeClips(samples, lambda _: Seven()), 1, pad=PAD)
    )
    assert one.prepare_next()
    heard = array("h", one.pull(2 * SAMPLE_RATE))
    assert one.prepare_next()
    heard.frombytes(one.pull(SAMPLE_RATE))
    assert max(abs(after - before) for before, after in pairwise(heard)) <= 1
    assert (heard[SAMPLE_RATE // 2], heard[SAMPLE_RATE * 3 // 2], heard[-1]) == (7, 0, 7)


def test_resuming_in_the_middle_of_a_hold_does_not_click() -> None:
    player = with_pad(Seven())
    player.until(said("Five more"))
    player.listen(2)
    player.transport.pause()
    player.listen(1)
    player.transport.resume()
    again = player.listen(0.1)
    assert again[0] == 0
    assert max(abs(b - a) for a, b in pairwise(again)) <= 1
    assert again[-1] == 7
