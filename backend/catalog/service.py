"""Changing the catalogue."""

from backend.catalog.models import Book
from backend.catalog.rules import rating_score


def move_stars(book: Book, before: int | None, after: int | None) -> None:
    """Keep a book's rating facts true when one reader's stars change. The book must be locked by the caller."""
    if before is not None:
        column = f"stars_{before}"
        setattr(book, column, getattr(book, column) - 1)
    if after is not None:
        column = f"stars_{after}"
        setattr(book, column, getattr(book, column) + 1)
    book.rating_count = sum(book.stars)
    book.rating_score = rating_score(book.stars)
