"""What is looked at, and up to which day the answer is counted already."""

from dataclasses import dataclass
from datetime import date, tzinfo

from backend.core.database import db
from backend.core.here import Here
from backend.dashboard.models import CountState
from backend.dashboard.rules.people import People, told
from backend.dashboard.rules.ranges import Range, other_range


@dataclass(frozen=True)
class View:
    here: Here
    asked: Range
    against: str
    # Days up to this one come out of the counted tables, the rest from the rows themselves.
    counted_to: date | None
    # Small counts of people are suppressed.
    kiosk: bool

    @property
    def zone(self) -> tzinfo:
        return self.here.zone

    @property
    def other(self) -> Range | None:
        return other_range(self.asked, self.against)

    def counted(self, days: Range) -> Range:
        return days.up_to(self.counted_to)

    def fresh(self, days: Range) -> Range:
        return days.after(self.counted_to)

    def told(self, count: int) -> People:
        return told(count, self.kiosk)


def view_of(here: Here, asked: Range, against: str, kiosk: bool) -> View:
    state = db.session.get_one(CountState, 1)
    return View(here, asked, against, state.counted_to, kiosk)
