"""What stands in the lists behind the figures: one shape for all, where what a thing has not is null."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Date, Double, Integer, String, null, select, type_coerce

from backend.accounts.models import User
from backend.catalog.models import Book, Copy
from backend.circulation.models import Hold, Loan
from backend.core.database import UtcDateTime
from backend.core.permissions import READER
from backend.engagement.models import Rating
from backend.shop.models import Order


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


@dataclass(frozen=True)
class Rows:
    """All there are of a kind, and in which order."""

    kind: str
    select: Any
    order: tuple[Any, ...]


_SHAPE: dict[str, Any] = {
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
_OF_BOOK = {"title": Book.title}
_OF_READER = {"reader": User.display_name}


def _select(row_id: Any, **known: Any) -> Any:
    others = (
        (known[name] if name in known else type_coerce(null(), kind)).label(name) for name, kind in _SHAPE.items()
    )
    return select(row_id.label("id"), *others)


def _newest(kind: str, rows: Any, at: Any, row_id: Any) -> Rows:
    return Rows(kind, rows, (at.desc(), row_id.desc()))


def _loans(at: Any) -> Any:
    of_loan = {"at": at, "on": Loan.due_on, "book_id": Loan.book_id, "user_id": Loan.user_id, "state": Loan.state}
    rows = _select(Loan.id, number=Copy.barcode, **of_loan, **_OF_BOOK, **_OF_READER).select_from(Loan)
    rows = rows.join(Book, Book.id == Loan.book_id).join(Copy, Copy.id == Loan.copy_id)
    return rows.outerjoin(User, User.id == Loan.user_id)


_LENT = _loans(Loan.borrowed_at)
LENT = _newest("loan", _LENT, Loan.borrowed_on, Loan.id)
DUE = Rows("loan", _LENT, (Loan.due_on, Loan.id))
RETURNED = _newest("loan", _loans(Loan.returned_at), Loan.returned_at, Loan.id)

_of_hold = {"at": Hold.placed_at, "book_id": Hold.book_id, "user_id": Hold.user_id, "state": Hold.state}
_HOLDS = (
    _select(Hold.id, **_of_hold, **_OF_BOOK, **_OF_READER)
    .join(Book, Book.id == Hold.book_id)
    .outerjoin(User, User.id == Hold.user_id)
)
HOLDS = _newest("hold", _HOLDS, Hold.placed_at, Hold.id)
QUEUE = Rows("hold", _HOLDS, (Hold.placed_at, Hold.id))

_of_order = {"at": Order.confirmed_at, "user_id": Order.user_id, "number": Order.number, "state": Order.state}
_ORDERS = _select(Order.id, cents=Order.total_cents - Order.refunded_cents, **_of_order, **_OF_READER)
ORDERS = _newest("order", _ORDERS.outerjoin(User, User.id == Order.user_id), Order.confirmed_on, Order.id)

# Whose they are is nobody's business.
_of_rating = {"at": Rating.rated_at, "book_id": Rating.book_id, "stars": Rating.stars}
_RATINGS = _select(Rating.id, **_of_rating, **_OF_BOOK).join(Book, Book.id == Rating.book_id)
RATINGS = _newest("rating", _RATINGS, Rating.rated_at, Rating.id)

_READERS = _select(User.id, at=User.created_at, user_id=User.id, **_OF_READER).where(User.role == READER)
READERS = _newest("reader", _READERS, User.created_at, User.id)

_TITLES = _select(Book.id, on=Book.added_on, book_id=Book.id, number=Book.isbn13, **_OF_BOOK)
TITLES = _newest("title", _TITLES, Book.added_on, Book.id)

_of_copy = {"on": Copy.acquired_on, "book_id": Copy.book_id, "number": Copy.barcode, "state": Copy.condition}
_COPIES = _select(Copy.id, **_of_copy, **_OF_BOOK).join(Book, Book.id == Copy.book_id)
COPIES = Rows("copy", _COPIES, (Copy.id.desc(),))
