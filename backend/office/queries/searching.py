"""What somebody of the staff looks for by a few letters or a scan: books, readers, copies, orders."""

from dataclasses import dataclass

from sqlalchemy import select

from backend.accounts.models import User
from backend.catalog.models import Book, Copy
from backend.catalog.queries import cards_of
from backend.catalog.queries.search import suggestions
from backend.circulation.queries.finding import FoundReader, readers_like
from backend.core.database import db
from backend.shop.models import Order

# As many of each as fit under the field.
MOST_FOUND = 8
# Behind every sign that a number or a barcode has.
LAST = "\U0010ffff"


@dataclass(frozen=True)
class FoundBook:
    id: int
    title: str
    authors: list[str]
    isbn13: str | None
    published_year: int | None


@dataclass(frozen=True)
class FoundCopy:
    id: int
    barcode: str
    book_id: int
    title: str
    condition: str


@dataclass(frozen=True)
class FoundOrder:
    id: int
    number: str
    state: str
    user_id: int | None
    reader_name: str | None


@dataclass(frozen=True)
class Found:
    books: list[FoundBook]
    readers: list[FoundReader]
    copies: list[FoundCopy]
    orders: list[FoundOrder]


def everything_like(words: str) -> Found:
    """The same number of statements, whatever there is."""
    return Found(_books(words), readers_like(words), _copies(words), _orders(words))


def _books(words: str) -> list[FoundBook]:
    ids = [book.id for book in suggestions(words, MOST_FOUND).books]
    return [
        FoundBook(card.id, card.title, [author.name for author in card.authors], card.isbn13, card.published_year)
        for card in cards_of(ids)
    ]


def _copies(words: str) -> list[FoundCopy]:
    """By the beginning of a barcode, which an index finds."""
    wanted = (
        select(Copy.id, Copy.barcode, Copy.book_id, Book.title, Copy.condition)
        .join(Book, Book.id == Copy.book_id)
        .where(Copy.barcode >= words, Copy.barcode < words + LAST)
        .order_by(Copy.barcode)
    )
    return [FoundCopy(*row) for row in db.session.execute(wanted.limit(MOST_FOUND))]


def _orders(words: str) -> list[FoundOrder]:
    """By the beginning of a number."""
    number = words.upper().lstrip("#")
    wanted = (
        select(Order.id, Order.number, Order.state, Order.user_id, User.display_name)
        .outerjoin(User, User.id == Order.user_id)
        .where(Order.number >= number, Order.number < number + LAST)
        .order_by(Order.number)
    )
    return [FoundOrder(*row) for row in db.session.execute(wanted.limit(MOST_FOUND))] if number else []
