"""The list behind each figure. Its length is the figure: both ask for the same rows."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import and_, false, func, select

from backend.accounts.models import User
from backend.catalog.models import BookAuthor, BookCategory, Category, Copy
from backend.circulation.models import Hold, Loan
from backend.circulation.rules.lives import ACTIVE, OPEN_LOANS, QUEUED
from backend.core.database import db
from backend.core.paging import Page
from backend.dashboard.queries import behind_rows as rows_of
from backend.dashboard.queries.behind_rows import Behind, Rows
from backend.dashboard.queries.local_time import local_day, local_hour, weekday, within
from backend.dashboard.queries.raw import AUTHOR, lent_in, returned_in, sold_in
from backend.dashboard.queries.readers import active_ids, preferred_addresses
from backend.dashboard.queries.tiles import NO_COPIES
from backend.dashboard.queries.view import View
from backend.dashboard.rules.people import UNKNOWN, years_of_band
from backend.engagement.models import Rating
from backend.shop.models import Address

NOBODY = "none"


@dataclass(frozen=True)
class Narrowed:
    """To what a part of a chart stands for."""

    category: str | None = None
    book_id: int | None = None
    author_id: int | None = None
    weekday: int | None = None
    hour: int | None = None
    stars: float | None = None
    band: str | None = None
    country: str | None = None
    region: str | None = None


def behind(figure: str, view: View, narrowed: Narrowed, page: int, size: int) -> Page[Behind]:
    rows, conditions = _FIGURES[figure]
    these = rows.select.where(*conditions(view, narrowed))
    total = db.session.scalar(select(func.count()).select_from(these.subquery())) or 0
    found = db.session.execute(these.order_by(*rows.order).limit(size).offset((page - 1) * size))
    return Page([Behind(rows.kind, **row._mapping) for row in found], page, size, total)


Conditions = list[Any]


def _lent(view: View, narrowed: Narrowed) -> Conditions:
    hour = local_hour(Loan.borrowed_at, view.asked, view.zone)
    at_times = _at_times(narrowed, weekday(Loan.borrowed_on), hour)
    return [*lent_in(view.asked), *at_times, *_of_books(narrowed, Loan.book_id)]


def _returned(view: View, narrowed: Narrowed) -> Conditions:
    day = local_day(Loan.returned_at, view.asked, view.zone)
    hour = local_hour(Loan.returned_at, view.asked, view.zone)
    at_times = _at_times(narrowed, weekday(day), hour)
    return [*returned_in(view.asked, view.zone), *at_times, *_of_books(narrowed, Loan.book_id)]


def _rated(view: View, narrowed: Narrowed) -> Conditions:
    stars = [] if narrowed.stars is None else [Rating.stars == narrowed.stars]
    return [within(Rating.rated_at, view.asked, view.zone), *stars]


def _readers(view: View, narrowed: Narrowed) -> Conditions:
    found: Conditions = []
    if narrowed.band == UNKNOWN:
        found.append(User.birth_year.is_(None))
    elif narrowed.band is not None:
        years = years_of_band(narrowed.band, view.here.today.year)
        found.append(User.birth_year.between(*years) if years else false())
    if narrowed.country is not None:
        there = select(Address.user_id).where(Address.id.in_(preferred_addresses()))
        here = and_(Address.country == narrowed.country, Address.region == (narrowed.region or ""))
        nobody = narrowed.country == NOBODY
        found.append(User.id.not_in(there) if nobody else User.id.in_(there.where(here)))
    return found


def _active(view: View, _narrowed: Narrowed) -> Conditions:
    there = active_ids(view, view.asked)
    return [User.id.in_(select(there.c.user_id)) if there is not None else false()]


def _at_times(narrowed: Narrowed, day: Any, hour: Any) -> Conditions:
    found = [] if narrowed.weekday is None else [day == narrowed.weekday]
    return found if narrowed.hour is None else [*found, hour == narrowed.hour]


def _of_books(narrowed: Narrowed, book_id: Any) -> Conditions:
    found = [] if narrowed.book_id is None else [book_id == narrowed.book_id]
    if narrowed.author_id is not None:
        written = select(BookAuthor.book_id).where(
            BookAuthor.author_id == narrowed.author_id, BookAuthor.role == AUTHOR
        )
        found.append(book_id.in_(written))
    if narrowed.category is not None:
        main = select(BookCategory.book_id).where(BookCategory.position == 0)
        if narrowed.category == NOBODY:
            found.append(book_id.not_in(main))
        else:
            top = select(Category.id).where(Category.slug == narrowed.category).scalar_subquery()
            below = select(Category.id).where((Category.id == top) | (Category.parent_id == top))
            found.append(book_id.in_(main.where(BookCategory.category_id.in_(below))))
    return found


_FIGURES: dict[str, tuple[Rows, Callable[[View, Narrowed], Conditions]]] = {
    "readers": (rows_of.READERS, _readers),
    "active_readers": (rows_of.READERS, _active),
    "new_readers": (rows_of.READERS, lambda view, _: [within(User.created_at, view.asked, view.zone)]),
    "titles": (rows_of.TITLES, lambda _view, _: []),
    "copies": (rows_of.COPIES, lambda _view, _: [Copy.condition.not_in(NO_COPIES)]),
    "loans": (rows_of.LENT, _lent),
    "returns": (rows_of.RETURNED, _returned),
    "on_loan": (rows_of.DUE, lambda _view, _: [Loan.state.in_(OPEN_LOANS)]),
    "overdue": (rows_of.DUE, lambda view, _: [Loan.state == ACTIVE, Loan.due_on < view.here.today]),
    "holds": (rows_of.HOLDS, lambda view, _: [within(Hold.placed_at, view.asked, view.zone)]),
    "waiting": (rows_of.QUEUE, lambda _view, narrowed: [Hold.state == QUEUED, *_of_books(narrowed, Hold.book_id)]),
    "orders": (rows_of.ORDERS, lambda view, _: list(sold_in(view.asked))),
    "ratings": (rows_of.RATINGS, _rated),
}
