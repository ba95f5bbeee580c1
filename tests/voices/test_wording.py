"""Numbers, units and abbreviations are written out, and other text stays as it is."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sivoice.script.limits import SPOKEN_LIMIT
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
        ("½ way, 1/2 way", "halfway, halfway"),
        ("Go 1/2-way, then 3/4 way.", "Go halfway, then three quarters of the way."),
        ("a 1/2 turn, the ½ turn", "a half turn, the half turn"),
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
        ("3x10, 3 x 10", "three sets of ten, three sets of ten"),
        ("1x10, 3 x 5 breaths", "one set of ten, three sets of five breaths"),
        (
            "3 x 30 s, 2 × 15-20 s",
            "three times thirty seconds, two times fifteen to twenty seconds",
        ),
        ("3 sets x 10 reps", "three sets of ten reps"),
        ("Squats x10, bridges x 10 reps", "Squats ten times, bridges for ten reps"),
        ("a mat of 2 x 1 m", "a mat of two by one metre"),
        ("3x/day, 2 times/day", "three times a day, two times a day"),
        ("2-3x/week, 2x week", "two to three times a week, two times a week"),
        ("once/day, 10 reps/side", "once a day, ten reps per side"),
        ("5 min/leg, 5 km/h", "five minutes per leg, five kilometres an hour"),
        ("a ratio of 1:2", "a ratio of one to two"),
        ("24/7", "twenty-four seven"),
        ("2s hold", "two-second hold"),
        ("10 reps, 5 s hold", "ten reps, five-second hold"),
        ("a 30 s hold, 15-30 s rest", "a thirty-second hold, fifteen to thirty-second rest"),
        ("a 5 min walk, a 45° angle", "a five-minute walk, a forty-five-degree angle"),
        ("For 2 s hold it.", "For two seconds hold it."),
        ("Rest 15 s hold the stretch", "Rest fifteen seconds hold the stretch"),
        ("Step 2b", "Step two b"),
        ("7am, 7:30am", "seven a.m., seven thirty a.m."),
        ("2:30 pm, 2:30 p.m.", "two thirty p.m., two thirty p.m."),
        ("at 10:00 am. Then rest.", "at ten a.m. Then rest."),
        ("14:00, 14:30, 13:05", "fourteen hundred, fourteen thirty, thirteen oh five"),
        ("0:00, 12:00", "midnight, twelve o'clock"),
        ("45:00, 45:30", "forty-five minutes, forty-five minutes thirty seconds"),
        ("1min30s", "one minute thirty seconds"),
        ("at 10:00 and 2:05", "at ten o'clock and two oh five"),
        ("R leg, then L knee", "Right leg, then left knee"),
        ("Sit. R leg up, (L) arm up", "Sit. Right leg up, left arm up"),
        ("your L lower leg, L/R side", "your left lower leg, left or right side"),
        ("Turn to the R.", "Turn to the right."),
        ("DO breathe. DON'T bounce.", "Do breathe. Don't bounce."),
        ("DON’T bounce; do NOT push", "Don’t bounce; do not push"),
        ("LET IT GO, and NEVER push.", "Let it go, and never push."),
        ("ALWAYS see your PT first", "Always see your PT first"),
        ("glutes/hamstrings", "glutes or hamstrings"),
        ("a chair / wall, and/or a strap", "a chair or wall, and or a strap"),
        ("hips/knees/ankles", "hips or knees or ankles"),
        ("left/right", "left or right"),
        ("37 °C, w/o shoes", "thirty-seven degrees Celsius, without shoes"),
    ],
)
def test_numbers_units_and_abbreviations_are_written_out(written: str, spoken: str) -> None:
    assert written_out(written) == spoken


@pytest.mark.parametrize(
    "text",
    [
        *("Breathe out.", "Halfway - soft jaw.", "A min of it", "sets", "cm"),
        *("SI, IT, PT, ACL, MRI, ROM, NSAID", "your IT band", "an L shape", "R. Smith", "I am A."),
        *("example.org/ann", "a/b", "an OK day"),
    ],
)
def test_other_text_stays_as_it_is(text: str) -> None:
    assert written_out(text) == text


@given(st.text(alphabet="0123456789.,-/:%° smincxtshe½", max_size=30))
def test_no_digit_is_left(text: str) -> None:
    assert not any(char in "0123456789" for char in written_out(text))


@pytest.mark.parametrize(
    "text", ["1", "1 ", "1-", "1/", "+1", "(1)", "x1", "1x", "1.1.", "call 1 ", "2 s hold ", "a/"]
)
def test_a_text_of_the_greatest_length_is_written_out_quickly(text: str) -> None:
    """Cues are written out before they are refused as too long, so the time must not explode."""
    start = time.process_time()
    written_out((text * SPOKEN_LIMIT)[:SPOKEN_LIMIT])
    assert time.process_time() - start < 0.5
