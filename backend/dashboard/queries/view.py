"""What is looked at, and up to which day the answer is counted already."""

from dataclasses import dataclass
from datetime import date, tzinfo

from sqlalchemy import select

from backend.core.database import db
from backend.core.here import Here
from backend.dashboard.models import CountState
from backend.dashboard.rules.people import People, told
from backend.dashboard.rules.ranges import Pieces, Range, other_range, pieces_of


@dataclass(frozen=True)
class View:
    here: Here
    asked: Range
    against: str
    # Days up to this one come out of the counted tables, the rest from the rows themselves.
    counted_to: date | None
    # Years are added up as far as this day.
    summed_to: date | None
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

    def pieces(self, days: Range) -> Pieces:
        """Of the days that are counted."""
        return pieces_of(self.counted(days), self.counted_to, self.summed_to)

    def fresh(self, days: Range) -> Range:
        return days.after(self.counted_to)

    def told(self, count: int) -> People:
        return told(count, self.kiosk)


def view_of(here: Here, asked: Range, against: str, kiosk: bool) -> View:
    return View(here, asked, against, *_counted_so_far(), kiosk)


def is_still_counted_so_far(view: View) -> bool:
    """The job did not go on while it was looked at."""
    return _counted_so_far() == (view.counted_to, view.summed_to)


def _counted_so_far() -> tuple[date | None, date | None]:
    counted_to, summed_to = db.session.execute(select(CountState.counted_to, CountState.summed_to)).one()
    return counted_to, summed_to
