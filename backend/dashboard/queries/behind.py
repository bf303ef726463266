"""The list behind each figure. Its length is the figure: both ask for the same rows."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Date, Double, Integer, String, and_, false, func, null, select, type_coerce

from backend.accounts.models import User
from backend.catalog.models import Book, BookAuthor, BookCategory, Category, Copy
from backend.circulation.models import Hold, Loan
from backend.circulation.rules.lives import ACTIVE, OPEN_LOANS, QUEUED
from backend.core.database import UtcDateTime, db
from backend.core.paging import Page
from backend.core.permissions import READER
from backend.dashboard.queries.local_time import local_day, local_hour, weekday, within
from backend.dashboard.queries.rankings import AUTHOR
from backend.dashboard.queries.raw import lent_in, returned_in, sold_in
from backend.dashboard.queries.readers import active_ids, preferred_addresses
from backend.dashboard.queries.tiles import NO_COPIES
from backend.dashboard.queries.view import View
from backend.dashboard.rules.people import UNKNOWN, years_of_band
from backend.engagement.models import Rating
from backend.shop.models import Address, Order

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


@dataclass(frozen=True)
class Behind:
    kind: str
    id: int
    at: datetime | None
    on: date | None
    book_id: int | None
    title: str | None
    user_id: int | None
    reader: str | None
    number: str | None
    state: str | None
    cents: int | None
    stars: float | None


_EMPTY: dict[str, Any] = {
    "at": UtcDateTime(),
    "on": Date(),
    "book_id": Integer(),
    "title": String(),
    "user_id": Integer(),
    "reader": String(),
    "number": String(),
    "state": String(),
    "cents": Integer(),
    "stars": Double(),
}


def behind(figure: str, view: View, narrowed: Narrowed, page: int, size: int) -> Page[Behind]:
    """The newest first."""
    kind, rows, order = _FIGURES[figure](view, narrowed)
    total = db.session.scalar(select(func.count()).select_from(rows.order_by(None).subquery())) or 0
    found = db.session.execute(rows.order_by(*order).limit(size).offset((page - 1) * size))
    return Page([Behind(kind, **row._mapping) for row in found], page, size, total)


Rows = tuple[str, Any, tuple[Any, ...]]


def _columns(row_id: Any, **known: Any) -> list[Any]:
    return [
        row_id.label("id"),
        *((known[name] if name in known else type_coerce(null(), kind)).label(name) for name, kind in _EMPTY.items()),
    ]


def _loans(at: Any) -> Any:
    columns = _columns(
        Loan.id,
        at=at,
        on=Loan.due_on,
        book_id=Loan.book_id,
        title=Book.title,
        user_id=Loan.user_id,
        reader=User.display_name,
        number=Copy.barcode,
        state=Loan.state,
    )
    rows = select(*columns).select_from(Loan).join(Book, Book.id == Loan.book_id).join(Copy, Copy.id == Loan.copy_id)
    return rows.outerjoin(User, User.id == Loan.user_id)


def _lent(view: View, narrowed: Narrowed) -> Rows:
    rows = _loans(Loan.borrowed_at).where(*lent_in(view.asked))
    hour = local_hour(Loan.borrowed_at, view.asked, view.zone)
    rows = rows.where(*_at_times(narrowed, weekday(Loan.borrowed_on), hour), *_of_books(narrowed, Loan.book_id))
    return "loan", rows, (Loan.borrowed_on.desc(), Loan.id.desc())


def _returned(view: View, narrowed: Narrowed) -> Rows:
    rows = _loans(Loan.returned_at).where(*returned_in(view.asked, view.zone))
    day = local_day(Loan.returned_at, view.asked, view.zone)
    hour = local_hour(Loan.returned_at, view.asked, view.zone)
    rows = rows.where(*_at_times(narrowed, weekday(day), hour), *_of_books(narrowed, Loan.book_id))
    return "loan", rows, (Loan.returned_at.desc(), Loan.id.desc())


def _on_loan(_view: View, _narrowed: Narrowed) -> Rows:
    return "loan", _loans(Loan.borrowed_at).where(Loan.state.in_(OPEN_LOANS)), (Loan.due_on, Loan.id)


def _overdue(view: View, _narrowed: Narrowed) -> Rows:
    late = (Loan.state == ACTIVE, Loan.due_on < view.here.today)
    return "loan", _loans(Loan.borrowed_at).where(*late), (Loan.due_on, Loan.id)


def _holds() -> Any:
    columns = _columns(
        Hold.id,
        at=Hold.placed_at,
        book_id=Hold.book_id,
        title=Book.title,
        user_id=Hold.user_id,
        reader=User.display_name,
        state=Hold.state,
    )
    return select(*columns).join(Book, Book.id == Hold.book_id).outerjoin(User, User.id == Hold.user_id)


def _wished(view: View, _narrowed: Narrowed) -> Rows:
    rows = _holds().where(within(Hold.placed_at, view.asked, view.zone))
    return "hold", rows, (Hold.placed_at.desc(), Hold.id.desc())


def _waiting(_view: View, narrowed: Narrowed) -> Rows:
    rows = _holds().where(Hold.state == QUEUED, *_of_books(narrowed, Hold.book_id))
    return "hold", rows, (Hold.placed_at, Hold.id)


def _orders(view: View, _narrowed: Narrowed) -> Rows:
    columns = _columns(
        Order.id,
        at=Order.confirmed_at,
        user_id=Order.user_id,
        reader=User.display_name,
        number=Order.number,
        state=Order.state,
        cents=Order.total_cents - Order.refunded_cents,
    )
    rows = select(*columns).outerjoin(User, User.id == Order.user_id).where(*sold_in(view.asked))
    return "order", rows, (Order.confirmed_on.desc(), Order.id.desc())


def _ratings(view: View, narrowed: Narrowed) -> Rows:
    """Whose they are is nobody's business."""
    columns = _columns(Rating.id, at=Rating.rated_at, book_id=Rating.book_id, title=Book.title, stars=Rating.stars)
    rows = select(*columns).join(Book, Book.id == Rating.book_id).where(within(Rating.rated_at, view.asked, view.zone))
    if narrowed.stars is not None:
        rows = rows.where(Rating.stars == narrowed.stars)
    return "rating", rows, (Rating.rated_at.desc(), Rating.id.desc())


def _readers() -> Any:
    columns = _columns(User.id, at=User.created_at, user_id=User.id, reader=User.display_name)
    return select(*columns).where(User.role == READER)


def _all_readers(view: View, narrowed: Narrowed) -> Rows:
    rows = _readers()
    if narrowed.band is not None:
        years = years_of_band(narrowed.band, view.here.today.year)
        if narrowed.band == UNKNOWN:
            rows = rows.where(User.birth_year.is_(None))
        else:
            rows = rows.where(User.birth_year.between(*years) if years else false())
    if narrowed.country is not None:
        there = select(Address.user_id).where(Address.id.in_(preferred_addresses()))
        if narrowed.country == NOBODY:
            rows = rows.where(User.id.not_in(there))
        else:
            here = and_(Address.country == narrowed.country, Address.region == (narrowed.region or ""))
            rows = rows.where(User.id.in_(there.where(here)))
    return "reader", rows, (User.created_at.desc(), User.id.desc())


def _active(view: View, _narrowed: Narrowed) -> Rows:
    there = active_ids(view, view.asked)
    rows = _readers().where(User.id.in_(select(there.c.user_id)) if there is not None else false())
    return "reader", rows, (User.created_at.desc(), User.id.desc())


def _joined(view: View, _narrowed: Narrowed) -> Rows:
    rows = _readers().where(within(User.created_at, view.asked, view.zone))
    return "reader", rows, (User.created_at.desc(), User.id.desc())


def _titles(_view: View, _narrowed: Narrowed) -> Rows:
    columns = _columns(Book.id, on=Book.added_on, book_id=Book.id, title=Book.title, number=Book.isbn13)
    return "title", select(*columns), (Book.added_on.desc(), Book.id.desc())


def _copies(_view: View, _narrowed: Narrowed) -> Rows:
    columns = _columns(
        Copy.id,
        on=Copy.acquired_on,
        book_id=Copy.book_id,
        title=Book.title,
        number=Copy.barcode,
        state=Copy.condition,
    )
    rows = select(*columns).join(Book, Book.id == Copy.book_id).where(Copy.condition.not_in(NO_COPIES))
    return "copy", rows, (Copy.id.desc(),)


def _at_times(narrowed: Narrowed, day: Any, hour: Any) -> list[Any]:
    found = [] if narrowed.weekday is None else [day == narrowed.weekday]
    return found if narrowed.hour is None else [*found, hour == narrowed.hour]


def _of_books(narrowed: Narrowed, book_id: Any) -> list[Any]:
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


_FIGURES: dict[str, Callable[[View, Narrowed], Rows]] = {
    "readers": _all_readers,
    "active_readers": _active,
    "titles": _titles,
    "copies": _copies,
    "on_loan": _on_loan,
    "overdue": _overdue,
    "loans": _lent,
    "returns": _returned,
    "holds": _wished,
    "orders": _orders,
    "new_readers": _joined,
    "ratings": _ratings,
    "waiting": _waiting,
}
