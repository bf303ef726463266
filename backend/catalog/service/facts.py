"""What lists show of a book, kept true."""

from collections.abc import Mapping, Sequence

from sqlalchemy import update

from backend.catalog.models import Book
from backend.catalog.queries import holdings_of
from backend.catalog.rules import bar_of, is_half, rating_score
from backend.catalog.rules.marks import band_of, half_stars_of
from backend.catalog.service.indexing import mark_books
from backend.core.database import db


def move_stars(book: Book, before: float | None, after: float | None) -> None:
    """Keep a book's rating facts true when one reader's stars change. The book must be locked by the caller."""
    sorted_before = _sorted(book)
    for stars, by in ((before, -1), (after, +1)):
        if stars is not None:
            column = f"stars_{bar_of(stars)}"
            setattr(book, column, getattr(book, column) + by)
            book.half_star_count += by * is_half(stars)
    book.rating_count = sum(book.stars)
    book.rating_score = rating_score(book.stars, book.half_star_count)
    if _sorted(book) != sorted_before:
        db.session.flush()  # the index reads what is stored
        mark_books([book.id])


def _sorted(book: Book) -> tuple[int, int]:
    """What the index makes of a book's ratings: rarely another than before."""
    return band_of(book.rating_count), half_stars_of(book.rating_score) if book.rating_count else 0


def count_holdings(book_ids: Sequence[int], taken: Mapping[int, int]) -> None:
    """Make the copies and the stock that lists show of these books what the copies and the stock are.

    taken: how many copies of a book are lent or set aside, as the room that lends counts them. The books must be
    locked, or new, and marked anew by the caller (indexing.mark_books).
    """
    rows = [{"id": book_id, **holdings._asdict()} for book_id, holdings in holdings_of(book_ids, taken).items()]
    if rows:
        db.session.execute(update(Book), rows)
