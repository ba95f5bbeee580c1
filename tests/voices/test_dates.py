"""Dates and telephone numbers are written out only if nothing else can be meant."""

from __future__ import annotations

import pytest

from sivoice.voices.wording import written_out


@pytest.mark.parametrize(
    ("written", "spoken"),
    [
        ("2026-11-24", "November twenty-fourth, twenty twenty-six"),
        ("24/11/2026", "November twenty-fourth, twenty twenty-six"),
        ("11/24/2026", "November twenty-fourth, twenty twenty-six"),
        ("24.11.2026.", "November twenty-fourth, twenty twenty-six."),
        ("5/5/2026", "May fifth, twenty twenty-six"),
        ("on 11/24, by 24/11", "on November twenty-fourth, by November twenty-fourth"),
        ("Nov 24, 2026", "November twenty-fourth, twenty twenty-six"),
        ("Sept. 1st", "September first"),
        ("24 November 2026", "the twenty-fourth of November, twenty twenty-six"),
        ("on 3 May", "on the third of May"),
        ("the 3rd of May", "the third of May"),
        ("since 1998, in 2026.", "since nineteen ninety-eight, in twenty twenty-six."),
    ],
)
def test_dates_are_written_out(written: str, spoken: str) -> None:
    assert written_out(written) == spoken


@pytest.mark.parametrize(
    ("written", "spoken"),
    [
        ("5/6/2026", "five six twenty twenty-six"),
        ("31/2/2026", "thirty-one two twenty twenty-six"),
        ("2026-13-40", "two thousand and twenty-six-thirteen-forty"),
        ("on 4/10", "on four out of ten"),
        ("11/24", "eleven out of twenty-four"),
        ("March 10 steps, 10 March steps", "March ten steps, ten March steps"),
        ("in 2026 steps", "in two thousand and twenty-six steps"),
    ],
)
def test_what_can_be_read_in_another_way_is_no_date(written: str, spoken: str) -> None:
    assert written_out(written) == spoken


@pytest.mark.parametrize(
    ("written", "spoken"),
    [
        ("Call 911.", "Call nine one one."),
        ("call 555-1234", "call five five five, one two three four"),
        ("(555) 123-4567", "five five five, one two three, four five six seven"),
        ("555-123-4567", "five five five, one two three, four five six seven"),
        ("+44 20 7946", "plus four four, two zero, seven nine four six"),
        ("0800 123456", "zero eight zero zero, one two three four five six"),
    ],
)
def test_telephone_numbers_are_said_digit_by_digit(written: str, spoken: str) -> None:
    assert written_out(written) == spoken


@pytest.mark.parametrize(
    ("written", "spoken"),
    [
        ("Call 3 friends, or 10-15.", "Call three friends, or ten to fifteen."),
        ("100-1000 steps", "one hundred to one thousand steps"),
        ("5 10 15, +5", "five ten fifteen, +five"),
    ],
)
def test_other_numbers_are_no_telephone_numbers(written: str, spoken: str) -> None:
    assert written_out(written) == spoken
