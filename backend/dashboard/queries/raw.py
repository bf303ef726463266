"""What happened in a range of days, counted from the rows themselves.

The job keeps what these selects say of days that are over; the screen asks them for the days that are not counted yet.
So both are the same by construction, and a test compares both with statements of its own.
"""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, tzinfo
from typing import Any

from sqlalchemy import and_, case, func, literal, select, union

from backend.accounts.models import User
from backend.catalog.models import BookCategory
from backend.circulation.models import Hold, Loan
from backend.circulation.rules.lives import ACTIVE, LOAN_STATES, RETURNED, VOIDED
from backend.core.database import db
from backend.core.permissions import READER
from backend.dashboard.queries.local_time import local_day, local_hour, within
from backend.dashboard.rules.ranges import Range
from backend.engagement.models import Rating, Review
from backend.shop.models import Order, OrderLine
from backend.shop.rules.lives import ORDER_STATES, SOLD

LENT = Loan.state != VOIDED
AUTHOR = "author"
STAYED = OrderLine.quantity - OrderLine.returned
NO_CATEGORY = 0
# Neither mistakes of the desk, nor lost or said to be returned.
_ORDINARY = (ACTIVE, RETURNED)
# Said so, SQLite looks for days, not for states: nearly all are sold.
NOT_SOLD = [state for state in ORDER_STATES if state not in SOLD]


@dataclass
class Day:
    """What happened on a day, or on several."""

    loans: int = 0
    returns: int = 0
    holds: int = 0
    orders: int = 0
    gross_cents: int = 0
    refunded_cents: int = 0
    ratings: int = 0
    new_readers: int = 0

    @property
    def revenue_cents(self) -> int:
        return self.gross_cents - self.refunded_cents

    def add(self, other: "Day") -> None:
        mine = vars(self)
        for name, number in vars(other).items():
            mine[name] += number


def days_of(asked: Range, zone: tzinfo) -> dict[date, Day]:
    """Days on which nothing happened are left out. Six statements."""
    found: defaultdict[date, Day] = defaultdict(Day)
    if not asked.days:
        return found
    for names, statement in _counts(asked, zone):
        for day, *numbers in db.session.execute(statement):
            for name, number in zip(names, numbers, strict=True):
                setattr(found[day], name, int(number))
    return found


def _counts(asked: Range, zone: tzinfo) -> Iterator[tuple[tuple[str, ...], Any]]:
    yield ("loans",), _by_day(Loan.borrowed_on, *lent_in(asked))
    yield ("returns",), _by_day(local_day(Loan.returned_at, asked, zone), *returned_in(asked, zone))
    yield ("holds",), _by_day(local_day(Hold.placed_at, asked, zone), within(Hold.placed_at, asked, zone))
    money = (func.sum(Order.total_cents), func.sum(Order.refunded_cents))
    orders = select(Order.confirmed_on, func.count(), *money).where(*sold_in(asked)).group_by(Order.confirmed_on)
    yield ("orders", "gross_cents", "refunded_cents"), orders
    yield ("ratings",), _by_day(local_day(Rating.rated_at, asked, zone), within(Rating.rated_at, asked, zone))
    yield ("new_readers",), _joined(asked, zone)


def _joined(asked: Range, zone: tzinfo) -> Any:
    joined = (User.role == READER, within(User.created_at, asked, zone))
    return _by_day(local_day(User.created_at, asked, zone), *joined)


def joined_of(asked: Range, zone: tzinfo) -> dict[date, int]:
    """Day -> readers who joined. One statement."""
    return dict(db.session.execute(_joined(asked, zone)).all()) if asked.days else {}


def _by_day(day: Any, *conditions: Any) -> Any:
    return select(day.label("day"), func.count()).where(*conditions).group_by("day")


def lent_in(asked: Range) -> tuple[Any, ...]:
    return Loan.borrowed_on.between(asked.from_on, asked.to_on), LENT


def returned_in(asked: Range, zone: tzinfo) -> tuple[Any, ...]:
    return within(Loan.returned_at, asked, zone), LENT


def sold_in(asked: Range) -> tuple[Any, ...]:
    return Order.confirmed_on.between(asked.from_on, asked.to_on), Order.state.not_in(NOT_SOLD)


def hours_of(asked: Range, zone: tzinfo) -> dict[tuple[date, int], list[int]]:
    """(day, hour) -> loans and returns. Two statements."""
    found: defaultdict[tuple[date, int], list[int]] = defaultdict(lambda: [0, 0])
    if not asked.days:
        return found
    lent = select(Loan.borrowed_on.label("day"), local_hour(Loan.borrowed_at, asked, zone).label("hour"), func.count())
    back = select(
        local_day(Loan.returned_at, asked, zone).label("day"),
        local_hour(Loan.returned_at, asked, zone).label("hour"),
        func.count(),
    )
    for place, statement in enumerate((lent.where(*lent_in(asked)), back.where(*returned_in(asked, zone)))):
        for day, hour, number in db.session.execute(statement.group_by("day", "hour")):
            found[day, hour][place] = number
    return found


def categories_of(asked: Range) -> dict[tuple[date, int], list[int]]:
    """(day, main category; 0 without) -> loans and pieces sold. Two statements."""
    found: defaultdict[tuple[date, int], list[int]] = defaultdict(lambda: [0, 0])
    if not asked.days:
        return found
    main = func.coalesce(BookCategory.category_id, NO_CATEGORY).label("category_id")
    lent = (
        select(Loan.borrowed_on, main, func.count())
        .outerjoin(BookCategory, and_(BookCategory.book_id == Loan.book_id, BookCategory.position == 0))
        .where(*lent_in(asked))
    )
    sold: Any = (
        select(Order.confirmed_on, main, func.sum(STAYED))
        .select_from(Order)
        .join(OrderLine, OrderLine.order_id == Order.id)
        .outerjoin(BookCategory, and_(BookCategory.book_id == OrderLine.book_id, BookCategory.position == 0))
        .where(*sold_in(asked))
    )
    for day, category_id, number in db.session.execute(lent.group_by(Loan.borrowed_on, "category_id")):
        found[day, category_id][0] = number
    for day, category_id, number in db.session.execute(sold.group_by(Order.confirmed_on, "category_id")):
        found[day, category_id][1] = int(number)
    return found


def books_lent(asked: Range) -> Any:
    """(day, book_id, loans)"""
    grouped = select(Loan.borrowed_on.label("day"), Loan.book_id, func.count().label("loans")).where(*lent_in(asked))
    return grouped.group_by(Loan.borrowed_on, Loan.book_id)


def stars_of(asked: Range, zone: tzinfo) -> dict[tuple[date, int], int]:
    """(day, twice the stars) -> ratings. One statement."""
    if not asked.days:
        return {}
    day = local_day(Rating.rated_at, asked, zone).label("day")
    rows = select(day, Rating.stars, func.count()).where(within(Rating.rated_at, asked, zone))
    return {(day, round(2 * stars)): number for day, stars, number in db.session.execute(rows.group_by("day", "stars"))}


def undated_stars() -> dict[int, int]:
    """Twice the stars -> ratings of no known time."""
    rows = select(Rating.stars, func.count()).where(Rating.rated_at.is_(None)).group_by(Rating.stars)
    return {round(2 * stars): number for stars, number in db.session.execute(rows)}


def active_readers(asked: Range, zone: tzinfo) -> Any:
    """(day, user_id) of readers who borrowed, wished, ordered, rated or reviewed; each of them once."""
    acts = union(
        select(Loan.borrowed_on.label("day"), Loan.user_id.label("user_id")).where(*lent_in(asked)),
        _acts(Hold.placed_at, Hold.user_id, asked, zone),
        select(Order.placed_on, Order.user_id).where(Order.placed_on.between(asked.from_on, asked.to_on)),
        _acts(Rating.rated_at, Rating.user_id, asked, zone),
        _acts(Review.created_at, Review.user_id, asked, zone),
    ).subquery("acts")
    # What is forgotten has no user_id, and the join leaves it out.
    joined = select(acts.c.day, acts.c.user_id, User.created_at).join(User, User.id == acts.c.user_id)
    return joined.where(User.role == READER)


def _acts(at: Any, user_id: Any, asked: Range, zone: tzinfo) -> Any:
    return select(local_day(at, asked, zone), user_id).where(within(at, asked, zone))


def levels_moved(asked: Range, zone: tzinfo) -> dict[date, tuple[int, int]]:
    """Day -> by how much more was on loan, and overdue, when it ended than when it began.

    A loan is overdue from the end of the day it is due on until it is closed, by the due date that it has now; those
    that were lost, or said to be returned, are not. Four statements.
    """
    lent, closed = _by_day(Loan.borrowed_on, *lent_in(asked)), local_day(Loan.closed_at, asked, zone)
    closed_in = within(Loan.closed_at, asked, zone)
    ordinary = Loan.state.in_(_ORDINARY)
    # The same said so that SQLite looks for days, not for states: nearly all have these.
    not_odd = Loan.state.not_in([state for state in LOAN_STATES if state not in _ORDINARY])
    due = Loan.due_on.label("day")
    # Closed on the day it was due on or before: never late.
    later = case((Loan.closed_at.is_(None), literal(True)), else_=_closed_after_due(asked, zone))
    late = select(due, func.count()).where(ordinary, Loan.due_on.between(asked.from_on, asked.to_on), later)
    not_late_any_more = _by_day(closed, closed_in, not_odd, _closed_after_due(asked, zone))
    found: defaultdict[date, list[int]] = defaultdict(lambda: [0, 0])
    for place, sign, statement in (
        (0, 1, lent),
        (0, -1, _by_day(closed, closed_in, LENT)),
        (1, 1, late.group_by(Loan.due_on)),
        (1, -1, not_late_any_more),
    ):
        for day, number in db.session.execute(statement):
            found[day][place] += sign * number
    return {day: (out, late) for day, (out, late) in found.items()}


def _closed_after_due(asked: Range, zone: tzinfo) -> Any:
    return local_day(Loan.closed_at, asked, zone) > Loan.due_on
