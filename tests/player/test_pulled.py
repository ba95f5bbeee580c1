"""It is known where the session was some samples ago, through pauses and jumps."""

from __future__ import annotations

from sivoice.player.pulled import KEPT, Pulled


def test_a_pause_does_not_move_the_position() -> None:
    pulled = Pulled()
    pulled.add(1000, 500, "In", moves=True)
    pulled.add(1500, 300, "In", moves=False)
    pulled.add(1500, 100, "Out", moves=True)
    found = [pulled.before(back) for back in (0, 100, 250, 400, 900, 5000)]
    assert found == [
        (1600, "Out"),
        (1500, "Out"),
        (1500, "In"),
        (1500, "In"),
        (1000, "In"),
        (1000, "In"),
    ]


def test_what_is_taken_back_is_forgotten() -> None:
    pulled = Pulled()
    pulled.add(0, 500, "One", moves=True)
    pulled.add(500, 500, "Two", moves=True)
    pulled.take_back(600)
    assert pulled.total == 400
    assert pulled.before(0) == (400, "One")
    pulled.add(400, 10, "One", moves=True)
    assert pulled.before(10) == (400, "One")
    pulled.take_back(410)
    assert pulled.before(0) is None


def test_a_jump_forgets_what_was_before_it() -> None:
    pulled = Pulled()
    pulled.add(0, 500, "One", moves=True)
    pulled.clear()
    assert pulled.before(100) is None
    pulled.add(9000, 50, "", moves=True)
    assert pulled.before(100) == (9000, "")
    assert pulled.total == 550


def test_only_the_last_seconds_are_kept() -> None:
    pulled = Pulled()
    for at in range(0, 100 * KEPT, KEPT // 2):
        pulled.add(at, KEPT // 2, str(at), moves=True)
    assert len(pulled._pieces) <= 4
    assert pulled.before(KEPT) is not None
