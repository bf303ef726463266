"""One book as the staff sees it: its record to be edited, what stands in the way of withdrawing it, and its past."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime
from typing import Any, NamedTuple

from sqlalchemy import func, select

from backend.accounts.models import User
from backend.catalog.models import Author, Book, BookAuthor, BookSeries, Copy, Series, Sku
from backend.catalog.queries import BookNotFound, cards_of, get_book
from backend.catalog.queries.facts import book_facts
from backend.circulation.models import Hold, Loan
from backend.circulation.rules.lives import OPEN_HOLDS
from backend.core.audit import AuditEvent
from backend.core.database import db
from backend.core.paging import Page
from backend.shop.models import Order, OrderLine
from backend.shop.queries.stock import SkuLine, sku_lines
from backend.shop.rules.lives import CLOSED_ORDERS

BOOK = "book"
NAMES = 8
COMING = ("on_order", "in_process")


class Standing(NamedTuple):
    """What keeps a book in the catalogue."""

    open_loans: int
    open_holds: int
    open_orders: int
    # Ordered from a dealer, or not yet on the shelf.
    copies_coming: int


@dataclass(frozen=True)
class LoanOfBook:
    """One loan of it; whose it is, while it goes on."""

    id: int
    barcode: str
    state: str
    channel: str
    borrowed_on: date
    due_on: date
    returned_at: datetime | None
    reader_id: int | None
    reader_name: str | None


@dataclass(frozen=True)
class Known:
    """A name that the catalogue has, and how many books have it."""

    name: str
    original_name: str | None
    books: int


def standing_of(book_id: int) -> Standing:
    return standings_of([book_id])[book_id]


def standings_of(book_ids: Sequence[int]) -> dict[int, Standing]:
    """Of each of these books. Four statements."""
    loans = select(Loan.book_id, func.count()).where(Loan.book_id.in_(book_ids), Loan.open_copy_id.is_not(None))
    holds = select(Hold.book_id, func.count()).where(Hold.book_id.in_(book_ids), Hold.state.in_(OPEN_HOLDS))
    orders = (
        select(OrderLine.book_id, func.count(Order.id.distinct()))
        .join(Order, Order.id == OrderLine.order_id)
        .where(OrderLine.book_id.in_(book_ids), Order.state.not_in(CLOSED_ORDERS))
    )
    coming = select(Copy.book_id, func.count()).where(Copy.book_id.in_(book_ids), Copy.condition.in_(COMING))
    counted = [
        dict(db.session.execute(rows.group_by(column)).all())
        for rows, column in (
            *((loans, Loan.book_id), (holds, Hold.book_id)),
            *((orders, OrderLine.book_id), (coming, Copy.book_id)),
        )
    ]
    return {book_id: Standing(*(int(found.get(book_id, 0)) for found in counted)) for book_id in book_ids}


def staff_book(book_id: int) -> dict[str, Any]:
    """Raises BookNotFound."""
    book = get_book(book_id)
    [card] = cards_of([book_id])
    facts = book_facts([book_id])[book_id]
    return {
        **{name: getattr(book, name) for name in ("id", "revision", "cover", "added_on", "withdrawn_on", "origin")},
        **{name: getattr(book, name) for name in ("copies_total", "copies_free", "copies_reference", "stock_free")},
        **{name: getattr(book, name) for name in ("rating_count", "loans_30d")},
        "family": card.family,
        "facts": asdict(facts),
        "standing": standing_of(book_id)._asdict(),
    }


def loans_of_book(book_id: int, page: int, size: int) -> Page[LoanOfBook]:
    """The last one first; open ones before all. Raises BookNotFound."""
    get_book(book_id)
    conditions = (Loan.book_id == book_id,)
    open_first = Loan.open_copy_id.is_(None)
    rows = (
        select(Loan, Copy.barcode, User.id, User.display_name)
        .join(Copy, Copy.id == Loan.copy_id)
        .outerjoin(User, (User.id == Loan.user_id) & Loan.open_copy_id.is_not(None))
        .where(*conditions)
        .order_by(open_first, Loan.borrowed_at.desc(), Loan.id.desc())
        .limit(size)
        .offset((page - 1) * size)
    )
    total = db.session.scalar(select(func.count()).select_from(Loan).where(*conditions)) or 0
    found = [
        LoanOfBook(
            *(loan.id, barcode, loan.state, loan.channel, loan.borrowed_on, loan.due_on, loan.returned_at),
            *(user_id, name),
        )
        for loan, barcode, user_id, name in db.session.execute(rows)
    ]
    return Page(found, page, size, total)


def offers_of_book(book_id: int, today: date) -> list[SkuLine]:
    """What is or was for sale of it. Raises BookNotFound."""
    get_book(book_id)
    return sku_lines(db.session.scalars(select(Sku).where(Sku.book_id == book_id).order_by(Sku.id)).all(), today)


def history_of_book(book_id: int, page: int, size: int) -> Page[dict[str, Any]]:
    """What the staff has changed of it, the last change first. Raises BookNotFound."""
    if db.session.scalar(select(Book.id).where(Book.id == book_id)) is None:
        raise BookNotFound
    conditions = (AuditEvent.kind == BOOK, AuditEvent.thing_id == book_id)
    rows = (
        select(AuditEvent, User.display_name)
        .outerjoin(User, User.id == AuditEvent.user_id)
        .where(*conditions)
        .order_by(AuditEvent.id.desc())
        .limit(size)
        .offset((page - 1) * size)
    )
    total = db.session.scalar(select(func.count()).select_from(AuditEvent).where(*conditions)) or 0
    names = ("id", "happened_at", "role", "act", "change", "before", "after", "bulk_act_id")
    found = [
        {**{name: getattr(event, name) for name in names}, "by_name": by} for event, by in db.session.execute(rows)
    ]
    return Page(found, page, size, total)


def known_names(kind: str, words: str) -> list[Known]:
    """Authors, series or publishers whose name begins with these words, then those that have them inside."""
    small = words.casefold()
    if kind == "publisher":
        number = func.count(Book.id)
        printed = select(Book.publisher, number).where(_has(Book.publisher, small)).group_by(Book.publisher)
        order = (~_begins(Book.publisher, small), number.desc(), Book.publisher)
        ordered = printed.order_by(*order).limit(NAMES)
        return [Known(name, None, books) for name, books in db.session.execute(ordered) if name]
    model: Any = Author if kind == "author" else Series
    link: Any = BookAuthor.author_id if kind == "author" else BookSeries.series_id
    books_of = select(func.count()).where(link == model.id).correlate(model).scalar_subquery()
    named = _has(model.name, small) | _has(model.original_name, small)
    found = select(model.name, model.original_name, books_of).where(named)
    rows = db.session.execute(found.order_by(~_begins(model.name, small), books_of.desc(), model.id).limit(NAMES))
    return [Known(*row) for row in rows]


def _has(column: Any, small: str) -> Any:
    return func.lower(column).contains(small, autoescape=True)


def _begins(column: Any, small: str) -> Any:
    return func.lower(column).startswith(small, autoescape=True)
