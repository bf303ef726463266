"""All that a book's own page shows."""

from dataclasses import asdict
from typing import Any

from backend.catalog.queries.books import get_book
from backend.catalog.queries.cards import cards_of
from backend.catalog.queries.holdings import copies_of
from backend.catalog.queries.tree import categories_of


def whole_book(book_id: int) -> dict[str, Any]:
    """A book's card with its description, categories, copies and stars; of a withdrawn one too. Raises BookNotFound."""
    book = get_book(book_id)
    [card] = cards_of([book_id])
    return {
        **asdict(card),
        "withdrawn_on": book.withdrawn_on,
        "description": book.description,
        "categories": categories_of(book_id),
        "copies": copies_of(book_id),
        "stars": book.stars,
    }
