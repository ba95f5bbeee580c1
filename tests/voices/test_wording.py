"""Numbers, units and abbreviations are written out, and other text stays as it is."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sivoice.voices.wording import written_out


@pytest.mark.parametrize(
    ("written", "spoken"),
    [
        ("Hold for 15 to 30 seconds.", "Hold for fifteen to thirty seconds."),
        ("Hold 15-30 s.", "Hold fifteen to thirty seconds."),
        ("Walk for 5–10 min.", "Walk for five to ten minutes."),
        ("2 min. of walking", "two minutes of walking"),
        ("Wait 1 min 30 s.", "Wait one minute thirty seconds."),
        ("1 s", "one second"),
        ("0.5 min", "zero point five minutes"),
        ("a 5-second hold", "a five-second hold"),
        ("Bend 45°, about 5 cm.", "Bend forty-five degrees, about five centimetres."),
        ("50% of it, 3x", "fifty percent of it, three times"),
        ("the 2nd set", "the second set"),
        ("the 21st", "the twenty-first"),
        ("1/2 turn, 3/4, 1/8", "a half turn, three quarters, an eighth"),
        ("½ way", "a half way"),
        ("1,000 steps", "one thousand steps"),
        ("at 10:30", "at ten thirty"),
        ("L5-S1 and L4/L5", "L five-S one and L four/L five"),
        ("12345678901234", "one two three four five six seven eight nine zero one two three four"),
        ("A wall, e.g. a door, i.e. wood", "A wall, for example a door, that is wood"),
        ("Mats, blocks, etc. Then rest.", "Mats, blocks, and so on. Then rest."),
        ("Mats, blocks, etc.", "Mats, blocks, and so on."),
        ("blocks, etc. are fine", "blocks, and so on are fine"),
        ("approx. 5 m & more", "about five metres and more"),
        ("It's 5's turn.", "It's five's turn."),
        ("Hold for 1½ minutes", "Hold for one and a half minutes"),
        ("1 1/2 turns", "one and a half turns"),
        ("in your 60s, in the 1990s", "in your sixties, in the nineteen nineties"),
        ("Hold 30s.", "Hold thirty seconds."),
        ("4/10 on the pain scale", "four out of ten on the pain scale"),
        ("the 90/90 position", "the ninety ninety position"),
        ("4-7-8 breathing", "four-seven-eight breathing"),
        ("3x10, 3 x 10", "three times ten, three times ten"),
        ("Step 2b", "Step two b"),
        ("7am", "seven am"),
        ("1min30s", "one minute thirty seconds"),
        ("at 10:00 and 2:05", "at ten o'clock and two oh five"),
        ("37 °C, w/o shoes", "thirty-seven degrees Celsius, without shoes"),
    ],
)
def test_numbers_units_and_abbreviations_are_written_out(written: str, spoken: str) -> None:
    assert written_out(written) == spoken


@pytest.mark.parametrize(
    "text", ["Breathe out.", "Halfway - soft jaw.", "left/right", "A min of it", "sets", "cm"]
)
def test_other_text_stays_as_it_is(text: str) -> None:
    assert written_out(text) == text


@given(st.text(alphabet="0123456789.,-/:%° smincxtshe½", max_size=30))
def test_no_digit_is_left(text: str) -> None:
    assert not any(char in "0123456789" for char in written_out(text))
