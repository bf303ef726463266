"""The figures in a row at the top."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from sqlalchemy import func, select

from backend.accounts.models import User
from backend.catalog.models import Book, Copy
from backend.circulation.models import Loan
from backend.circulation.rules.lives import ACTIVE, OPEN_LOANS
from backend.core.database import db
from backend.core.permissions import READER
from backend.dashboard.models import CountedDay
from backend.dashboard.queries.days import total_of
from backend.dashboard.queries.raw import Day
from backend.dashboard.queries.readers import active_in
from backend.dashboard.queries.view import View
from backend.dashboard.rules.local_time import start_of_day
from backend.dashboard.rules.people import change_of, told
from backend.dashboard.rules.ranges import ONE_DAY, YEAR_BEFORE

# Not there to be lent: gone, or not there yet.
NO_COPIES = ("withdrawn", "lost", "on_order")
IN_RANGE = ("loans", "returns", "holds", "orders", "revenue_cents", "ratings")

_READERS = select(func.count()).select_from(User).where(User.role == READER)


@dataclass(frozen=True)
class Tile:
    value: int | None
    before: int | None
    change: float | None
    suppressed: bool = False


def tiles_of(view: View, days: dict[date, Day], readers: int) -> dict[str, Tile]:
    """`days` are those of both ranges, and the two that stand beside each other in "loans today"."""
    other, now = view.other, total_of(days, view.asked)
    before = None if other is None else total_of(days, other)
    found = {name: tile(getattr(now, name), None if before is None else getattr(before, name)) for name in IN_RANGE}
    active_before = None if other is None else active_in(view, other)
    found |= {
        "readers": _of_people(view, readers, None if other is None else _readers(other.to_on, view)),
        "active_readers": _of_people(view, active_in(view, view.asked), active_before),
        "new_readers": _of_people(view, now.new_readers, None if before is None else before.new_readers),
    }
    return found | _stocks(view) | {"loans_today": _loans_today(view, days)}


def tile(value: int, before: int | None) -> Tile:
    return Tile(value, before, change_of(value, before))


def _of_people(view: View, value: int, before: int | None) -> Tile:
    now, then = told(value, view.kiosk), told(before, view.kiosk) if before is not None else None
    if now.suppressed or (then and then.suppressed):
        return Tile(now.value, then.value if then else None, None, now.suppressed)
    return tile(value, before)


def readers_now() -> int:
    return _number(_READERS)


def _readers(day: date, view: View) -> int:
    """Those who have an account, and joined by the end of this day."""
    return _number(_READERS.where(User.created_at < start_of_day(day + ONE_DAY, view.zone)))


def _stocks(view: View) -> dict[str, Tile]:
    """As it is at this moment; before, at the end of the other range."""
    end = view.other.to_on if view.other else None
    titles = select(func.count()).select_from(Book)
    on_loan = select(func.count()).select_from(Loan).where(Loan.state.in_(OPEN_LOANS))
    overdue = select(func.count()).select_from(Loan).where(Loan.state == ACTIVE, Loan.due_on < view.here.today)
    then: Any = (None, None)
    if end is not None:
        then = db.session.execute(
            select(CountedDay.on_loan, CountedDay.overdue).where(CountedDay.day == end)
        ).first() or (None, None)
    return {
        "titles": tile(_number(titles), None if end is None else _number(titles.where(Book.added_on <= end))),
        "copies": tile(_copies(), None if end is None else _copies(Copy.acquired_on <= end)),
        "on_loan": tile(_number(on_loan), then[0]),
        "overdue": tile(_number(overdue), then[1]),
    }


def _copies(*conditions: Any) -> int:
    """All but those that are not there: these are few, and both are counted out of an index alone."""
    every = select(func.count()).select_from(Copy).where(*conditions)
    return _number(every) - _number(every.where(Copy.condition.in_(NO_COPIES)))


def _loans_today(view: View, days: dict[date, Day]) -> Tile:
    today = view.here.today
    before = days.get(same_weekday_before(view), Day()).loans if view.other else None
    return tile(days.get(today, Day()).loans, before)


def same_weekday_before(view: View) -> date:
    return view.here.today - timedelta(days=364 if view.against == YEAR_BEFORE else 7)


def _number(rows: Any) -> int:
    return int(db.session.scalar(rows) or 0)
