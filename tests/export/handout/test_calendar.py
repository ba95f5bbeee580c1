"""A calendar reminds on the days and at the time that were asked for."""

from __future__ import annotations

from datetime import datetime, time, timedelta, timezone

import pytest
from icalendar import Calendar
from icalendar.cal import Component
from msgspec.structs import replace

from sivoice.errors import UsageError
from sivoice.export.handout.calendar import Times, calendar, read_times
from tests.export.handout.test_writer import LINK, PLAIN

NOW = datetime(2026, 3, 4, 18, 30, tzinfo=timezone(timedelta(hours=2)))
"""A Wednesday."""


@pytest.mark.parametrize(
    ("text", "days", "at"),
    [
        ("Mon Wed Fri 18:00", ("MO", "WE", "FR"), time(18)),
        ("friday, Monday 7:05", ("MO", "FR"), time(7, 5)),
        ("daily 23:59", ("MO", "TU", "WE", "TH", "FR", "SA", "SU"), time(23, 59)),
    ],
)
def test_days_and_a_time_are_read(text: str, days: tuple[str, ...], at: time) -> None:
    assert read_times(text) == Times(days, at)


@pytest.mark.parametrize(
    "text",
    ["", "18:00", "Mon", "Mo 18:00", "Monkey 18:00", "daily Mon 18:00", "Mon 24:00", "Mon 6"],
)
def test_anything_else_is_refused(text: str) -> None:
    with pytest.raises(UsageError, match=r"(?s)--calendar: .*Mon Wed Fri 18:00"):
        read_times(text)


def event(text: str, now: datetime = NOW, title: str = "Calf") -> Component:
    """The event of a calendar, as another program reads it."""
    handout = replace(PLAIN, title=title, link=LINK)
    data = calendar(handout, read_times(text), timedelta(minutes=20), now)
    found = Calendar.from_ical(data).walk("VEVENT")
    assert len(found) == 1
    return found[0]


def test_the_event_repeats_and_reminds_when_it_begins() -> None:
    found = event("Mon Wed 19:00")
    assert found.decoded("dtstart") == datetime(2026, 3, 4, 19)  # noqa: DTZ001 - a local time
    assert found.decoded("duration") == timedelta(minutes=20)
    assert found["rrule"].to_ical() == b"FREQ=WEEKLY;BYDAY=MO,WE"
    assert (found["url"], found["description"]) == (LINK, "Calf: Hold 30 s")
    (alarm,) = found.walk("VALARM")
    assert alarm.decoded("trigger") == timedelta()


@pytest.mark.parametrize(
    ("text", "day"), [("Wed 18:30", 11), ("Wed Thu 9:00", 5), ("Tue 9:00", 10)]
)
def test_the_first_event_is_the_next_one_to_come(text: str, day: int) -> None:
    assert event(text).decoded("dtstart").day == day


def test_a_title_cannot_add_lines() -> None:
    title = "A; B, \\n" + "x" * 100
    assert event("Mon 9:00", title=title)["summary"] == title


def test_a_change_of_times_replaces_the_event() -> None:
    assert (
        event("Mon 9:00")["uid"] == event("Tue 10:00")["uid"] != event("Mon 9:00", title="B")["uid"]
    )
