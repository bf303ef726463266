"""Days on which something is due, as a calendar file (RFC 5545): each a whole day, wherever it is looked at."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from urllib.parse import urlsplit

from icalendar import Calendar, Event

DUE, PICK_UP = ("due", "pick_up")
# Programs that follow a feed are asked to come back so often.
REFRESH = timedelta(hours=4)
_WORDS = {
    ("zh-CN", DUE): "归还《{title}》",
    ("zh-CN", PICK_UP): "取书：《{title}》的最后一天",
    ("en", DUE): "Return “{title}”",
    ("en", PICK_UP): "Last day to pick up “{title}”",
}


@dataclass(frozen=True)
class DueDay:
    """`id` is that of the loan, or of the hold whose book lies ready."""

    kind: str
    id: int
    title: str
    on: date


def calendar_of(days: Iterable[DueDay], locale: str, library: str, site: str, at: datetime) -> bytes:
    """The file. The same thing keeps its UID: a program that reads it again moves what it has."""
    calendar = Calendar()
    calendar.add("prodid", "-//Shelfwise//Due dates//EN")
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    calendar.add("x-wr-calname", library)
    calendar.add("refresh-interval", REFRESH, parameters={"VALUE": "DURATION"})
    calendar.add("x-published-ttl", "PT4H")
    host = urlsplit(site).hostname or "shelfwise"
    for day in days:
        event = Event()
        event.add("uid", f"{day.kind}-{day.id}@{host}")
        event.add("dtstamp", at)
        event.add("dtstart", day.on)
        event.add("dtend", day.on + timedelta(days=1))
        event.add("summary", _WORDS[locale, day.kind].format(title=day.title))
        event.add("url", f"{site}/account/{'loans' if day.kind == DUE else 'holds'}")
        # Nobody is busy on that day.
        event.add("transp", "TRANSPARENT")
        calendar.add_component(event)
    return bytes(calendar.to_ical())
