"""What the catalogue shows of lending, kept true in the same transaction."""

from backend.catalog.models import Book
from backend.catalog.queries import holdings_of
from backend.catalog.service import mark_books
from backend.circulation.queries.copies import taken_copies
from backend.core.database import db


def count_copies(book: Book) -> None:
    """Make a locked book's copies what they are. The last thing a transaction does with a book: whether there is a free
    copy is a mark of the index that many titles share, and nothing is waited for with it in hand.
    """
    db.session.flush()  # what is counted is what is stored
    counted = holdings_of([book.id], taken_copies([book.id]))[book.id]
    before = book.copies_free
    book.copies_total, book.copies_free = counted.copies_total, counted.copies_free
    book.copies_reference = counted.copies_reference
    if bool(before) != bool(counted.copies_free):
        db.session.flush()  # the index reads what is stored
        mark_books([book.id])
