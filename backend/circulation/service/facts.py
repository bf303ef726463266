"""What the catalogue shows of lending, kept true in the same transaction."""

from backend.catalog.models import Book
from backend.catalog.rules.marks import AVAILABLE
from backend.catalog.service import set_mark
from backend.circulation.queries.copies import count_of


def count_copies(book: Book) -> None:
    """Make a locked book's copies what they are; transitions are written already. The last thing a transaction does
    with a book: whether there is a free copy is a mark of the index that many titles share, and nothing is waited for
    with it in hand.
    """
    counted = count_of(book.id)
    before = book.copies_free
    book.copies_total, book.copies_free, book.copies_reference = counted
    if bool(before) != bool(counted.free):
        set_mark(book.id, AVAILABLE, counted.free > 0)
