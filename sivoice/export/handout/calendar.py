"""Days and a time -> an iCalendar file, with which a phone reminds of a session every week."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path

from msgspec import Struct

from sivoice.errors import UsageError
from sivoice.export.formats import Format
from sivoice.export.handout.content import Handout
from sivoice.files import open_file

DAYS = {
    "monday": "MO",
    "tuesday": "TU",
    "wednesday": "WE",
    "thursday": "TH",
    "friday": "FR",
    "saturday": "SA",
    "sunday": "SU",
}
"""Days as on the command line, where three letters are enough, and as in iCalendar."""
_SHORTEST = 3
_MARK = "-//sivoice//"


class Times(Struct, frozen=True):
    """When to do a session."""

    days: tuple[str, ...]
    """Days of the week as in iCalendar, from Monday on; at least one."""
    at: time
    """The time of day, wherever the phone is."""


class CalendarFormat(Format, frozen=True):
    """The file of a calendar."""

    def is_ours(self, path: Path) -> bool:
        """Return whether sivoice wrote the file. Raises OSError."""
        with open_file(path) as file:
            return _MARK.encode() in file.read(200)


CALENDAR = CalendarFormat(".ics", "reminders for a calendar", "text/calendar; charset=utf-8")


def read_times(text: str) -> Times:
    """Read `Mon Wed Fri 18:00` or `daily 7:30`. Raises UsageError."""
    *words, at = text.replace(",", " ").casefold().split() or [""]
    clock = re.fullmatch(r"([01]?\d|2[0-3]):([0-5]\d)", at)
    chosen = [
        [day for day in DAYS if day.startswith(word) and len(word) >= _SHORTEST] for word in words
    ]
    if words == ["daily"]:
        chosen = [list(DAYS)]
    if clock is None or not chosen or not all(chosen):
        raise UsageError(
            f"--calendar: `{text[:80]}` is not a list of days and a time\n"
            "Write `Mon Wed Fri 18:00` or `daily 7:30`."
        )
    days = {day for some in chosen for day in some}
    return Times(
        tuple(code for day, code in DAYS.items() if day in days), time(int(clock[1]), int(clock[2]))
    )


def calendar(handout: Handout, times: Times, length: timedelta, now: datetime) -> bytes:
    """Return a repeating event with a reminder when it begins. `now` is the local time."""
    from icalendar import Alarm, Calendar, Event

    first = _first(times, now)
    event = Event()
    event.add("uid", f"{handout.title}@sivoice")  # the same again, so that a change replaces it
    event.add("dtstamp", now.astimezone(UTC))
    event.add("dtstart", first)
    event.add("duration", length)
    event.add("rrule", {"freq": "weekly", "byday": list(times.days)})
    event.add("summary", handout.title)
    titles = "\n".join(
        f"{stretch.title}: {', '.join(stretch.dose)}" for stretch in handout.stretches
    )
    event.add("description", titles)
    if handout.link:
        event.add("url", handout.link)
    alarm = Alarm()
    alarm.add("action", "DISPLAY")
    alarm.add("description", handout.title)
    alarm.add("trigger", timedelta())
    event.add_component(alarm)
    whole = Calendar()
    whole.add("version", "2.0")
    whole.add("prodid", f"{_MARK}handout//EN")
    whole.add_component(event)
    return bytes(whole.to_ical())


def _first(times: Times, now: datetime) -> datetime:
    """Return the first of the times that is not over, without a time zone."""
    codes = list(DAYS.values())
    for days in range(8):
        day: date = now.date() + timedelta(days=days)
        start = datetime.combine(day, times.at)
        if codes[day.weekday()] in times.days and start > now.replace(tzinfo=None):
            return start
    raise AssertionError(times)
